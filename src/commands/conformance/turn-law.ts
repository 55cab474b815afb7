import type { NumberedEvent } from "../../protocol/callsign-v1.js";

type TurnEvent = Extract<NumberedEvent, { type: "turn" }>;

/**
 * What the protocol promises of turns: numbers rise by one in each call, `started` comes before `ended`, `eager` is
 * followed by `ended` with the same text or by `resumed`, and every turn has ended when its call has left.
 */
export class TurnLaw {
	/** The newest turn of each call that was seen from its pairing on. */
	readonly #newest = new Map<string, TurnEvent | undefined>();

	/** What an event breaks, in a sentence; undefined if it breaks nothing. */
	breach(event: NumberedEvent): string | undefined {
		switch (event.type) {
			case "paired":
				this.#newest.set(event.call, undefined);
				return undefined;
			case "gap":
				this.#newest.clear();
				return undefined;
			case "left":
				return this.#breachByLeaving(event.call);
			case "turn":
				return this.#breachBy(event);
			default:
				return undefined;
		}
	}

	#breachByLeaving(call: string): string | undefined {
		const newest = this.#newest.get(call);
		this.#newest.delete(call);
		return newest && newest.state !== "ended"
			? `Turn ${newest.turn} never ended.`
			: undefined;
	}

	#breachBy(event: TurnEvent): string | undefined {
		if (!this.#newest.has(event.call)) return undefined;
		const before = this.#newest.get(event.call);
		this.#newest.set(event.call, event);
		return mayFollow(before, event)
			? undefined
			: `${JSON.stringify(event)} came after ${JSON.stringify(before)}.`;
	}
}

function mayFollow(before: TurnEvent | undefined, event: TurnEvent): boolean {
	const isOpen = before !== undefined && before.state !== "ended";
	if (event.state === "started")
		return !isOpen && event.turn === (before?.turn ?? 0) + 1;
	if (!isOpen || event.turn !== before.turn) return false;
	if (event.state === "resumed") return before.state === "eager";
	if (before.state !== "eager") return true;
	return event.state === "ended" && event.text === before.text;
}
