/** What the person at the keyboard wants: a line without a slash is what the caller says. */
import { waysBack } from "../../../flows/told.js";
import { parsedJson } from "../../../protocol/json.js";

/** One thing that happens in the call, or is asked about it. */
export type TypedCommand =
	| { readonly kind: "say"; readonly text: string }
	/** The caller breaks into what is said. */
	| { readonly kind: "interrupt"; readonly text: string }
	/** The caller says nothing until the character's patience is at its end. */
	| { readonly kind: "silence" }
	| { readonly kind: "keys"; readonly digits: readonly string[] }
	/** The game tells something. */
	| { readonly kind: "game"; readonly name: string; readonly data?: unknown }
	/** The game leaves. */
	| { readonly kind: "leave" }
	/** The caller, who was asked for a code, is back. */
	| { readonly kind: "back"; readonly why: (typeof waysBack)[number] }
	| { readonly kind: "scene" }
	| { readonly kind: "help" }
	| { readonly kind: "quit" }
	| { readonly kind: "nothing" }
	| { readonly kind: "wrong"; readonly problem: string };

/** What a caller says who breaks in without words of his own. */
const usualInterruption = "Wait a moment.";

/** What can be typed. */
export const commandHelp = `What you type, the caller says, once you press Enter; if a line sounds, he breaks into it.

  /interrupt [WORDS]   the caller breaks in halfway through the line that sounds, or through the next one
  /silence             the caller says nothing until the character loses patience
  /key 5               the caller presses keys: 0 to 9, * and #
  /game NAME [JSON]    the game tells the flow that something has happened
  /leave               the game leaves
  /back noCode         no game has the code that the caller was asked for; or gameLeft, his game has left
  /scene               shows where the flow is, what it knows and what the mind may do
  /quit                the caller hangs up
  /help                shows this

A line that begins with a # is passed over.
`;

/** Reads what was typed. */
export function readTypedLine(typed: string): TypedCommand {
	const line = typed.trim();
	if (line === "" || line.startsWith("#")) return { kind: "nothing" };
	if (!line.startsWith("/")) return { kind: "say", text: line };
	const [, name = "", rest = ""] = /^\/(\S*)\s*(.*)$/s.exec(line) ?? [];
	const read = readers.get(name);
	return read === undefined
		? wrong(`There is no /${name}: /help shows what there is.`)
		: read(rest);
}

function wrong(problem: string): TypedCommand {
	return { kind: "wrong", problem };
}

const readers: ReadonlyMap<string, (rest: string) => TypedCommand> = new Map([
	["interrupt", readInterruption],
	["silence", alone({ kind: "silence" })],
	["key", readKeys],
	["game", readNews],
	["leave", alone({ kind: "leave" })],
	["back", readBack],
	["scene", alone({ kind: "scene" })],
	["help", alone({ kind: "help" })],
	["quit", alone({ kind: "quit" })],
]);

function alone(command: TypedCommand): (rest: string) => TypedCommand {
	return (rest) =>
		rest === ""
			? command
			: wrong(`/${command.kind} stands alone, without "${rest}".`);
}

function readInterruption(rest: string): TypedCommand {
	return { kind: "interrupt", text: rest || usualInterruption };
}

function readKeys(rest: string): TypedCommand {
	const digits = [...rest.replace(/\s/g, "")];
	return digits.length > 0 && digits.every((each) => /^[0-9*#]$/.test(each))
		? { kind: "keys", digits }
		: wrong("/key takes keys of a telephone: 0 to 9, * and #, as in /key 5.");
}

function readNews(rest: string): TypedCommand {
	const [, name = "", json = ""] = /^(\S*)\s*(.*)$/s.exec(rest) ?? [];
	if (name === "")
		return wrong(
			"/game takes a name, as in /game bell.rang, and JSON after it.",
		);
	if (json === "") return { kind: "game", name };
	const data = parsedJson(json);
	return data === undefined
		? wrong(`What follows the name must be JSON, and ${json} is none.`)
		: { kind: "game", name, data };
}

function readBack(rest: string): TypedCommand {
	const why = waysBack.find((each) => each === rest);
	return why === undefined
		? wrong(`/back takes ${waysBack.join(" or ")}.`)
		: { kind: "back", why };
}
