/** What time passes for. */
import type { Wait } from "../cast.js";
import type { CallerMemory, GameMemory, Talk } from "./memory.js";
import type { Scene } from "./scene.js";

/** What was true of the last moment is so no longer. */
export function letTimePass(scene: Scene): void {
	for (const each of Object.values(scene.memory.callers)) {
		each.hasJustKeyed = false;
		if (each.floor === "insisting") each.floor = "ours";
		each.hasSpokenForLong = each.speaks !== "not";
	}
}

/** Whether nothing else is due before this: then time may pass for it alone. */
export function isDueAlone(scene: Scene, wait: Wait): boolean {
	const { callers, games } = scene.memory;
	// Waits that come together in one turn might make it pause.
	if (
		wait !== "turn pauses" &&
		Object.values(callers).some(({ hasSpokenForLong }) => hasSpokenForLong)
	)
		return false;
	// Half of a line is over long before anything else.
	if (wait === "line is half heard") return true;
	const due = [
		...Object.values(callers).flatMap(dueToCaller),
		...Object.values(games).flatMap(({ away }) => dueWhenAway[away]),
	];
	return due.every((other) => other === wait);
}

/** What falls due for a caller within seconds. */
function dueToCaller(caller: CallerMemory): Wait[] {
	const { phase, atPhone, atVoice, ear, keys, words, floor } = caller;
	const due: Wait[] = [];
	const inTalk = dueInTalk(caller);
	if (inTalk) due.push(inTalk);
	if (atVoice?.wasLost) due.push("voice is given up");
	if (atVoice?.isOpen && !atVoice.of) due.push("tale stalls");
	if (phase === "ringing") due.push("start timeout");
	if (phase === "leaving") due.push("last words are over");
	if (phase === "goodbye" && atPhone.length === 0) due.push("goodbye is over");
	if (floor === "contested") due.push("pause is over");
	else if (atPhone.length > 0) due.push("marks are overdue");
	if (ear === "down" && phase !== "leaving") due.push("recognition is missed");
	if (keys === "begun") due.push("keys settle");
	if (words !== "settled" && phase !== "leaving") due.push("words settle");
	return due;
}

/** The flow that has the caller. */
function talkWith({ phase, talks }: CallerMemory): Talk | null {
	if (phase === "paired") return talks.lent;
	return phase === "answered" ? (talks.lent ?? talks.front) : null;
}

/** What falls due for a flow that has the caller. */
export function dueInTalk(caller: CallerMemory): Wait | undefined {
	const talk = talkWith(caller);
	const { atVoice, atPhone, waiting, floor } = caller;
	if (!talk || talk.is === "over") return undefined;
	if (talk.is === "farewell")
		return atVoice?.of?.line === "bye" ? "farewell is over" : undefined;
	const { thought, turn, hasFiller } = talk;
	if (thought && !thought.isOver) {
		// What is thought of in advance has as much time as the turn.
		if (thought.isSpeculative) return undefined;
		if (thought.said !== "") return "answer is cut short";
		const isQuiet = !atVoice && atPhone.length + waiting.length === 0;
		const mayFill = isQuiet && !hasFiller;
		// A moment in which sounds pause nothing is longer.
		return mayFill && floor === "ours" ? "filler is due" : "mind is given up";
	}
	const hasLines = [...atPhone, ...waiting, ...(atVoice ? [atVoice] : [])].some(
		({ of }) => of,
	);
	if (turn !== null || thought || hasLines) return undefined;
	return "caller is silent";
}

/** Whether half of what the caller hears is a thing of its own. */
export function mayHearHalf(caller: CallerMemory): boolean {
	const { atVoice, atPhone, waiting, floor, speaks, keys } = caller;
	const [line, ...others] = atPhone;
	return (
		line?.of !== undefined &&
		(line.of.line === "hello" || line.of.line === "reply") &&
		line.heardMs === undefined &&
		others.length + waiting.length === 0 &&
		!atVoice &&
		floor === "ours" &&
		speaks === "not" &&
		keys === "none"
	);
}

const dueWhenAway: Readonly<Record<GameMemory["away"], readonly Wait[]>> = {
	no: [],
	lost: ["game is missed"],
	missed: ["game is given up"],
};
