import {
	type CallerName,
	echoOf,
	noise,
	note,
	pause,
	talk,
	voucher,
} from "../cast.js";
import { onTheLine } from "./caller-line.js";
import type { CallerTurns } from "./caller-turns.js";
import { pressInTalk } from "./conversation/ear.js";
import { lend, takeBack, vouch } from "./conversation/loans.js";
import { receiveAll } from "./conversation/receipts.js";
import { mayTell, pauseTurn, tellByFlux } from "./flux.js";
import { whenGameIsGone } from "./game-gone.js";
import { isAway, isConnected, isTyped } from "./game-reach.js";
import {
	goOn,
	hold,
	interrupt,
	isQuiet,
	isSounding,
	pauseLines,
	prompt,
	sounding,
} from "./lines.js";
import type { CallerMemory } from "./memory.js";
import { loseGame } from "./pairing.js";
import { answer, expectWords, speakUnanswered } from "./recognition.js";
import { outOfScope, type Scene, tellHeard } from "./scene.js";
import { any } from "./turns.js";

/** The call is with a game. */
export function paired(caller: CallerTurns) {
	const { name, my, hearsMe, mine, myGame, ends, waited } = caller;
	const {
		failures,
		whileHeard,
		whilePaired,
		whileTalkedTo,
		timesOfTalk,
		missedRecognition,
		settledWords,
		overdueMarks,
		overPause,
		lostVoice,
		stalledTale,
	} = onTheLine(caller);
	const losesGame = (scene: Scene) => {
		my(scene).phase = "listening";
		loseGame(scene, name);
	};
	const leaves = (scene: Scene) => {
		my(scene).phase = "leaving";
		my(scene).hasUnheard = true;
		hold(scene, name);
	};
	return {
		on: {
			...whileHeard,
			TALKS: mine<"TALKS">({
				if: hearsMe,
				do: (scene) => {
					interrupt(scene, name);
					tellHeard(scene, name, talk);
				},
			}),
			SPEAKS: mine<"SPEAKS">({
				if: (scene) => hearsMe(scene) && isQuiet(scene, name),
				do: (scene, { so }) => speakUnanswered(scene, name, so),
			}),
			IS_ANSWERED: mine<"IS_ANSWERED">({
				if: (scene) => my(scene).ear === "up" && my(scene).unanswered !== null,
				do: (scene) => {
					interrupt(scene, name);
					answer(scene, name);
				},
			}),
			FLUX_TELLS: mine<"FLUX_TELLS">({
				if: (scene, { what }) => mayTell(my(scene), what),
				do: (scene, { what }) => tellByFlux(scene, name, what),
			}),
			ECHOES: mine<"ECHOES">({
				if: (scene) => hearsMe(scene) && isSounding(scene, name),
				do: (scene) => {
					const [line] = sounding(scene, name);
					my(scene).echoes = true;
					goOn(scene, name);
					tellHeard(scene, name, echoOf(line?.text ?? ""));
				},
			}),
			MAKES_NOISE: mine<"MAKES_NOISE">({
				if: (scene) => my(scene).ear === "up",
				do: (scene) => {
					pauseLines(scene, name);
					tellHeard(scene, name, noise);
				},
			}),
			PAUSES: mine<"PAUSES">({
				if: (scene) => my(scene).ear === "up",
				do: (scene) => tellHeard(scene, name, pause),
			}),
			RECOGNISER_NOTES: mine<"RECOGNISER_NOTES">({
				if: (scene) => my(scene).ear === "up",
				do: (scene) => tellHeard(scene, name, note),
			}),
			PRESSES: mine<"PRESSES">({
				if: (_, { key }) => key !== "*",
				do: (scene, { key }) => {
					const endsCode = key === "#" && my(scene).hasJustKeyed;
					my(scene).hasJustKeyed = false;
					if (endsCode) return;
					if (key !== "#") interrupt(scene, name);
					scene.tellGameOf(name, { sees: "key", caller: name, key });
					pressInTalk(scene, name, key);
				},
			}),
			...whilePaired,
			...whileTalkedTo,
			GAME_LENDS: myGame<"GAME_LENDS">({
				if: isConnected,
				do: (scene) => lend(scene, name),
			}),
			GAME_TAKES_BACK: myGame<"GAME_TAKES_BACK">({
				if: isConnected,
				do: (scene) => takeBack(scene, name, "taken back"),
			}),
			GAME_VOUCHES: myGame<"GAME_VOUCHES">({
				if: (scene, step) => isConnected(scene, step) && mayVouch(my(scene)),
				do: (scene) => vouch(scene, name, voucher),
			}),
			GAME_HANGS_UP: myGame<"GAME_HANGS_UP">({
				if: (scene, step) => isTyped(scene, step) && isConnected(scene, step),
				to: "absent",
				do: ends("game hung up"),
			}),
			GAME_EXPECTS_WORDS: myGame<"GAME_EXPECTS_WORDS">({
				if: (scene, step) => isTyped(scene, step) && isConnected(scene, step),
				do: (scene) => expectWords(scene, name),
			}),
			HANGS_UP: mine<"HANGS_UP">(
				{
					if: (scene, { how }) =>
						how === "results late" && my(scene).ear === "up",
					to: "leaving",
					do: leaves,
				},
				{
					// What was said while Deepgram was away may still be heard.
					if: (scene, { how }) =>
						how !== "results late" && isUnheard(scene, name),
					to: "leaving",
					do: leaves,
				},
				{
					if: (_, { how }) => how !== "results late",
					to: "absent",
					do: (scene) => {
						const { lent } = my(scene).talks;
						// Whether there is time for an answer is left to the tests of the machine.
						const isAnswering =
							my(scene).flux.said !== "" || lent?.thought?.move;
						if (lent && isAnswering) outOfScope(scene);
						hold(scene, name);
						receiveAll(scene);
						if (my(scene).ear === "up") answer(scene, name);
						ends("caller hung up", false)(scene);
					},
				},
			),
			...whenGameIsGone(name, "listening", losesGame, failures.ADAPTER_FAILS),
			TIME_PASSES: any<"TIME_PASSES">(
				...timesOfTalk,
				missedRecognition,
				settledWords,
				overdueMarks,
				overPause,
				lostVoice,
				stalledTale,
				waited("turn pauses", {
					if: (scene) => my(scene).speaks !== "not",
					do: (scene) => pauseTurn(scene, name),
				}),
				waited("game is missed", {
					if: (scene) => isAway(scene, my(scene).game, "lost"),
					do: (scene) => prompt(scene, name, "gameAway"),
				}),
				waited("game is given up", {
					if: (scene) => isAway(scene, my(scene).game, "missed"),
					to: "listening",
					do: losesGame,
				}),
			),
		},
	};
}

/** Once is enough. */
function mayVouch({ talks: { lent } }: CallerMemory): boolean {
	return !lent?.porter.isVouchedFor && lent?.waits.length === 0;
}

function isUnheard(scene: Scene, name: CallerName): boolean {
	const { ear } = scene.caller(name);
	return ear === "down" || ear === "missed";
}
