import type { Speech } from "../../machines/events.js";
import type { NewEvent } from "../../protocol/callsign-v1.js";

type TurnEvent = Extract<NewEvent, { type: "turn" }>;

/** A longer turn ends there, and another one begins. */
const maxCharacters = 4_000;

/** A caller's turn, as far as it was told. */
interface OpenTurn {
	/** Its final results, joined. */
	readonly finals: string;
	/** What an interim result has added to them. */
	readonly interim: string;
	/** What was said when it was told that the turn has probably ended, while that stands. */
	readonly eager: string | undefined;
}

/**
 * The turns of one call, as its game is told of them. What is said makes a turn begin; when it ends the recogniser says.
 * Numbers rise by one; `started` comes before `ended`; `eager` is followed by `ended` with the same text, or by
 * `resumed`; and every turn ends.
 */
export class TurnTelling {
	#number = 0;
	#open: OpenTurn | undefined;

	constructor(private readonly callId: string) {}

	/** The number of the newest turn; 0 before the first. */
	get newest(): number {
		return this.#number;
	}

	/** The game is told what was said, and then this. */
	hear({ text, isFinal }: Speech): readonly TurnEvent[] {
		const before = this.#open;
		if (!before && text === "") return [];
		const finals = before?.finals ?? "";
		this.#open = {
			finals: isFinal ? joined(finals, text) : finals,
			interim: isFinal ? "" : text,
			eager: before?.eager,
		};
		if (!before) return [this.#begin()];
		const resumed = this.#isOtherThanEager ? this.resume() : [];
		const isLong = this.#text.length > maxCharacters;
		return isLong ? [...resumed, ...this.end()] : resumed;
	}

	/** The turn has probably ended. */
	endEagerly(): readonly TurnEvent[] {
		if (!this.#open || this.#open.eager !== undefined || this.#text === "")
			return [];
		this.#open = { ...this.#open, eager: this.#text };
		return [this.#told("eager")];
	}

	/** It has not. */
	resume(): readonly TurnEvent[] {
		if (this.#open?.eager === undefined) return [];
		this.#open = { ...this.#open, eager: undefined };
		return [this.#told("resumed")];
	}

	/** The turn has ended, if one was told to have begun. */
	end(): readonly TurnEvent[] {
		if (!this.#open) return [];
		const ended = this.#told("ended");
		this.#open = undefined;
		return [ended];
	}

	#begin(): TurnEvent {
		this.#number += 1;
		return this.#told("started");
	}

	get #text(): string {
		return this.#open ? joined(this.#open.finals, this.#open.interim) : "";
	}

	get #isOtherThanEager(): boolean {
		const { eager } = this.#open ?? {};
		return eager !== undefined && eager !== this.#text;
	}

	#told(state: TurnEvent["state"]): TurnEvent {
		const text = this.#text;
		return {
			type: "turn",
			call: this.callId,
			turn: this.#number,
			state,
			...(text !== "" && { text }),
		};
	}
}

function joined(before: string, text: string): string {
	return before === "" || text === "" ? before + text : `${before} ${text}`;
}
