/** A conversation as a script that people read: who says what, and what became of it. */
import type { EventObject } from "xstate";
import { type Asked, type NewsAsked, untellableIn } from "./asked.js";
import { asKey } from "./plain-data.js";
import type { Walk, WalkStep } from "./walk.js";

/** The lines of a walk's script. */
export function scriptOf({ steps, isOver }: Walk): readonly string[] {
	return [
		...steps.flatMap(stepAsLines),
		...(isOver ? ["The conversation is over."] : []),
	];
}

function stepAsLines(step: WalkStep): readonly string[] {
	return [
		happening(step.event as Happening),
		...step.asked.map((asked) => `    ${askedInWords(asked)}`),
		...changesIn(step).map((change) => `    ${change}`),
	];
}

/** An event with all that any event may carry. */
interface Happening extends EventObject {
	readonly text?: string;
	readonly digit?: string;
	readonly times?: number;
	readonly line?: string;
	readonly heard?: string;
	readonly wasCut?: boolean;
	readonly why?: string;
	readonly name?: string;
	readonly data?: unknown;
}

const inWords: Readonly<Record<string, (event: Happening) => string>> = {
	start: () => "The conversation begins.",
	"caller.said": ({ text }) => `Caller: "${text}"`,
	"caller.pressed": ({ digit }) => `The caller presses ${digit}.`,
	"caller.silent": ({ times }) => `The caller is silent (${times}).`,
	"line.heard": ({ line }) => `The caller has heard "${line}".`,
	"line.cut": ({ line, heard }) =>
		heard === ""
			? `"${line}" is cut before the caller hears any of it.`
			: `"${line}" is cut; the caller heard: "${heard}"`,
	"reply.ended": ({ heard, wasCut }) =>
		`Mind: "${heard}"${wasCut ? " (is cut)" : ""}`,
	"mind.failed": ({ why }) => `The mind fails: ${why}.`,
	"game.told": ({ name, data }) => `Game: ${name}${withData(data)}`,
	"game.left": () => "The game leaves.",
	"caller.returned": ({ why }) =>
		why === "gameLeft"
			? "The caller is back: his game has left."
			: "The caller is back: no game has the code that he said.",
};

function happening(event: Happening): string {
	const { type, data } = event;
	return inWords[type]?.(event) ?? `The mind moves: ${type}${withData(data)}`;
}

function askedInWords(asked: Asked): string {
	switch (asked.type) {
		case "say":
			return `says "${asked.line}": "${shortened(asked.text)}"${asked.interruptible === false ? " (not to be interrupted)" : ""}`;
		case "think":
			return asked.about === undefined
				? "asks the mind"
				: `asks the mind about ${asked.about}`;
		case "tell":
			return tellingInWords(asked);
		case "hangUp":
			return asked.after === undefined
				? "hangs up"
				: `hangs up after "${asked.after}"`;
		case "askForCode":
			return "asks the caller for a code";
	}
}

function tellingInWords(asked: NewsAsked): string {
	const untellable = untellableIn(asked);
	const what = `tells the game: ${asked.name}`;
	return untellable === undefined
		? `${what}${withData(asked.data)}`
		: `${what}, with ${untellable}`;
}

const maxTextLength = 120;

function shortened(text: string): string {
	return text.length > maxTextLength
		? `${text.slice(0, maxTextLength)} … (${text.length} characters)`
		: text;
}

function withData(data: unknown): string {
	return data === undefined ? "" : ` ${JSON.stringify(data)}`;
}

function changesIn({ event, before, after }: WalkStep): readonly string[] {
	const from = asKey(before.value);
	const to = asKey(after.value);
	const isNew = event.type === "start" || from !== to;
	const scene = isNew ? [`→ ${stateInScript(after.value)}`] : [];
	return [...scene, ...contextChanges(before.context, after.context)];
}

/** A state's value as people write it: `plot.talking, mood.calm`. */
function stateInScript(value: unknown): string {
	if (typeof value === "string") return value;
	return Object.entries(value as Record<string, unknown>)
		.map(([key, inner]) =>
			[key, stateInScript(inner)].filter(Boolean).join("."),
		)
		.join(", ");
}

function contextChanges(
	before: Readonly<Record<string, unknown>>,
	after: Readonly<Record<string, unknown>>,
): readonly string[] {
	return Object.keys(after)
		.filter((key) => asKey([before[key]]) !== asKey([after[key]]))
		.map((key) => `${key}: ${JSON.stringify(after[key])}`);
}
