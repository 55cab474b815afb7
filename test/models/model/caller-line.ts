import {
	type CallerName,
	lineTexts,
	type MoveName,
	mindWords,
	talk,
	type Wait,
} from "../cast.js";
import type { CallerTurns } from "./caller-turns.js";
import { movesOf } from "./conversation/porter.js";
import {
	endTalk,
	endThinking,
	fail,
	type Place,
	sayFiller,
	takeEnd,
	takeMove,
	takeWords,
	talkAt,
	tellPorter,
	whoTalksTo,
} from "./conversation/talking.js";
import { isConnected, isTyped } from "./game-reach.js";
import {
	changeVoice,
	closeReply,
	closeTale,
	giveVoiceUp,
	goOn,
	goOnWithTale,
	hasOpenTale,
	hearHalf,
	hearOut,
	interrupt,
	isQuiet,
	prompt,
	speak,
	stop,
} from "./lines.js";
import type { Talk, Thought } from "./memory.js";
import { move } from "./pairing.js";
import { loseEar, refuseEar, restoreEar, settleWords } from "./recognition.js";
import { outOfScope, type Scene, tellHeard } from "./scene.js";
import { any, type StepOf, turns } from "./turns.js";
import { dueInTalk, mayHearHalf } from "./waits.js";

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
				// Nobody waits until it is heard; whether it begins depends on how quick the voice is.
				if (my(scene).talks.lent?.is === "farewell") outOfScope(scene);
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
			do: (scene) => {
				const isOver = scene.caller(name).talks.lent?.thought?.isOver ?? true;
				// What the mind says after that is for the tests of the machine.
				if (!isOver) outOfScope(scene);
				stop(
					scene,
					name,
					(line) => line.name !== undefined || line.of !== undefined,
				);
			},
		}),
	};
	/** What the mind of the flow does that has the caller. */
	const thinks = <
		Type extends "MIND_SAYS" | "MIND_ENDS" | "MIND_MOVES" | "MIND_FAILS",
	>(
		may: (thought: Thought, talk: Talk, step: StepOf<Type>) => boolean,
		does: (place: Place, step: StepOf<Type>) => void,
	) =>
		mine<Type>({
			if: (scene, step) => {
				const place = whoTalksTo(scene, name);
				const talk = place && talkAt(place);
				if (!talk?.thought || talk.thought.isOver) return false;
				return may(talk.thought, talk, step);
			},
			do: (scene, step) => {
				const place = whoTalksTo(scene, name);
				if (place) does(place, step);
			},
		});
	const whileTalkedTo = {
		MIND_SAYS: thinks<"MIND_SAYS">(
			// One that never comes to an end is cut short by time alone.
			({ said }) => said.length <= mindWords.length,
			(place) => takeWords(place),
		),
		MIND_ENDS: thinks<"MIND_ENDS">(({ said }) => said !== "", takeEnd),
		MIND_MOVES: thinks<"MIND_MOVES">(
			(thought, talk, { move }) => mayMove(thought, talk, move),
			(place, { move }) => takeMove(place, move),
		),
		MIND_FAILS: thinks<"MIND_FAILS">(
			() => true,
			(place) => {
				endThinking(place);
				fail(place);
			},
		),
	};
	const timesOfTalk = [
		waited("filler is due", {
			if: (scene) => isDueInTalk(scene, name, "filler is due"),
			do: (scene) => inTalk(scene, name, sayFiller),
		}),
		waited("mind is given up", {
			if: (scene) => isDueInTalk(scene, name, "mind is given up"),
			do: (scene) => inTalk(scene, name, fail),
		}),
		waited("answer is cut short", {
			if: (scene) => isDueInTalk(scene, name, "answer is cut short"),
			do: (scene) =>
				inTalk(scene, name, (place) => {
					// Of a line without more text for so long no more is waited for.
					closeReply(scene, name, place.door, true);
					fail(place);
				}),
		}),
		waited("caller is silent", {
			if: (scene) => isDueInTalk(scene, name, "caller is silent"),
			do: (scene) =>
				inTalk(scene, name, (place) => tellPorter(place, { told: "silence" })),
		}),
		waited("line is half heard", {
			if: (scene) => mayHearHalf(my(scene)),
			do: (scene) => hearHalf(scene, name),
		}),
		waited("farewell is over", {
			if: (scene) => isDueInTalk(scene, name, "farewell is over"),
			do: (scene) => inTalk(scene, name, (place) => endTalk(place, "hung up")),
		}),
	];
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
		whileTalkedTo,
		timesOfTalk,
		missedRecognition,
		settledWords,
		overdueMarks,
		overPause,
		lostVoice,
		stalledTale,
	};
}

/** Whether a mind may ask for this move, so that it comes to the same whoever refuses it what it is not offered. */
function mayMove(
	{ said, isSpeculative }: Thought,
	{ porter, thoughts, wasRefused }: Talk,
	move: MoveName,
): boolean {
	// In advance one is as good as another.
	if (isSpeculative) return move === "dismiss";
	const isOffered = movesOf(porter).includes(move);
	if (isOffered) return !wasRefused || said !== "" || move !== "announce";
	return said === "" && (thoughts === 1 || wasRefused);
}

function inTalk(
	scene: Scene,
	name: CallerName,
	does: (place: Place) => void,
): void {
	const place = whoTalksTo(scene, name);
	if (place) does(place);
}

function isDueInTalk(scene: Scene, name: CallerName, wait: Wait): boolean {
	return dueInTalk(scene.caller(name)) === wait;
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
