import { parseArgs } from "node:util";

/** What the command line asks for. Times are milliseconds. */
export type CommandLine =
	| { readonly kind: "examine server"; readonly options: ServerExamination }
	| { readonly kind: "examine game"; readonly options: GameOptions }
	| { readonly kind: "help" }
	| { readonly kind: "wrong"; readonly problems: readonly string[] };

/** How a server is examined. */
export interface ServerExamination {
	readonly gameUrl: string;
	readonly callUrl: string;
	readonly key: string | undefined;
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
const optionTable = {
	serve: flag,
	port: { ...text, default: "5050" },
	plain: flag,
	typed: flag,
	calls: text,
	key: text,
	"auth-token-env": text,
	only: text,
	patience: { ...text, default: "5" },
	help: { ...flag, short: "h" },
} as const;

type Parsed = Exclude<ReturnType<typeof parse>, string>;
type Complain = (problem: string) => void;

/** Reads the arguments that follow the program's name. All problems are reported together. */
export function readCommandLine(args: readonly string[]): CommandLine {
	const parsed = parse(args);
	if (typeof parsed === "string") return { kind: "wrong", problems: [parsed] };
	if (parsed.values.help) return { kind: "help" };
	const problems: string[] = [];
	const complain = (problem: string) => void problems.push(problem);
	const line: CommandLine = parsed.values.serve
		? { kind: "examine game", options: gameOptions(parsed, complain) }
		: { kind: "examine server", options: serverOptions(parsed, complain) };
	return problems.length > 0 ? { kind: "wrong", problems } : line;
}

/** The parsed arguments, or what `parseArgs` has against them. */
function parse(args: readonly string[]) {
	try {
		return parseArgs({
			args: [...args],
			options: optionTable,
			allowPositionals: true,
		});
	} catch (error) {
		return (error as Error).message.split(". ")[0] ?? "";
	}
}

function serverOptions(
	{ values, positionals }: Parsed,
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
		authTokenVariable: values["auth-token-env"],
		only: values.only,
		patienceMs: patienceOf(values.patience, complain),
	};
}

function gameOptions(
	{ values, positionals }: Parsed,
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
	const url = URL.canParse(value) ? new URL(value) : undefined;
	if (url?.protocol !== "ws:" && url?.protocol !== "wss:")
		complain(`${what} must be a ws:// or wss:// address, not "${value}"`);
}

function callUrlBeside(gameUrl: string): string {
	return URL.canParse(gameUrl) ? new URL("/twilio", gameUrl).href : "";
}

function patienceOf(value: string, complain: Complain): number {
	const seconds = /^\d*\.?\d+$/.test(value) ? Number(value) : 0;
	if (seconds <= 0)
		complain(`--patience takes a number of seconds, not "${value}"`);
	return seconds * 1000;
}
