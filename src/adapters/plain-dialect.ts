import type { GameSocketOrder, Heard } from "../machines/events.js";
import type { GameDialect, ToGame } from "./game-dialect.js";

/**
 * The protocol without a subprotocol: the phone number, the code, `connected`, the recogniser's own
 * messages to the byte, `disconnected`. Every text from the game is spoken to the caller, to its end:
 * games of this dialect do not expect to be interrupted.
 */
export const plainDialect: GameDialect = {
	read: (text) => ({ type: "words.sent", text, isInterruptible: false }),
	write: (order) => textsFor(order),
};

function textsFor(order: GameSocketOrder): readonly ToGame[] {
	switch (order.type) {
		case "show.code":
			return [lasting(order.phoneNumber), lasting(order.code)];
		case "tell.joined":
			return [lasting("connected")];
		case "tell.heard":
			return verbatim(order.heard);
		case "tell.left":
			return [lasting("disconnected")];
		default:
			return [];
	}
}

function verbatim(heard: Heard): readonly ToGame[] {
	if (heard.verbatim === undefined) return [];
	const isInterim = heard.type === "speech.heard" && !heard.speech.isFinal;
	return [{ text: heard.verbatim, isInterim }];
}

function lasting(text: string): ToGame {
	return { text, isInterim: false };
}
