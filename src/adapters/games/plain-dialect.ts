import type { GameSocketOrder, Heard } from "../../machines/events.js";
import { inWholeCharacters } from "../../protocol/whole-characters.js";
import type { Complaint, GameDialect } from "./dialect.js";

/**
 * The protocol without a subprotocol: the phone number, the code, `connected`, the recogniser's own
 * messages to the byte, `disconnected`. Every text from the game is spoken to the caller, to its end:
 * games of this dialect do not expect to be interrupted, nor are they told that one text too many waits.
 * So texts that wait are spoken as one line.
 */
export const plainDialect: GameDialect = {
	read: (text) => ({
		type: "say",
		text: inWholeCharacters(text),
		interruptible: "never",
		joins: true,
	}),
	// Real clients send binary pings to keep proxies awake.
	readBinary: () => undefined,
	write: textsFor,
	resumption: undefined,
};

function textsFor(
	order: GameSocketOrder | Complaint,
	isBehind: boolean,
): readonly string[] {
	switch (order.type) {
		case "show.code":
			return [order.phoneNumber, order.code];
		case "call.joined":
			return ["connected"];
		case "caller.heard":
			return verbatim(order.heard, isBehind);
		case "call.left":
			return ["disconnected"];
		default:
			return [];
	}
}

function verbatim(heard: Heard, isBehind: boolean): readonly string[] {
	if (heard.verbatim === undefined) return [];
	const isInterim = heard.type === "speech.heard" && !heard.speech.isFinal;
	return isInterim && isBehind ? [] : [heard.verbatim];
}
