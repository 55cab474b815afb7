import type { NumberedEvent } from "../../protocol/callsign-v1.js";
import { type Fields, fieldsOf } from "../../protocol/json.js";
import { shown } from "./report.js";

type ConversationEvent = Extract<
	NumberedEvent,
	{ type: "scene" | "told" | "conversed" }
>;

/**
 * What the protocol promises of callers who are lent to flows: a flow tells nothing before its `converse` and nothing after
 * its `conversed`, and one that has told something tells `conversed` before its call leaves. Only of calls that were seen from
 * their pairing on, by a game that has missed nothing.
 */
export class ConversationLaw {
	/** The flows that each call was lent to and that have not told `conversed`: in order. */
	readonly #lent = new Map<string, string[]>();
	/** The flow that was the last to tell something in a call, unless that was its end. */
	readonly #telling = new Map<string, string>();

	/** The game has sent this. */
	sent(message: unknown): void {
		const { type, flow, call }: Fields = fieldsOf(message) ?? {};
		if (type !== "converse" || typeof flow !== "string") return;
		for (const [each, flows] of this.#lent)
			if (call === undefined || call === each) flows.push(flow);
	}

	/** What an event breaks, in a sentence; undefined if it breaks nothing. */
	breach(event: NumberedEvent): string | undefined {
		switch (event.type) {
			case "paired":
				this.#lent.set(event.call, []);
				return undefined;
			case "gap":
				this.#lent.clear();
				this.#telling.clear();
				return undefined;
			case "left":
				return this.#breachByLeaving(event.call);
			case "scene":
			case "told":
			case "conversed":
				return this.#breachBy(event);
			default:
				return undefined;
		}
	}

	#breachByLeaving(call: string): string | undefined {
		const flow = this.#telling.get(call);
		this.#lent.delete(call);
		this.#telling.delete(call);
		return flow === undefined
			? undefined
			: `A call has left, and its flow ${shown(flow)} has told no "conversed" before.`;
	}

	#breachBy(event: ConversationEvent): string | undefined {
		const { type, call, flow } = event;
		const flows = this.#lent.get(call);
		if (!flows) return undefined;
		if (!flows.includes(flow))
			return `${shown(event)} came of a flow that does not have that caller.`;
		if (type === "conversed") {
			flows.splice(flows.indexOf(flow), 1);
			this.#telling.delete(call);
			return undefined;
		}
		const before = this.#telling.get(call);
		this.#telling.set(call, flow);
		return before === undefined || before === flow
			? undefined
			: `${shown(event)} came while ${shown(before)} had that caller.`;
	}
}
