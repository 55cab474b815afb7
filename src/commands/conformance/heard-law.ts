import type { NumberedEvent } from "../../protocol/callsign-v1.js";
import { type Fields, fieldsOf } from "../../protocol/json.js";
import { shown } from "./report.js";

type SaidEvent = Extract<NumberedEvent, { type: "said" }>;

/** A part of a line, and the call that it is for; for all that have the line without one. */
interface Part {
	readonly text: string;
	readonly call: unknown;
}

/**
 * What the protocol promises of the words that a caller heard: the line's text from its beginning, cut at a word; all
 * of it when it was heard, and none when no sound of it was. Of lines that this game has not sent nothing is known.
 */
export class HeardLaw {
	readonly #parts = new Map<unknown, Part[]>();
	/** The lines of which some text was refused. */
	readonly #refused = new Set<unknown>();

	/** The game has sent this. */
	sent(message: unknown): void {
		const { type, id, text, call }: Fields = fieldsOf(message) ?? {};
		if (typeof text !== "string") return;
		const part = { text, call };
		if (type === "say") this.#parts.set(id, [{ text, call: undefined }]);
		if (type === "append") this.#parts.get(id)?.push(part);
	}

	/** What an event breaks, in a sentence; undefined if it breaks nothing. */
	breach(event: NumberedEvent): string | undefined {
		if (event.type === "error") this.#refused.add(event.id);
		return event.type === "said" ? this.#breachBy(event) : undefined;
	}

	#breachBy(said: SaidEvent): string | undefined {
		const text = this.#textOf(said);
		const { outcome, heardMs, heardText } = said;
		if (text === undefined) return undefined;
		const rest = text.slice(heardText.length);
		if (!text.startsWith(heardText) || heardText !== heardText.trimEnd())
			return `${shown(heardText)} is told as heard of ${shown(text)}`;
		if (/[\p{L}\p{N}]$/u.test(heardText) && /^[\p{L}\p{N}]/u.test(rest))
			return `${shown(heardText)} of ${shown(text)} ends within a word`;
		if (heardText !== "" && (heardMs === 0 || outcome === "stale"))
			return `${shown(heardText)} is told as heard of a line that was ${outcome}, in ${heardMs} ms`;
		const isWhole = rest.trim() === "" || this.#refused.has(said.id);
		return outcome === "heard" && !isWhole
			? `${shown(heardText)} is all that is told of ${shown(text)}, which was heard`
			: undefined;
	}

	#textOf({ id, call }: SaidEvent): string | undefined {
		return this.#parts
			.get(id)
			?.filter((part) => part.call === undefined || part.call === call)
			.map(({ text }) => text)
			.join("");
	}
}
