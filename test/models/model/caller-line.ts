import { type CallerName, lineTexts, talk } from "../cast.js";
import type { CallerTurns } from "./caller-turns.js";
import { isConnected, isTyped } from "./game-reach.js";
import {
	changeVoice,
	closeTale,
	giveVoiceUp,
	goOn,
	goOnWithTale,
	hasOpenTale,
	hearOut,
	interrupt,
	isQuiet,
	prompt,
	speak,
	stop,
} from "./lines.js";
import { move } from "./pairing.js";
import { loseEar, refuseEar, restoreEar, settleWords } from "./recognition.js";
import { outOfScope, type Scene, tellHeard } from "./scene.js";
import { any, turns } from "./turns.js";

/** What may happen to a call in several of its states. */
export function onTheLine(caller: CallerTurns) {
	const { name, my, mine, myGame, ends, waited } = caller;
	const failures = {
		SERVER_CLOSES: any<"SERVER_CLOSES">({
			to: "absent",
			do: ends("server going away"),
		}),
		ADAPTER_FAILS: turns<"ADAPTER_FAILS">(
			(_, step) => step.of === name,
			[{ to: "absent", do: ends("failed") }],
		),
	};
	/** The recogniser, the voice and the phone, whatever the call is doing. */
	const whileOnTheLine = {
		...failures,
		DEEPGRAM: any<"DEEPGRAM">(
			{
				if: (scene, { is }) => is === "up" && scene.memory.deepgram !== "up",
				do: (scene) => restoreEar(scene, name),
			},
			{
				if: (scene, { is }) => is === "down" && scene.memory.deepgram === "up",
				do: (scene) => loseEar(scene, name),
			},
			{
				if: (scene, { is }) =>
					is === "refuses" && scene.memory.deepgram !== "refuses",
				do: (scene) => {
					loseEar(scene, name);
					refuseEar(scene, name);
				},
			},
		),
		VOICE: any<"VOICE">({
			if: (scene, { is }) => scene.memory.voice !== is,
			do: (scene) => changeVoice(scene, name),
		}),
	};
	const whileHeard = {
		...whileOnTheLine,
		LISTENS: mine<"LISTENS">({
			if: (scene) =>
				my(scene).atPhone.length > 0 && my(scene).floor !== "contested",
			do: (scene) => hearOut(scene, name),
		}),
		CALLS_AGAIN_AT_ONCE: mine<"CALLS_AGAIN_AT_ONCE">({
			// A call that was refused is forgotten: another stream of it is another call. So is one that would
			// come while the server drains.
			if: (scene) => my(scene).ear !== "none" && !scene.memory.isDraining,
			do: (scene) => move(scene, name),
		}),
		FINAL_FOLLOWS: mine<"FINAL_FOLLOWS">({
			if: (scene) => my(scene).owesFinal && my(scene).ear === "up",
			do: (scene) => {
				my(scene).owesFinal = false;
			},
		}),
		FINAL_GOES_ON: mine<"FINAL_GOES_ON">({
			if: (scene) => my(scene).owesFinal && my(scene).ear === "up",
			do: (scene) => {
				my(scene).owesFinal = false;
				if (my(scene).game === null) return;
				interrupt(scene, name);
				tellHeard(scene, name, talk);
			},
		}),
	};
	/** What the game wants said. */
	const whilePaired = {
		GAME_SAYS: myGame<"GAME_SAYS">({
			if: isConnected,
			do: (scene, { line, game }) => {
				const isPlain = scene.memory.setting.dialects[game] === "plain";
				// The typed dialect takes no such line.
				if (line === "blank" && !isPlain) outOfScope(scene);
				if (line === "blank") return;
				speak(scene, name, {
					text: lineTexts[line],
					name: line,
					isStoppable: line === "story" && !isPlain,
				});
			},
		}),
		GAME_BEGINS_TALE: myGame<"GAME_BEGINS_TALE">({
			if: isConnected,
			do: (scene) => {
				// Behind another line, what there is of it would be cut otherwise.
				const { phase } = my(scene);
				if (!isQuiet(scene, name) || phase === "leaving") outOfScope(scene);
				speak(scene, name, {
					text: lineTexts.tale,
					name: "tale",
					isStoppable: true,
					isOpen: true,
				});
			},
		}),
		GAME_GOES_ON: myGame<"GAME_GOES_ON">({
			if: (scene, step) => isConnected(scene, step) && hasOpenTale(scene, name),
			do: (scene, { ends }) => goOnWithTale(scene, name, ends),
		}),
		GAME_STOPS: myGame<"GAME_STOPS">({
			if: (scene, step) => isTyped(scene, step) && isConnected(scene, step),
			do: (scene) => stop(scene, name, (line) => line.name !== undefined),
		}),
	};
	const missedRecognition = waited("recognition is missed", {
		if: (scene) => my(scene).ear === "down",
		do: (scene) => {
			my(scene).ear = "missed";
			prompt(scene, name, "recognitionLost");
		},
	});
	const settledWords = waited("words settle", {
		if: (scene) => my(scene).words !== "settled",
		do: (scene) => settleWords(scene, name),
	});
	const overdueMarks = waited("marks are overdue", {
		if: (scene) => my(scene).atPhone.length > 0 && isOnlyListener(scene, name),
		do: (scene) => hearOut(scene, name, false),
	});
	const overPause = waited("pause is over", {
		if: (scene) => my(scene).floor === "contested" && nobodyInsists(scene),
		do: (scene) => goOn(scene, name),
	});

	const lostVoice = waited("voice is given up", {
		if: (scene) => my(scene).atVoice?.wasLost === true,
		do: (scene) => giveVoiceUp(scene, name),
	});

	const stalledTale = waited("tale stalls", {
		if: (scene) => hasOpenTale(scene, name),
		do: (scene) => closeTale(scene, name, true),
	});

	return {
		failures,
		whileHeard,
		whilePaired,
		missedRecognition,
		settledWords,
		overdueMarks,
		overPause,
		lostVoice,
		stalledTale,
	};
}

/** A pause is shorter than the time in which there is none. */
function nobodyInsists({ memory }: Scene): boolean {
	return Object.values(memory.callers).every(
		({ floor }) => floor !== "insisting",
	);
}

function isOnlyListener(scene: Scene, name: CallerName): boolean {
	return Object.entries(scene.memory.callers).every(
		([other, { atPhone }]) => other === name || atPhone.length === 0,
	);
}
