/**
 * The words around a code. People who give a code wrap it in a small stock of words ("um, it's … please");
 * any other word is a stray one, and a number among stray words is ordinary talk (`code-context.ts`).
 */
import type { Token } from "./heard-tokens.js";
import { digitOfWord } from "./number-words.js";

/**
 * What a word does beside a code. A filler may stand inside a code; a frame word stands around it; an
 * announcement says that a code comes, and a marker may say so; a link stands between these and the code; a correction takes back
 * what was said, an afterthought does so if something else is said after it; a denial takes back what
 * follows; a unit makes a number an amount.
 */
export type Role =
	| "filler"
	| "frame"
	| "announcement"
	| "marker"
	| "link"
	| "correction"
	| "afterthought"
	| "denial"
	| "unit"
	| "stray";

/** A word, or a known phrase, that is no part of a code. */
export interface Talk {
	readonly kind: "talk";
	readonly word: string;
	readonly role: Role;
}

/** One thing in an utterance in which everything has its meaning; what may belong to a code is `Said`. */
export type Item<Said> =
	| Said
	| Talk
	| { readonly kind: "break" }
	| { readonly kind: "pause" };

const wordsByRole: Record<Exclude<Role, "stray">, string> = {
	filler: `
		um, umm, uh, uhh, uhm, er, err, erm, ah, ahh, eh, hm, hmm, mm, mmm, mhm, huh, uh huh, mm hmm, oh, o,
		and, then, next, first, a, followed by, so, well, okay, ok, kay, yeah, yep, you know, let me see, lets see,
		let's see, let me check, let me look, hang on, hold on, one moment, one second, one sec, one minute,
		just a second, just a sec, just a moment, just a minute, just one second, just one moment, a second,
		a moment, a sec,
		dash, hyphen, dot, point, space, comma, slash, stroke, period, colon, minus, underscore, full stop,
		forward slash`,
	frame: `
		it, this, that, this one, not sure, that one, the one, these, those, here, there, what, which,
		but, here you go, there you go, here we go, the, an, my, our, your, mine, ours,
		i, i'm, i am, i've, i'll, i'd, we, we're, we've, we'll, you, you're, me, us,
		am, be, have, has, got, get, see, seeing, want, wanna, would, could, can, should, must, might,
		like to, would like, going, gonna, try, trying, let, let's, lets, think, believe, guess, do, did, does,
		give, gives, giving, gave, given, gave me, they gave me, they told me, was given, were given, tell, tells, told, written, writes, type, type in, typing, enter,
		entering, press, dial, key, say, supposed to, how about, what about, instead, or something,
		join, joining, joins, connect, connecting, link, pair, pairing, access, secret, entry,
		of, on, to, for, with, or, also, just, really, maybe, probably, again, once, more, sure,
		one more time, once more, say again, repeat, repeating, i repeat, i say again,
		looks like, looks like it's, it looks like, comes up, came up, popped up, up, i was told, in front of me,
		on my phone, on the phone, on my computer, on the computer, on my laptop, on the laptop, on my tablet,
		on my end, at the top, at the bottom, in the corner, on the left, on the right, on the wall,
		screen, tv, telly, television, monitor, display, top, bottom, corner,
		hello, hi, hiya, hey, yo, good, morning, afternoon, evening, greetings, welcome, yes, yup, fine,
		alright, all right, right, correct, exactly, great, ready, listen, listening, got it,
		very much, so much, a lot, please, pls, plz, thanks, thank, thank you, cheers, ta, bye, bye bye, goodbye, hash, hashtag, star,
		mate, sir, madam, ma'am, miss, dude, man, buddy, bro, pal, love, roger, copy,
		callsign, call sign, lobby, session, match, new, current, latest, following, digit, digits, numbers, codes`,
	announcement: `
		code, code's, pin, pin's, pincode, pin code, passcode, passcode's, password, password's, passkey, codeword,
		code word`,
	marker: `
		number, number's, game, game's, room, room's, id, identifier, word, magic word, coat, cold, kode, cote,
		chord`,
	link: `
		is, it's, its, it is, that's, thats, that is, this is, here's, heres, here is, there's, there is,
		these are, those are, they're, they are, are, say, says, said, saying, read, reads, reading, show, shows,
		showing, shown, displays, displayed, equals, to be, should be, would be, must be, might be, will be`,
	correction: `
		no, nope, nah, no sorry, no wait, wait, sorry no, sorry i mean, sorry i meant, i mean, i meant, actually no, correction, oops, whoops, oops sorry, scratch that, strike that, forget that, delete that,
		cancel, cancel that, never mind, nevermind, or rather, make that, make it, start over, start again,
		let me start over, let me start again, let me try again, try again, my bad, my mistake, i misspoke,
		wrong, incorrect, that's wrong, that was wrong`,
	afterthought: `sorry, oh sorry, i'm sorry, actually, rather, pardon, pardon me, excuse me`,
	denial: `not, isn't, isnt, ain't, wasn't`,
	unit: `
		dollars, dollar, bucks, buck, cents, cent, pounds, pound, euros, euro, quid, grand, percent, am, pm,
		o'clock, oclock, noon, midnight, years, year, months, month, weeks, week, days, day, hours, hour, minutes,
		minute, mins, min, seconds, secs, miles, mile, km, kilometers, kilometres, meters, metres, feet, foot,
		inches, inch, yards, degrees, times, people, persons, points, calories, steps, street, st, avenue, ave,
		road, rd, lane, drive, boulevard, pages, members, players, games, files, grams, kilos, kilograms, pieces,
		copies, euros, hundred, thousand, million, billion, dozen, th, bc, ad, watts, volts, megabytes, gigabytes`,
};

const digitCountPhrases = [...digitOfWord.keys()].flatMap((count) => [
	`${count} digit`,
	`${count} digits`,
	`${count} numbers`,
]);

const roles = new Map<string, Role>();
for (const [role, list] of Object.entries(wordsByRole)) {
	for (const each of list.split(",")) roles.set(each.trim(), role as Role);
}
for (const phrase of digitCountPhrases) roles.set(phrase, "frame");

const longestPhrase = 4;

/** Any token, as far as phrases go. */
interface AnyToken {
	readonly kind: string;
	readonly word?: string;
	readonly digits?: string;
}

/** The word with what it does beside a code. */
export function talk(word: string): Talk {
	return { kind: "talk", word, role: roleOf(word) };
}

/** What this word or phrase does beside a code. */
export function roleOf(word: string): Role {
	return roles.get(word) ?? "stray";
}

/**
 * Makes one word of each known phrase, the longest first, so that the "one" of "one moment" and the
 * "four" of "a four digit code" are no digits.
 */
export function withPhrases<Other extends { readonly kind: string }>(
	tokens: readonly (Token | Other)[],
): (Token | Other)[] {
	const merged: (Token | Other)[] = [];
	for (let at = 0; at < tokens.length; ) {
		const length = phraseLengthAt(tokens, at);
		const token = tokens[at];
		if (length > 1) merged.push(phraseOf(tokens.slice(at, at + length)));
		else if (token) merged.push(token);
		at += length;
	}
	return merged;
}

function phraseLengthAt(tokens: readonly AnyToken[], at: number): number {
	for (let length = longestPhrase; length > 1; length--) {
		const words = tokens.slice(at, at + length).map(spelled);
		if (words.length === length && roles.has(words.join(" "))) return length;
	}
	return 1;
}

function phraseOf(tokens: readonly AnyToken[]): Token {
	return { kind: "word", word: tokens.map(spelled).join(" ") };
}

const wordOfDigit = new Map(
	[...digitOfWord].reverse().map(([word, digit]) => [digit, word]),
);

/** The token as a word: the recogniser may have written "1 moment", "4 digits". */
function spelled({ kind, word, digits = "" }: AnyToken): string {
	if (kind === "word" && word !== undefined) return word;
	return wordOfDigit.get(digits) ?? "#";
}
