import { onTheLine } from "./caller-line.js";
import type { CallerTurns } from "./caller-turns.js";
import { hasNoTriesLeft } from "./code-tries.js";
import { beginTalk } from "./conversation/talking.js";
import { prompt } from "./lines.js";
import { openEar } from "./recognition.js";
import { any } from "./turns.js";

/** Nobody calls under this name. */
export function absent(caller: CallerTurns) {
	const { mine, becomes } = caller;

	return {
		on: {
			CALLER_DIALS: mine<"CALLER_DIALS">({
				if: (scene) => !scene.memory.isDraining,
				to: "ringing",
				do: becomes("ringing"),
			}),
		},
	};
}

/** The stream is there, and has yet to say which call it is. */
export function ringing(caller: CallerTurns) {
	const { name, my, mine, ends, waited } = caller;
	const { failures } = onTheLine(caller);

	return {
		on: {
			...failures,
			CALL_STARTS: mine<"CALL_STARTS">(
				{
					if: ({ memory }) => memory.isDraining,
					to: "goodbye",
					do: (scene) => {
						my(scene).phase = "goodbye";
						prompt(scene, name, "serverGoingAway");
					},
				},
				{
					if: (scene) => hasNoTriesLeft(scene, name),
					to: "goodbye",
					do: (scene) => {
						my(scene).phase = "goodbye";
						prompt(scene, name, "refused");
					},
				},
				{
					if: ({ memory }) => memory.setting.porter === "answers",
					to: "answered",
					do: (scene) => {
						my(scene).phase = "answered";
						openEar(scene, name);
						beginTalk({ scene, caller: name, door: "front" });
					},
				},
				{
					to: "listening",
					do: (scene) => {
						my(scene).phase = "listening";
						openEar(scene, name);
					},
				},
			),
			HANGS_UP: mine<"HANGS_UP">({
				if: (_, { how }) => how !== "results late",
				to: "absent",
				do: ends("caller hung up", false),
			}),
			TIME_PASSES: any<"TIME_PASSES">(
				waited("start timeout", {
					to: "absent",
					do: ends("never started"),
				}),
			),
		},
	};
}
