import type { Heard } from "../../../src/machines/events.js";
import { type CallerName, type GameSight, upAgain } from "../cast.js";
import type { Shown } from "./game-double.js";

/** What a game sees when its socket is told this; `undefined` if nothing. */
export function sightOf(
	shown: Shown,
	callerOf: (callId: string) => CallerName,
): GameSight | undefined {
	switch (shown.type) {
		case "show.code":
			return { sees: "code" };
		case "call.joined":
			return {
				sees: "joined",
				caller: callerOf(shown.callId),
				callers: shown.callers,
			};
		case "caller.heard":
			// That turns are told as they should, every game on a socket sees to.
			if (shown.heard.type.startsWith("turn.")) return undefined;
			return {
				sees: "heard",
				caller: callerOf(shown.callId),
				what: whatWasHeard(shown.heard),
			};
		case "caller.pressed":
			return {
				sees: "key",
				caller: callerOf(shown.callId),
				key: shown.digit,
			};
		case "line.ended":
			return {
				sees: "said",
				caller: callerOf(shown.callId),
				line: shown.lineId,
				outcome: shown.outcome,
				heardMs: shown.heardMs,
			};
		case "recognition.changed":
			return {
				sees: "recognition",
				caller: callerOf(shown.callId),
				state: shown.state === "up" ? upAgain(shown.missedMs) : shown.state,
			};
		case "words.taken":
			return {
				sees: "words taken",
				caller: callerOf(shown.callId),
				when: shown.when,
			};
		case "call.left":
			return {
				sees: "left",
				caller: callerOf(shown.callId),
				reason: shown.reason,
			};
		case "refuse":
			return { sees: "refused", problem: shown.problem };
		case "closed":
			return { sees: "closed", code: shown.code };
		case "close":
			return undefined;
	}
}

function whatWasHeard(heard: Heard): string {
	return heard.type === "speech.heard"
		? heard.speech.text
		: (heard.verbatim ?? "");
}
