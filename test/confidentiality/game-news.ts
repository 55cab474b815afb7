/** What games are told, as the receipts write it down: the same for what is expected and for what has come. */
import type { NumberedEvent } from "../../src/protocol/callsign-v1.js";
import { type GameTitle, kinds, type PhoneOwner } from "./parties.js";

export type GameNews =
	| { news: "paired"; owner: PhoneOwner; callers: number }
	| { news: "heard"; owner: PhoneOwner; text: string; isFinal: boolean }
	| { news: "turn"; owner: PhoneOwner; state: string; text: string }
	| { news: "noise"; owner: PhoneOwner }
	| { news: "key"; owner: PhoneOwner; key: string }
	| { news: "said"; owner: PhoneOwner; line: string }
	| { news: "listening"; owner: PhoneOwner }
	| { news: "left"; owner: PhoneOwner; reason: string }
	| { news: "error"; code: string; id: string };

/** A new code was shown. The code itself is judged apart. */
export const anotherCode = "another code";

/** How a game that comes back is received. */
export function welcomedBack(callers: readonly string[]): string {
	return `welcome back, with: ${[...callers].sort().join(", ")}`;
}

/** What a game of this title has to get when this happens. */
export function writtenFor(title: GameTitle, what: GameNews): string[] {
	return kinds[title].isTyped ? writtenTyped(what) : writtenPlainly(what);
}

/** Plain games are told of one caller, and not by name. */
function writtenPlainly(what: GameNews): string[] {
	switch (what.news) {
		case "paired":
			return ["connected"];
		case "left":
			return ["disconnected"];
		case "heard":
			return [heardPlainly(what.text)];
		case "noise":
			return [plainNoise];
		default:
			return [];
	}
}

const plainNoise = "SpeechStarted";

function heardPlainly(text: string): string {
	return `heard: ${text}`;
}

function writtenTyped(what: GameNews): string[] {
	switch (what.news) {
		case "paired":
			return [`paired with ${what.owner}, one of ${what.callers}`];
		case "left":
			return [`${what.owner} left: ${what.reason}`];
		case "noise":
			return [`noise of ${what.owner}`];
		case "turn":
			return [`turn of ${what.owner} has ${what.state}: ${what.text}`];
		case "key":
			return [`key of ${what.owner}: ${what.key}`];
		case "said":
			return [`line ${what.line} to ${what.owner}: heard`];
		case "listening":
			return [`${what.owner} is listened to: now`];
		case "error":
			return [`error ${what.code} about ${what.id}`];
		case "heard": {
			const { owner, text, isFinal } = what;
			if (!isFinal) return [`${owner}, as yet: ${text}`];
			return [`${owner}: ${text}`, `utterance of ${owner}: ${text}`];
		}
	}
}

/** A text that has come to a plain game. */
export function readPlainly(text: string): string {
	if (!text.startsWith("{")) return text;
	const message = JSON.parse(text) as {
		type: string;
		channel?: { alternatives?: readonly { transcript: string }[] };
	};
	const [best] = message.channel?.alternatives ?? [];
	return best ? heardPlainly(best.transcript) : message.type;
}

/** An event that has come to a typed game; calls are called by the names of their owners. */
export function readTyped(
	event: NumberedEvent,
	ownerOf: (call: string) => string,
): string {
	switch (event.type) {
		case "code":
			return anotherCode;
		case "paired":
			return `paired with ${ownerOf(event.call)}, one of ${event.callers}`;
		case "left":
			return `${ownerOf(event.call)} left: ${event.reason}`;
		case "speechStarted":
			return `noise of ${ownerOf(event.call)}`;
		case "turn":
			return `turn of ${ownerOf(event.call)} has ${event.state}: ${event.text}`;
		case "key":
			return `key of ${ownerOf(event.call)}: ${event.digit}`;
		case "said":
			return `line ${event.id} to ${ownerOf(event.call)}: ${event.outcome}`;
		case "listening":
			return `${ownerOf(event.call)} is listened to: ${event.keyterms}`;
		case "error":
			return `error ${event.code} about ${event.id ?? "nothing"}`;
		case "transcript":
			return `${ownerOf(event.call)}${event.final ? "" : ", as yet"}: ${event.text}`;
		case "utterance":
			return `utterance of ${ownerOf(event.call)}: ${event.text}`;
		default:
			return event.type;
	}
}
