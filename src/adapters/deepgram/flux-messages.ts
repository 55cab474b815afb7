/** The wire of Deepgram's Flux, listen v2: what its texts mean (Deepgram's page "Understanding the Flux State Machine"). */
import type { SpokenWord } from "../../machines/events.js";
import { type Fields, fieldsOf, parsedJson } from "../../protocol/json.js";
import { listOf, milliseconds, share, wordsOf } from "./spoken-words.js";

/** What Flux says about a turn of the caller's, and all that was said in it so far. */
export interface TurnInfo {
	/** What has come about; an event of a later day counts as an update, since it tells the text, too. */
	readonly event: "started" | "updated" | "eager" | "resumed" | "ended";
	/** Counted from 0 on each socket. */
	readonly index: number;
	readonly text: string;
	/** The words of it that have times; all of them or, from an older Flux, none. */
	readonly words: readonly SpokenWord[];
	/** How sure Flux is of the words: the mean of them all, 0 to 1. */
	readonly confidence: number;
	/** The audio that was transcribed, in milliseconds of call audio. */
	readonly startMs: number;
	readonly endMs: number;
}

/** A message of Flux, read once. `other` is anything unknown or unreadable. */
export type FluxMessage =
	| { readonly kind: "turn"; readonly turn: TurnInfo }
	| { readonly kind: "configured" | "notConfigured" | "error" | "other" };

/** Reads one text with a single parse; never throws. Flux counts its times from 0 on each socket: `offsetMs` is the call audio before it. */
export function readFluxMessage(text: string, offsetMs: number): FluxMessage {
	const message = fieldsOf(parsedJson(text)) ?? {};
	switch (message.type) {
		case "TurnInfo": {
			const turn = turnIn(message, offsetMs);
			return turn ? { kind: "turn", turn } : { kind: "other" };
		}
		case "ConfigureSuccess":
			return { kind: "configured" };
		case "ConfigureFailure":
			return { kind: "notConfigured" };
		case "Error":
			return { kind: "error" };
		default:
			return { kind: "other" };
	}
}

function turnIn(message: Fields, offsetMs: number): TurnInfo | undefined {
	const { event, turn_index: index, transcript, words } = message;
	if (typeof transcript !== "string" || !Number.isSafeInteger(index)) return;
	const startMs = milliseconds(message.audio_window_start) ?? 0;
	const endMs = milliseconds(message.audio_window_end) ?? startMs;
	return {
		event: eventOf(event),
		index: index as number,
		text: transcript.trim(),
		words: wordsOf(words, offsetMs),
		confidence: meanConfidence(listOf(words)),
		startMs: offsetMs + startMs,
		endMs: offsetMs + Math.max(startMs, endMs),
	};
}

function eventOf(event: unknown): TurnInfo["event"] {
	switch (event) {
		case "StartOfTurn":
			return "started";
		case "EagerEndOfTurn":
			return "eager";
		case "TurnResumed":
			return "resumed";
		case "EndOfTurn":
			return "ended";
		default:
			return "updated";
	}
}

function meanConfidence(words: readonly unknown[]): number {
	let sum = 0;
	for (const word of words) sum += share(fieldsOf(word)?.confidence);
	return words.length === 0 ? 0 : Number((sum / words.length).toFixed(4));
}
