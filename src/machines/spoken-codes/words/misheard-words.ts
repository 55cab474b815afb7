/** The codes that a misheard word may stand for, by their sound. */

import type { ReadCode } from "../digits/digit-code.js";
import { alikeness, soundOf } from "./sounds-alike.js";
import { plainWords } from "./word-codes.js";

/**
 * How alike a word must sound to a code to stand for it. Measured with the pronunciations of the CMU
 * dictionary (`test/corpus/sounds-alike.jsonl`): nine of ten words that are pronounced alike pass, and of
 * unrelated words fewer than one in 10,000.
 */
export const minAlikeness = 0.88;
/** How much less alike than the best code another may be and still be plausible. */
const plausibleMargin = 0.05;
/** A code that was not said word for word is at most this certain. */
export const inexactFit = 0.95;
/** Longer words stand for no code: to find their sound would take time in the square of their length. */
const maxLetters = 100;
/** Recent comparisons are kept, since each result of the recogniser repeats most of the one before. */
const maxKept = 200;

interface CodeSound {
	readonly code: string;
	readonly sound: string;
}

/** The sounds of a list of codes. */
export class CodeSounds {
	readonly #sounds: readonly CodeSound[];
	readonly #kept = new Map<string, readonly ReadCode[]>();

	constructor(codes: readonly string[]) {
		this.#sounds = codes.flatMap((code) =>
			soundsOf(plainWords(code)).map((sound) => ({ code, sound })),
		);
	}

	/** The codes that sound like these words, the likeliest first, as long as they are nearly as likely. */
	like(words: readonly string[]): readonly ReadCode[] {
		const phrase = words.join(" ");
		if (phrase.length > maxLetters) return [];
		const codes =
			this.#kept.get(phrase) ?? plausibleCodes(soundsOf(words), this.#sounds);
		if (this.#kept.size >= maxKept) this.#kept.clear();
		this.#kept.set(phrase, codes);
		return codes;
	}
}

/** Spelled as one word and as several: "firefly" may be heard as "fire fly", and "blue whale" as "blue wail". */
function soundsOf(words: readonly string[]): readonly string[] {
	const apart = words.map(soundOf).join("");
	return [...new Set([apart, soundOf(words.join(""))])];
}

function plausibleCodes(
	heard: readonly string[],
	sounds: readonly CodeSound[],
): readonly ReadCode[] {
	const byCode = new Map<string, number>();
	for (const { code, sound } of sounds) {
		const alike = Math.max(...heard.map((each) => quickAlikeness(each, sound)));
		if (alike >= minAlikeness)
			byCode.set(code, Math.max(alike, byCode.get(code) ?? 0));
	}
	const best = Math.max(...byCode.values());
	return [...byCode]
		.filter(([, alike]) => alike >= best - plausibleMargin)
		.sort(([, one], [, other]) => other - one)
		.map(([code, alike]) => ({ code, fit: inexactFit * alike }));
}

/** Sounds whose lengths differ by this much cannot be alike enough, and are not compared. */
function quickAlikeness(heard: string, sound: string): number {
	const tooFar = 3;
	return Math.abs(heard.length - sound.length) >= tooFar
		? 0
		: alikeness(heard, sound, minAlikeness);
}
