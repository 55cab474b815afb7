/** What a flow asks for. Each is emitted by its machine, and done by whoever runs it. */
import { z } from "zod";
import { strangerIn } from "./plain-data.js";

/**
 * Whether the caller can stop a line: `true`, sounds pause it and words stop it; `"words"`, only words stop it;
 * `"sound"`, any sound stops it at once; `false`, nothing does.
 */
export type Interruptible = boolean | "words" | "sound";

/** A fixed line is to be spoken. */
export interface LineAsked {
	readonly type: "say";
	/** The name by which the flow is told what became of it. */
	readonly line: string;
	readonly text: string;
	readonly interruptible: Interruptible;
}

/** The mind is to answer what the caller said last. */
export interface ThoughtAsked {
	readonly type: "think";
	/** What it is to think about beside that. */
	readonly about?: string;
}

/** The game is to be told something. */
export interface NewsAsked {
	readonly type: "tell";
	readonly name: string;
	readonly data?: unknown;
}

/** The call is to end: once all lines are heard, or the one that `after` names. */
export interface EndAsked {
	readonly type: "hangUp";
	readonly after?: string;
}

/** The caller is to be asked for a game's code. The flow is told `caller.returned` when he is back. */
export interface CodeAsked {
	readonly type: "askForCode";
}

/** Everything that a flow can ask for. */
export type Asked = LineAsked | ThoughtAsked | NewsAsked | EndAsked | CodeAsked;

/**
 * The longest text of a line, in characters: Deepgram refuses a longer `Speak` message.
 * https://developers.deepgram.com/docs/tts-websocket-streaming
 */
export const maxLineLength = 2_000;

/** The most that the game can be told at once, in bytes of JSON: as much as it can tell. */
export const maxNewsBytes = 16_384;

/** What of this the game cannot be told, such as `a Map in data.seen`; undefined for all else that is asked. */
export function untellableIn(asked: Asked): string | undefined {
	if (asked.type !== "tell" || asked.data === undefined) return undefined;
	const stranger = strangerIn(asked.data, "data");
	if (stranger !== undefined) return stranger;
	const bytes = Buffer.byteLength(JSON.stringify(asked.data));
	return bytes > maxNewsBytes
		? `${bytes} bytes of data, and ${maxNewsBytes} are the most`
		: undefined;
}

const word = z.string().min(1);

/** What can be asked, for flows that no compiler has seen. */
export const askedSchema = z.discriminatedUnion("type", [
	z.object({
		type: z.literal("say"),
		line: word,
		text: z.string(),
		interruptible: z.union([z.boolean(), z.enum(["words", "sound"])]),
	}),
	z.object({ type: z.literal("think"), about: z.string().optional() }),
	z.object({
		type: z.literal("tell"),
		name: word,
		data: z.unknown().optional(),
	}),
	z.object({ type: z.literal("hangUp"), after: word.optional() }),
	z.object({ type: z.literal("askForCode") }),
]);
