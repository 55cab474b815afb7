/** What the caller says in one turn, as its results come. */
import type { Speech } from "../events.js";

/** A longer turn ends there, and what follows is another. */
export const maxTurnCharacters = 4_000;

/** A caller's turn, as far as it was heard. */
export interface TurnText {
	/** Its final results, joined. */
	readonly finals: string;
	/** What an interim result adds to them. */
	readonly interim: string;
}

export const nothingSaid: TurnText = { finals: "", interim: "" };

/** The turn with one more result. An interim result takes the place of the one before it. */
export function withResult(
	{ finals }: TurnText,
	{ text, isFinal }: Pick<Speech, "text" | "isFinal">,
): TurnText {
	return isFinal
		? { finals: joined(finals, text), interim: "" }
		: { finals, interim: text };
}

/** All that was said in it. */
export function textOf({ finals, interim }: TurnText): string {
	return joined(finals, interim).trim().slice(0, maxTurnCharacters);
}

/** Whether the turn is so long that it ends here. */
export function isFull({ finals, interim }: TurnText): boolean {
	return finals.length + interim.length >= maxTurnCharacters;
}

/** What was said before, when its turn goes on after all. */
export function goingOn(turn: TurnText): TurnText {
	return { finals: textOf(turn), interim: "" };
}

function joined(before: string, text: string): string {
	return before === "" || text === "" ? before + text : `${before} ${text}`;
}
