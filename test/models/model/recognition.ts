/** How well a caller is understood, and what he and his game are told of it. */
import {
	type CallerName,
	halfOf,
	heardAnew,
	type SpokenSo,
	unansweredWords,
	upAgain,
} from "../cast.js";
import { endWhatIsOpen, loseFluxTurn } from "./flux.js";
import { interrupt, prompt } from "./lines.js";
import { type Scene, tellHeard } from "./scene.js";

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
	loseFluxTurn(scene, caller);
	if (memory.unanswered)
		memory.unanswered = { ...memory.unanswered, anew: true };
	scene.tellGameOf(caller, { sees: "recognition", caller, state: "down" });
}

/** No recogniser will ever listen to this call. */
export function refuseEar(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	if (memory.ear === "refused" || memory.ear === "none") return;
	endWhatIsOpen(scene, caller);
	memory.ear = "refused";
	scene.tellGameOf(caller, { sees: "recognition", caller, state: "down" });
	prompt(scene, caller, "recognitionRefused");
}

/** The recogniser is back. */
export function restoreEar(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	if (memory.ear !== "down" && memory.ear !== "missed") return;
	memory.ear = "up";
	const missedMs = memory.unanswered?.so === "too long" ? 1 : 0;
	const state = upAgain(missedMs);
	scene.tellGameOf(caller, { sees: "recognition", caller, state });
}

/** The caller speaks, and there is no final result as yet. */
export function speakUnanswered(
	scene: Scene,
	caller: CallerName,
	so: SpokenSo,
): void {
	scene.caller(caller).unanswered = { so, anew: false };
	if (so !== "half answered") return;
	interrupt(scene, caller);
	tellHeard(scene, caller, halfOf(unansweredWords[so]));
}

/** The final result comes of what the caller said without one; on whichever socket, it comes once. */
export function answer(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	endWhatIsOpen(scene, caller);
	if (!memory.unanswered) return;
	const { so, anew } = memory.unanswered;
	const words = unansweredWords[so];
	memory.unanswered = null;
	memory.hasUnheard = false;
	tellHeard(scene, caller, anew ? heardAnew(words) : words);
}

/** The game expects words, and is told when the recogniser does; not more often than once in a second. */
export function expectWords(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	if (memory.words !== "settled") {
		memory.words = "wait";
		return;
	}
	memory.hasWords = true;
	const when = memory.ear === "up" ? "now" : "next";
	if (when === "now") memory.words = "told";
	scene.tellGameOf(caller, { sees: "words taken", caller, when });
}

/** A moment has passed since the recogniser was told of words: the last of those that came since are told. */
export function settleWords(scene: Scene, caller: CallerName): void {
	const { words } = scene.caller(caller);
	scene.caller(caller).words = "settled";
	if (words === "wait") expectWords(scene, caller);
}

/** A code is expected: no words of a game's. */
export function expectCode(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	if (memory.words === "wait") memory.words = "told";
	if (memory.hasWords && memory.ear === "up") memory.words = "told";
	memory.hasWords = false;
}
