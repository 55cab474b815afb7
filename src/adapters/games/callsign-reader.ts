import type { z } from "zod";
import type {
	GameSocketFact,
	Interruptibility,
} from "../../machines/events.js";
import {
	fromGame,
	fromGameTypes,
	type GameOrder,
	maxKeytermCharacters,
} from "../../protocol/callsign-v1.js";
import type { ErrorCode } from "../../protocol/game-errors.js";
import {
	type Fields,
	fieldsOf,
	parsedJsonAsWritten,
} from "../../protocol/json.js";
import { isCheapJson } from "../../protocol/json-size.js";
import {
	beginningOf,
	inWholeCharacters,
	isOfWholeCharacters,
} from "../../protocol/whole-characters.js";
import type { Complaint } from "./dialect.js";

/** The most faults of one message that are told; more are not even looked for where that would cost something. */
const maxFaults = 5;

/** Reads one text of a game that speaks `callsign.v1`. Never throws. */
export function readTyped(text: string): GameSocketFact | Complaint {
	if (!/^\s*\{/.test(text)) return noObject;
	if (!isCheapJson(text)) return tooCostly;
	const message = fieldsOf(parsedJsonAsWritten(text));
	if (!message) return noObject;
	const { type, id } = message;
	if (!fromGameTypes.includes(type as string))
		return complaint("unknownType", unknown(type), id);
	const reading = fromGame.safeParse(withFewFaults(message));
	return reading.success
		? factOf(reading.data)
		: complaint("invalidMessage", sentence(String(type), reading.error), id);
}

const noObject = complaint(
	"notJson",
	`The message is not a JSON object: send one, such as {"type":"say","text":"Hello."}.`,
);

/** Refused before it is parsed, so that nobody knows its `id`. */
const tooCostly = complaint(
	"invalidMessage",
	"The message has too many values, or values too deep in each other: send what the protocol has, and little beyond it.",
);

/** Each fault costs several times what a right value does: of words to expect, none is read behind the last that is told. */
function withFewFaults(message: Fields): Fields {
	const { keyterms } = message;
	if (!Array.isArray(keyterms)) return message;
	const faults = keyterms.flatMap((term, at) => (isWord(term) ? [] : [at]));
	const last = faults[maxFaults - 1];
	return last === undefined
		? message
		: { ...message, keyterms: keyterms.slice(0, last + 1) };
}

function isWord(term: unknown): boolean {
	return (
		typeof term === "string" &&
		term.length <= maxKeytermCharacters &&
		/\S/.test(term) &&
		isOfWholeCharacters(term)
	);
}

function factOf(order: GameOrder): GameSocketFact {
	switch (order.type) {
		case "say":
			return {
				type: "say",
				text: order.text,
				interruptible: interruptibility(order.interruptible),
				...(order.id !== undefined && { lineId: order.id }),
				...callOf(order),
				...(order.voice !== undefined && { voice: order.voice }),
				...(order.turn !== undefined && { turn: order.turn }),
				...(order.more && { more: true }),
			};
		case "append":
			return {
				type: "append",
				lineId: order.id,
				text: order.text,
				more: order.more,
				...callOf(order),
			};
		case "stop":
			return { type: "stop.speaking", ...callOf(order), ...commandOf(order) };
		case "hangUp":
			return { type: "hang.up", ...callOf(order), ...commandOf(order) };
		case "newCode":
			return { type: "new.code", ...commandOf(order) };
		case "listen":
			return { type: "expect.words", words: order.keyterms };
		case "converse":
			return order.flow === null
				? { type: "take.back", ...callOf(order), ...commandOf(order) }
				: {
						type: "converse",
						flow: order.flow,
						...(order.input !== undefined && { input: order.input }),
						...callOf(order),
						...commandOf(order),
					};
		case "tell":
			return {
				type: "tell.flow",
				name: order.name,
				...(order.data !== undefined && { data: order.data }),
				...callOf(order),
				...commandOf(order),
			};
	}
}

function interruptibility(
	said: Extract<GameOrder, { type: "say" }>["interruptible"],
): Interruptibility {
	if (said === true) return "pause";
	return said === false ? "never" : said;
}

function callOf({ call }: { readonly call?: string | undefined }) {
	return call === undefined ? {} : { callId: call };
}

function commandOf({ id }: { readonly id?: string | undefined }) {
	return id === undefined ? {} : { commandId: id };
}

function complaint(code: ErrorCode, message: string, id?: unknown): Complaint {
	return { type: "complain", code, message, ...(isName(id) && { id }) };
}

function isName(id: unknown): id is string {
	if (typeof id !== "string" || !isOfWholeCharacters(id)) return false;
	return id !== "" && id.length <= 64;
}

function unknown(type: unknown): string {
	const known = fromGameTypes.join(", ");
	return `The message's type is ${shown(type)}: it must be one of ${known}.`;
}

/** What is wrong with each field at fault. */
function sentence(type: string, { issues }: z.ZodError): string {
	const faults = issues
		.slice(0, maxFaults)
		.map(({ path, message }) => `${path.join(".")}: ${message}`);
	return `The message "${type}" is wrong. ${faults.join("; ")}.`;
}

function shown(type: unknown): string {
	if (type === undefined) return "missing";
	if (typeof type !== "string") return "not a string";
	const whole = inWholeCharacters(type);
	return JSON.stringify(
		whole.length > 40 ? `${beginningOf(whole, 40)}…` : whole,
	);
}
