import { errorInWords } from "../../../flows/purity.js";
import { sceneInWords } from "./sights.js";
import { TalkClock } from "./talk-clock.js";
import type { Terminal } from "./terminal.js";
import { TerminalCall, type TerminalCallParts } from "./terminal-call.js";
import {
	commandHelp,
	readTypedLine,
	type TypedCommand,
} from "./typed-commands.js";

/** What a talk is held with. */
export interface TalkParts extends TerminalCallParts {
	readonly terminal: Terminal;
	/** Lines are heard as soon as they are spoken, and nobody grows impatient by himself. */
	readonly isFast: boolean;
}

/** How a talk has ended. */
export type TalkEnd =
	| "over"
	| "failed"
	/** The caller has hung up. */
	| "hung up"
	/** The script has no more lines, and the conversation goes on. */
	| "script over"
	/** The script has a line that nobody understands. */
	| "misread";

/** However many times something is due by time alone: nobody is told of a silence any more. */
const maxLeaps = 50;

/**
 * One conversation on a terminal. Somebody who sits at it speaks whenever he likes; of a script each line waits until all is
 * quiet, so that the same script always makes the same conversation.
 */
export class TalkOnTerminal {
	readonly #clock = new TalkClock();
	readonly #call: TerminalCall;
	readonly #waiting: (() => void)[] = [];
	readonly #allOver: Promise<undefined>;
	#hasGameLeft = false;
	#end: Exclude<TalkEnd, "over" | "failed"> | undefined;

	constructor(private readonly parts: TalkParts) {
		this.#call = new TerminalCall(parts, this.#clock, () => this.#wake());
		this.#allOver = this.#untilOver();
	}

	/** Holds the conversation to its end. */
	async hold(): Promise<TalkEnd> {
		this.parts.terminal.onTyping(() => this.#call.makeSound());
		this.#call.begin();
		if (this.#isFree) this.#clock.go();
		while (!this.#isOver) await this.#goOn();
		const { over } = this.#call;
		this.#call.hangUp();
		this.#clock.stand();
		this.#showEnd(over);
		return this.#end ?? (over?.reason === "failed" ? "failed" : "over");
	}

	/** Time goes by itself, and whatever is typed happens at once. */
	get #isFree(): boolean {
		return this.parts.terminal.isLive && !this.parts.isFast;
	}

	get #isOver(): boolean {
		return this.#end !== undefined || this.#call.over !== undefined;
	}

	/** The next line that is typed, and what comes of it. */
	async #goOn(): Promise<void> {
		const { terminal, screen } = this.parts;
		this.#call.flush();
		// Whoever sits at it is to see all that comes before he goes on.
		if (terminal.isLive && !this.#isFree) await this.#settle();
		const typed = await this.#next();
		const command = typed === undefined ? undefined : readTypedLine(typed);
		if (command?.kind === "nothing") return;
		const breaksIn = command?.kind === "interrupt" && this.#call.sounds;
		if (!this.#isFree && !breaksIn) await this.#settle();
		if (this.#isOver) {
			if (typed !== undefined) this.#note(`not said any more: ${typed}`);
			return;
		}
		if (command === undefined) {
			this.#end = terminal.isLive ? "hung up" : "script over";
			return;
		}
		if (!terminal.isLive) screen.show(`> ${typed}`);
		await this.#perform(command);
	}

	/** What is typed next; undefined where no more comes, or all is over before. */
	#next(): Promise<string | undefined> {
		return Promise.race([this.parts.terminal.next(), this.#allOver]);
	}

	async #untilOver(): Promise<undefined> {
		do await this.#news();
		while (!this.#isOver);
		return undefined;
	}

	/** Until something has happened. */
	#news(): Promise<void> {
		return new Promise((resolve) => void this.#waiting.push(resolve));
	}

	#wake(): void {
		for (const resolve of this.#waiting.splice(0)) resolve();
	}

	/** Lets time pass until nothing sounds, and nobody thinks. */
	async #settle(): Promise<void> {
		for (;;) {
			this.#call.flush();
			if (this.#call.isQuiet || this.#isOver) return;
			if (this.#mayLeap && this.#clock.leap()) continue;
			this.#clock.go();
			await this.#news();
			if (!this.#isFree) this.#clock.stand();
		}
	}

	/** A model has its own time, and what it has said so far sounds meanwhile. */
	get #mayLeap(): boolean {
		return this.parts.isFast && !this.#call.isThinking;
	}

	async #perform(command: TypedCommand): Promise<void> {
		switch (command.kind) {
			case "say":
				this.#asCaller(() => this.#call.say(command.text));
				break;
			case "interrupt":
				this.#asCaller(() => this.#interrupt(command.text));
				break;
			case "keys":
				this.#asCaller(() => {
					for (const digit of command.digits) this.#call.press(digit);
				});
				break;
			case "silence":
				await this.#beSilent();
				break;
			case "game":
				this.#asGame(() => this.#call.tellFromGame(command.name, command.data));
				break;
			case "leave":
				this.#asGame(() => this.#leave());
				break;
			case "back":
				this.#comeBack(command.why);
				break;
			case "scene":
				for (const line of sceneInWords(this.#call.flow, this.#call.state))
					this.parts.screen.show(`    ${line}`, "aside");
				break;
			case "help":
				this.parts.screen.show(commandHelp.trimEnd(), "aside");
				break;
			case "quit":
				this.#end = "hung up";
				break;
			case "wrong":
				this.parts.screen.show(command.problem, "warning");
				if (!this.parts.terminal.isLive) this.#end = "misread";
				break;
			default:
				break;
		}
	}

	/** While he is asked for a code, what the caller does is not for the flow. */
	#asCaller(act: () => void): void {
		if (this.#call.isAskingForCode)
			this.#note(
				"the caller is asked for a code: /back noCode or /back gameLeft",
			);
		else act();
	}

	#asGame(act: () => void): void {
		if (this.#hasGameLeft) this.#note("the game has left");
		else act();
	}

	#interrupt(text: string): void {
		this.#call.onceAtHalf(() => {
			this.#note(`the caller breaks in: ${text}`);
			this.#call.say(text);
		});
	}

	async #beSilent(): Promise<void> {
		await this.#settle();
		const before = this.#call.silences;
		for (let leaps = 0; leaps < maxLeaps && !this.#isOver; leaps++)
			if (this.#call.silences > before || !this.#clock.leap()) break;
		this.#call.flush();
		if (this.#call.silences === before && !this.#isOver)
			this.#note("nobody waits for the caller now");
	}

	#leave(): void {
		this.#hasGameLeft = true;
		if (this.#call.gameLeaves()) return;
		this.#note(
			"the flow does not take game.left: here it ends, and the caller is asked for another game's code",
		);
		this.#end = "hung up";
	}

	#comeBack(why: "noCode" | "gameLeft"): void {
		if (this.#call.isAskingForCode) this.#call.comeBack(why);
		else this.#note("the caller was not asked for a code");
	}

	/** About the talk itself. */
	#note(text: string): void {
		this.parts.screen.show(`    (${text})`, "aside");
	}

	#showEnd(over: TerminalCall["over"]): void {
		const { screen, flow } = this.parts;
		if (this.#end === "script over")
			screen.show(
				"The script is over, and the conversation is not: /quit hangs up.",
				"warning",
			);
		else if (this.#end === "hung up") screen.show("The caller has hung up.");
		else if (over?.reason === "hung up")
			screen.show(`${flow.name} has hung up, in ${over.state}.`);
		else if (over?.reason === "ended")
			screen.show(`The conversation has come to its end, in ${over.state}.`);
		else if (over !== undefined)
			screen.show(
				`${errorInWords(over.error)} It was in ${over.state}.`,
				"warning",
			);
	}
}
