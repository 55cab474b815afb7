/**
 * What the models remember, and what one thing that happens makes of it: told from outside, as a caller
 * and a game see it, and written apart from the server.
 */
import { defaultPrompts, type PromptName } from "../../src/machines/prompts.js";
import {
	callers as allCallers,
	games as allGames,
	asSeen,
	type CallerName,
	type CallerSight,
	type CodeOf,
	cleared,
	closed,
	type DeepgramState,
	type Dialect,
	type GameName,
	type GameSight,
	hears,
	type LineName,
	movedOver,
	type PartyName,
	type VoiceState,
	type Wait,
} from "./cast.js";

/** A line on its way to a caller. */
export interface Line {
	readonly text: string;
	/** Absent for a line of the server's own. */
	readonly name?: LineName;
	readonly isStoppable: boolean;
}

/** How well a caller is understood; `missed`: he has been told that he is not. */
export type Ear = "none" | "up" | "down" | "missed" | "refused";

export interface CallerMemory {
	game: GameName | null;
	/** Codes of this call that paired with nothing. */
	tries: number;
	/** Codes of all his calls that paired with nothing. */
	triesOfAllCalls: number;
	reminders: number;
	/** How often he was asked to say just the code. */
	timesAsked: number;
	waiting: Line[];
	/** With a voice that makes no sound yet. */
	atVoice: Line | null;
	atPhone: Line[];
	ear: Ear;
	/** His loudspeaker was heard in his microphone: mere noise stops no line any more. */
	echoes: boolean;
	/** The recogniser has still to send the final result of a code that was understood before. */
	owesFinal: boolean;
	/** Keys that are no code yet. */
	keys: "none" | "begun" | "paused";
	/** A key of a code was the last that came of him, and just now: `#` would end it. */
	hasJustKeyed: boolean;
	phase: Phase;
}

/** `leaving`: no longer on the line, but his last words may come. */
export type Phase =
	| "absent"
	| "ringing"
	| "listening"
	| "goodbye"
	| "paired"
	| "leaving";

export interface GameMemory {
	isHere: boolean;
	away: "no" | "lost" | "missed";
	callers: CallerName[];
	expectsWords: boolean;
}

/** How the server is set up and who plays, fixed for a model. */
export interface Setting {
	readonly dialects: Readonly<Record<GameName, Dialect>>;
	/** How many callers a typed game has room for; a plain one has room for one. */
	readonly room: number;
	readonly triesPerCall: number;
	/** How many codes all calls of one caller may try; `Infinity` if the model does not count them. */
	readonly triesPerCaller: number;
	/** The words that are codes; digits if absent. */
	readonly words?: readonly string[];
}

export interface Memory {
	readonly setting: Setting;
	callers: Record<CallerName, CallerMemory>;
	games: Record<GameName, GameMemory>;
	deepgram: DeepgramState;
	voice: VoiceState;
	isDraining: boolean;
	/** How many words are left to be codes. */
	freeCodes: number;
	/** A code has been shown that is shown no more. */
	hasRestedCode: boolean;
	/** Why this cannot be tried everywhere alike, so that no model goes here. */
	outOfScope: boolean;
}

/** What one party sees of one thing that happens. */
export interface Sight {
	readonly of: PartyName;
	readonly what: CallerSight;
}

const newCallerMemory = (): Omit<CallerMemory, "triesOfAllCalls"> => ({
	game: null,
	tries: 0,
	reminders: 0,
	timesAsked: 0,
	waiting: [],
	atVoice: null,
	atPhone: [],
	ear: "none",
	echoes: false,
	owesFinal: false,
	keys: "none",
	hasJustKeyed: false,
	phase: "absent",
});

const newGameMemory = (): GameMemory => ({
	isHere: false,
	away: "no",
	callers: [],
	expectsWords: false,
});

/** A copy that may be changed in place. */
export function copyOf(memory: Memory): Memory {
	const callers = { ...memory.callers };
	for (const name of allCallers) {
		const { waiting, atPhone } = callers[name];
		callers[name] = {
			...callers[name],
			waiting: [...waiting],
			atPhone: [...atPhone],
		};
	}
	const games = { ...memory.games };
	for (const name of allGames) {
		games[name] = { ...games[name], callers: [...games[name].callers] };
	}
	return { ...memory, callers, games };
}

/** The memory of a model before anything has happened. */
export function newMemory(setting: Setting): Memory {
	const each = <Name extends string, Thing>(
		names: readonly Name[],
		thing: () => Thing,
	) =>
		Object.fromEntries(names.map((name) => [name, thing()])) as Record<
			Name,
			Thing
		>;
	return {
		setting,
		callers: each(allCallers, () => ({
			...newCallerMemory(),
			triesOfAllCalls: 0,
		})),
		games: each(allGames, () => newGameMemory()),
		deepgram: "up",
		voice: "works",
		isDraining: false,
		freeCodes: setting.words?.length ?? -1,
		hasRestedCode: false,
		outOfScope: false,
	};
}

/** The prompts of the models' servers: the usual ones, but one names the code, so that it is never kept. */
export const prompts = {
	...defaultPrompts,
	tooManyTries: "I heard {code}. That was not a code either. Goodbye.",
};

/** How a code fares. */
export type Outcome =
	| "paired"
	| "unknown"
	| "two games"
	| "full"
	| "no tries left";

/** One moment of a model: its memory, to be changed, and what is seen meanwhile. */
export class Scene {
	readonly sights: Sight[] = [];

	/** The memory is changed in place: give a copy, unless nothing but questions is asked. */
	constructor(readonly memory: Memory) {}

	caller(name: CallerName): CallerMemory {
		return this.memory.callers[name];
	}

	game(name: GameName): GameMemory {
		return this.memory.games[name];
	}

	// -------------------------------------------------------------------------------------------
	// What is seen

	see(of: CallerName, what: CallerSight): void {
		this.sights.push({ of, what });
	}

	tell(of: GameName, sight: GameSight): void {
		const what = asSeen(sight, this.memory.setting.dialects[of]);
		if (what !== undefined) this.sights.push({ of, what });
	}

	/** The game of this caller is told, if there is one. */
	tellGameOf(caller: CallerName, sight: GameSight): void {
		const { game } = this.caller(caller);
		if (game !== null) this.tell(game, sight);
	}

	// -------------------------------------------------------------------------------------------
	// Lines

	prompt(caller: CallerName, name: PromptName): void {
		this.speak(caller, { text: prompts[name], isStoppable: true });
	}

	speak(caller: CallerName, line: Line): void {
		this.caller(caller).waiting.push(line);
		this.speakOn(caller);
	}

	/** The phone drops all or nothing: lines that may be stopped never share it with lines that may not. */
	speakOn(caller: CallerName): void {
		const { waiting, atPhone } = this.caller(caller);
		for (let next = waiting[0]; next; next = waiting[0]) {
			const { isStoppable } = next;
			if (this.caller(caller).atVoice) return;
			if (atPhone.some((line) => line.isStoppable !== isStoppable)) return;
			waiting.shift();
			this.makeSound(caller, next);
		}
	}

	/** The voice gets on with what it could not do before. */
	changeVoice(caller: CallerName): void {
		const { atVoice } = this.caller(caller);
		this.caller(caller).atVoice = null;
		if (atVoice) this.makeSound(caller, atVoice);
		this.speakOn(caller);
	}

	/** A caller who speaks stops what may be stopped. */
	interrupt(caller: CallerName): void {
		if (this.sounding(caller).some(({ isStoppable }) => isStoppable))
			this.stop(caller, ({ isStoppable }) => isStoppable);
	}

	stop(caller: CallerName, isStopped: (line: Line) => boolean): void {
		const memory = this.caller(caller);
		const sounding = this.sounding(caller);
		if (![...sounding, ...memory.waiting].some(isStopped)) return;
		if (sounding.length > 0) this.see(caller, cleared);
		for (const line of [...sounding, ...memory.waiting.filter(isStopped)])
			this.tellHowEnded(caller, line, "interrupted", 0);
		memory.waiting = memory.waiting.filter((line) => !isStopped(line));
		memory.atVoice = null;
		memory.atPhone = [];
		this.speakOn(caller);
	}

	/** The caller has heard all that is at his phone; or nobody has seen it, and it is not waited for any longer. */
	hearOut(caller: CallerName, isSeen = true): void {
		const { atPhone } = this.caller(caller);
		for (const line of atPhone.slice()) {
			if (isSeen) this.tellHowEnded(caller, line, "heard", soundMs(line));
			else this.tellHowEnded(caller, line, "failed", 0);
			atPhone.shift();
			this.speakOn(caller);
		}
	}

	/** What the older stream had not played is lost with it. */
	loseWhatIsAtPhone(caller: CallerName): void {
		const memory = this.caller(caller);
		for (const line of memory.atPhone)
			this.tellHowEnded(caller, line, "interrupted", 0);
		memory.atPhone = [];
		this.speakOn(caller);
	}

	sounding(caller: CallerName): Line[] {
		const { atPhone, atVoice } = this.caller(caller);
		return atVoice ? [...atPhone, atVoice] : [...atPhone];
	}

	isQuiet(caller: CallerName): boolean {
		const { waiting } = this.caller(caller);
		return waiting.length === 0 && this.sounding(caller).length === 0;
	}

	private makeSound(caller: CallerName, line: Line): void {
		const { voice } = this.memory;
		// A line of fixed wording may or may not have been kept from another call.
		if (voice !== "works" && !isMadeAnew(line)) this.memory.outOfScope = true;
		if (voice === "waits") this.caller(caller).atVoice = line;
		else if (voice === "fails") this.tellHowEnded(caller, line, "failed", 0);
		else {
			this.caller(caller).atPhone.push(line);
			this.see(caller, hears(line.text));
		}
	}

	private tellHowEnded(
		caller: CallerName,
		{ name }: Line,
		outcome: string,
		heardMs: number,
	): void {
		if (name === undefined) return;
		this.tellGameOf(caller, {
			sees: "said",
			caller,
			line: name,
			outcome,
			heardMs,
		});
	}

	// -------------------------------------------------------------------------------------------
	// Codes

	outcome(caller: CallerName, of: CodeOf): Outcome {
		const { games, setting } = this.memory;
		if (this.hasNoTriesLeft(caller)) return "no tries left";
		if (of === "two games") return "two games";
		if (of === "nobody" || of === "rested") return "unknown";
		const isFull = games[of].callers.length >= this.roomOf(of, setting);
		return isFull ? "full" : "paired";
	}

	hasNoTriesLeft(caller: CallerName): boolean {
		const { triesOfAllCalls } = this.caller(caller);
		return triesOfAllCalls >= this.memory.setting.triesPerCaller;
	}

	/** Whether such a code can be given just now. */
	canGive(of: CodeOf): boolean {
		const { games, hasRestedCode, freeCodes } = this.memory;
		if (of === "nobody") return freeCodes !== 0;
		if (of === "rested") return hasRestedCode;
		if (of === "two games")
			return Object.values(games).filter(({ isHere }) => isHere).length >= 2;
		return games[of].isHere;
	}

	isLastTry(caller: CallerName): boolean {
		return this.caller(caller).tries + 1 >= this.memory.setting.triesPerCall;
	}

	/** The caller hears why his code paired with nothing. */
	failTry(caller: CallerName, why: Exclude<Outcome, "paired"> | "no code") {
		const memory = this.caller(caller);
		if (why === "no tries left") {
			this.prompt(caller, "refused");
			return;
		}
		const isLast = this.isLastTry(caller);
		const isLastButOne = memory.tries + 2 === this.memory.setting.triesPerCall;
		memory.tries += 1;
		// What cannot be a code is not looked up, so that it tells nobody anything.
		const isLimited = Number.isFinite(this.memory.setting.triesPerCaller);
		if (why !== "no code" && isLimited) memory.triesOfAllCalls += 1;
		memory.keys = "none";
		if (isLast) this.prompt(caller, "tooManyTries");
		else if (why === "two games") this.prompt(caller, "ambiguousCode");
		else if (why === "full") this.prompt(caller, "gameFull");
		else if (why === "no code") this.prompt(caller, "notUnderstood");
		else this.prompt(caller, isLastButOne ? "lastTry" : "unknownCode");
	}

	takeCode(): void {
		if (this.memory.freeCodes > 0) this.memory.freeCodes -= 1;
	}

	// -------------------------------------------------------------------------------------------
	// Coming, pairing and going

	/** A call begins to listen for a code: for the first time, or again. */
	listenForCode(caller: CallerName): void {
		const memory = this.caller(caller);
		memory.reminders = 0;
		memory.keys = "none";
	}

	openEar(caller: CallerName): void {
		const { deepgram } = this.memory;
		const memory = this.caller(caller);
		memory.ear = "up";
		if (deepgram === "down") memory.ear = "down";
		if (deepgram === "refuses") this.refuseEar(caller);
	}

	loseEar(caller: CallerName): void {
		const memory = this.caller(caller);
		if (memory.ear !== "up") return;
		memory.ear = "down";
		memory.owesFinal = false;
		this.tellGameOf(caller, { sees: "recognition", caller, state: "down" });
	}

	refuseEar(caller: CallerName): void {
		const memory = this.caller(caller);
		if (memory.ear === "refused" || memory.ear === "none") return;
		memory.ear = "refused";
		this.tellGameOf(caller, { sees: "recognition", caller, state: "down" });
		this.prompt(caller, "recognitionRefused");
	}

	restoreEar(caller: CallerName): void {
		const memory = this.caller(caller);
		if (memory.ear !== "down" && memory.ear !== "missed") return;
		memory.ear = "up";
		this.tellGameOf(caller, { sees: "recognition", caller, state: "up" });
	}

	pair(caller: CallerName, name: GameName): void {
		const memory = this.caller(caller);
		const game = this.game(name);
		memory.game = name;
		memory.keys = "none";
		game.callers.push(caller);
		this.tell(name, { sees: "joined", caller, callers: game.callers.length });
		if (memory.ear !== "up")
			this.tell(name, { sees: "recognition", caller, state: "down" });
		this.prompt(caller, "connected");
		if (game.expectsWords) this.expectWords(caller);
		if (game.away === "missed") this.prompt(caller, "gameAway");
	}

	/** The game expects words, and is told when the recogniser does. */
	expectWords(caller: CallerName): void {
		const { ear } = this.caller(caller);
		const when = ear === "up" ? "now" : "next";
		this.tellGameOf(caller, { sees: "words taken", caller, when });
	}

	/** The call is over: its game is told, and the line is closed unless the caller has gone by himself. */
	end(caller: CallerName, reason: string, isClosedByServer = true): void {
		this.unpair(caller, reason);
		if (isClosedByServer) this.see(caller, closed(1000));
		const { triesOfAllCalls } = this.caller(caller);
		this.memory.callers[caller] = {
			...newCallerMemory(),
			triesOfAllCalls,
		};
	}

	private unpair(caller: CallerName, reason: string): void {
		const memory = this.caller(caller);
		const { game } = memory;
		if (game === null) return;
		for (const line of [...this.sounding(caller), ...memory.waiting])
			this.tellHowEnded(caller, line, "interrupted", 0);
		this.tell(game, { sees: "left", caller, reason });
		memory.game = null;
		const { callers } = this.game(game);
		callers.splice(callers.indexOf(caller), 1);
	}

	/** The caller's game is gone: he may give another code. */
	loseGame(caller: CallerName): void {
		const memory = this.caller(caller);
		memory.game = null;
		this.stop(caller, () => true);
		this.prompt(caller, "gameLeft");
		this.listenForCode(caller);
	}

	move(caller: CallerName): void {
		this.see(caller, movedOver);
		this.loseWhatIsAtPhone(caller);
	}

	closeGame(name: GameName, code: number | undefined): void {
		if (code !== undefined) this.tell(name, { sees: "closed", code });
		this.memory.games[name] = newGameMemory();
		this.memory.hasRestedCode = true;
	}

	// -------------------------------------------------------------------------------------------
	// Time

	letTimePass(): void {
		for (const each of Object.values(this.memory.callers))
			each.hasJustKeyed = false;
	}

	/** Whether nothing else is due before this: then time may pass for it alone. */
	isDueAlone(wait: Wait): boolean {
		const { callers, games } = this.memory;
		const due = [
			...Object.values(callers).flatMap(dueToCaller),
			...Object.values(games).flatMap(({ away }) => dueWhenAway[away]),
		];
		return due.every((other) => other === wait);
	}

	private roomOf(game: GameName, { dialects, room }: Setting): number {
		return dialects[game] === "plain" ? 1 : room;
	}
}

/** What falls due for a caller within seconds. */
function dueToCaller({ phase, atPhone, ear, keys }: CallerMemory): Wait[] {
	const due: Wait[] = [];
	if (phase === "ringing") due.push("start timeout");
	if (phase === "leaving") due.push("last words are over");
	if (phase === "goodbye" && atPhone.length === 0) due.push("goodbye is over");
	if (atPhone.length > 0) due.push("marks are overdue");
	if (ear === "down") due.push("recognition is missed");
	if (keys === "begun") due.push("keys settle");
	return due;
}

const dueWhenAway: Readonly<Record<GameMemory["away"], readonly Wait[]>> = {
	no: [],
	lost: ["game is missed"],
	missed: ["game is given up"],
};

/** Lines of fixed wording may be kept by the server; these are made anew each time. */
export function isMadeAnew({ name, text }: Line): boolean {
	return name !== undefined || text.includes("{code}");
}

/** How long a line sounds: the voice of the emulator takes 50 ms for each character. */
export function soundMs({ text }: Line): number {
	return text.length * 50;
}
