import { whyNoVoice } from "../adapters/deepgram/urls.js";
import {
	beginningOf,
	isOfWholeCharacters,
} from "../protocol/whole-characters.js";
import {
	type Check,
	deepgramAddress,
	deepgramSpeakAddress,
	type Environment,
	flag,
	flowsThatAnswer,
	folder,
	hostNames,
	isLoopback,
	key,
	keys,
	line,
	listenerAddress,
	minutes,
	modelAddress,
	oneOf,
	proxies,
	publicOrigin,
	risingSeconds,
	type SettingReading,
	seconds,
	wholeNumber,
} from "./checks.js";
import {
	certificateFile,
	flowFolder,
	gameCodesFile,
	isKeyOfCertificate,
	privateKeyFile,
	promptsFile,
} from "./files.js";

/** One setting. Empty text counts as unset; then the default, if there is one, is read in its place. */
export interface Setting<Value> {
	/** The name of the environment variable. */
	readonly variable: string;
	readonly default: string | undefined;
	readonly meaning: string;
	/** Its text is never shown, neither in a problem nor in a log. */
	readonly isSecret: boolean;
	readonly check: Check<Value>;
}

/** Every setting there is, by the name of its value in `Config`. Nothing else reads the environment. */
export const settings = {
	deepgramApiKey: {
		variable: "DEEPGRAM_API_KEY",
		default: undefined,
		meaning:
			"Deepgram key. Without it and without `DEEPGRAM_URL` the server runs in local mode",
		isSecret: true,
		check: key,
	},
	phoneNumber: {
		variable: "TWILIO_PHONE_NUMBER",
		default: undefined,
		meaning: "the number shown to games",
		isSecret: false,
		check: line,
	},
	publicListener: {
		variable: "PROXY_URL",
		default: "127.0.0.1:5000",
		meaning: "the public listener, for Twilio and games",
		isSecret: false,
		check: listenerAddress,
	},
	deepgramUrl: {
		variable: "DEEPGRAM_URL",
		default:
			"wss://api.deepgram.com/v1/listen?encoding=mulaw&sample_rate=8000&channels=1&model=nova-3&numerals=true",
		meaning:
			"the whole listen URL, query included; what the query says is sent and never contradicted. `/v2/listen` with `model=flux-general-en` is [Flux](settings.md#flux)",
		isSecret: false,
		check: deepgramAddress,
	},
	certPem: {
		variable: "CERT_PEM",
		default: undefined,
		meaning:
			"path of the certificate chain; with `KEY_PEM`: TLS on the public listener",
		isSecret: false,
		check: certificateFile,
	},
	keyPem: {
		variable: "KEY_PEM",
		default: undefined,
		meaning: "path of the certificate's private key",
		isSecret: false,
		check: privateKeyFile,
	},
	deepgramSpeakUrl: {
		variable: "DEEPGRAM_SPEAK_URL",
		default:
			"wss://api.deepgram.com/v1/speak?model=aura-2-thalia-en&encoding=mulaw&sample_rate=8000",
		meaning:
			"the whole speak URL, query included. `/v2/speak` with `model=flux-alexis-en` is [Flux TTS](settings.md#flux-tts)",
		isSecret: false,
		check: deepgramSpeakAddress,
	},
	twilioAuthToken: {
		variable: "TWILIO_AUTH_TOKEN",
		default: undefined,
		meaning:
			"Twilio's primary auth token: every `/voice` request and `/twilio` stream must be signed with it. Needs `PUBLIC_URL`",
		isSecret: true,
		check: key,
	},
	publicUrl: {
		variable: "PUBLIC_URL",
		default: undefined,
		meaning:
			"the origin as Twilio sees it; signatures and the stream URL are built from it. One that is not loopback needs `TWILIO_AUTH_TOKEN` or `DEMO=1`",
		isSecret: false,
		check: publicOrigin,
	},
	gameKeys: {
		variable: "GAME_KEYS",
		default: undefined,
		meaning:
			"a game must present one of them: `Authorization: Bearer KEY`, or `key=KEY` in the query",
		isSecret: true,
		check: keys,
	},
	gameCodes: {
		variable: "GAME_CODES",
		default: undefined,
		meaning:
			'word codes instead of digits: `{"game_codes":["apple","banana"]}`',
		isSecret: false,
		check: gameCodesFile,
	},
	adminListener: {
		variable: "ADMIN_URL",
		default: "127.0.0.1:5001",
		meaning: "the operators' listener",
		isSecret: false,
		check: listenerAddress,
	},
	adminHosts: {
		variable: "ADMIN_HOSTS",
		default: undefined,
		meaning:
			"further names by which operators and Prometheus reach that listener; addresses, `localhost` and the name in `ADMIN_URL` always do",
		isSecret: false,
		check: hostNames,
	},
	logLevel: {
		variable: "LOG_LEVEL",
		default: "info",
		meaning: "how much is logged",
		isSecret: false,
		check: oneOf("trace", "debug", "info", "warn", "error", "fatal", "silent"),
	},
	isDemo: {
		variable: "DEMO",
		default: "0",
		meaning:
			"`1`: serve the try-it page, which local mode serves anyway, and take unsigned streams even where `PROXY_URL` or `PUBLIC_URL` is not loopback; with `TWILIO_AUTH_TOKEN` it changes nothing",
		isSecret: false,
		check: flag,
	},
	mustHaveStreamToken: {
		variable: "STREAM_TOKENS_ONLY",
		default: "0",
		meaning:
			"`1`: take no stream without the token that `/voice` gives, so that a TwiML Bin does not work. Needs `TWILIO_AUTH_TOKEN`",
		isSecret: false,
		check: flag,
	},
	inspect: {
		variable: "INSPECT",
		default: undefined,
		meaning:
			"`stately`: attach Stately's inspector to every call and game, for development; its page is `/inspect/stately` on the operators' listener, which must then be on loopback",
		isSecret: false,
		check: oneOf("stately"),
	},
	audioBatchMs: {
		variable: "AUDIO_BATCH_MS",
		default: "60",
		meaning: "how much of a caller's audio goes to Deepgram at a time",
		isSecret: false,
		check: wholeNumber(20, 250),
	},
	audioKeepMs: {
		variable: "AUDIO_KEEP_SECONDS",
		default: "5",
		meaning:
			"how much audio is kept until Deepgram has given a final result of it, to be sent again should it drop; the newest stays",
		isSecret: false,
		check: seconds(1, 30),
	},
	maxSpeakSockets: {
		variable: "MAX_SPEAK_SOCKETS",
		default: "15",
		meaning:
			"how many sockets to Deepgram's voice all calls together may have open; a line beyond waits until one is free. Raise it to what your Deepgram plan allows",
		isSecret: false,
		check: wholeNumber(1, 10_000),
	},
	startTimeoutMs: {
		variable: "START_TIMEOUT_SECONDS",
		default: "10",
		meaning: "how long a stream may take to say which call it carries",
		isSecret: false,
		check: seconds(1, 60),
	},
	codeTriesPerCall: {
		variable: "CODE_TRIES_PER_CALL",
		default: "3",
		meaning: "how many codes a caller may try in one call",
		isSecret: false,
		check: wholeNumber(1, 10),
	},
	codeTriesPerCaller: {
		variable: "CODE_TRIES_PER_CALLER",
		default: "10",
		meaning: "how many wrong codes one phone number may try in 10 minutes",
		isSecret: false,
		check: wholeNumber(1, 10_000),
	},
	codeTriesPerServer: {
		variable: "CODE_TRIES_PER_SERVER",
		default: "600",
		meaning: "how many wrong codes all callers together may try in a minute",
		isSecret: false,
		check: wholeNumber(1, 1_000_000),
	},
	codeReminderMs: {
		variable: "CODE_REMINDER_SECONDS",
		default: "8,20",
		meaning: "when a caller who gives no code is reminded",
		isSecret: false,
		check: risingSeconds,
	},
	codeWaitMs: {
		variable: "CODE_WAIT_SECONDS",
		default: "60",
		meaning: "when a caller who gives no code is let go",
		isSecret: false,
		check: seconds(1, 3_600),
	},
	codeSettleMs: {
		variable: "CODE_SETTLE_MS",
		default: "1500",
		meaning:
			"the pause after which a code shorter than the longest, or keys, count as complete",
		isSecret: false,
		check: wholeNumber(100, 10_000),
	},
	codeRestMs: {
		variable: "CODE_REST_SECONDS",
		default: "300",
		meaning:
			"how long a released code rests before it is issued again, unless its room is needed",
		isSecret: false,
		check: seconds(0, 86_400),
	},
	newCodesPerGame: {
		variable: "NEW_CODES_PER_GAME",
		default: "10",
		meaning: "how many new codes a game may take in a minute (`newCode`)",
		isSecret: false,
		check: wholeNumber(1, 10_000),
	},
	newCodesPerAddress: {
		variable: "NEW_CODES_PER_ADDRESS",
		default: "120",
		meaning:
			"how many new codes all games from one IPv4 address or IPv6 /64 may take in a minute; behind a proxy see `TRUSTED_PROXIES`",
		isSecret: false,
		check: wholeNumber(1, 1_000_000),
	},
	lastWordsMs: {
		variable: "LAST_WORDS_MS",
		default: "1000",
		meaning: "how long the last results may take after the caller hung up",
		isSecret: false,
		check: wholeNumber(0, 10_000),
	},
	gameMessagesPerSecond: {
		variable: "GAME_MESSAGES_PER_SECOND",
		default: "50",
		meaning: "how many messages a game may send",
		isSecret: false,
		check: wholeNumber(1, 10_000),
	},
	gameMessageBytes: {
		variable: "GAME_MESSAGE_BYTES",
		default: undefined,
		meaning:
			"how long one message of a game may be; without it 32768 in `callsign.v1`, and 65536 for the texts of plain games",
		isSecret: false,
		check: wholeNumber(256, 16_777_216),
	},
	gameBufferBytes: {
		variable: "GAME_BUFFER_BYTES",
		default: "1048576",
		meaning:
			"unsent bytes at which a game that does not read is closed; from a quarter of it, interim transcripts are dropped",
		isSecret: false,
		check: wholeNumber(4_096, 1_073_741_824),
	},
	gamePingMs: {
		variable: "GAME_PING_SECONDS",
		default: "25",
		meaning: "how often a game's socket is pinged",
		isSecret: false,
		check: seconds(1, 3_600),
	},
	gameResumeMs: {
		variable: "GAME_RESUME_SECONDS",
		default: "120",
		meaning:
			"how long a `callsign.v1` game may come back after its socket was lost",
		isSecret: false,
		check: seconds(1, 3_600),
	},
	gameLogEvents: {
		variable: "GAME_LOG_EVENTS",
		default: "2000",
		meaning:
			"how many of its newest events are kept for a game that comes back; at this and the next bounds errors go first, then interim transcripts",
		isSecret: false,
		check: wholeNumber(0, 1_000_000),
	},
	gameLogBytes: {
		variable: "GAME_LOG_BYTES",
		default: "524288",
		meaning: "how many bytes of them, for one game",
		isSecret: false,
		check: wholeNumber(0, 1_073_741_824),
	},
	allGameLogsBytes: {
		variable: "GAME_LOGS_BYTES",
		default: "134217728",
		meaning:
			"how many bytes of events are kept for all games together; beyond it the largest logs are halved, those of games that are away last",
		isSecret: false,
		check: wholeNumber(0, 1_099_511_627_776),
	},
	gameLogMs: {
		variable: "GAME_LOG_SECONDS",
		default: "300",
		meaning: "how old they may get",
		isSecret: false,
		check: seconds(1, 86_400),
	},
	socketsPerAddress: {
		variable: "SOCKETS_PER_ADDRESS",
		default: "2000",
		meaning:
			"how many games may connect from one IPv4 address or IPv6 /64; behind a proxy see `TRUSTED_PROXIES`",
		isSecret: false,
		check: wholeNumber(1, 1_000_000),
	},
	callsPerAddress: {
		variable: "CALLS_PER_ADDRESS",
		default: "2000",
		meaning:
			"how many calls may come from one such address where streams need no signature; signed ones all come from Twilio's few",
		isSecret: false,
		check: wholeNumber(1, 1_000_000),
	},
	addressMessagesPerSecond: {
		variable: "ADDRESS_MESSAGES_PER_SECOND",
		default: "4000",
		meaning:
			"how many messages the games of one address may send together; beyond it they are read more slowly, and nothing is lost",
		isSecret: false,
		check: wholeNumber(1, 1_000_000),
	},
	addressBytesPerSecond: {
		variable: "ADDRESS_BYTES_PER_SECOND",
		default: "2000000",
		meaning: "how many bytes of them",
		isSecret: false,
		check: wholeNumber(256, 1_073_741_824),
	},
	trustedProxies: {
		variable: "TRUSTED_PROXIES",
		default: undefined,
		meaning:
			"the proxies before the server, whose `Forwarded` or `X-Forwarded-For` header says whom they pass on; without it all behind a proxy count as one address",
		isSecret: false,
		check: proxies,
	},
	maxCalls: {
		variable: "MAX_CALLS",
		default: "5000",
		meaning: "how many calls may be there at once",
		isSecret: false,
		check: wholeNumber(1, 1_000_000),
	},
	maxCallMs: {
		variable: "MAX_CALL_MINUTES",
		default: "60",
		meaning:
			"how long a call may last; the caller is told a minute before its end, and at its end. `0`: as long as it likes",
		isSecret: false,
		check: minutes(0, 1_440),
	},
	maxGames: {
		variable: "MAX_GAMES",
		default: "20000",
		meaning: "how many games may be there at once",
		isSecret: false,
		check: wholeNumber(1, 1_000_000),
	},
	drainMs: {
		variable: "DRAIN_SECONDS",
		default: "300",
		meaning: "how long live calls may go on after SIGTERM",
		isSecret: false,
		check: seconds(0, 86_400),
	},
	cacheFolder: {
		variable: "CACHE_FOLDER",
		default: "$XDG_CACHE_HOME/callsign",
		meaning:
			"where the speech model of local mode is kept; without `XDG_CACHE_HOME`: `~/.cache/callsign`",
		isSecret: false,
		check: folder,
	},
	prompts: {
		variable: "PROMPTS",
		default: undefined,
		meaning:
			"spoken lines that replace the built-in ones, by name, as a JSON object; also `language` (of the greeting) and `voice`",
		isSecret: false,
		check: promptsFile,
	},
	flows: {
		variable: "FLOWS",
		default: undefined,
		meaning:
			"a folder with [conversations](settings.md#conversations): each file of JSON, JavaScript or TypeScript directly in it is a flow with the file's name. Each is proved at start; with one that breaks a law the server does not start",
		isSecret: false,
		check: flowFolder,
	},
	answerWith: {
		variable: "ANSWER_WITH",
		default: undefined,
		meaning:
			"the flow that answers calls, where no game is needed: of one number, or of all that have none of their own. Numbers are told by `/voice`",
		isSecret: false,
		check: flowsThatAnswer,
	},
	mindUrl: {
		variable: "MIND_URL",
		default: undefined,
		meaning:
			"where the model is asked that [thinks for the characters of conversations](settings.md#minds): any server that speaks OpenAI's chat completions. Without it characters answer by the phrases of their authors. Needs `MIND_MODEL`",
		isSecret: false,
		check: modelAddress,
	},
	mindModel: {
		variable: "MIND_MODEL",
		default: undefined,
		meaning: "the model's name there",
		isSecret: false,
		check: line,
	},
	mindKey: {
		variable: "MIND_KEY",
		default: undefined,
		meaning: "the key for it, where it needs one",
		isSecret: true,
		check: key,
	},
} satisfies Record<string, Setting<unknown>>;

type Name = keyof typeof settings;
type ValueOf<S> = S extends { check: Check<infer Value>; default: infer Text }
	? Value | (Text extends string ? never : undefined)
	: never;
type Values = { readonly [N in Name]: ValueOf<(typeof settings)[N]> };
type Found = { -readonly [N in Name]?: Values[N] };

/** What the server was told to do: the value of each setting, and what follows from several. Frozen. */
export type Config = Omit<
	Values,
	"deepgramApiKey" | "phoneNumber" | "certPem" | "keyPem"
> & {
	readonly phoneNumber: string;
	/** PEM texts; undefined means no TLS. */
	readonly tls: { readonly cert: string; readonly key: string } | undefined;
	/** Whether the try-it page is served: in local mode and with `DEMO=1`, but only where streams need no signature. */
	readonly hasTryItPage: boolean;
} & (
		| { readonly mode: "deepgram"; readonly deepgramApiKey: string }
		| { readonly mode: "local"; readonly deepgramApiKey: undefined }
	);

/** Shown to games in local mode; 555-0100 is a number that nobody has. */
const standInNumber = "+1 202 555 0100 (stand-in: local mode)";

/** By this number, which nobody has either, the try-it page rings its flow. */
export const tryItKeeperNumber = "+1 202 555 0101";

/** The flow that a server with the try-it page has anyway. */
export const tryItFlow = "keeper";

/**
 * Reads every setting, and the files that settings name. All problems are found at once, each a
 * sentence with the variable, what was found (never a secret) and what must hold.
 */
export function readConfig(
	environment: Environment,
): { readonly config: Config } | { readonly problems: readonly string[] } {
	const { found, problems } = readEach(environment);
	const isSet = (name: Name) => textOf(name, environment) !== undefined;
	for (const rule of rules) problems.push(...rule(isSet, found));
	return problems.length === 0
		? { config: freezeDeeply(complete(found as Values)) }
		: { problems };
}

/** The settings as a table in markdown, for `docs/settings.md`. */
export function settingsTable(): string {
	const rows = Object.values(settings).map(
		({ variable, default: text, check, meaning }) => [
			`\`${variable}\``,
			text === undefined ? "none" : `\`${text}\``,
			check.mustBe,
			meaning,
		],
	);
	const head = ["variable", "default", "must be", "meaning"];
	return [head, head.map(() => "---"), ...rows]
		.map((cells) => `| ${cells.join(" | ").replaceAll("\n", " ")} |\n`)
		.join("");
}

function textOf(name: Name, environment: Environment): string | undefined {
	return environment[settings[name].variable]?.trim() || undefined;
}

function readEach(environment: Environment): {
	found: Found;
	problems: string[];
} {
	const found: Record<string, unknown> = {};
	const problems: string[] = [];
	for (const name of Object.keys(settings) as Name[]) {
		const setting: Setting<unknown> = settings[name];
		const text = textOf(name, environment) ?? setting.default;
		if (text === undefined) continue;
		const reading = readWhole(setting.check, text, environment);
		if ("value" in reading) found[name] = reading.value;
		else problems.push(problemWith(setting, text, reading.unfit));
	}
	return { found: found as Found, problems };
}

/** On Windows the environment may have half a character in it. */
function readWhole<Value>(
	check: Check<Value>,
	text: string,
	environment: Environment,
): SettingReading<Value> {
	return isOfWholeCharacters(text)
		? check.read(text, environment)
		: { unfit: "half a character is in it" };
}

function problemWith(
	{ variable, isSecret, check }: Setting<unknown>,
	text: string,
	hint: string,
): string {
	const what = isSecret ? "set, and not shown here" : shown(text);
	const problem = `${variable} is ${what}: it must be ${check.mustBe}`;
	if (hint.endsWith(".")) return `${problem}. ${hint}`;
	return hint === "" ? `${problem}.` : `${problem} (${hint}).`;
}

// A URL may carry a password before the host, or a token in its query.
function shown(text: string): string {
	const open = text.replace(/\/\/[^/]*@/, "//…@").replace(/\?.*$/s, "?…");
	return JSON.stringify(
		open.length > 120 ? `${beginningOf(open, 120)}…` : open,
	);
}

// ---------------------------------------------------------------------------------------------
// What settings demand of each other

type Rule = (isSet: (name: Name) => boolean, found: Found) => string[];

const rules: readonly Rule[] = [
	deepgramAndTwilioBelongTogether,
	promptVoiceIsThere,
	certificateFitsKey,
	signaturesNeedPublicUrl,
	inspectorStaysHere,
	tokensNeedSignatures,
	strangersMustSign,
	theWorldMustSign,
	modelIsWhole,
	answeringFlowsAreThere,
];

function deepgramAndTwilioBelongTogether(
	isSet: (name: Name) => boolean,
): string[] {
	const reasons = (["deepgramApiKey", "deepgramUrl"] as const).filter(isSet);
	if (reasons.length === 0) return [];
	const because = reasons.map((name) => settings[name].variable).join(" and ");
	return (["deepgramApiKey", "phoneNumber"] as const)
		.filter((name) => !isSet(name))
		.map(
			(name) =>
				`${settings[name].variable} is not set: it must be, since ${because} ${reasons.length > 1 ? "are" : "is"} (local mode needs neither DEEPGRAM_API_KEY nor DEEPGRAM_URL).`,
		);
}

/** In local mode it is a voice of flite. */
function promptVoiceIsThere(
	isSet: (name: Name) => boolean,
	{ deepgramSpeakUrl, prompts }: Found,
): string[] {
	if (!isSet("deepgramApiKey") || deepgramSpeakUrl === undefined) return [];
	const whyNot = whyNoVoice(deepgramSpeakUrl, prompts?.voice);
	return whyNot === undefined
		? []
		: [`PROMPTS has a voice that is not at DEEPGRAM_SPEAK_URL: ${whyNot}.`];
}

function certificateFitsKey(
	isSet: (name: Name) => boolean,
	{ certPem, keyPem }: Found,
): string[] {
	if (isSet("certPem") !== isSet("keyPem")) {
		const [missing, other] = isSet("certPem")
			? ["KEY_PEM", "CERT_PEM"]
			: ["CERT_PEM", "KEY_PEM"];
		return [`${missing} is not set: it must be, since ${other} is.`];
	}
	const fits =
		certPem === undefined ||
		keyPem === undefined ||
		isKeyOfCertificate(keyPem, certPem);
	return fits ? [] : ["KEY_PEM is not the key of the certificate in CERT_PEM."];
}

function signaturesNeedPublicUrl(isSet: (name: Name) => boolean): string[] {
	return isSet("twilioAuthToken") && !isSet("publicUrl")
		? [
				"PUBLIC_URL is not set: it must be, since TWILIO_AUTH_TOKEN is (Twilio signs the URL as it sees it).",
			]
		: [];
}

function tokensNeedSignatures(
	isSet: (name: Name) => boolean,
	{ mustHaveStreamToken }: Found,
): string[] {
	return mustHaveStreamToken === true && !isSet("twilioAuthToken")
		? [
				"TWILIO_AUTH_TOKEN is not set: it must be, since STREAM_TOKENS_ONLY is (tokens are sealed with it).",
			]
		: [];
}

function strangersMustSign(
	isSet: (name: Name) => boolean,
	{ publicListener, isDemo }: Found,
): string[] {
	const isOpen =
		publicListener !== undefined && !isLoopback(publicListener.host);
	return isOpen && !isSet("twilioAuthToken") && isDemo !== true
		? [
				`TWILIO_AUTH_TOKEN is not set: it must be, since PROXY_URL is ${JSON.stringify(publicListener.host)}, which is not loopback (DEMO=1 takes unsigned calls there).`,
			]
		: [];
}

/** Behind a tunnel or a proxy on this machine strangers come from loopback, too. */
function theWorldMustSign(
	isSet: (name: Name) => boolean,
	{ publicUrl, isDemo }: Found,
): string[] {
	const isOpen = publicUrl !== undefined && !isLoopback(publicUrl.hostname);
	return isOpen && !isSet("twilioAuthToken") && isDemo !== true
		? [
				`TWILIO_AUTH_TOKEN is not set: it must be, since PUBLIC_URL is ${JSON.stringify(publicUrl.origin)}, from where anybody could call at your expense (DEMO=1 takes unsigned calls there).`,
			]
		: [];
}

function modelIsWhole(isSet: (name: Name) => boolean): string[] {
	const reason = (["mindUrl", "mindModel", "mindKey"] as const).find(isSet);
	if (reason === undefined) return [];
	return (["mindUrl", "mindModel"] as const)
		.filter((name) => !isSet(name))
		.map(
			(name) =>
				`${settings[name].variable} is not set: it must be, since ${settings[reason].variable} is.`,
		);
}

function answeringFlowsAreThere(
	isSet: (name: Name) => boolean,
	found: Found,
): string[] {
	const { answerWith = [], flows = [] } = found;
	const names = flows.map(({ name }) => name);
	const known = new Set(hasTryItPage(found) ? [...names, tryItFlow] : names);
	// What is wrong with FLOWS is told already.
	if (isSet("flows") && flows.length === 0) return [];
	const there = isSet("flows")
		? `FLOWS has ${names.join(", ")}`
		: "FLOWS is not set";
	return answerWith.flatMap(({ flow }, at) =>
		known.has(flow)
			? []
			: [
					`ANSWER_WITH has in entry number ${at + 1} the flow ${shown(flow)}, which is not there: ${there}.`,
				],
	);
}

/** Stately's page is another company's, so it is for machines at which developers sit. */
function inspectorStaysHere(
	isSet: (name: Name) => boolean,
	{ adminListener }: Found,
): string[] {
	return isSet("inspect") && adminListener && !isLoopback(adminListener.host)
		? [
				`ADMIN_URL is ${JSON.stringify(adminListener.host)}: it must be loopback, since INSPECT is set.`,
			]
		: [];
}

function complete(values: Values): Config {
	const { deepgramApiKey, phoneNumber, certPem, keyPem, ...others } = values;
	const common = {
		...others,
		phoneNumber: phoneNumber ?? standInNumber,
		tls: certPem && keyPem ? { cert: certPem, key: keyPem } : undefined,
		hasTryItPage: hasTryItPage(values),
	};
	return deepgramApiKey === undefined
		? { ...common, mode: "local", deepgramApiKey }
		: { ...common, mode: "deepgram", deepgramApiKey };
}

function hasTryItPage({
	deepgramApiKey,
	isDemo,
	twilioAuthToken,
}: Found): boolean {
	return (
		(deepgramApiKey === undefined || isDemo === true) &&
		twilioAuthToken === undefined
	);
}

function freezeDeeply<Value>(value: Value): Value {
	if (typeof value === "object" && value !== null) {
		Object.freeze(value);
		Object.values(value).forEach(freezeDeeply);
	}
	return value;
}
