import {
	type CommandLine,
	type Complain,
	isSocketUrl,
	millisecondsIn,
	type Parsed,
	readArguments,
} from "../command-line.js";

/** What the command line asks for. Times are milliseconds. */
export type ConformanceTask =
	| { readonly kind: "examine server"; readonly options: ServerExamination }
	| { readonly kind: "examine game"; readonly options: GameOptions };

/** How a server is examined. */
export interface ServerExamination {
	readonly gameUrl: string;
	readonly callUrl: string;
	readonly key: string | undefined;
	/** A flow of the server's that callers may be lent to. */
	readonly flow: string | undefined;
	/** The environment variable that holds the token to sign calls with. */
	readonly authTokenVariable: string | undefined;
	/** Only the statements and chapters with these words in them. */
	readonly only: string | undefined;
	readonly patienceMs: number;
}

/** How a game is examined. */
export interface GameOptions {
	readonly port: number;
	/** The dialect that it is to speak; either without it. */
	readonly dialect: "plain" | "typed" | undefined;
	readonly patienceMs: number;
}

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const syntax = {
	options: {
		serve: flag,
		port: { ...text, default: "5050" },
		plain: flag,
		typed: flag,
		calls: text,
		key: text,
		flow: text,
		"auth-token-env": text,
		only: text,
		patience: { ...text, default: "5" },
	},
	allowPositionals: true,
} as const;

/** Reads the arguments that follow the program's name. */
export function readCommandLine(
	args: readonly string[],
): CommandLine<ConformanceTask> {
	return readArguments(args, syntax, taskOf);
}

type Arguments = Parsed<typeof syntax>;

function taskOf(parsed: Arguments, complain: Complain): ConformanceTask {
	return parsed.values.serve
		? { kind: "examine game", options: gameOptions(parsed, complain) }
		: { kind: "examine server", options: serverOptions(parsed, complain) };
}

function serverOptions(
	{ values, positionals }: Arguments,
	complain: Complain,
): ServerExamination {
	const [gameUrl = "", ...others] = positionals;
	if (gameUrl === "")
		complain(
			"name the server's address, such as ws://127.0.0.1:5000/game, or --serve",
		);
	else checkUrl("the server's address", gameUrl, complain);
	if (others.length > 0) complain(`one address is enough: ${others.join(" ")}`);
	if (values.calls !== undefined) checkUrl("--calls", values.calls, complain);
	return {
		gameUrl,
		callUrl: values.calls ?? callUrlBeside(gameUrl),
		key: values.key,
		flow: values.flow,
		authTokenVariable: values["auth-token-env"],
		only: values.only,
		patienceMs: patienceOf(values.patience, complain),
	};
}

function gameOptions(
	{ values, positionals }: Arguments,
	complain: Complain,
): GameOptions {
	const port = Number(values.port);
	if (!/^\d+$/.test(values.port) || port > 65_535)
		complain(`--port takes a number from 0 to 65535, not "${values.port}"`);
	if (positionals.length > 0)
		complain(`--serve takes no address: ${positionals.join(" ")}`);
	if (values.plain && values.typed)
		complain("--plain and --typed exclude each other");
	const dialect = values.plain ? "plain" : values.typed ? "typed" : undefined;
	const patienceMs = patienceOf(values.patience, complain);
	return { port, dialect, patienceMs };
}

function checkUrl(what: string, value: string, complain: Complain): void {
	if (!isSocketUrl(value))
		complain(`${what} must be a ws:// or wss:// address, not "${value}"`);
}

function callUrlBeside(gameUrl: string): string {
	return URL.canParse(gameUrl) ? new URL("/twilio", gameUrl).href : "";
}

function patienceOf(value: string, complain: Complain): number {
	const ms = millisecondsIn(value);
	if (!(ms > 0))
		complain(`--patience takes a number of seconds, not "${value}"`);
	return ms;
}
