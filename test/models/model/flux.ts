/** The turns of a caller who is understood by Flux: what Flux tells of them, and what his game is told. */
import {
	type CallerName,
	type FluxTelling,
	heardAnew,
	noise,
	signOfListening,
	turnWords,
} from "../cast.js";
import {
	hearEagerEndInTalk,
	hearEndInTalk,
	hearInTalk,
	hearResumedInTalk,
} from "./conversation/ear.js";
import { goOn, interrupt, pauseLines } from "./lines.js";
import { type CallerMemory, type FluxTurn, noFluxTurn } from "./memory.js";
import { type Scene, tellHeard } from "./scene.js";

/** The words of a turn, as Flux writes them in each message, from the turn's beginning on. */
export function fluxWords(
	{ flux }: Pick<CallerMemory, "flux">,
	what: FluxTelling,
): string {
	switch (what) {
		case "noise":
		case "no words after all":
			return "";
		case "sign":
			return signOfListening;
		case "words":
			return wordsOf("half", flux.lost !== "");
		case "more words":
			return wordsOf("whole", flux.anew);
		default:
			return wordsOf(flux.said, flux.anew);
	}
}

function wordsOf(said: FluxTurn["said"], anew: boolean): string {
	if (said === "") return "";
	return anew ? heardAnew(turnWords[said]) : turnWords[said];
}

/** What is said in the turn that is open, but for what was the end of a turn before. */
function openWords({ said, anew, cutAfter }: FluxTurn): string {
	return wordsOf(said, anew).split(" ").slice(cutAfter).join(" ");
}

/** Whether Flux may tell this now. */
export function mayTell(
	{ flux, ear, wasStuck, atPhone }: CallerMemory,
	what: FluxTelling,
): boolean {
	const isUp = ear === "up";
	const isOpen = openWords(flux) !== "";
	const isLost = flux.lost !== "";
	switch (what) {
		case "noise":
		case "words":
			return isUp && flux.said === "";
		case "sign": {
			// Beside nothing but a flow's own line: else it is a turn like any other.
			const isListening = atPhone.length > 0 && atPhone.every(({ of }) => of);
			return isUp && flux.said === "" && !isLost && isListening;
		}
		case "more words":
			return isUp && flux.said === "half" && !flux.isEager;
		case "eager":
			return isUp && isOpen && !flux.isEager;
		case "resumed":
			return isUp && isOpen && flux.isEager;
		case "end":
			return isUp && !isLost;
		case "nothing more": {
			const isWaited = isUp ? isOpen : isLost && ear !== "refused";
			return isWaited && !wasStuck;
		}
		case "no words after all":
			return isUp && isLost;
	}
}

/** Flux tells this, and the game what comes of it. */
export function tellByFlux(
	scene: Scene,
	caller: CallerName,
	what: FluxTelling,
): void {
	const memory = scene.caller(caller);
	switch (what) {
		case "noise":
			if (memory.flux.lost !== "") break;
			makeNoise(scene, caller);
			break;
		case "sign":
			hearSign(scene, caller);
			break;
		case "words": {
			const isNew = memory.flux.lost === "";
			memory.flux = { ...noFluxTurn, said: "half", anew: !isNew };
			hearWords(scene, caller, isNew);
			break;
		}
		case "more words": {
			const isNew = openWords(memory.flux) === "";
			memory.flux = { ...memory.flux, said: "whole" };
			hearWords(scene, caller, isNew);
			break;
		}
		case "eager":
			memory.flux = { ...memory.flux, isEager: true };
			hearWords(scene, caller);
			hearEagerEnd(scene, caller);
			break;
		case "resumed":
			memory.flux = { ...memory.flux, isEager: false };
			if (memory.speaks !== "not") resume(scene, caller);
			hearResumedInTalk(scene, caller);
			if (memory.speaks !== "not") memory.speaks = "now";
			hearWords(scene, caller);
			break;
		case "end": {
			const words = openWords(memory.flux);
			memory.flux = noFluxTurn;
			hearEnd(scene, caller, words);
			break;
		}
		case "nothing more":
			memory.wasStuck = true;
			endWhatIsOpen(scene, caller);
			break;
		case "no words after all":
			endWhatIsOpen(scene, caller);
	}
}

/** The socket of Flux is lost: the turn that is open is heard again on the next. */
export function loseFluxTurn(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	const lost = openWords(memory.flux) || memory.flux.lost;
	memory.flux = { ...noFluxTurn, lost };
}

/** Nobody will say more of the turn that is open: what is known of it is all. */
export function endWhatIsOpen(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	const { flux } = memory;
	const words = openWords(flux) || flux.lost;
	const cutAfter = wordsOf(flux.said, flux.anew).split(" ").length;
	memory.flux =
		flux.said === "" ? noFluxTurn : { ...flux, isEager: false, cutAfter };
	hearEnd(scene, caller, words);
}

/** A caller who has said nothing more for long has paused, and then has said it all; unless nobody understands him. */
export function pauseTurn(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	memory.hasSpokenForLong = false;
	if (memory.speaks !== "with a pause") memory.speaks = "with a pause";
	else if (memory.ear !== "up") memory.speaks = "now";
	else {
		endTurn(scene, caller);
		hearEndInTalk(scene, caller);
	}
}

/** The game is told that the turn has ended, if it was told of one. */
export function endTurn(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	memory.speaks = "not";
	memory.hasSpokenForLong = false;
	if (memory.turn) tellTurn(scene, caller, "ended");
	memory.turn = null;
}

function makeNoise(scene: Scene, caller: CallerName): void {
	pauseLines(scene, caller);
	tellHeard(scene, caller, noise);
}

/** It asks for no answer, and what is said goes on. */
function hearSign(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	makeNoise(scene, caller);
	tellHeard(scene, caller, signOfListening);
	if (memory.game !== null) {
		memory.turn = { text: signOfListening, eager: null };
		tellTurn(scene, caller, "started");
	}
	tellHeard(scene, caller, signOfListening);
	goOn(scene, caller);
	endTurn(scene, caller);
}

function hearWords(scene: Scene, caller: CallerName, isNew = false): void {
	const memory = scene.caller(caller);
	if (isNew) makeNoise(scene, caller);
	interrupt(scene, caller);
	const words = openWords(memory.flux);
	if (memory.speaks !== "perhaps no more") memory.speaks = "now";
	tellWords(scene, caller, words);
}

function hearEnd(scene: Scene, caller: CallerName, words: string): void {
	if (words === "") return;
	interrupt(scene, caller);
	tellWords(scene, caller, words);
	endTurn(scene, caller);
	hearEndInTalk(scene, caller);
}

function hearEagerEnd(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	memory.speaks = "perhaps no more";
	hearEagerEndInTalk(scene, caller);
	if (!memory.turn || memory.turn.eager !== null) return;
	memory.turn = { ...memory.turn, eager: memory.turn.text };
	tellTurn(scene, caller, "eager");
}

function tellWords(scene: Scene, caller: CallerName, words: string): void {
	const memory = scene.caller(caller);
	tellHeard(scene, caller, words);
	hearInTalk(scene, caller, words);
	if (memory.game === null) return;
	const before = memory.turn;
	memory.turn = { text: words, eager: before?.eager ?? null };
	if (!before) tellTurn(scene, caller, "started");
	else if (before.eager !== null && before.eager !== words)
		resume(scene, caller);
}

function resume(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	if (!memory.turn || memory.turn.eager === null) return;
	memory.turn = { ...memory.turn, eager: null };
	tellTurn(scene, caller, "resumed");
}

function tellTurn(scene: Scene, caller: CallerName, state: string): void {
	const text = scene.caller(caller).turn?.text ?? "";
	scene.tellGameOf(caller, { sees: "turn", caller, state, text });
}
