/** How well a caller is understood, and what he and his game are told of it. */
import type { CallerName } from "../cast.js";
import { prompt } from "./lines.js";
import type { Scene } from "./scene.js";

/** The recogniser begins to listen to the caller. */
export function openEar(scene: Scene, caller: CallerName): void {
	const { deepgram } = scene.memory;
	const memory = scene.caller(caller);
	memory.ear = "up";
	if (deepgram === "down") memory.ear = "down";
	if (deepgram === "refuses") refuseEar(scene, caller);
}

/** The recogniser is gone; another will follow. */
export function loseEar(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	if (memory.ear !== "up") return;
	memory.ear = "down";
	memory.owesFinal = false;
	scene.tellGameOf(caller, { sees: "recognition", caller, state: "down" });
}

/** No recogniser will ever listen to this call. */
export function refuseEar(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	if (memory.ear === "refused" || memory.ear === "none") return;
	memory.ear = "refused";
	scene.tellGameOf(caller, { sees: "recognition", caller, state: "down" });
	prompt(scene, caller, "recognitionRefused");
}

/** The recogniser is back. */
export function restoreEar(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	if (memory.ear !== "down" && memory.ear !== "missed") return;
	memory.ear = "up";
	scene.tellGameOf(caller, { sees: "recognition", caller, state: "up" });
}

/** The game expects words, and is told when the recogniser does. */
export function expectWords(scene: Scene, caller: CallerName): void {
	const { ear } = scene.caller(caller);
	const when = ear === "up" ? "now" : "next";
	scene.tellGameOf(caller, { sees: "words taken", caller, when });
}
