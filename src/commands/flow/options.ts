import { parsedJson } from "../../protocol/json.js";
import {
	type CommandLine,
	type Complain,
	type Parsed,
	readArguments,
} from "../command-line.js";

/** A talk with a flow, as it is asked for. */
export interface TalkTask {
	readonly kind: "talk";
	readonly file: string;
	/** A line is heard as soon as it is spoken, and nobody grows impatient. */
	readonly isFast: boolean;
	/** A model thinks, and not the phrases of the flow's author. */
	readonly byModel: boolean;
	/** What the flow begins with, in place of what it is proved with. */
	readonly input: { readonly value: unknown } | undefined;
}

/** What the command line asks for. */
export type FlowTask =
	| {
			readonly kind: "prove";
			readonly file: string;
			readonly limit: number | undefined;
	  }
	| { readonly kind: "draw"; readonly file: string; readonly picture: string }
	| TalkTask;

const deeds = ["prove", "draw", "talk"] as const;
type Deed = (typeof deeds)[number];

const syntax = {
	options: {
		limit: { type: "string" },
		fast: { type: "boolean" },
		mind: { type: "boolean" },
		input: { type: "string" },
	},
	allowPositionals: true,
} as const;

type FlowArguments = Parsed<typeof syntax>;

/** To what an option belongs. */
const deedOf: Readonly<Record<keyof typeof syntax.options, Deed>> = {
	limit: "prove",
	fast: "talk",
	mind: "talk",
	input: "talk",
};

/** Reads the arguments that follow the program's name. */
export function readCommandLine(
	args: readonly string[],
): CommandLine<FlowTask> {
	return readArguments(args, syntax, taskOf);
}

function taskOf(parsed: FlowArguments, complain: Complain): FlowTask {
	const { values, positionals } = parsed;
	const [first, file = "", ...others] = positionals;
	const deed = deeds.find((each) => each === first);
	if (deed === undefined)
		complain(
			`say "prove", "draw" or "talk" first${first ? `, not "${first}"` : ""}`,
		);
	else complainOfOthers(deed, parsed, complain);
	if (deed !== undefined && file === "") complain("name the file of a flow");
	if (others.length > (deed === "draw" ? 1 : 0))
		complain(`one file is enough: ${others.join(" ")}`);
	const limit = limitOf(values.limit, complain);
	if (deed === "talk")
		return {
			kind: deed,
			file,
			isFast: values.fast ?? false,
			byModel: values.mind ?? false,
			input: inputOf(values.input, complain),
		};
	return deed === "draw"
		? { kind: deed, file, picture: others[0] ?? pictureBeside(file) }
		: { kind: "prove", file, limit };
}

/** Options that belong to something else. */
function complainOfOthers(
	deed: Deed,
	{ values }: FlowArguments,
	complain: Complain,
): void {
	for (const [option, owner] of Object.entries(deedOf))
		if (option in values && owner !== deed)
			complain(`"${deed}" has no --${option}`);
}

function limitOf(
	value: string | undefined,
	complain: Complain,
): number | undefined {
	if (value === undefined) return undefined;
	const limit = Number(value);
	if (!Number.isSafeInteger(limit) || limit < 1)
		complain(`--limit takes a number of edges, not "${value}"`);
	return limit;
}

function inputOf(
	text: string | undefined,
	complain: Complain,
): TalkTask["input"] {
	if (text === undefined) return undefined;
	const value = parsedJson(text);
	if (value === undefined) complain(`--input takes JSON, not ${text}`);
	return { value };
}

function pictureBeside(file: string): string {
	return `${file.replace(/\.\w+$/, "")}.svg`;
}
