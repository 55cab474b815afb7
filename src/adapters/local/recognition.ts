import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeMulaw } from "../sound/mulaw.js";
import {
	type DecodedWord,
	type Decoding,
	PocketSphinx,
	pocketSphinxFolder,
} from "./pocketsphinx.js";
import {
	digitGrammar,
	digitPronunciations,
	garbageGrammar,
	garbagePronunciations,
	phraseGrammar,
} from "./spoken-digit-grammar.js";

/** What a caller is likely to say: an offline recogniser hears little else well. */
export type Expectation =
	| { readonly kind: "code" }
	| { readonly kind: "phrases"; readonly phrases: readonly string[] }
	| { readonly kind: "anything" };

/** One reading of an utterance. Times are milliseconds from its beginning. */
export interface Recognised {
	readonly text: string;
	/** 0 to 1. */
	readonly confidence: number;
	readonly words: readonly {
		readonly word: string;
		readonly startMs: number;
		readonly endMs: number;
	}[];
}

const frameMs = 10;
const codeLengths = [4, 5, 6, 7];
/**
 * What a further digit must bring in score, so that noise makes no digits. Of 320 codes of four voices,
 * half of them noisy, 243 came out right with it; without it, 239.
 */
const digitPenalty = 60;
/** The open model does not know how sure it is. */
const openConfidence = 0.5;
/** When this many sets of games' words are known, the decoder is made again. */
const maxPhraseSets = 50;

/**
 * Recognises whole utterances offline. Blocks its thread, so it belongs in a worker: for about a tenth of
 * an utterance's duration for a code, with all its lengths, and a quarter by the open model.
 */
export class LocalRecognition {
	readonly #digits: PocketSphinx;
	readonly #codes: readonly number[];
	readonly #garbage: number;
	#phrases: PocketSphinx | undefined;
	readonly #phraseSets = new Map<string, number>();
	/** The words that the decoder of phrases has: it refuses one that it has already, and all that come with it. */
	readonly #phraseWords = new Set<string>();
	#phraseGarbage = 0;
	readonly #anything: PocketSphinx;
	#pronunciations: ReadonlyMap<string, readonly string[]> | undefined;

	private constructor(
		private readonly modelFolder: string,
		digits: PocketSphinx,
		anything: PocketSphinx,
	) {
		this.#digits = digits;
		this.#anything = anything;
		digits.addWords([...digitPronunciations, ...garbagePronunciations]);
		this.#codes = codeLengths.map((count) =>
			digits.addGrammar(digitGrammar(count)),
		);
		this.#garbage = digits.addGrammar(garbageGrammar);
	}

	/** Loads the engine with the grammar of codes and the open model: a second or two. */
	static async load(modelFolder: string): Promise<LocalRecognition> {
		return new LocalRecognition(
			modelFolder,
			await PocketSphinx.forGrammars(modelFolder),
			await PocketSphinx.forAnything(modelFolder),
		);
	}

	/** The readings of an utterance in mulaw, best first; empty when it was something else, or silence. */
	async recognise(
		mulaw: Uint8Array,
		expectation: Expectation,
	): Promise<readonly Recognised[]> {
		const samples = decodeMulaw(mulaw);
		switch (expectation.kind) {
			case "code":
				return this.#recogniseCode(samples);
			case "phrases":
				return this.#recognisePhrases(samples, expectation.phrases);
			case "anything":
				return this.#recogniseAnything(samples);
		}
	}

	#recogniseCode(samples: Int16Array): readonly Recognised[] {
		// The first pass also adapts the decoder to the line.
		const garbage = this.#digits.decode(samples, this.#garbage);
		const found = this.#codes.map((grammar, at) => {
			const decoding = this.#digits.decode(samples, grammar);
			const digits = codeLengths[at] ?? 0;
			return { decoding, rank: decoding.score - digits * digitPenalty };
		});
		return found
			.filter(({ decoding }) => decoding.words.length > 0)
			.sort((one, other) => other.rank - one.rank)
			.map(({ decoding }) => better(decoding, garbage, samples))
			.filter((reading) => reading !== undefined);
	}

	async #recognisePhrases(
		samples: Int16Array,
		phrases: readonly string[],
	): Promise<readonly Recognised[]> {
		const grammar = await this.#phraseSet(phrases);
		if (!this.#phrases || grammar === undefined) {
			return this.#recogniseAnything(samples);
		}
		const garbage = this.#phrases.decode(samples, this.#phraseGarbage);
		const decoding = this.#phrases.decode(samples, grammar);
		const reading = better(decoding, garbage, samples);
		return reading && decoding.words.length > 0
			? [reading]
			: this.#recogniseAnything(samples);
	}

	#recogniseAnything(samples: Int16Array): readonly Recognised[] {
		const { words } = this.#anything.decode(samples);
		return words.length > 0 ? [readingOf(words, openConfidence)] : [];
	}

	/** The grammar of a game's words; undefined when the dictionary has none of them. */
	async #phraseSet(phrases: readonly string[]): Promise<number | undefined> {
		const name = phrases.join("\n");
		const known = this.#phraseSets.get(name);
		if (known !== undefined) return known;
		const dictionary = await this.#dictionary();
		const wordLists = phrases
			.map((phrase) => phrase.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [])
			.filter((words) => words.length > 0)
			.filter((words) => words.every((word) => dictionary.has(word)));
		if (wordLists.length === 0) return undefined;
		const decoder = await this.#phraseDecoder();
		const words = new Set(wordLists.flat());
		const fresh = [...words].filter((word) => !this.#phraseWords.has(word));
		decoder.addWords(
			fresh.flatMap((word) =>
				(dictionary.get(word) ?? []).map(
					(sounds, variant): [string, string] => [
						variant === 0 ? word : `${word}(${variant + 1})`,
						sounds,
					],
				),
			),
		);
		for (const word of fresh) this.#phraseWords.add(word);
		const grammar = decoder.addGrammar(phraseGrammar(wordLists));
		this.#phraseSets.set(name, grammar);
		return grammar;
	}

	async #phraseDecoder(): Promise<PocketSphinx> {
		if (this.#phrases && this.#phraseSets.size < maxPhraseSets) {
			return this.#phrases;
		}
		this.#phraseSets.clear();
		this.#phraseWords.clear();
		this.#phrases = await PocketSphinx.forGrammars(this.modelFolder);
		this.#phrases.addWords(garbagePronunciations);
		this.#phraseGarbage = this.#phrases.addGrammar(garbageGrammar);
		return this.#phrases;
	}

	/** CMU's dictionary: each word with the sounds of its variants. */
	async #dictionary(): Promise<ReadonlyMap<string, readonly string[]>> {
		if (this.#pronunciations) return this.#pronunciations;
		const path = "pocketsphinx/model/en-us/cmudict-en-us.dict";
		const file = await readFile(join(pocketSphinxFolder(), path), "utf8");
		const words = new Map<string, string[]>();
		for (const line of file.split("\n")) {
			const [, word, sounds] = /^(\S+?)(?:\(\d+\))?\s+(.+)$/.exec(line) ?? [];
			if (!word || !sounds) continue;
			words.set(word, [...(words.get(word) ?? []), sounds.trim()]);
		}
		this.#pronunciations = words;
		return words;
	}
}

/** The reading of a decoding, if it explains the sound better than mere sounds do. */
function better(
	{ words, score }: Decoding,
	garbage: Decoding,
	samples: Int16Array,
): Recognised | undefined {
	const frames = Math.max(1, samples.length / 80);
	const lead = (score - garbage.score) / frames;
	return lead > 0 ? readingOf(words, confidenceOf(lead)) : undefined;
}

/**
 * The lead over mere sounds, for each frame, as a number from 0 to 1. Of 63 ordinary sentences three had
 * a lead above 0, of which the highest was 3; half of the codes that were right had more than 4.
 */
function confidenceOf(lead: number): number {
	return Math.round(1000 / (1 + Math.exp(1.5 * (0.5 - lead)))) / 1000;
}

function readingOf(
	words: readonly DecodedWord[],
	confidence: number,
): Recognised {
	return {
		text: words.map(({ word }) => word).join(" "),
		confidence,
		words: words.map(({ word, start, end }) => ({
			word,
			startMs: start * frameMs,
			endMs: (end + 1) * frameMs,
		})),
	};
}
