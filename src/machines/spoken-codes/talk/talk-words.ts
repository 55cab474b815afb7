/**
 * The stock of words that people put around a code, by what each does there (`code-talk.ts`). A word that
 * is missing here makes a number ordinary talk; one that should not be here makes a code of ordinary talk.
 */
import type { Role } from "./roles.js";

/** The words and phrases of each role, separated by commas. */
export const talkWords: Readonly<Record<Role, string>> = {
	filler: `
		um, umm, mhmm, uh, uhh, uhm, er, err, erm, ah, ahh, eh, hm, hmm, mm, mmm, mhm, huh, uh huh, mm hmm, oh,
		o, and, then, next, first, a, followed by, so, well, okay, ok, kay, yeah, yep, you know, let me see,
		lets see, let's see, let me check, let me look, hang on, hold on, one moment, one second, one sec,
		one minute, just a second, just a sec, just a moment, just a minute, just one second, just one moment,
		a second, a moment, a sec, dash, hyphen, dot, point, space, comma, slash, stroke, period, colon, minus,
		underscore, full stop, forward slash`,
	frame: `
		it, this, that, this one, not sure, that one, the one, these, those, here, there, what, which, but,
		here you go, there you go, here we go, the, an, my, our, your, mine, ours, i, i'm, i am, i've, i'll,
		i'd, we, we're, we've, we'll, you, you're, me, us, am, be, have, has, got, get, see, seeing, want,
		wanna, would, could, can, should, must, might, like to, would like, going, gonna, try, trying, let,
		let's, lets, think, believe, guess, do, did, does, give, gives, giving, gave, given, gave me,
		they gave me, they told me, was given, were given, tell, tells, told, written, writes, type, type in,
		typing, enter, entering, press, dial, key, say, supposed to, how about, what about, instead,
		or something, join, joining, joins, connect, connecting, link, pair, pairing, access, secret, entry, of,
		on, to, for, with, or, also, just, really, maybe, probably, again, once, more, sure, one more time,
		once more, say again, repeat, repeating, i repeat, i say again, looks like, looks like it's,
		it looks like, comes up, came up, popped up, up, i was told, in front of me, on my phone, on the phone,
		on my computer, on the computer, on my laptop, on the laptop, on my tablet, on my end, at the top,
		at the bottom, in the corner, on the left, on the right, on the wall, screen, tv, telly, television,
		monitor, display, top, bottom, corner, hello, hi, hiya, hey, yo, good, morning, afternoon, evening,
		greetings, welcome, yes, yup, fine, alright, all right, right, correct, exactly, great, ready, listen,
		listening, got it, very much, so much, a lot, please, pls, plz, thanks, thank, thank you, cheers, ta,
		bye, bye bye, goodbye, hash, hashtag, star, mate, sir, madam, ma'am, miss, dude, man, buddy, bro, pal,
		love, roger, copy, callsign, call sign, lobby, session, match, new, current, latest, following, digit,
		digits, numbers, codes, answer, already said, already told, please use, use code, use the code,
		like i said, as i said, party, invite, invitation, verification, security, phone, player, team, group,
		which one, what one, the other one, the right one, pretty sure, quite sure, fairly sure,
		if i'm reading it, if i am reading it, if i read it, if i see it, do you mean, you mean, calling about,
		put in, punch in, key in, punch, go to, go with, let me in, let us in, let me in with, i'm in, i am in,
		we're in, we are in, get in, in with, get into, getting into, into game, if i say, is it okay, is it ok,
		calling in, calling in for, need to connect, need to join, need to say, have to say, want to play,
		wanna play, like to play, play with, play the game, he, she, they, computer, kid, son, daughter, wife,
		husband, mom, mum, dad, brother, sister, friend, laptop, tablet, website, site, the page, this page,
		web page, webpage, app, browser, wants me to, asks for, asking for, asks me for, asking me for, telling,
		telling me, here goes, put me through to, put us through to, put me in, put us in, take me to,
		take us to, quiz, trivia, my name is, my name's, the name's, read it out, read that out, read this out,
		for you, am i in, does that work, did that work, did it work, can you hear me, do you hear me,
		did you hear me, did you hear that, catch that, is anyone there, is anybody there, anyone there,
		anybody there, are you there, you there, basically, literally, simply, possibly, kindly, slowly,
		obviously, apparently, supposedly, definitely, certainly, honestly, clearly, currently, finally,
		hopefully, it only says, guys, everyone, everybody, folks, boss, bruv, innit, aye, over and out,
		affirmative, thing, been, i'm getting, i am getting, pops up, popping up, looking at, all i see,
		all it says, as in, second try, third try, another one, different, new one, other one, next one,
		first one, last one, right one, correct one, real one, pound key, pound sign, press pound, hit pound,
		then pound, and pound, hash key`,
	stray: `
		phone number, phone numbers, phone's, use by`,
	announcement: `
		code, code's, pin, pin's, pincode, pin code, passcode, passcode's, password, password's, passkey,
		codeword, code word`,
	marker: `
		number, number's, game, game's, room, room's, id, identifier, word, magic word, coat, cold, kode, cote,
		chord`,
	link: `
		is, it's, its, it is, that's, thats, that is, this is, here's, heres, here is, there's, there is,
		these are, those are, they're, they are, are, say, says, said, saying, read, reads, reading, show,
		shows, showing, shown, displays, displayed, equals, to be, should be, would be, must be, might be,
		will be, that'd be, it'd be`,
	correction: `
		no, nope, nah, no sorry, no wait, wait, sorry no, sorry i mean, sorry i meant, i mean, i meant,
		actually no, correction, oops, whoops, oops sorry, scratch that, strike that, forget that, delete that,
		cancel, cancel that, never mind, nevermind, or rather, make that, make it, negative, hold up,
		wait a minute, wait a second, wait a sec, let me try that again, let me say that again,
		let me repeat that, let me repeat, start over, start again, let me start over, let me start again,
		let me try again, try again, my bad, my mistake, i misspoke, wrong, incorrect, that's wrong,
		that was wrong`,
	afterthought: `
		sorry, oh sorry, i'm sorry, actually, rather, pardon, pardon me, excuse me`,
	denial: `
		not, isn't, isnt, ain't, wasn't`,
	unit: `
		dollars, dollar, bucks, buck, cents, cent, pounds, pound, euros, euro, quid, grand, percent, am, pm,
		o'clock, oclock, noon, midnight, years, year, months, month, weeks, week, days, day, hours, hour,
		minutes, minute, mins, min, seconds, secs, miles, mile, km, kilometers, kilometres, meters, metres,
		feet, foot, inches, inch, yards, degrees, times, people, persons, points, calories, steps, street, st,
		avenue, ave, road, rd, lane, drive, boulevard, pages, members, players, games, files, grams, kilos,
		kilograms, pieces, copies, hundred, thousand, million, billion, dozen, th, bc, ad, watts, volts,
		megabytes, gigabytes, of them, of those, of these, of it`,
};
