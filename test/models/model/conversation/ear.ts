/** What a flow that has the caller makes of what he says and keys. */
import type { CallerName } from "../../cast.js";
import type { Scene } from "../scene.js";
import { receiveAll } from "./receipts.js";
import {
	change,
	dropThought,
	speculate,
	talkAt,
	tellPorter,
	whoTalksTo,
	yieldToCaller,
} from "./talking.js";

/** So much of the caller's turn was understood; what he is heard to say stops whatever may be stopped first. */
export function hearInTalk(
	scene: Scene,
	caller: CallerName,
	words: string,
): void {
	const place = whoTalksTo(scene, caller);
	if (!place) return;
	const { is, turn, thought } = talkAt(place);
	if (is !== "on") return;
	if (turn === null) {
		yieldToCaller(place);
		change(place, { said: "" });
	} else if (words !== turn && thought?.isSpeculative) dropThought(place);
	change(place, { turn: words });
}

export function hearEagerEndInTalk(scene: Scene, caller: CallerName): void {
	const place = whoTalksTo(scene, caller);
	if (place && talkAt(place).turn !== null) speculate(place);
}

export function hearResumedInTalk(scene: Scene, caller: CallerName): void {
	const place = whoTalksTo(scene, caller);
	if (place && talkAt(place).turn !== null) dropThought(place);
}

/** The turn is over: the flow is told what waited for that, and what the caller said. */
export function hearEndInTalk(scene: Scene, caller: CallerName): void {
	const place = whoTalksTo(scene, caller);
	if (!place) return;
	receiveAll(scene);
	const { turn, waits } = talkAt(place);
	if (turn === null) return;
	change(place, { turn: null, said: turn, waits: [] });
	for (const event of [...waits, { told: "said" } as const])
		tellPorter(place, event);
	// The flow has asked for no thought: what was thought of in advance is of no use.
	if (talkAt(place).thought?.isSpeculative) dropThought(place);
}

export function pressInTalk(
	scene: Scene,
	caller: CallerName,
	key: string,
): void {
	const place = whoTalksTo(scene, caller);
	if (!place || talkAt(place).is !== "on") return;
	// A key in the middle of a turn is for the tests of the machine.
	if (talkAt(place).turn !== null) scene.memory.outOfScope = true;
	yieldToCaller(place);
	receiveAll(scene);
	const { waits } = talkAt(place);
	change(place, { waits: [] });
	for (const event of [...waits, { told: "key", key } as const])
		tellPorter(place, event);
}
