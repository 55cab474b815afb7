import { isIP } from "node:net";
import { homedir } from "node:os";
import path from "node:path";
import proxyAddress from "proxy-addr";
import { isFluxSpeakUrl, whyNoVoice } from "../adapters/deepgram/urls.js";
import { telephoneSound } from "../adapters/sound/mulaw.js";
import type { ListenerAddress } from "./listener-address.js";

/** The process environment, or what stands for it in a test. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a setting's text was read as, or a hint at what is wrong with it (which may be empty). */
export type SettingReading<Value> =
	| { readonly value: Value }
	| { readonly unfit: string };

/** How the text of a setting becomes its value. */
export interface Check<Value> {
	/** Completes the sentence "it must be …". */
	readonly mustBe: string;
	readonly read: (
		text: string,
		environment: Environment,
	) => SettingReading<Value>;
}

const unfit = (hint = ""): SettingReading<never> => ({ unfit: hint });

/** A whole number within bounds. */
export function wholeNumber(from: number, to: number): Check<number> {
	return {
		mustBe: `a whole number from ${from} to ${to}`,
		read: (text) => {
			const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
			return value >= from && value <= to ? { value } : unfit();
		},
	};
}

/** A whole number of seconds within bounds; its value is in milliseconds. */
export function seconds(from: number, to: number): Check<number> {
	return duration(from, to, "seconds", 1_000);
}

/** A whole number of minutes within bounds; its value is in milliseconds. */
export function minutes(from: number, to: number): Check<number> {
	return duration(from, to, "minutes", 60_000);
}

function duration(
	from: number,
	to: number,
	unit: string,
	unitMs: number,
): Check<number> {
	const { mustBe, read } = wholeNumber(from, to);
	return {
		mustBe: `${mustBe} (${unit})`,
		read: (text, environment) => {
			const reading = read(text, environment);
			return "value" in reading ? { value: reading.value * unitMs } : reading;
		},
	};
}

/** Rising seconds with commas between them; the values are in milliseconds. */
export const risingSeconds: Check<readonly number[]> = {
	mustBe: "rising whole seconds with commas between them, such as 8,20",
	read: (text) => {
		const times = text.split(",").map((part) => part.trim());
		const rises = times.every(
			(time, at) =>
				/^\d{1,6}$/.test(time) && Number(time) > Number(times[at - 1] ?? 0),
		);
		return rises
			? { value: times.map((time) => Number(time) * 1000) }
			: unfit();
	},
};

/** One of a closed set of words. */
export function oneOf<Word extends string>(
	...words: readonly Word[]
): Check<Word> {
	return {
		mustBe: `one of ${words.join(", ")}`,
		read: (text) => {
			const value = words.find((word) => word === text);
			return value === undefined ? unfit() : { value };
		},
	};
}

/** On with `1`, off with `0`. */
export const flag: Check<boolean> = {
	mustBe: "1 or 0",
	read: (text) =>
		text === "1" || text === "0" ? { value: text === "1" } : unfit(),
};

/** Any text of one line. */
export const line: Check<string> = {
	mustBe: "one line of text",
	read: (text) => (/\p{Cc}/u.test(text) ? unfit() : { value: text }),
};

// A control character within a key would end the process inside the Deepgram SDK.
const keyShape = /^[\x21-\x7e]+$/;

/** A key as it goes into an HTTP header. */
export const key: Check<string> = {
	mustBe: "one word of printable ASCII",
	read: (text) => (keyShape.test(text) ? { value: text } : unfit()),
};

/** Keys with commas between them. */
export const keys: Check<readonly string[]> = {
	mustBe: "words of printable ASCII with commas between them",
	read: (text) => {
		const value = text.split(",").map((part) => part.trim());
		const wrong = value.findIndex((part) => !keyShape.test(part));
		return wrong < 0 ? { value } : unfit(`see key number ${wrong + 1}`);
	},
};

/** `host:port` for a listener; port 0 lets the system choose one. */
export const listenerAddress: Check<ListenerAddress> = {
	mustBe: "host:port, such as 127.0.0.1:5000 or [::1]:5000",
	read: (text) => {
		const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0];
		if (scheme !== undefined) return unfit(`leave out "${scheme}"`);
		const parts = /^(?:\[([^\]]*)\]|([\w.-]+)):(\d{1,5})$/.exec(text);
		const [, bracketed, name, digits] = parts ?? [];
		const port = Number(digits);
		if (bracketed !== undefined && isIP(bracketed) !== 6)
			return unfit("only an IPv6 address stands in brackets");
		if (isIP(text.replace(/:\d+$/, "")) === 6)
			return unfit("an IPv6 address stands in brackets");
		const host = bracketed ?? name;
		return host !== undefined && port <= 65_535
			? { value: { host, port } }
			: unfit();
	},
};

/** Whether only programs on this machine reach that host. Brackets of IPv6 are allowed. */
export function isLoopback(host: string): boolean {
	const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
	const mapped = bare.replace(/^::ffff:/, "");
	return (
		bare === "localhost" ||
		bare === "::1" ||
		(isIP(mapped) === 4 && mapped.startsWith("127."))
	);
}

/** Proxies whose word about whom they pass on is taken. */
export const proxies: Check<readonly string[]> = {
	mustBe:
		"addresses or networks such as 10.0.0.0/8, or loopback, linklocal, uniquelocal, with commas between them",
	read: (text) => {
		const value = text.split(",").map((part) => part.trim());
		const wrong = value.findIndex((part) => !isProxy(part));
		return wrong < 0 ? { value } : unfit(`see number ${wrong + 1}`);
	},
};

function isProxy(text: string): boolean {
	try {
		proxyAddress.compile(text);
		return true;
	} catch {
		return false;
	}
}

/** Names of hosts, as they stand in the `Host` header but for the port. */
export const hostNames: Check<readonly string[]> = {
	mustBe: "host names without a port, with commas between them",
	read: (text) => {
		const value = text.split(",").map((part) => part.trim().toLowerCase());
		const wrong = value.findIndex((part) => !/^[a-z\d_.-]+$/.test(part));
		return wrong < 0 ? { value } : unfit(`see name number ${wrong + 1}`);
	},
};

/** The origin under which Twilio sees the public listener. */
export const publicOrigin: Check<URL> = {
	mustBe: "https://host with neither path nor query",
	read: (text) => {
		const url = URL.canParse(text) ? new URL(text) : undefined;
		if (url === undefined) return unfit();
		const isPlain =
			url.pathname + url.search + url.hash === "/" &&
			url.username + url.password === "";
		const isSecure =
			url.protocol === "https:" ||
			(url.protocol === "http:" && isLoopback(url.hostname));
		return isPlain && isSecure ? { value: new URL(url.origin) } : unfit();
	},
};

/** A whole URL of Deepgram, kept to the letter: any host, path and query. */
export const deepgramAddress: Check<string> = {
	mustBe: "a ws, wss, http or https URL for mulaw at 8000 Hz",
	read: (text) => {
		const url = URL.canParse(text) ? new URL(text) : undefined;
		if (url === undefined || !/^(?:wss?|https?):$/.test(url.protocol))
			return unfit();
		// WebSocket clients refuse a fragment (RFC 6455, section 3).
		if (text.includes("#")) return unfit('leave out "#" and what follows');
		const isFlux = /^flux/.test(url.searchParams.get("model") ?? "");
		if (isFlux && url.pathname.endsWith("/v1/listen"))
			return unfit("the models of Flux are at /v2/listen");
		for (const [name, value] of Object.entries(telephoneSound))
			if (url.searchParams.getAll(name).some((other) => other !== value))
				return unfit(
					`Twilio's audio is mulaw at 8000 Hz, so ${name} must be ${value}`,
				);
		return { value: text };
	},
};

/** The same for what speaks: a voice of Aura at `/v1/speak`, one of Flux at `/v2/speak`, which has no usual one. */
export const deepgramSpeakAddress: Check<string> = {
	mustBe: deepgramAddress.mustBe,
	read: (text, environment) => {
		const reading = deepgramAddress.read(text, environment);
		if (!("value" in reading)) return reading;
		const voice = new URL(text).searchParams.get("model") || undefined;
		if (voice === undefined && isFluxSpeakUrl(text))
			return unfit("/v2/speak has no usual voice: name a model of Flux");
		const whyNot = whyNoVoice(text, voice);
		return whyNot === undefined ? reading : unfit(whyNot);
	},
};

/** Where a model is asked, kept to the letter: what OpenAI and those who speak its wire call the base URL. */
export const modelAddress: Check<string> = {
	mustBe: "an http or https URL, such as https://api.openai.com/v1",
	read: (text) => {
		const url = URL.canParse(text) ? new URL(text) : undefined;
		if (url === undefined || !/^https?:$/.test(url.protocol)) return unfit();
		if (url.username + url.password !== "")
			return unfit("the key goes into MIND_KEY");
		if (text.includes("#")) return unfit('leave out "#" and what follows');
		return /\/chat\/completions\/?$/.test(url.pathname)
			? unfit('leave out "/chat/completions"')
			: { value: text };
	},
};

/** A folder as an absolute path; `~` and `$XDG_CACHE_HOME` at its beginning are understood. */
export const folder: Check<string> = {
	mustBe: "the path of a folder",
	read: (text, environment) => {
		const home = environment.HOME || homedir();
		const expanded = text
			.replace(/^\$XDG_CACHE_HOME(?=\/|$)/, () => cacheHome(home, environment))
			.replace(/^~(?=\/|$)/, () => home);
		return { value: path.resolve(expanded) };
	},
};

/** Which flow answers a call by itself. */
export interface FlowThatAnswers {
	readonly flow: string;
	/** The digits of the number that was rung; undefined for whatever number has no flow of its own. */
	readonly number: string | undefined;
}

/** Separators, as people write numbers. */
const betweenDigits = /[\s().-]/g;

/** The digits of a number, with nothing that people write between them; undefined for what is no number. */
export function digitsOfNumber(text: string): string | undefined {
	return /^\+?(\d{3,20})$/.exec(text.replace(betweenDigits, ""))?.[1];
}

/** The flows that answer calls, for numbers and for all others. */
export const flowsThatAnswer: Check<readonly FlowThatAnswers[]> = {
	mustBe:
		"the name of a flow, or NUMBER=FLOW, or both, with commas between them, such as keeper,+15551234567=ferryman",
	read: (text) => {
		const entries = text.split(",").map(entryIn);
		const wrong = entries.findIndex((entry) => typeof entry === "string");
		if (wrong >= 0)
			return unfit(`entry number ${wrong + 1}: ${entries[wrong]}`);
		const value = entries as readonly FlowThatAnswers[];
		const twice = value.findIndex(
			({ number }, at) =>
				value.findIndex((each) => each.number === number) < at,
		);
		if (twice < 0) return { value };
		return unfit(
			value[twice]?.number === undefined
				? `entry number ${twice + 1}: another one has no number either`
				: `entry number ${twice + 1}: another one has the same number`,
		);
	},
};

/** An entry, or what is wrong with it. */
function entryIn(text: string): FlowThatAnswers | string {
	const parts = text.split("=").map((part) => part.trim());
	const [first = "", flow = first] = parts;
	if (parts.length > 2) return 'it has more than one "="';
	if (flow === "") return "it names no flow";
	if (parts.length === 1) return { flow, number: undefined };
	const number = digitsOfNumber(first);
	return number === undefined
		? `${JSON.stringify(first)} is no number`
		: { flow, number };
}

function cacheHome(home: string, environment: Environment): string {
	const given = environment.XDG_CACHE_HOME?.trim() ?? "";
	// The XDG Base Directory Specification says to ignore relative paths.
	return path.isAbsolute(given) ? given : path.join(home, ".cache");
}
