/** The codes that a misheard word may stand for, by their sound. */
import { alikeness, soundOf } from "./sounds-alike.js";
import type { ReadCode } from "./spoken-code.js";
import { plainWords } from "./word-codes.js";

/**
 * How alike a word must sound to a code to stand for it. Measured with the pronunciations of the CMU
 * dictionary (`test/corpus/sounds-alike.jsonl`): nine of ten words that are pronounced alike pass, and of
 * unrelated words fewer than one in 10,000.
 */
export const leastAlikeness = 0.88;
/** Codes that are less alike than the best one by more than this are no longer plausible. */
const plausibleMargin = 0.05;
/** A code that was not said word for word is at most this certain. */
export const inexactFit = 0.95;
/** What was compared lately is kept: each result of the recogniser repeats most of the one before. */
const mostKept = 200;

/** The sounds of a list of codes. */
export class CodeSounds {
	readonly #sounds: readonly (readonly [code: string, sound: string])[];
	readonly #kept = new Map<string, readonly ReadCode[]>();

	constructor(codes: readonly string[]) {
		this.#sounds = codes.map((code) => [
			code,
			soundOf(plainWords(code).join("")),
		]);
	}

	/** The codes that sound like these words, the likeliest first, as long as they are nearly as likely. */
	like(words: readonly string[]): readonly ReadCode[] {
		if (words.length === 0) return [];
		const heard = soundOf(words.join(""));
		const codes = this.#kept.get(heard) ?? plausibleCodes(heard, this.#sounds);
		if (this.#kept.size >= mostKept) this.#kept.clear();
		this.#kept.set(heard, codes);
		return codes;
	}
}

function plausibleCodes(
	heard: string,
	sounds: readonly (readonly [code: string, sound: string])[],
): readonly ReadCode[] {
	const alike = sounds
		.map(([code, sound]) => ({ code, alikeness: quickAlikeness(heard, sound) }))
		.filter(({ alikeness }) => alikeness >= leastAlikeness)
		.sort((one, other) => other.alikeness - one.alikeness);
	const best = alike[0]?.alikeness ?? 0;
	return alike
		.filter(({ alikeness }) => alikeness >= best - plausibleMargin)
		.map(({ code, alikeness }) => ({ code, fit: inexactFit * alikeness }));
}

/** Sounds whose lengths differ by this much cannot be alike enough, and are not compared. */
function quickAlikeness(heard: string, sound: string): number {
	const tooFar = 3;
	return Math.abs(heard.length - sound.length) >= tooFar
		? 0
		: alikeness(heard, sound);
}
