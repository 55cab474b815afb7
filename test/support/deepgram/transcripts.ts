import { readdirSync, readFileSync } from "node:fs";
import { maxLiveCodes } from "../../../src/machines/codes/code-length.js";
import { maxUnfit } from "../../../src/machines/codes/unfit-codes.js";
import { GuessingAllowance } from "../../../src/machines/coordinator/guessing-allowance.js";
import type {
	CodeCandidate,
	Speech,
	SpokenAlternative,
	SpokenWord,
} from "../../../src/machines/events.js";
import {
	answered,
	type CodeClue,
	type CodeHearing,
	type CodeVocabulary,
	hearKey,
	hearSpeech,
	nothingHeard,
	settle,
	type Understanding,
} from "../../../src/machines/spoken-codes/code-hearing.js";

/** One line of the corpus: see `test/corpus/README.md`. */
export interface Transcript {
	readonly heard: readonly (string | HeardItem)[];
	/** The codes that games show while this is heard. */
	readonly live: readonly string[];
	/** The operator's word codes, if the codes are words. */
	readonly words?: readonly string[];
	readonly must: string;
	readonly why: string;
	/** Why it is known not to be understood. */
	readonly missed?: string;
}

/** What is heard, keyed or waited for. */
export interface HeardItem {
	readonly text?: string;
	/** Readings with their confidences, best first. */
	readonly alternatives?: readonly (readonly [string, number])[];
	readonly confidence?: number;
	readonly interim?: boolean;
	/** `false`: the recogniser cut the result off while the caller was speaking. */
	readonly ends?: boolean;
	/** From the end of the words before to the first word. */
	readonly afterMs?: number;
	/** From the last word to the end of the result. */
	readonly silenceMs?: number;
	readonly keys?: string;
	/** The caller pauses until the settle time has passed. */
	readonly settle?: boolean;
}

const corpus = new URL("../../corpus/", import.meta.url);

/** The lines of one file of the corpus. */
export function linesOf<Line>(name: string): Line[] {
	const text = readFileSync(new URL(name, corpus), "utf8");
	return text
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line) as Line);
}

/** The names of the files that hold transcripts. */
export function transcriptFiles(): string[] {
	const others = ["sounds-alike.jsonl", "examples.jsonl"];
	return readdirSync(corpus)
		.filter((name) => name.endsWith(".jsonl") && !others.includes(name))
		.sort();
}

/**
 * Plays a transcript to a hearing beside a small closed set of live codes, as the call and the coordinator
 * would, and says what came of it: "pair:CODE" or "try" for each code that was looked up.
 */
export function play(transcript: Transcript): string[] {
	const listener = new Listener(transcript);
	for (const item of transcript.heard) {
		listener.take(typeof item === "string" ? { text: item } : item);
	}
	listener.pause();
	return listener.outcomes;
}

/** What must come of a transcript, in the form of `play`. */
export function outcomesThatMust({ must }: Transcript): string[] {
	return must === "nothing" ? [] : [must];
}

const triesPerCall = 3;
const maxOdds = maxLiveCodes(6, triesPerCall) / (10 ** 6 - maxUnfit);
/** The default of `CODE_SETTLE_MS`. */
const settleMs = 1_500;
const wordMs = 250;
const shortMs = 50;

class Listener {
	readonly outcomes: string[] = [];
	readonly #live: ReadonlySet<string>;
	readonly #longest: number;
	readonly #vocabulary: CodeVocabulary;
	readonly #allowance = new GuessingAllowance(triesPerCall);
	/** As many games as the length rule allows: more than one reading of a code is looked up just once. */
	readonly #oddsOfAny: number;
	#hearing: CodeHearing = nothingHeard;
	#nowMs = 0;

	constructor({ live, words }: Transcript) {
		this.#live = new Set(live);
		this.#longest = words ? 0 : Math.max(...live.map(({ length }) => length));
		this.#oddsOfAny = words ? 0 : maxOdds;
		this.#vocabulary = words
			? { kind: "words", codes: words }
			: { kind: "digits" };
	}

	take(item: HeardItem): void {
		if (item.keys !== undefined) this.#press(item.keys);
		else if (item.settle) this.pause();
		else this.#hear(item);
	}

	pause(): void {
		this.#follow(settle(this.#hearing, this.#vocabulary));
	}

	#press(keys: string): void {
		for (const key of keys) {
			if (this.#isPaired()) return;
			this.#follow(hearKey(this.#hearing, key, this.#vocabulary));
		}
	}

	#hear(item: HeardItem): void {
		if ((item.afterMs ?? 0) >= settleMs) this.pause();
		const speech = this.#speechOf(item);
		this.#follow(hearSpeech(this.#hearing, speech, this.#vocabulary));
	}

	#follow({ hearing, clue }: Understanding): void {
		this.#hearing = hearing;
		if (!clue || this.#isPaired() || !this.#mayLookUp(clue)) return;
		this.outcomes.push(this.#outcomeOf(clue.candidates));
		this.#hearing = answered(hearing);
	}

	#outcomeOf(candidates: readonly CodeCandidate[]): string {
		const odds = candidates.map(() => this.#oddsOfAny);
		const isLive = ({ code }: CodeCandidate) => this.#live.has(code);
		const lookedUp = candidates.slice(0, this.#allowance.spend(odds));
		if (!lookedUp.some(isLive)) return "try";
		const [match, another] = candidates.filter(isLive);
		return match && !another ? `pair:${match.code}` : "try";
	}

	#mayLookUp({ candidates, isSettled }: CodeClue): boolean {
		return (
			isSettled || candidates.some(({ code }) => code.length >= this.#longest)
		);
	}

	#isPaired(): boolean {
		return this.outcomes.at(-1)?.startsWith("pair:") ?? false;
	}

	#speechOf(item: HeardItem): Speech {
		const { interim = false, ends = true, afterMs = 400 } = item;
		const startMs = this.#nowMs + afterMs;
		const [best, ...others] = readingsOf(item).map(([text, confidence]) =>
			alternative(text, confidence, startMs),
		);
		const first = best ?? alternative("", 0, startMs);
		const lastMs = first.words.at(-1)?.endMs ?? this.#nowMs;
		const endMs = lastMs + (item.silenceMs ?? (ends ? 400 : shortMs));
		if (!interim) this.#nowMs = lastMs;
		return {
			text: first.text,
			alternatives: [first, ...others],
			isFinal: !interim,
			endsSpeech: !interim && ends,
			startMs: this.#nowMs,
			endMs,
		};
	}
}

function readingsOf(item: HeardItem): readonly (readonly [string, number])[] {
	return item.alternatives ?? [[item.text ?? "", item.confidence ?? 0.95]];
}

/** A reading whose words follow each other evenly. */
function alternative(
	text: string,
	confidence: number,
	startMs: number,
): SpokenAlternative {
	const words = text.split(/\s+/).filter((word) => word !== "");
	return {
		text,
		confidence,
		words: words.map((word, at): SpokenWord => {
			const from = startMs + at * wordMs;
			return { word, startMs: from, endMs: from + wordMs, confidence };
		}),
	};
}
