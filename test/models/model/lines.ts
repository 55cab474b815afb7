/** What is said to a caller: what he hears of it, and what his game is told. */
import type { PromptName } from "../../../src/machines/speaking/prompts.js";
import {
	brokenMs,
	brokenText,
	type CallerName,
	callers,
	cleared,
	hears,
	lineTexts,
	taleGoesOn,
} from "../cast.js";
import { prompts } from "../policy.js";
import type { Line } from "./memory.js";
import type { Scene } from "./scene.js";

/** The server says a line of its own. */
export function prompt(
	scene: Scene,
	caller: CallerName,
	name: PromptName,
): void {
	speak(scene, caller, { text: prompts[name], isStoppable: true });
}

/** A line is said as soon as those before it allow. */
export function speak(scene: Scene, caller: CallerName, line: Line): void {
	scene.caller(caller).waiting.push(line);
	speakOn(scene, caller);
}

/** The game has left: what it said before is heard to its end, and no game is told of it. */
export function beginToHearOut(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	const withoutName = ({ text, isStoppable }: Line) => ({ text, isStoppable });
	memory.hearsGameOut = true;
	closeTale(scene, caller);
	memory.waiting = memory.waiting.map(withoutName);
	memory.atPhone = memory.atPhone.map(withoutName);
	memory.atVoice = memory.atVoice && withoutName(memory.atVoice);
}

/** Whether more of a tale is to come. */
export function hasOpenTale(scene: Scene, caller: CallerName): boolean {
	return scene.caller(caller).atVoice?.isOpen === true;
}

/** The game goes on with its tale. */
export function goOnWithTale(
	scene: Scene,
	caller: CallerName,
	ends: boolean,
): void {
	const memory = scene.caller(caller);
	if (!memory.atVoice?.isOpen) return;
	const more = ends ? taleGoesOn.end : taleGoesOn.more;
	// A tale without end has no place in a model.
	if (!ends && memory.atVoice.text !== lineTexts.tale)
		scene.memory.outOfScope = true;
	memory.atVoice = { ...memory.atVoice, text: memory.atVoice.text + more };
	if (ends) closeTale(scene, caller);
}

/** The tale is spoken to its end as it stands; what was given before it was closed, its beginning, may have been heard. */
export function closeTale(
	scene: Scene,
	caller: CallerName,
	isBeginningHeard = false,
): void {
	const memory = scene.caller(caller);
	if (!memory.atVoice?.isOpen) return;
	const { isOpen: _, ...tale } = memory.atVoice;
	const beginning = { text: lineTexts.tale, isStoppable: true };
	memory.atVoice = null;
	memory.atPhone.push({
		...tale,
		...(isBeginningHeard && { heardMs: soundMs(beginning) }),
	});
	scene.see(caller, hears(tale.text));
	speakOn(scene, caller);
}

/** Something has come up that is more to the caller than what his last game said. */
export function hearOutNoLonger(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	if (!memory.hearsGameOut) return;
	memory.hearsGameOut = false;
	stop(scene, caller, () => true);
}

/** A caller who has heard all that his game said is told that it has left. */
export function tellThoseWhoHeardGamesOut(scene: Scene): void {
	for (const name of callers) {
		if (!scene.caller(name).hearsGameOut || !isQuiet(scene, name)) continue;
		scene.caller(name).hearsGameOut = false;
		prompt(scene, name, "gameLeft");
	}
}

/** The phone drops all or nothing: lines that may be stopped never share it with lines that may not. */
export function speakOn(scene: Scene, caller: CallerName): void {
	const { waiting, atPhone, phase } = scene.caller(caller);
	if (phase === "leaving") return;
	for (let next = waiting[0]; next; next = waiting[0]) {
		const { isStoppable } = next;
		if (scene.caller(caller).atVoice) return;
		if (atPhone.some((line) => line.isStoppable !== isStoppable)) return;
		waiting.shift();
		makeSound(scene, caller, next);
	}
}

/** The voice gets on with what it could not do before. */
export function changeVoice(scene: Scene, caller: CallerName): void {
	const { atVoice } = scene.caller(caller);
	// Of a tale that waits for more the voice has nothing to make.
	if (atVoice?.isOpen && !atVoice.wasLost) return;
	scene.caller(caller).atVoice = null;
	if (atVoice) makeSound(scene, caller, atVoice);
	speakOn(scene, caller);
}

/** A sound of the caller's pauses what may be stopped. */
export function pauseLines(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	const isPaused = sounding(scene, caller).some(
		({ isStoppable }) => isStoppable,
	);
	if (memory.echoes || memory.floor !== "ours" || !isPaused) return;
	scene.see(caller, cleared);
	memory.floor = "contested";
}

/** No words came: what was paused goes on. */
export function goOn(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	if (memory.floor !== "contested") return;
	memory.floor = "insisting";
	for (const { text, isBroken } of memory.atPhone)
		scene.see(caller, hears(isBroken ? brokenText(text) : text));
}

/** A caller who speaks stops what may be stopped. */
export function interrupt(scene: Scene, caller: CallerName): void {
	if (sounding(scene, caller).some(({ isStoppable }) => isStoppable))
		stop(scene, caller, ({ isStoppable }) => isStoppable);
}

/** These lines end here, and with them all that sounds. */
export function stop(
	scene: Scene,
	caller: CallerName,
	isStopped: (line: Line) => boolean,
): void {
	const memory = scene.caller(caller);
	const stopped = sounding(scene, caller);
	if (![...stopped, ...memory.waiting].some(isStopped)) return;
	// A phone that is paused has nothing to clear.
	if (stopped.length > 0 && memory.floor !== "contested")
		scene.see(caller, cleared);
	memory.floor = "ours";
	for (const line of [...stopped, ...memory.waiting.filter(isStopped)])
		tellHowEnded(scene, caller, line, "interrupted", 0);
	memory.waiting = memory.waiting.filter((line) => !isStopped(line));
	memory.atVoice = null;
	memory.atPhone = [];
	speakOn(scene, caller);
}

/** The caller has heard all that is at his phone; or nobody has seen it, and it is not waited for any longer. */
export function hearOut(scene: Scene, caller: CallerName, isSeen = true): void {
	const { atPhone } = scene.caller(caller);
	for (const line of atPhone.slice()) {
		if (isSeen) tellHowEnded(scene, caller, line, "heard", soundMs(line));
		else tellHowEnded(scene, caller, line, "failed", 0);
		atPhone.shift();
		speakOn(scene, caller);
	}
	if (isQuiet(scene, caller)) scene.caller(caller).floor = "ours";
}

/** The phone is gone: what was sounding ends, and what waits is kept for another stream. */
export function hold(scene: Scene, caller: CallerName): void {
	for (const line of sounding(scene, caller))
		tellHowEnded(scene, caller, line, "interrupted", 0);
	scene.caller(caller).atVoice = null;
	scene.caller(caller).atPhone = [];
	scene.caller(caller).floor = "ours";
}

/** What the older stream had not played is lost with it. */
export function loseWhatIsAtPhone(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	for (const line of memory.atPhone)
		tellHowEnded(scene, caller, line, "interrupted", 0);
	memory.atPhone = [];
	if (memory.atVoice?.isOpen) {
		tellHowEnded(scene, caller, memory.atVoice, "interrupted", 0);
		memory.atVoice = null;
	}
	if (memory.floor === "contested" || isQuiet(scene, caller))
		memory.floor = "ours";
	speakOn(scene, caller);
}

/** The lines that have left the queue, and that the caller has not heard to their end. */
export function sounding(scene: Scene, caller: CallerName): Line[] {
	const { atPhone, atVoice } = scene.caller(caller);
	return atVoice ? [...atPhone, atVoice] : [...atPhone];
}

/** Whether the caller hears something just now. */
export function isSounding(scene: Scene, name: CallerName): boolean {
	return sounding(scene, name).length > 0;
}

/** Nothing is being said to the caller, nor will be. */
export function isQuiet(scene: Scene, caller: CallerName): boolean {
	const { waiting } = scene.caller(caller);
	return waiting.length === 0 && sounding(scene, caller).length === 0;
}

function makeSound(scene: Scene, caller: CallerName, line: Line): void {
	const { voice } = scene.memory;
	const { floor } = scene.caller(caller);
	const see = (text: string) => {
		if (floor !== "contested") scene.see(caller, hears(text));
	};
	// What is paused, and cannot be made, is left to the tests of the machines.
	if (floor === "contested" && (voice === "refuses" || voice === "fails"))
		scene.memory.outOfScope = true;
	// A line of fixed wording may or may not have been kept from another call.
	if (voice !== "works" && !isMadeAnew(line)) scene.memory.outOfScope = true;
	const { atPhone } = scene.caller(caller);
	const { wasLost: _, ...made } = line;
	switch (voice) {
		case "waits":
			scene.caller(caller).atVoice = line;
			break;
		case "fails":
			scene.caller(caller).atVoice = { ...line, wasLost: true };
			break;
		case "refuses":
			tellHowEnded(scene, caller, line, "failed", 0);
			break;
		case "breaks off":
			atPhone.push({ ...made, isBroken: true });
			see(brokenText(line.text));
			break;
		case "works":
			if (line.isOpen) {
				scene.caller(caller).atVoice = line;
				break;
			}
			atPhone.push(made);
			see(line.text);
	}
}

/** A voice that nobody gets through to is not asked for this line any longer. */
export function giveVoiceUp(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	const { atVoice } = memory;
	if (memory.floor === "contested") scene.memory.outOfScope = true;
	memory.atVoice = null;
	if (atVoice) tellHowEnded(scene, caller, atVoice, "failed", 0);
	speakOn(scene, caller);
}

/** The game that wanted the line said is told what became of it. */
export function tellHowEnded(
	scene: Scene,
	caller: CallerName,
	{ name, isBroken, heardMs: heardBeforeMs = 0 }: Line,
	outcome: string,
	heardMs: number,
): void {
	if (name === undefined) return;
	scene.tellGameOf(caller, {
		sees: "said",
		caller,
		line: name,
		outcome: isBroken ? "failed" : outcome,
		heardMs: outcome === "interrupted" ? heardBeforeMs : heardMs,
	});
}

/** Lines of fixed wording may be kept by the server; these are made anew each time. */
export function isMadeAnew({ name, text }: Line): boolean {
	return name !== undefined || text.includes("{code}");
}

/** How long a line sounds: the voice of the emulator takes 50 ms for each character. */
export function soundMs({ text, isBroken }: Line): number {
	return isBroken ? brokenMs : text.length * 50;
}
