/** What a conversation orders the speaking of its call. */
import type { LineListenerRef } from "../events.js";
import type { SpeakingEventOf } from "../speaking/speaking-guards.js";
import type { NewLine } from "../speaking/speech-queue.js";

/** A line as its conversation knows it, before it is said whose it is. */
export type LineWish =
	| {
			readonly type: "speak";
			readonly lineId: string;
			readonly line: Omit<NewLine, "owner">;
	  }
	/** More of a line that is open, and whether this is not all of it either. */
	| {
			readonly type: "append";
			readonly lineId: string;
			readonly text: string;
			readonly more: boolean;
	  }
	/** Stop this line, wherever it is. */
	| { readonly type: "stop.line"; readonly lineId: string };

export type LineOrder = SpeakingEventOf<"speak" | "append" | "stop.line">;

/** The order, from whoever is told what becomes of the line. */
export function orderFrom(asker: LineListenerRef, wish: LineWish): LineOrder {
	if (wish.type !== "speak") return { ...wish, asker };
	const { lineId, line } = wish;
	const owner = { asker, lineId, tellsBeginning: true } as const;
	return { type: "speak", line: { ...line, owner } };
}
