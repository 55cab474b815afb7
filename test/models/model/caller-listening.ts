import type { CallerName, CodeOf, GameName } from "../cast.js";
import { onTheLine } from "./caller-line.js";
import type { CallerTurns } from "./caller-turns.js";
import { canGive, failTry, isLastTry, letGo, outcome } from "./code-tries.js";
import {
	goOn,
	interrupt,
	isQuiet,
	isSounding,
	pauseLines,
	prompt,
	tellThoseWhoHeardGamesOut,
} from "./lines.js";
import { pair } from "./pairing.js";
import { outOfScope, type Scene } from "./scene.js";
import { any, type StepOf, type Turn } from "./turns.js";

/** The call is with no game: what the caller says or keys is searched for a code. */
export function listening(caller: CallerTurns) {
	const { name, my, hearsMe, mine, ends, waited } = caller;
	const {
		whileHeard,
		missedRecognition,
		settledWords,
		overdueMarks,
		overPause,
		lostVoice,
	} = onTheLine(caller);

	const failedTry = (
		why: Parameters<typeof failTry>[2],
		isSo: (scene: Scene, step: StepOf<"GIVES_CODE">) => boolean,
	): Turn<"GIVES_CODE">[] => {
		const fail = (scene: Scene, step: StepOf<"GIVES_CODE">) => {
			giveCode(scene, name, step);
			failTry(scene, name, why);
		};
		const isLast = (scene: Scene) =>
			why === "no tries left" || isLastTry(scene, name);
		return [
			{
				if: (scene, step) => isSo(scene, step) && isLast(scene),
				to: "goodbye",
				do: (scene, step) => {
					fail(scene, step);
					my(scene).phase = "goodbye";
				},
			},
			{ if: isSo, do: fail },
		];
	};

	const mayGive = (scene: Scene, { of, by }: StepOf<"GIVES_CODE">) => {
		const { keys } = my(scene);
		if (!canGive(scene, of)) return false;
		if (my(scene).owesFinal) return false;
		if (by === "keys") return keys === "none" && !scene.memory.setting.words;
		if (by === "interim" && scene.memory.setting.words) return false;
		return hearsMe(scene) && keys !== "begun";
	};

	return {
		on: {
			...whileHeard,
			GIVES_CODE: mine<"GIVES_CODE">(
				{ if: (scene, step) => !mayGive(scene, step), do: outOfScope },
				{
					if: (scene, { of }) => outcome(scene, name, of) === "paired",
					to: "paired",
					do: (scene, step) => {
						giveCode(scene, name, step);
						my(scene).phase = "paired";
						pair(scene, name, step.of as GameName);
					},
				},
				...(["no tries left", "unknown", "two games", "full"] as const).flatMap(
					(why) =>
						failedTry(why, (scene, { of }) => outcome(scene, name, of) === why),
				),
			),
			TALKS: mine<"TALKS">({
				if: hearsMe,
				do: (scene) => interrupt(scene, name),
			}),
			RAMBLES: mine<"RAMBLES">({
				if: (scene) => hearsMe(scene) && my(scene).keys === "none",
				do: (scene) => {
					interrupt(scene, name);
					if (my(scene).timesAsked >= 2) return;
					my(scene).timesAsked += 1;
					prompt(scene, name, "notUnderstood");
				},
			}),
			ECHOES: mine<"ECHOES">({
				if: (scene) => hearsMe(scene) && isSounding(scene, name),
				do: (scene) => {
					my(scene).echoes = true;
					goOn(scene, name);
				},
			}),
			MAKES_NOISE: mine<"MAKES_NOISE">({
				if: (scene) => my(scene).ear === "up",
				do: (scene) => {
					pauseLines(scene, name);
				},
			}),
			PRESSES: mine<"PRESSES">(
				{
					if: (scene, { key }) =>
						key === "#" && my(scene).keys !== "none" && isLastTry(scene, name),
					to: "goodbye",
					do: (scene) => {
						failTry(scene, name, "no code");
						my(scene).phase = "goodbye";
					},
				},
				{
					if: (_, { key }) => key === "#",
					do: (scene) => {
						my(scene).hasJustKeyed = true;
						if (my(scene).keys !== "none") failTry(scene, name, "no code");
					},
				},
				{
					if: (scene, { key }) => key === "*" || my(scene).keys === "none",
					do: (scene, { key }) => {
						interrupt(scene, name);
						my(scene).keys = key === "*" ? "none" : "begun";
						my(scene).hasJustKeyed = true;
					},
				},
			),
			HANGS_UP: mine<"HANGS_UP">({
				if: (_, { how }) => how !== "results late",
				to: "absent",
				do: ends("caller hung up", false),
			}),
			TIME_PASSES: any<"TIME_PASSES">(
				waited("reminder", {
					if: (scene) => !my(scene).hearsGameOut && my(scene).reminders < 2,
					do: (scene) => {
						my(scene).reminders += 1;
						// Who has just been answered knows what to do.
						if (!isQuiet(scene, name)) return;
						const isFirst = my(scene).reminders === 1;
						prompt(scene, name, isFirst ? "firstReminder" : "secondReminder");
					},
				}),
				waited("reminder", {
					if: (scene) => !my(scene).hearsGameOut,
					to: "goodbye",
					do: (scene) => {
						letGo(scene, name, "noCodeHeard");
					},
				}),
				waited("keys settle", {
					if: (scene) => my(scene).keys === "begun",
					do: (scene) => {
						my(scene).keys = "paused";
					},
				}),
				missedRecognition,
				settledWords,
				overdueMarks,
				overPause,
				lostVoice,
			),
		},
	};
}

/** A code is given: whoever speaks or presses a key is not talked over. */
function giveCode(
	scene: Scene,
	name: CallerName,
	{ by }: { readonly by: string; readonly of: CodeOf },
): void {
	interrupt(scene, name);
	if (by !== "speech") {
		// With the first key, or by the first interim result, it is no code yet.
		tellThoseWhoHeardGamesOut(scene);
		interrupt(scene, name);
	}
	const memory = scene.caller(name);
	if (by === "interim") memory.owesFinal = true;
	if (by === "keys") memory.hasJustKeyed = true;
	memory.keys = "none";
}
