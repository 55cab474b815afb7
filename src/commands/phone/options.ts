import { parseArgs } from "node:util";

/** One thing that the caller does, as asked for on the command line. */
export type Step =
	| { readonly do: "say"; readonly text: string }
	| { readonly do: "play"; readonly file: string }
	| { readonly do: "press"; readonly keys: string }
	| { readonly do: "wait"; readonly ms: number };

/** What the command line asks for. Times are milliseconds. */
export interface PhoneOptions {
	/** In the order of the command line. */
	readonly steps: readonly Step[];
	readonly url: string;
	/** The WAV file to write what the caller heard to. */
	readonly out: string;
	/** A voice of flite; undefined is its usual one. */
	readonly voice: string | undefined;
	/** Silence before the first step and between two of them. */
	readonly pauseMs: number;
	/** How long to stay on the line after the last step. */
	readonly stayMs: number;
	/** Hang up then, whatever is left to do. */
	readonly hangUpAfterMs: number;
	/** The environment variable that holds the token to sign the call with. */
	readonly authTokenVariable: string | undefined;
	/** The stream's custom parameters. */
	readonly parameters: Readonly<Record<string, string>>;
}

/** What the command line turned out to be. */
export type CommandLine =
	| { readonly kind: "call"; readonly options: PhoneOptions }
	| { readonly kind: "help" }
	| { readonly kind: "wrong"; readonly problems: readonly string[] };

const text = { type: "string" } as const;
const texts = { type: "string", multiple: true } as const;
const optionTable = {
	say: texts,
	wav: texts,
	keys: texts,
	wait: texts,
	url: { ...text, default: "ws://127.0.0.1:5000/twilio" },
	out: { ...text, default: "heard.wav" },
	voice: text,
	pause: { ...text, default: "1.5" },
	stay: { ...text, default: "5" },
	"hang-up-after": text,
	"auth-token-env": text,
	parameter: texts,
	help: { type: "boolean", short: "h" },
} as const;

/** Reads the arguments that follow the program's name. All problems are reported together. */
export function readCommandLine(args: readonly string[]): CommandLine {
	const parsed = parse(args);
	if (typeof parsed === "string") return { kind: "wrong", problems: [parsed] };
	if (parsed.values.help) return { kind: "help" };
	const problems: string[] = [];
	const options = optionsOf(parsed, (problem) => problems.push(problem));
	return problems.length > 0
		? { kind: "wrong", problems }
		: { kind: "call", options };
}

type Parsed = Exclude<ReturnType<typeof parse>, string>;
type Complain = (problem: string) => void;

/** The parsed arguments, or what `parseArgs` has against them, without its advice about words that belong to no option. */
function parse(args: readonly string[]) {
	try {
		return parseArgs({ args: [...args], options: optionTable, tokens: true });
	} catch (error) {
		return (error as Error).message.split(". ")[0] ?? "";
	}
}

function optionsOf(
	{ values, tokens }: Parsed,
	complain: Complain,
): PhoneOptions {
	const limit = values["hang-up-after"];
	return {
		steps: tokens.flatMap((token) =>
			token.kind === "option"
				? stepOf(token.name, token.value ?? "", complain)
				: [],
		),
		url: urlOf(values.url, complain),
		out: values.out,
		voice: values.voice,
		pauseMs: msOf("pause", values.pause, complain),
		stayMs: msOf("stay", values.stay, complain),
		hangUpAfterMs:
			limit === undefined ? Infinity : msOf("hang-up-after", limit, complain),
		authTokenVariable: values["auth-token-env"],
		parameters: parametersOf(values.parameter ?? [], complain),
	};
}

function stepOf(
	name: string,
	value: string,
	complain: Complain,
): readonly Step[] {
	switch (name) {
		case "say":
			if (value.trim() === "") complain("--say needs a text to speak");
			return [{ do: "say", text: value }];
		case "wav":
			return [{ do: "play", file: value }];
		case "keys":
			if (!/^[0-9*#]+$/.test(value)) {
				complain(`--keys takes 0 to 9, * and #, not "${value}"`);
			}
			return [{ do: "press", keys: value }];
		case "wait":
			return [{ do: "wait", ms: msOf("wait", value, complain) }];
		default:
			return [];
	}
}

function urlOf(value: string, complain: Complain): string {
	const url = URL.canParse(value) ? new URL(value) : undefined;
	if (url?.protocol !== "ws:" && url?.protocol !== "wss:") {
		complain(`--url takes a ws:// or wss:// address, not "${value}"`);
	}
	return value;
}

function msOf(name: string, value: string, complain: Complain): number {
	const seconds = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN;
	if (Number.isNaN(seconds)) {
		complain(`--${name} takes a number of seconds, not "${value}"`);
	}
	return seconds * 1000;
}

function parametersOf(
	pairs: readonly string[],
	complain: Complain,
): Readonly<Record<string, string>> {
	const entries = pairs.map((pair) => {
		const equals = pair.indexOf("=");
		if (equals < 1) complain(`--parameter takes NAME=VALUE, not "${pair}"`);
		return [pair.slice(0, equals), pair.slice(equals + 1)] as const;
	});
	return Object.fromEntries(entries);
}
