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
import type { Door, Line, LineOfTalk } from "./memory.js";
import type { Scene } from "./scene.js";

/** How long the voice of the emulator takes for a character. */
const msPerCharacter = 50;
/** How long a caller listens who hears half of a line. */
export const halfMs = 450;

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

/** Whether a talk has a line of this kind that is not over. */
export function isOutstanding(
	scene: Scene,
	caller: CallerName,
	door: Door,
	line?: LineOfTalk["line"],
): boolean {
	const { waiting } = scene.caller(caller);
	return [...sounding(scene, caller), ...waiting].some(
		({ of }) => of?.door === door && (line === undefined || of.line === line),
	);
}

/** The mind goes on with what it says. */
export function addToReply(
	scene: Scene,
	caller: CallerName,
	door: Door,
	more: string,
): void {
	const memory = scene.caller(caller);
	const added = (line: Line) =>
		isOpenReply(line, door) ? { ...line, text: line.text + more } : line;
	memory.atVoice = memory.atVoice && added(memory.atVoice);
	memory.waiting = memory.waiting.map(added);
}

/** The mind has said all: what there is of it is spoken to its end. */
export function closeReply(
	scene: Scene,
	caller: CallerName,
	door: Door,
	isBeginningHeard = false,
): void {
	const memory = scene.caller(caller);
	const closed = (line: Line): Line => {
		if (!isOpenReply(line, door)) return line;
		const { isOpen: _, ...whole } = line;
		return whole;
	};
	memory.waiting = memory.waiting.map(closed);
	const { atVoice } = memory;
	if (!atVoice || !isOpenReply(atVoice, door)) return;
	memory.atVoice = null;
	const heardMs = isBeginningHeard && { heardMs: soundMs(atVoice) };
	makeSound(scene, caller, { ...closed(atVoice), ...heardMs });
	speakOn(scene, caller);
}

function isOpenReply({ of, isOpen }: Line, door: Door): boolean {
	return isOpen === true && of?.door === door;
}

/** What a talk has asked to be said, and is not being said yet, is not said if it may be stopped. */
export function stopWaiting(
	scene: Scene,
	caller: CallerName,
	door: Door,
): void {
	const memory = scene.caller(caller);
	const isStopped = ({ of, isStoppable }: Line) =>
		of?.door === door && isStoppable;
	for (const line of memory.waiting.filter(isStopped))
		tellHowEnded(scene, caller, line, "interrupted", 0);
	memory.waiting = memory.waiting.filter((line) => !isStopped(line));
	speakOn(scene, caller);
}

/** Whatever a talk says, and may be stopped, ends here. */
export function stopTalk(scene: Scene, caller: CallerName): void {
	const isStopped = ({ of, isStoppable }: Line) =>
		of !== undefined && isStoppable;
	if (sounding(scene, caller).some(isStopped)) stop(scene, caller, isStopped);
}

/** Half of the one line that the caller hears has been heard. */
export function hearHalf(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	memory.atPhone = memory.atPhone.map((line) => ({ ...line, heardMs: halfMs }));
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
		tellOfLoss(scene, name);
	}
}

/** A caller has no game any more: he is told, or the flow at the front door. */
export function tellOfLoss(scene: Scene, caller: CallerName): void {
	if (scene.caller(caller).talks.front)
		scene.outcomes.push({ caller, door: "front", outcome: "is back" });
	else prompt(scene, caller, "gameLeft");
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
	// It would go on a little before the place where it was paused.
	if (memory.atPhone.some(({ heardMs, of }) => of && heardMs))
		scene.memory.outOfScope = true;
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
	line: Line,
	outcome: string,
	heardMs: number,
): void {
	const { name, isBroken, of, heardMs: heardBeforeMs = 0 } = line;
	if (of) tellWhoTalks(scene, caller, { ...line, of }, outcome);
	if (name === undefined) return;
	scene.tellGameOf(caller, {
		sees: "said",
		caller,
		line: name,
		outcome: isBroken ? "failed" : outcome,
		heardMs: outcome === "interrupted" ? heardBeforeMs : heardMs,
	});
}

/** The flow that has said a line is told what became of it. */
function tellWhoTalks(
	scene: Scene,
	caller: CallerName,
	line: Line & { readonly of: LineOfTalk },
	outcome: string,
): void {
	const { text, isBroken, of, heardMs = 0 } = line;
	const heardWhole = outcome === "heard" && !isBroken;
	const all = isBroken ? brokenText(text) : text;
	const part = outcome === "failed" ? "" : partOf(text, heardMs);
	const heard = outcome === "heard" ? all : part;
	const how = isBroken ? "failed" : outcome;
	scene.receipts.push({
		caller,
		of,
		outcome: how,
		heard: heardWhole ? text : upToWord(heard, text),
	});
}

function partOf(text: string, heardMs: number): string {
	return text.slice(0, Math.floor(heardMs / msPerCharacter));
}

/** A beginning of a text without the word that it breaks off in. */
function upToWord(beginning: string, text: string): string {
	const isCut = /^\S/.test(text.slice(beginning.length));
	return (isCut ? beginning.replace(/\S+$/, "") : beginning).trim();
}

/** Lines of fixed wording may be kept by the server; these are made anew each time. */
export function isMadeAnew({ name, text, of }: Line): boolean {
	if (of) return of.line !== "filler";
	return name !== undefined || text.includes("{code}");
}

/** How long a line sounds: the voice of the emulator takes 50 ms for each character. */
export function soundMs({ text, isBroken }: Line): number {
	return isBroken ? brokenMs : text.length * msPerCharacter;
}
