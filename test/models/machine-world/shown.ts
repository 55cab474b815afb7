import type { Heard } from "../../../src/machines/events.js";
import type { NewEvent } from "../../../src/protocol/callsign-v1.js";
import { type CallerName, type GameSight, noise, upAgain } from "../cast.js";
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
			if (isNoSight(shown.heard)) return undefined;
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
		case "scene.changed":
			return {
				sees: "scene",
				caller: callerOf(shown.callId),
				state: shown.state,
			};
		case "flow.told":
			return {
				sees: "told",
				caller: callerOf(shown.callId),
				name: shown.name,
			};
		case "conversed":
			return {
				sees: "conversed",
				caller: callerOf(shown.callId),
				state: shown.state,
				reason: shown.reason,
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

type TurnEvent = Extract<NewEvent, { type: "turn" }>;

/** How a game sees a turn. */
export function turnSight(
	{ state, text = "" }: TurnEvent,
	caller: CallerName,
): GameSight {
	return { sees: "turn", caller, state, text };
}

/** Turns are told otherwise, and a turn of noise that has ended is not. */
function isNoSight(heard: Heard): boolean {
	if (heard.type === "speech.heard") return heard.speech.text === "";
	return heard.type.startsWith("turn.");
}

function whatWasHeard(heard: Heard): string {
	if (heard.type === "speech.started") return noise;
	return heard.type === "speech.heard"
		? heard.speech.text
		: (heard.verbatim ?? "");
}
