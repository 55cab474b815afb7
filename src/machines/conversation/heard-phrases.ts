/** Which move a caller's words bring about, by the phrases that the author gave for it. */

import { roleOf } from "../spoken-codes/talk/code-talk.js";
import { CodeSounds } from "../spoken-codes/words/misheard-words.js";
import { soundOf } from "../spoken-codes/words/sounds-alike.js";
import { plainWords } from "../spoken-codes/words/word-codes.js";
import type { MindScene, OfferedMove } from "./mind.js";

/** Of a longer speech the end alone is compared: whoever talks so long says last what he wants. */
const maxWordsCompared = 40;
/** With more stray words than this beside a phrase the caller talks of something else, and nothing is taken for misheard. */
const maxStrayWords = 4;
/** A phrase of fewer sounds is like too much else ("no" like "know", "yes" like "is"), and must be said as it is. */
const minSoundsToMishear = 4;

/** How many phrases a recogniser is given, and tokens in all: what Deepgram takes (its page "Keyterm Prompting"). */
const maxPhrasesExpected = 100;
const maxTokensExpected = 500;
const encoder = new TextEncoder();

interface Phrase {
	readonly move: OfferedMove;
	readonly text: string;
	readonly words: readonly string[];
}

/** How well a move fits what was said: by how many words, and how surely. */
interface Fit {
	readonly move: OfferedMove;
	readonly words: number;
	readonly certainty: number;
}

/**
 * The move whose phrase fits best: the one of more words, then the one that was said as it is written. Undefined if none
 * fits, and if two moves fit as well as each other.
 */
export function moveHeardIn(
	said: string,
	moves: readonly OfferedMove[],
): OfferedMove | undefined {
	const heard = plainWords(said).slice(-maxWordsCompared);
	const phrases = moves.flatMap(phrasesOf);
	const exact = phrases.filter(({ words }) => isRunIn(words, heard));
	const longest = Math.max(0, ...exact.map(({ words }) => words.length));
	// One that sounds so wins only where it is longer than those that were said.
	const longer = phrases.filter(({ words }) => words.length > longest);
	const misheard = phrasesBySound(longer, heard);
	const fits = [
		...exact.map((phrase) => asFit(phrase, 1)),
		...longer.map((phrase) => asFit(phrase, misheard.get(phrase.text) ?? 0)),
	]
		.filter(({ certainty }) => certainty > 0)
		.sort(byFit);
	const [best] = fits;
	const isTied = fits.some(
		(fit) => best && fit.move !== best.move && byFit(fit, best) === 0,
	);
	return isTied ? undefined : best?.move;
}

/** The words of a game, whole, and as many of a scene's as a recogniser takes beside them. */
export function withWordsOfScene(
	ofGame: readonly string[],
	ofScene: readonly string[],
): readonly string[] {
	const words = [...ofGame];
	let tokens = words.reduce((sum, word) => sum + tokensOfPhrase(word), 0);
	for (const word of ofScene) {
		const more = tokens + tokensOfPhrase(word);
		if (words.includes(word) || more > maxTokensExpected) continue;
		if (words.length >= maxPhrasesExpected) break;
		tokens = more;
		words.push(word);
	}
	return words;
}

/**
 * The words that a recogniser should expect in a scene: each phrase once, as it is written, those of the moves first, and no
 * more than a recogniser takes.
 */
export function expectedWords(
	scene: MindScene,
	moves: readonly OfferedMove[],
): readonly string[] {
	const phrases = moves.flatMap(({ heardAs = [] }) => heardAs);
	const byWords = new Map<string, string>();
	let tokens = 0;
	for (const phrase of [...phrases, ...(scene.words ?? [])]) {
		const words = plainWords(phrase).join(" ");
		const more = tokens + tokensOfPhrase(phrase);
		if (words === "" || byWords.has(words) || more > maxTokensExpected)
			continue;
		if (byWords.size >= maxPhrasesExpected) break;
		tokens = more;
		byWords.set(words, phrase.trim());
	}
	return [...byWords.values()];
}

/** A token for every two bytes of a word: Deepgram does not say how it counts, so this errs upwards. */
function tokensOfPhrase(phrase: string): number {
	return phrase
		.split(/\s+/)
		.map((word) => Math.ceil(encoder.encode(word).length / 2))
		.reduce((all, each) => all + each, 0);
}

function phrasesOf(move: OfferedMove): Phrase[] {
	return (move.heardAs ?? [])
		.map((text) => ({ move, text, words: plainWords(text) }))
		.filter(({ words }) => words.length > 0);
}

function asFit({ move, words }: Phrase, certainty: number): Fit {
	return { move, words: words.length, certainty };
}

function isRunIn(words: readonly string[], heard: readonly string[]): boolean {
	return heard.some((_, from) =>
		words.every((word, at) => heard[from + at] === word),
	);
}

const soundsByPhrases = new Map<string, CodeSounds>();
/** Scenes offer the same moves again and again. */
const maxSoundsKept = 100;

/** The sounds of those of the phrases that are long enough for it. */
function soundsOf(phrases: readonly string[]): CodeSounds {
	const key = phrases.join("\n");
	const sounds =
		soundsByPhrases.get(key) ?? new CodeSounds(phrases.filter(mayBeMisheard));
	if (soundsByPhrases.size >= maxSoundsKept) soundsByPhrases.clear();
	soundsByPhrases.set(key, sounds);
	return sounds;
}

function mayBeMisheard(phrase: string): boolean {
	return soundOf(plainWords(phrase).join("")).length >= minSoundsToMishear;
}

/** How surely each phrase was said that may have been misheard; it may have become a word more or less. */
function phrasesBySound(
	phrases: readonly Phrase[],
	heard: readonly string[],
): ReadonlyMap<string, number> {
	const sounds = soundsOf([...new Set(phrases.map(({ text }) => text))]);
	const maxWords = Math.max(0, ...phrases.map(({ words }) => words.length));
	const surest = new Map<string, number>();
	for (const span of spansAmongFewStrays(heard, maxWords + 1))
		for (const { code: phrase, fit } of sounds.like(span))
			surest.set(phrase, Math.max(fit, surest.get(phrase) ?? 0));
	return surest;
}

function* spansAmongFewStrays(
	heard: readonly string[],
	maxWords: number,
): Generator<readonly string[]> {
	const strays = heard.map((word) => roleOf(word) === "stray");
	const all = strays.filter(Boolean).length;
	for (let from = 0; from < heard.length; from++) {
		let inside = 0;
		const last = Math.min(heard.length, from + maxWords);
		for (let to = from + 1; to <= last; to++) {
			if (strays[to - 1]) inside += 1;
			if (all - inside <= maxStrayWords) yield heard.slice(from, to);
		}
	}
}

function byFit(one: Fit, other: Fit): number {
	return other.words - one.words || other.certainty - one.certainty;
}
