import {
	type CommandLine,
	type Complain,
	isSocketUrl,
	millisecondsIn,
	type Parsed,
	readArguments,
} from "../command-line.js";

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

/** A call, as the command line asks for it. */
export interface PhoneTask {
	readonly kind: "call";
	readonly options: PhoneOptions;
}

const text = { type: "string" } as const;
const texts = { type: "string", multiple: true } as const;
const syntax = {
	options: {
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
		to: text,
		parameter: texts,
	},
	tokens: true,
} as const;

/** Reads the arguments that follow the program's name. */
export function readCommandLine(
	args: readonly string[],
): CommandLine<PhoneTask> {
	return readArguments(args, syntax, (parsed, complain) => ({
		kind: "call",
		options: optionsOf(parsed, complain),
	}));
}

function optionsOf(
	{ values, tokens }: Parsed<typeof syntax>,
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
		parameters: {
			...parametersOf(values.parameter ?? [], complain),
			...(values.to !== undefined && { to: numberIn(values.to, complain) }),
		},
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
	if (!isSocketUrl(value)) {
		complain(`--url takes a ws:// or wss:// address, not "${value}"`);
	}
	return value;
}

function msOf(name: string, value: string, complain: Complain): number {
	const ms = millisecondsIn(value);
	if (Number.isNaN(ms)) {
		complain(`--${name} takes a number of seconds, not "${value}"`);
	}
	return ms;
}

/** As Twilio writes the number that was rung: a number, or an address such as `sip:ann@example.org`. */
function numberIn(value: string, complain: Complain): string {
	if (!/^(\+?\d{1,20}|[a-z]+:\S+)$/i.test(value))
		complain(`--to takes a number such as +15551234567, not "${value}"`);
	return value;
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
