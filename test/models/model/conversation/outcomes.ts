/** How talks end, begin and go on, for the call and its game. */
import { type CallerName, callers } from "../../cast.js";
import { isQuiet } from "../lines.js";
import type { Door } from "../memory.js";
import { end, listenForCode } from "../pairing.js";
import type { Outcome, Scene } from "../scene.js";
import { tellThatItIsOver } from "./loans.js";
import { receiveAll } from "./receipts.js";
import { change, forgetTurns, tellPorter } from "./talking.js";

/** All that has come up is followed to its end. */
export function settleTalks(scene: Scene): void {
	for (;;) {
		receiveAll(scene);
		const outcome = scene.outcomes.shift();
		if (!outcome) break;
		follow(scene, outcome);
	}
	for (const name of callers) endWhenHeard(scene, name);
	forgetTurns(scene);
}

function follow(scene: Scene, { caller, door, outcome }: Outcome): void {
	const memory = scene.caller(caller);
	const talk = memory.talks[door];
	if (!talk) return;
	if (outcome === "asks for code") {
		if (door === "lent") bringBack(scene, caller, door);
		else beginToListen(scene, caller);
		return;
	}
	if (outcome === "is back") {
		memory.phase = "answered";
		bringBack(scene, caller, door);
		return;
	}
	if (memory.phase === "leaving") tellThatItIsOver(scene, caller, "call ended");
	else if (outcome === "hung up") end(scene, caller, "character hung up");
	else if (door === "lent") tellThatItIsOver(scene, caller, outcome);
}

function beginToListen(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	const { triesPerCall } = scene.memory.setting;
	// Who has had his tries has none left: that is for the tests of the machine.
	if (memory.tries >= triesPerCall) scene.memory.outOfScope = true;
	memory.phase = "listening";
	listenForCode(scene, caller);
}

/** A front door that is done lets the caller go, once he has heard all. */
function endWhenHeard(scene: Scene, caller: CallerName): void {
	const { phase, talks } = scene.caller(caller);
	const isDone = phase === "answered" && talks.front?.is === "over";
	if (isDone && isQuiet(scene, caller)) end(scene, caller, "character hung up");
}

/** The caller is back: his flow hears of it when nothing that it has said waits to be heard. */
function bringBack(scene: Scene, caller: CallerName, door: Door): void {
	const place = { scene, caller, door };
	// With lines on their way he would be back later, which the tests of the machine see to.
	if (!isQuiet(scene, caller)) scene.memory.outOfScope = true;
	change(place, { is: "on" });
	tellPorter(place, { told: "return" });
}
