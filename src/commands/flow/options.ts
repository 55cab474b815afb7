import {
	type CommandLine,
	type Complain,
	type Parsed,
	readArguments,
} from "../command-line.js";

/** What the command line asks for. */
export type FlowTask =
	| {
			readonly kind: "prove";
			readonly file: string;
			readonly limit: number | undefined;
	  }
	| { readonly kind: "draw"; readonly file: string; readonly picture: string };

const syntax = {
	options: { limit: { type: "string" } },
	allowPositionals: true,
} as const;

/** Reads the arguments that follow the program's name. */
export function readCommandLine(
	args: readonly string[],
): CommandLine<FlowTask> {
	return readArguments(args, syntax, taskOf);
}

function taskOf(
	{ values, positionals }: Parsed<typeof syntax>,
	complain: Complain,
): FlowTask {
	const [deed, file = "", ...others] = positionals;
	if (deed !== "prove" && deed !== "draw")
		complain(`say "prove" or "draw" first${deed ? `, not "${deed}"` : ""}`);
	else if (file === "") complain("name the file of a flow");
	if (others.length > (deed === "draw" ? 1 : 0))
		complain(`one file is enough: ${others.join(" ")}`);
	const limit = limitOf(values.limit, complain);
	if (deed !== "draw") return { kind: "prove", file, limit };
	if (limit !== undefined) complain("a drawing has no --limit");
	return { kind: "draw", file, picture: others[0] ?? pictureBeside(file) };
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

function pictureBeside(file: string): string {
	return `${file.replace(/\.\w+$/, "")}.svg`;
}
