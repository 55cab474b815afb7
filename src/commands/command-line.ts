import { type ParseArgsConfig, parseArgs } from "node:util";
import { inWholeCharacters } from "../protocol/whole-characters.js";

/** By this, tasks of one program are told apart. No task is of the kind `help` or `wrong`. */
export interface Kind {
	readonly kind: string;
}

/** What a command line turned out to be. */
export type CommandLine<Task extends Kind> =
	| Task
	| { readonly kind: "help" }
	| { readonly kind: "wrong"; readonly problems: readonly string[] };

/** Whether there is something to do. */
export function isTask<Task extends Kind>(
	line: CommandLine<Task>,
): line is Task {
	return line.kind !== "help" && line.kind !== "wrong";
}

/** The options of a program beside `--help`, and whether words may stand on their own. */
type Syntax = Pick<ParseArgsConfig, "options" | "allowPositionals" | "tokens">;

/** Arguments by their names, as Node's `parseArgs` has read them. */
export type Parsed<Program extends Syntax> = ReturnType<
	typeof parseArgs<Program>
>;

/** Notes what is wrong with an argument, as a sentence without its full stop. */
export type Complain = (problem: string) => void;

/** Reads the arguments that follow a program's name. All problems are reported together. */
export function readArguments<const Program extends Syntax, Task extends Kind>(
	args: readonly string[],
	syntax: Program,
	understand: (parsed: Parsed<Program>, complain: Complain) => Task,
): CommandLine<Task> {
	const parsed = parse(args, syntax);
	if (typeof parsed === "string") return { kind: "wrong", problems: [parsed] };
	if ("help" in parsed.values) return { kind: "help" };
	const problems: string[] = [];
	const task = understand(parsed, (problem) => void problems.push(problem));
	return problems.length > 0 ? { kind: "wrong", problems } : task;
}

const help = { type: "boolean", short: "h" } as const;

/** The parsed arguments, or what `parseArgs` has against them, without its advice about words that belong to no option. */
function parse<Program extends Syntax>(
	args: readonly string[],
	syntax: Program,
): Parsed<Program> | string {
	const options = { ...syntax.options, help };
	try {
		return parseArgs({
			...syntax,
			options,
			args: args.map(inWholeCharacters),
		}) as Parsed<Program>;
	} catch (error) {
		return (error as Error).message.split(". ")[0] ?? "";
	}
}

/** Whether a WebSocket can be opened to this address. */
export function isSocketUrl(value: string): boolean {
	const url = URL.canParse(value) ? new URL(value) : undefined;
	return url?.protocol === "ws:" || url?.protocol === "wss:";
}

/** A number of seconds as milliseconds; `NaN` for what is none. */
export function millisecondsIn(value: string): number {
	return /^\d*\.?\d+$/.test(value) ? Number(value) * 1000 : Number.NaN;
}
