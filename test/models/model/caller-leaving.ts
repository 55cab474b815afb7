import { lastWords } from "../cast.js";
import { onTheLine } from "./caller-line.js";
import type { CallerTurns } from "./caller-turns.js";
import { whenGameIsGone } from "./game-gone.js";
import { isConnected, isTyped } from "./game-reach.js";
import { loseWhatIsAtPhone } from "./lines.js";
import { end } from "./pairing.js";
import { outOfScope, tellHeard } from "./scene.js";
import { any, turns } from "./turns.js";

/** The caller has hung up, and his last words may come. */
export function leaving(caller: CallerTurns) {
	const { name, my, hearsMe, mine, myGame, ends, waited } = caller;
	const { whileHeard, whilePaired } = onTheLine(caller);

	return {
		on: {
			...whilePaired,
			GAME_HANGS_UP: myGame<"GAME_HANGS_UP">({
				if: (scene, step) => isTyped(scene, step) && isConnected(scene, step),
				to: "absent",
				do: ends("caller hung up", false),
			}),
			FINAL_FOLLOWS: whileHeard.FINAL_FOLLOWS,
			FINAL_GOES_ON: whileHeard.FINAL_GOES_ON,
			CALLS_AGAIN_AT_ONCE: mine<"CALLS_AGAIN_AT_ONCE">({
				if: (scene) => !scene.memory.isDraining,
				to: "paired",
				do: (scene) => {
					my(scene).phase = "paired";
					my(scene).owesFinal = false;
					loseWhatIsAtPhone(scene, name);
				},
			}),
			LAST_WORDS: mine<"LAST_WORDS">({
				if: hearsMe,
				do: (scene) => tellHeard(scene, name, lastWords),
			}),
			RECOGNISER_FINISHES: mine<"RECOGNISER_FINISHES">({
				to: "absent",
				do: ends("caller hung up", false),
			}),
			SERVER_CLOSES: any<"SERVER_CLOSES">({
				to: "absent",
				do: ends("server going away", false),
			}),
			DEEPGRAM: any<"DEEPGRAM">({
				if: (scene, { is }) => is !== "up" && scene.memory.deepgram !== is,
				to: "absent",
				do: ends("caller hung up", false),
			}),
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
					do: ends("caller hung up", false),
				}),
			),
		},
	};
}
