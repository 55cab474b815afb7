/** How far the models go: what they leave out, so that they stay small and are still whole. */
import {
	type CallerName,
	type GameName,
	mindWords,
	type Step,
} from "./cast.js";
import type { CallerMemory, Talk } from "./model/memory.js";
import type { ModelSnapshot } from "./model/model.js";

/** Ends that come from anywhere: they are tried where nothing else is out of the ordinary. */
export function isAbrupt(step: Step): boolean {
	if (step.type === "HANGS_UP") return step.how === "cut off";
	const ends = ["SERVER_CLOSES", "ADAPTER_FAILS", "GAME_HANGS_UP"];
	return ends.includes(step.type);
}

/**
 * Whether little is out of the ordinary at once: so many oddities, and together with the lines that are on
 * their way so many. A model that goes to all such states has every combination of that size, and is small.
 */
export function isAlmostOrdinary(
	snapshot: ModelSnapshot,
	maxOddities: number,
	maxWithLines: number,
): boolean {
	// Two calls dial Deepgram again in any order.
	const { callers, deepgram } = snapshot.context;
	const ears = Object.values(callers).filter(({ ear }) => ear !== "none");
	if (deepgram !== "up" && ears.length > 1) return false;
	const odd = oddities(snapshot);
	return odd <= maxOddities && odd + allLines(snapshot) <= maxWithLines;
}

/** Speech that is not answered is tried where nothing is said to the caller. */
export function isUnansweredInSilence(snapshot: ModelSnapshot): boolean {
	const { callers } = snapshot.context;
	return (
		allLines(snapshot) === 0 ||
		Object.values(callers).every(({ unanswered }) => unanswered === null)
	);
}

/** Deepgram cannot be reached, the callers are told of it, and there is nothing else. */
export function isToldOfDeepgramAlone(snapshot: ModelSnapshot): boolean {
	const { callers, deepgram } = snapshot.context;
	const lines = Object.values(callers).flatMap(({ atPhone }) => atPhone);
	return (
		deepgram !== "up" &&
		lines.every(({ name }) => name === undefined) &&
		isAlmostOrdinary(snapshot, 1, 2)
	);
}

/** How many lines are on their way to all callers. */
export function allLines({ context }: ModelSnapshot): number {
	return Object.values(context.callers).reduce(
		(sum, each) => sum + lines(each),
		0,
	);
}

function lines({ waiting, atPhone, atVoice }: CallerMemory): number {
	return waiting.length + atPhone.length + (atVoice ? 1 : 0);
}

/** A tale is told where little else happens: there are as many as there are ways to tell it. */
function hasTale({ atPhone, atVoice }: CallerMemory): boolean {
	return (
		atVoice?.isOpen === true || atPhone.some(({ name }) => name === "tale")
	);
}

/** How much is out of the ordinary, lines aside. */
export function oddities({ context }: ModelSnapshot): number {
	const { callers, games, voice, deepgram, isDraining } = context;
	const all = Object.values(callers);
	const odd = [
		voice !== "works",
		deepgram !== "up" || all.some(({ ear }) => ear === "refused"),
		isDraining,
		...Object.values(games).flatMap((game) => [
			game.away !== "no",
			game.expectsWords,
		]),
		...all.flatMap((each) => [
			each.tries > 0 && voice === "works" && each.keys === "none",
			each.reminders > 0 && voice === "works",
			each.timesAsked > 0,
			each.keys !== "none",
			hasTale(each),
			each.echoes,
			each.floor !== "ours",
			each.wasStuck,
			each.speaks === "with a pause" && deepgram === "up",
			each.hasSpokenForLong && deepgram === "up",
			each.flux.lost !== "" && deepgram === "up",
			each.hearsGameOut,
			each.unanswered !== null &&
				(deepgram === "up" || each.phase === "listening"),
			each.owesFinal && each.phase !== "listening",
			each.hasJustKeyed && each.phase !== "listening",
			...Object.values(each.talks).flatMap((talk) => (talk ? oddIn(talk) : [])),
		]),
	];
	return odd.filter(Boolean).length;
}

/** Whether little goes on at once in a talk: a turn, a thought, lines, and what is out of the ordinary. */
export function isAlmostCalm(
	snapshot: ModelSnapshot,
	maxAtOnce: number,
): boolean {
	const { callers, games } = snapshot.context;
	const { talks, flux, phase } = callers.Ann;
	const talk = talks.lent ?? talks.front;
	const odd = oddities(snapshot);
	if (snapshot.context.voice !== "works" && (!talk || phase !== "answered"))
		return false;
	if (!talk) return isAlmostOrdinary(snapshot, 1, 2) && allLines(snapshot) < 2;
	// A game matters to a flow that has lent from it, or is about to send a caller to it.
	const mayBeHere = phase !== "answered" || talk === talks.lent;
	const isBusy = odd + busy(talk) + allLines(snapshot) > 0;
	if (games.Maze.isHere && !mayBeHere && isBusy) return false;
	const hasJustKeyed = callers.Ann.hasJustKeyed && phase === "paired";
	if (talk.is === "away")
		return odd - (hasJustKeyed ? 1 : 0) + allLines(snapshot) <= 1;
	if (talk.is !== "on" && (flux.said !== "" || odd > 0)) return false;
	if (talk.waits.length > 1) return false;
	const { atPhone } = callers.Ann;
	const isGameHeard = atPhone.some(({ name }) => name);
	if (isGameHeard && busy(talk) > 0) return false;
	return busy(talk) + allLines(snapshot) + 2 * odd <= maxAtOnce;
}

function busy({ thought, turn, heard }: Talk): number {
	return (thought ? 1 : 0) + (turn === null ? 0 : 1) + weightOf(heard);
}

/** What was heard of a line that broke off makes no more difference than what was heard of another. */
function weightOf(heard: string): number {
	if (heard === "") return 0;
	return heard.startsWith("W") ? 1 : 3;
}

/** What is out of the ordinary in a talk with a flow. */
function oddIn(talk: Talk): readonly boolean[] {
	const { porter, thought, is } = talk;
	return [
		porter.isVouchedFor,
		porter.hasWaited && is === "on",
		talk.speculations > 1,
		talk.thoughts > 1,
		talk.wasRefused,
		(thought?.said.length ?? 0) > mindWords.length,
	];
}

/** Games that change what they show, or go, are tried with one caller. */
export function changesCodes({ type }: Step): boolean {
	return type === "GAME_WANTS_CODE" || type === "GAME_LEAVES";
}

/** The third game matters for the codes that are left, not for the second caller or the end. */
export function isCrowdedEnough({ context }: ModelSnapshot): boolean {
	const { callers, games, isDraining } = context;
	const isBobAway = callers.Bob.phase === "absent";
	if (games.Duel.isHere && (isDraining || !isBobAway)) return false;
	if (isDraining && games.Quiz.isHere) return false;
	return isBobAway || callers.Ann.triesOfAllCalls === 0;
}

/** Callers are alike, so one of them always comes first. */
export function comesAfter(
	{ context }: ModelSnapshot,
	later: CallerName,
	earlier: CallerName,
): boolean {
	const { callers } = context;
	return (
		callers[later].phase === "absent" || callers[earlier].phase === "paired"
	);
}

/** Games are alike too. */
export function comeInOrder(
	{ context }: ModelSnapshot,
	names: readonly GameName[],
): boolean {
	const present = names.map((name) => context.games[name].isHere);
	return (
		present.lastIndexOf(true) <= present.indexOf(false) ||
		!present.includes(false)
	);
}
