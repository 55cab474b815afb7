/** How a game lends its caller to a flow, and takes him back. */
import type { CallerName } from "../../cast.js";
import { sounding, stop } from "../lines.js";
import type { Line } from "../memory.js";
import type { Scene } from "../scene.js";
import { beginTalk, change, dropThought, tellInTurn } from "./talking.js";

/** The game lends its caller, perhaps in the place of one to whom it has lent him before. */
export function lend(scene: Scene, caller: CallerName): void {
	takeBack(scene, caller, "replaced");
	beginTalk({ scene, caller, door: "lent" });
}

/** The game's flow has the caller no longer, and says nothing more to him. */
export function takeBack(
	scene: Scene,
	caller: CallerName,
	reason: "taken back" | "replaced",
): void {
	if (!scene.caller(caller).talks.lent) return;
	dropThought({ scene, caller, door: "lent" });
	tellThatItIsOver(scene, caller, reason);
	const isHis = ({ of }: Line) => of?.door === "lent";
	if (sounding(scene, caller).some(isHis)) stop(scene, caller, isHis);
	const memory = scene.caller(caller);
	memory.waiting = memory.waiting.filter((line) => !isHis(line));
	scene.forgetReceipts(caller, "lent");
}

/** The game is told that the flow has its caller no longer. */
export function tellThatItIsOver(
	scene: Scene,
	caller: CallerName,
	reason: string,
): void {
	const { talks } = scene.caller(caller);
	if (!talks.lent) return;
	const state = talks.lent.porter.at;
	scene.tellGameOf(caller, { sees: "conversed", caller, state, reason });
	talks.lent = null;
}

/** Nobody talks to the caller any more: the call is over. */
export function endTalks(
	scene: Scene,
	caller: CallerName,
	reason: string,
): void {
	const { talks } = scene.caller(caller);
	for (const door of ["front", "lent"] as const)
		if (talks[door]) dropThought({ scene, caller, door });
	const isOfTalk = reason === "character hung up";
	tellThatItIsOver(scene, caller, isOfTalk ? "hung up" : "call ended");
	talks.front = null;
}

/** The game has something to tell the flow. */
export function vouch(scene: Scene, caller: CallerName, name: string): void {
	if (!scene.caller(caller).talks.lent) return;
	const place = { scene, caller, door: "lent" } as const;
	// Something else has happened since.
	change(place, { heard: "" });
	tellInTurn(place, { told: "news", name });
}
