/**
 * How alike two words sound, judged by their English spelling. A recogniser that mishears writes another
 * word that sounds much the same ("bare" for "bear"), so sounds are compared, not letters.
 */

/** Spellings and the sound they stand for, in the order in which they are replaced. */
const sounds: readonly (readonly [RegExp, string])[] = [
	[/^(kn|gn|pn)/, "n"],
	[/^wr/, "r"],
	[/^rh/, "r"],
	[/^ps/, "s"],
	[/^wh/, "w"],
	[/^x/, "z"],
	[/(?<=[aeiou])gh(?=t)/g, ""],
	[/igh/g, "i"],
	[/gh$/, ""],
	[/gh/g, "g"],
	[/e?ign$/, "ain"],
	[/[st]ion/g, "Sun"],
	[/[tc]ial/g, "Sul"],
	[/sch(?=o)/g, "sk"],
	[/ch(?=r|l|or)/g, "k"],
	[/tch|ch/g, "C"],
	[/sh/g, "S"],
	[/th/g, "T"],
	[/ph/g, "f"],
	[/dge?(?=[eiy]|$)/g, "d"],
	[/qu/g, "kw"],
	[/q/g, "k"],
	[/x/g, "ks"],
	[/c(?=[eiy])/g, "s"],
	[/c/g, "k"],
	[/mb$/, "m"],
	[/(?<=[ao])l(?=[kmf])/g, ""],
	[/(?<=[bdfgkpstz])le$/, "ul"],
	[/(?<=[aeiouy][a-zA-Z]*[^dt])ed$/, "d"],
	[/(?<=[aeiouy][a-zA-Z]*)e(s?)$/, "$1"],
	[/(?<=[aeiou])[wy](?![aeiou])/g, ""],
	[/y/g, "i"],
	[/[aei][aeiou]*(?=r)/g, "a"],
	[/[ei][aeiou]*/g, "i"],
	[/a[aeiou]*/g, "a"],
	[/[ou][aeiou]*/g, "u"],
	[/(.)\1+/g, "$1"],
];

/** The sounds of a word or phrase, one letter for each. */
export function soundOf(word: string): string {
	const letters = word.toLowerCase().replace(/[^a-z]/g, "");
	return sounds.reduce(
		(sound, [spelling, letter]) => sound.replace(spelling, letter),
		letters,
	);
}

/** Pairs that one spelling may stand for. */
const nearlySame = bothWays("sz", "gj");
const alikeConsonants = bothWays(
	"bp",
	"dt",
	"gk",
	"fv",
	"mn",
	"CS",
	"Ck",
	"Cj",
	"Tf",
	"Td",
	"Tt",
);

function bothWays(...pairs: readonly string[]): ReadonlySet<string> {
	return new Set(pairs.flatMap((pair) => [pair, [...pair].reverse().join("")]));
}

/**
 * How alike two sounds (see `soundOf`) are: 1 for the same, 0 for nothing in common, and 0 for whatever is less alike than
 * `least`, which takes far less time to see.
 */
export function alikeness(one: string, other: string, least = 0): number {
	const longer = Math.max(one.length, other.length);
	if (longer === 0) return 0;
	// A little more, so that rounding leaves nothing out.
	const most = (1 - least) * longer + 1e-9;
	const alike = 1 - distance(one, other, most) / longer;
	return alike >= least ? Math.max(0, alike) : 0;
}

/** The least effort to add any sound. */
const leastEffortToAdd = 0.6;

/** The least effort that makes one sound the other; infinite for one beyond `most`. */
function distance(one: string, other: string, most: number): number {
	// Each step away from the diagonal is a sound more on one side.
	const reach = Math.floor(most / leastEffortToAdd);
	if (Math.abs(one.length - other.length) > reach)
		return Number.POSITIVE_INFINITY;
	let row = [0];
	for (const sound of other) row.push((row.at(-1) ?? 0) + effortToAdd(sound));
	for (let line = 1; line <= one.length; line++) {
		row = nextRow(row, one.charAt(line - 1), other, line, reach);
		if (Math.min(...row) > most) return Number.POSITIVE_INFINITY;
	}
	return row.at(-1) ?? 0;
}

/** The efforts for one sound more; infinite beyond the reach. */
function nextRow(
	row: readonly number[],
	sound: string,
	other: string,
	line: number,
	reach: number,
): number[] {
	const next = new Array<number>(row.length).fill(Number.POSITIVE_INFINITY);
	const from = Math.max(0, line - reach);
	const to = Math.min(other.length, line + reach);
	for (let at = from; at <= to; at++) {
		const taken = (row[at] ?? 0) + effortToAdd(sound);
		const wanted = other.charAt(at - 1);
		next[at] =
			at === 0
				? taken
				: Math.min(
						taken,
						(row[at - 1] ?? 0) + effortToChange(sound, wanted),
						(next[at - 1] ?? 0) + effortToAdd(wanted),
					);
	}
	return next;
}

function effortToChange(sound: string, wanted: string): number {
	if (sound === wanted) return 0;
	if (isVowel(sound) && isVowel(wanted)) return 0.25;
	if (nearlySame.has(sound + wanted)) return 0.3;
	return alikeConsonants.has(sound + wanted) ? 0.4 : 1;
}

function effortToAdd(sound: string): number {
	return isVowel(sound) || sound === "h" ? leastEffortToAdd : 1;
}

function isVowel(sound: string): boolean {
	return "aiu".includes(sound);
}
