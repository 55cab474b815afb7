/** How both of Deepgram's listen protocols write words, times and confidence. */
import type { SpokenWord } from "../../machines/events.js";
import { fieldsOf } from "../../protocol/json.js";

/** Longer than any call lasts: a larger number is unreadable rather than a time. */
const latestSecond = 10_000_000;

/** The words that have a text and times, the offset added to these. */
export function wordsOf(value: unknown, offsetMs: number): SpokenWord[] {
	const words: SpokenWord[] = [];
	for (const each of listOf(value)) {
		const { word, start, end, confidence } = fieldsOf(each) ?? {};
		const startMs = milliseconds(start);
		const endMs = milliseconds(end);
		if (typeof word !== "string") continue;
		if (startMs === undefined || endMs === undefined) continue;
		words.push({
			word,
			startMs: offsetMs + startMs,
			endMs: offsetMs + endMs,
			confidence: share(confidence),
		});
	}
	return words;
}

/** A list as it is; anything else is an empty one. */
export function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

/** Whole milliseconds of a time in seconds; `undefined` for anything else. */
export function milliseconds(seconds: unknown): number | undefined {
	if (typeof seconds !== "number") return undefined;
	if (!(seconds >= 0 && seconds <= latestSecond)) return undefined;
	return Math.round(seconds * 1000);
}

/** A number between 0 and 1; anything else counts as no confidence. */
export function share(value: unknown): number {
	return typeof value === "number" ? Math.min(1, Math.max(0, value)) : 0;
}
