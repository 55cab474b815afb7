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

/** How alike two sounds (see `soundOf`) are: 1 for the same, 0 for nothing in common. */
export function alikeness(one: string, other: string): number {
	const longer = Math.max(one.length, other.length);
	return longer === 0 ? 0 : Math.max(0, 1 - distance(one, other) / longer);
}

/** The least effort that makes one sound the other. */
function distance(one: string, other: string): number {
	let row = [0];
	for (const sound of other) row.push((row.at(-1) ?? 0) + effortToAdd(sound));
	for (const sound of one) {
		const next = [(row[0] ?? 0) + effortToAdd(sound)];
		for (let at = 0; at < other.length; at++) {
			const wanted = other.charAt(at);
			next.push(
				Math.min(
					(row[at] ?? 0) + effortToChange(sound, wanted),
					(row[at + 1] ?? 0) + effortToAdd(sound),
					(next[at] ?? 0) + effortToAdd(wanted),
				),
			);
		}
		row = next;
	}
	return row.at(-1) ?? 0;
}

function effortToChange(sound: string, wanted: string): number {
	if (sound === wanted) return 0;
	if (isVowel(sound) && isVowel(wanted)) return 0.25;
	if (nearlySame.has(sound + wanted)) return 0.3;
	return alikeConsonants.has(sound + wanted) ? 0.4 : 1;
}

function effortToAdd(sound: string): number {
	return isVowel(sound) || sound === "h" ? 0.6 : 1;
}

function isVowel(sound: string): boolean {
	return "aiu".includes(sound);
}
