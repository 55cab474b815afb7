/** What time passes for. */
import type { Wait } from "../cast.js";
import type { CallerMemory, GameMemory } from "./memory.js";
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
	if (atVoice?.wasLost) due.push("voice is given up");
	if (atVoice?.isOpen) due.push("tale stalls");
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

const dueWhenAway: Readonly<Record<GameMemory["away"], readonly Wait[]>> = {
	no: [],
	lost: ["game is missed"],
	missed: ["game is given up"],
};
