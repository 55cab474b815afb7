import { lastWords, talk } from "../cast.js";
import { onTheLine } from "./caller-line.js";
import type { CallerTurns } from "./caller-turns.js";
import { endWhatIsOpen } from "./flux.js";
import { whenGameIsGone } from "./game-gone.js";
import { isConnected, isTyped } from "./game-reach.js";
import { loseWhatIsAtPhone } from "./lines.js";
import { end } from "./pairing.js";
import { answer, loseEar, restoreEar } from "./recognition.js";
import { outOfScope, tellHeard } from "./scene.js";
import { any, turns } from "./turns.js";

/** The caller has hung up, and his last words may come. */
export function leaving(caller: CallerTurns) {
	const { name, my, hearsMe, mine, myGame, ends, waited } = caller;
	const { whilePaired } = onTheLine(caller);

	return {
		on: {
			...whilePaired,
			GAME_HANGS_UP: myGame<"GAME_HANGS_UP">({
				if: (scene, step) => isTyped(scene, step) && isConnected(scene, step),
				to: "absent",
				do: ends("caller hung up", false),
			}),
			FINAL_FOLLOWS: mine<"FINAL_FOLLOWS">({
				if: (scene) => my(scene).owesFinal && my(scene).ear === "up",
				do: (scene) => {
					my(scene).owesFinal = false;
					my(scene).hasUnheard = false;
				},
			}),
			FINAL_GOES_ON: mine<"FINAL_GOES_ON">({
				if: (scene) => my(scene).owesFinal && my(scene).ear === "up",
				do: (scene) => {
					my(scene).owesFinal = false;
					my(scene).hasUnheard = false;
					tellHeard(scene, name, talk);
				},
			}),
			IS_ANSWERED: mine<"IS_ANSWERED">({
				if: (scene) => my(scene).ear === "up" && my(scene).unanswered !== null,
				do: (scene) => answer(scene, name),
			}),
			CALLS_AGAIN_AT_ONCE: mine<"CALLS_AGAIN_AT_ONCE">({
				if: (scene) => !scene.memory.isDraining && my(scene).ear === "up",
				to: "paired",
				do: (scene) => {
					my(scene).phase = "paired";
					my(scene).owesFinal = false;
					my(scene).unanswered = null;
					my(scene).hasUnheard = false;
					loseWhatIsAtPhone(scene, name);
				},
			}),
			LAST_WORDS: mine<"LAST_WORDS">({
				if: hearsMe,
				do: (scene) => {
					my(scene).hasUnheard = false;
					tellHeard(scene, name, lastWords);
				},
			}),
			RECOGNISER_FINISHES: mine<"RECOGNISER_FINISHES">({
				if: (scene) => my(scene).ear === "up",
				to: "absent",
				do: ends("caller hung up", false),
			}),
			SERVER_CLOSES: any<"SERVER_CLOSES">({
				to: "absent",
				do: ends("server going away", false),
			}),
			DEEPGRAM: any<"DEEPGRAM">(
				{
					if: (scene, { is }) => is === "up" && scene.memory.deepgram !== "up",
					to: "absent",
					do: (scene) => {
						restoreEar(scene, name);
						answer(scene, name);
						ends("caller hung up", false)(scene);
					},
				},
				{
					if: (scene, { is }) =>
						is === "down" &&
						scene.memory.deepgram === "up" &&
						my(scene).hasUnheard,
					do: (scene) => loseEar(scene, name),
				},
				{
					if: (scene, { is }) => is !== "up" && scene.memory.deepgram !== is,
					to: "absent",
					do: (scene) => {
						if (my(scene).hasUnheard) loseEar(scene, name);
						endWhatIsOpen(scene, name);
						ends("caller hung up", false)(scene);
					},
				},
			),
			VOICE: any<"VOICE">({ do: outOfScope }),
			...whenGameIsGone(
				name,
				"absent",
				(scene) => {
					my(scene).game = null;
					end(scene, name, "caller hung up", false);
				},
				turns<"ADAPTER_FAILS">(
					(_, step) => step.of === name,
					[{ to: "absent", do: ends("failed", false) }],
				),
			),
			TIME_PASSES: any<"TIME_PASSES">(
				waited("last words are over", {
					to: "absent",
					do: (scene) => {
						endWhatIsOpen(scene, name);
						ends("caller hung up", false)(scene);
					},
				}),
			),
		},
	};
}
