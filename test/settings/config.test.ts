import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
	type Config,
	readConfig,
	settings,
	settingsTable,
} from "../../src/settings/config.js";
import { selfSignedCertificate } from "../support/network/self-signed-certificate.js";

const folder = mkdtempSync(join(tmpdir(), "callsign-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(name: string, contents: string): string {
	const path = join(folder, name);
	writeFileSync(path, contents);
	return path;
}

function configFrom(environment: Record<string, string>): Config {
	const reading = readConfig(environment);
	if ("problems" in reading) throw new Error(reading.problems.join("\n"));
	return reading.config;
}

function problemsIn(environment: Record<string, string>): readonly string[] {
	const reading = readConfig(environment);
	return "problems" in reading ? reading.problems : [];
}

const deepgram = {
	DEEPGRAM_API_KEY: "dg-secret",
	TWILIO_PHONE_NUMBER: "+15551234567",
};
/** The operator's own lines, of which only the voice is other than usual. */
const promptsIn = (voice: string) =>
	fileWith("voice-prompts.json", JSON.stringify({ voice }));

const model = { MIND_URL: "http://127.0.0.1:1/v1", MIND_MODEL: "keeper" };
const cert = selfSignedCertificate();
const otherCert = selfSignedCertificate();
const certPath = fileWith("cert.pem", cert.cert);
const keyPath = fileWith("key.pem", cert.key);
const otherKeyPath = fileWith("other-key.pem", otherCert.key);
const emptyPath = fileWith("empty.pem", "\n");

describe("with no setting at all", () => {
	const config = configFrom({});

	test("the server runs in local mode, with a number that says it is a stand-in", () => {
		expect(config.mode).toBe("local");
		expect(config.phoneNumber).toContain("stand-in");
	});

	test("every default is as documented", () => {
		const { phoneNumber: _, cacheFolder: __, ...others } = config;
		expect(others).toEqual({
			mode: "local",
			deepgramApiKey: undefined,
			publicListener: { host: "127.0.0.1", port: 5000 },
			deepgramUrl:
				"wss://api.deepgram.com/v1/listen?encoding=mulaw&sample_rate=8000&channels=1&model=nova-3&numerals=true",
			tls: undefined,
			deepgramSpeakUrl:
				"wss://api.deepgram.com/v1/speak?model=aura-2-thalia-en&encoding=mulaw&sample_rate=8000",
			adminListener: { host: "127.0.0.1", port: 5001 },
			logLevel: "info",
			mustHaveStreamToken: false,
			isDemo: false,
			hasTryItPage: true,
			audioBatchMs: 60,
			audioKeepMs: 5_000,
			maxSpeakSockets: 15,
			startTimeoutMs: 10_000,
			codeTriesPerCall: 3,
			codeTriesPerCaller: 10,
			codeTriesPerServer: 600,
			codeReminderMs: [8_000, 20_000],
			codeWaitMs: 60_000,
			codeSettleMs: 1_500,
			codeRestMs: 300_000,
			newCodesPerGame: 10,
			newCodesPerAddress: 120,
			lastWordsMs: 1_000,
			maxCallMs: 3_600_000,
			gameMessagesPerSecond: 50,
			gameBufferBytes: 1_048_576,
			gamePingMs: 25_000,
			gameResumeMs: 120_000,
			gameLogEvents: 2_000,
			gameLogBytes: 524_288,
			allGameLogsBytes: 134_217_728,
			gameLogMs: 300_000,
			socketsPerAddress: 2_000,
			callsPerAddress: 2_000,
			addressMessagesPerSecond: 4_000,
			addressBytesPerSecond: 2_000_000,
			maxCalls: 5_000,
			maxGames: 20_000,
			drainMs: 300_000,
		});
	});

	test("nothing can be changed afterwards, however deep", () => {
		expect(Object.isFrozen(config)).toBe(true);
		expect(Object.isFrozen(config.publicListener)).toBe(true);
		expect(Object.isFrozen(config.codeReminderMs)).toBe(true);
	});
});

describe("the mode", () => {
	test("is deepgram with a key and a number", () => {
		expect(configFrom(deepgram)).toMatchObject({
			mode: "deepgram",
			deepgramApiKey: "dg-secret",
			phoneNumber: "+15551234567",
		});
	});

	test("is local with a number alone, which is then shown", () => {
		expect(configFrom({ TWILIO_PHONE_NUMBER: "+1 555" })).toMatchObject({
			mode: "local",
			phoneNumber: "+1 555",
		});
	});

	test("is local when the key is there but empty", () => {
		expect(configFrom({ DEEPGRAM_API_KEY: " \n" }).mode).toBe("local");
	});

	test("with a key needs a number", () => {
		expect(problemsIn({ DEEPGRAM_API_KEY: "dg-secret" })).toEqual([
			expect.stringMatching(
				/^TWILIO_PHONE_NUMBER is not set: .*DEEPGRAM_API_KEY is/,
			),
		]);
	});

	test("with a URL needs a key and a number", () => {
		expect(problemsIn({ DEEPGRAM_URL: "ws://localhost" })).toEqual([
			expect.stringMatching(/^DEEPGRAM_API_KEY is not set: .*DEEPGRAM_URL is/),
			expect.stringMatching(/^TWILIO_PHONE_NUMBER is not set/),
		]);
	});
});

test("keys are trimmed, since a newline at their end would kill the Deepgram SDK", () => {
	const config = configFrom({
		...deepgram,
		DEEPGRAM_API_KEY: " dg-secret\n",
		GAME_KEYS: "one, two ,three\n",
		TWILIO_AUTH_TOKEN: "token\r\n",
		PUBLIC_URL: "https://example.com\n",
	});
	expect(config.deepgramApiKey).toBe("dg-secret");
	expect(config.gameKeys).toEqual(["one", "two", "three"]);
	expect(config.twilioAuthToken).toBe("token");
});

test("every problem is told at once", () => {
	const problems = problemsIn({
		PROXY_URL: "nowhere",
		LOG_LEVEL: "loud",
		AUDIO_BATCH_MS: "19",
		CERT_PEM: certPath,
		TWILIO_AUTH_TOKEN: "token",
		DEEPGRAM_API_KEY: "dg-secret",
	});
	expect(problems.map((problem) => problem.split(" ")[0]).sort()).toEqual([
		"AUDIO_BATCH_MS",
		"KEY_PEM",
		"LOG_LEVEL",
		"PROXY_URL",
		"PUBLIC_URL",
		"TWILIO_PHONE_NUMBER",
	]);
});

describe("what is accepted", () => {
	const listen = "encoding=mulaw&sample_rate=8000";
	test.each<[string, string, keyof Config, unknown]>([
		[
			"PROXY_URL",
			"localhost:0",
			"publicListener",
			{ host: "localhost", port: 0 },
		],
		[
			"PROXY_URL",
			"[::1]:65535",
			"publicListener",
			{ host: "::1", port: 65_535 },
		],
		[
			"PROXY_URL",
			"127.9.9.9:80",
			"publicListener",
			{ host: "127.9.9.9", port: 80 },
		],
		["ADMIN_URL", "0.0.0.0:9", "adminListener", { host: "0.0.0.0", port: 9 }],
		[
			"ADMIN_URL",
			"my-host.lan:9",
			"adminListener",
			{ host: "my-host.lan", port: 9 },
		],
		[
			"DEEPGRAM_SPEAK_URL",
			`http://10.0.0.1:8/a/b?${listen}`,
			"deepgramSpeakUrl",
			`http://10.0.0.1:8/a/b?${listen}`,
		],
		[
			"DEEPGRAM_SPEAK_URL",
			"wss://H.example/x?tag=%7ea&tag=b",
			"deepgramSpeakUrl",
			"wss://H.example/x?tag=%7ea&tag=b",
		],
		[
			"PUBLIC_URL",
			"https://example.com",
			"publicUrl",
			new URL("https://example.com"),
		],
		[
			"PUBLIC_URL",
			"https://example.com:8443/",
			"publicUrl",
			new URL("https://example.com:8443"),
		],
		[
			"PUBLIC_URL",
			"http://127.0.0.1:5000",
			"publicUrl",
			new URL("http://127.0.0.1:5000"),
		],
		[
			"PUBLIC_URL",
			"http://[::1]:5000",
			"publicUrl",
			new URL("http://[::1]:5000"),
		],
		[
			"ADMIN_HOSTS",
			"callsign, Callsign.monitoring.svc",
			"adminHosts",
			["callsign", "callsign.monitoring.svc"],
		],
		["DEMO", "1", "isDemo", true],
		["DEMO", "0", "isDemo", false],
		["STREAM_TOKENS_ONLY", "0", "mustHaveStreamToken", false],
		["AUDIO_BATCH_MS", "20", "audioBatchMs", 20],
		["AUDIO_BATCH_MS", "250", "audioBatchMs", 250],
		["CODE_REMINDER_SECONDS", "5", "codeReminderMs", [5_000]],
		[
			"CODE_REMINDER_SECONDS",
			"5, 6 ,70",
			"codeReminderMs",
			[5_000, 6_000, 70_000],
		],
		["DRAIN_SECONDS", "0", "drainMs", 0],
		["LOG_LEVEL", "silent", "logLevel", "silent"],
		["GAME_KEYS", "a+b/c==", "gameKeys", ["a+b/c=="]],
		["CACHE_FOLDER", "/var/cache/x", "cacheFolder", "/var/cache/x"],
		...[
			"https://api.openai.com/v1",
			"http://127.0.0.1:11434/v1/",
			"https://h/openai/v1?api-version=preview",
			"http://h",
		].map((url): [string, string, keyof Config, unknown] => [
			"MIND_URL",
			url,
			"mindUrl",
			url,
		]),
	])("%s=%s", (variable, text, name, value) => {
		const config = configFrom({ DEMO: "1", ...model, [variable]: text });
		expect(config[name]).toEqual(value);
	});

	test("a listen URL to the letter", () => {
		const url = `ws://127.0.0.1:9/Any/path?${listen}&keyterm=A%20b&keyterm=c&interim_results=true`;
		expect(configFrom({ ...deepgram, DEEPGRAM_URL: url }).deepgramUrl).toBe(
			url,
		);
	});
});

describe("what is refused", () => {
	test.each<[string, string, RegExp]>([
		["PROXY_URL", "127.0.0.1", /host:port/],
		["PROXY_URL", ":5000", /host:port/],
		["PROXY_URL", "127.0.0.1:65536", /host:port/],
		["PROXY_URL", "127.0.0.1:-1", /host:port/],
		["PROXY_URL", "127.0.0.1:5000/game", /host:port/],
		["PROXY_URL", "ws://127.0.0.1:5000", /leave out "ws:\/\/"/],
		["PROXY_URL", "::1:5000", /stands in brackets/],
		["PROXY_URL", "[localhost]:5000", /only an IPv6 address/],
		["ADMIN_URL", "http://127.0.0.1:5001", /leave out "http:\/\/"/],
		[
			"DEEPGRAM_SPEAK_URL",
			"api.deepgram.com/v1/speak",
			/ws, wss, http or https URL/,
		],
		[
			"DEEPGRAM_SPEAK_URL",
			"ftp://api.deepgram.com",
			/ws, wss, http or https URL/,
		],
		["DEEPGRAM_SPEAK_URL", "wss://", /ws, wss, http or https URL/],
		["DEEPGRAM_SPEAK_URL", "wss://h/p?model=x#y", /leave out "#"/],
		[
			"DEEPGRAM_SPEAK_URL",
			"wss://h/p?encoding=linear16",
			/Twilio's audio is mulaw at 8000 Hz, so encoding must be mulaw/,
		],
		[
			"DEEPGRAM_SPEAK_URL",
			"wss://h/p?sample_rate=16000",
			/so sample_rate must be 8000/,
		],
		[
			"DEEPGRAM_SPEAK_URL",
			"wss://h/p?encoding=mulaw&encoding=opus",
			/so encoding must be mulaw/,
		],
		["PUBLIC_URL", "http://example.com", /https:\/\/host/],
		["PUBLIC_URL", "https://example.com/callsign", /neither path nor query/],
		["PUBLIC_URL", "https://example.com/?a=b", /neither path nor query/],
		["PUBLIC_URL", "https://me:pw@example.com", /https:\/\/host/],
		["PUBLIC_URL", "example.com", /https:\/\/host/],
		["PUBLIC_URL", "wss://example.com", /https:\/\/host/],
		["ADMIN_HOSTS", "callsign:5001", /see name number 1/],
		["ADMIN_HOSTS", "callsign,", /see name number 2/],
		["ADMIN_HOSTS", "http://callsign", /without a port/],
		["DEMO", "true", /1 or 0/],
		["LOG_LEVEL", "INFO", /one of trace, debug/],
		["AUDIO_BATCH_MS", "251", /whole number from 20 to 250/],
		["AUDIO_BATCH_MS", "60.5", /whole number/],
		["AUDIO_BATCH_MS", "6e1", /whole number/],
		["AUDIO_BATCH_MS", "0x40", /whole number/],
		["AUDIO_BATCH_MS", "-60", /whole number/],
		["AUDIO_KEEP_SECONDS", "31", /from 1 to 30 \(seconds\)/],
		["CODE_TRIES_PER_CALL", "0", /from 1 to 10/],
		["CODE_REMINDER_SECONDS", "20,8", /rising whole seconds/],
		["CODE_REMINDER_SECONDS", "0,8", /rising whole seconds/],
		["CODE_REMINDER_SECONDS", "8,,20", /rising whole seconds/],
		["MAX_CALLS", "9".repeat(400), /from 1 to 1000000/],
		["TWILIO_PHONE_NUMBER", "+1555\n+1556", /one line/],
		["DEEPGRAM_API_KEY", "one two", /one word of printable ASCII/],
		["TWILIO_AUTH_TOKEN", "one\ntwo", /one word of printable ASCII/],
		["GAME_KEYS", "one,t wo", /see key number 2/],
		["CERT_PEM", "/nowhere/cert.pem", /cannot be read: ENOENT/],
		["CERT_PEM", folder, /cannot be read: EISDIR/],
		["CERT_PEM", keyPath, /holds no certificate/],
		["CERT_PEM", emptyPath, /is empty/],
		["KEY_PEM", certPath, /holds no private key/],
		["GAME_CODES", "/nowhere/codes.json", /cannot be read: ENOENT/],
		[
			"TWILIO_PHONE_NUMBER",
			"+1500 \ud83d",
			/must be one line of text \(half a character is in it\)/,
		],
		["PROMPTS", "/nowhere/prompts.json", /cannot be read: ENOENT/],
		["MIND_URL", "api.openai.com/v1", /an http or https URL, such as/],
		["MIND_URL", "wss://api.openai.com/v1", /an http or https URL/],
		["MIND_URL", "https://h/v1#x", /leave out "#"/],
		["MIND_URL", "https://me:pw@h/v1", /the key goes into MIND_KEY/],
		[
			"MIND_URL",
			"https://h/v1/chat/completions",
			/leave out "\/chat\/completions"/,
		],
		["MIND_KEY", "two words", /one word of printable ASCII/],
		["MIND_MODEL", "two\nlines", /one line/],
	])("%s=%s", (variable, text, reason) => {
		const problems = problemsIn({ [variable]: text });
		const [own] = problems.filter((problem) => problem.startsWith(variable));
		expect(own).toMatch(reason);
		expect(own).toContain("it must be");
	});

	test("a model of Flux where listen v1 is", () => {
		const DEEPGRAM_URL = "wss://h/v1/listen?model=flux-general-en";
		expect(problemsIn({ ...deepgram, DEEPGRAM_URL })).toEqual([
			expect.stringMatching(/the models of Flux are at \/v2\/listen/),
		]);
	});

	test.each([
		["v1/speak?model=flux-kit-en", /the voices of Flux are at \/v2\/speak/],
		["v2/speak?model=aura-2-luna-en", /the voices of Aura are at \/v1\/speak/],
		["v2/speak", /\/v2\/speak has no usual voice/],
		["v2/speak?model=", /\/v2\/speak has no usual voice/],
		["v2/speak?model=flux-kit-en&sample_rate=16000", /mulaw at 8000 Hz/],
	])("a voice that is not where the speak URL is: %s", (target, reason) => {
		const DEEPGRAM_SPEAK_URL = `wss://h/${target}`;
		expect(problemsIn({ ...deepgram, DEEPGRAM_SPEAK_URL })).toEqual([
			expect.stringMatching(reason),
		]);
	});

	test.each([
		["v1/speak", "aura-2-luna-en"],
		["v2/speak?model=flux-kit-en", "flux-haley-en"],
		["elsewhere?model=flux-kit-en", "aura-2-luna-en"],
		["v2/speak?model=flux-kit-en", "a-name-of-tomorrow"],
	])("no voice that may be where the speak URL is: %s, %s", (target, voice) => {
		const DEEPGRAM_SPEAK_URL = `wss://h/${target}`;
		const PROMPTS = promptsIn(voice);
		const set = { ...deepgram, DEEPGRAM_SPEAK_URL, PROMPTS };
		expect("config" in readConfig(set)).toBe(true);
	});

	test("a voice of PROMPTS that is not where the speak URL is, unless nothing is dialled", () => {
		const DEEPGRAM_SPEAK_URL = "wss://h/v2/speak?model=flux-kit-en";
		const PROMPTS = promptsIn("aura-2-luna-en");
		const set = { DEEPGRAM_SPEAK_URL, PROMPTS };
		expect(problemsIn({ ...deepgram, ...set })).toEqual([
			"PROMPTS has a voice that is not at DEEPGRAM_SPEAK_URL: the voices of Aura are at /v1/speak.",
		]);
		expect("config" in readConfig(set)).toBe(true);
	});

	test("an encoding in the listen URL that Twilio does not have", () => {
		const DEEPGRAM_URL = "wss://h/p?encoding=linear16&sample_rate=8000";
		expect(problemsIn({ ...deepgram, DEEPGRAM_URL })).toEqual([
			expect.stringMatching(/Twilio's audio is mulaw at 8000 Hz/),
		]);
	});
});

describe("secrets are never shown", () => {
	test.each([
		["DEEPGRAM_API_KEY", "hush hush"],
		["TWILIO_AUTH_TOKEN", "hush\u0007hush"],
		["GAME_KEYS", "hush,,hush"],
		["DEEPGRAM_URL", "ftp://me:hush@host/path?token=hush"],
		["PUBLIC_URL", "https://me:hush@host/?hush"],
		["MIND_KEY", "hush hush"],
		["MIND_URL", "https://me:hush@host/v1?key=hush"],
	])("by a problem with %s", (variable, text) => {
		const problems = problemsIn({ [variable]: text });
		expect(problems.join()).toContain(variable);
		expect(problems.join()).not.toContain("hush");
	});
});

test("what was found is cut when it is long, and written on one line", () => {
	const [problem] = problemsIn({ LOG_LEVEL: `a\nb${"c".repeat(1_000)}` });
	expect(problem).toContain('LOG_LEVEL is "a\\nbccc');
	expect(problem?.length).toBeLessThan(250);
});

describe("TLS", () => {
	test("takes a certificate with its key", () => {
		const config = configFrom({ CERT_PEM: certPath, KEY_PEM: keyPath });
		expect(config.tls).toEqual(cert);
	});

	test.each([
		[{ CERT_PEM: certPath }, /^KEY_PEM is not set/],
		[{ KEY_PEM: keyPath }, /^CERT_PEM is not set/],
		[
			{ CERT_PEM: certPath, KEY_PEM: otherKeyPath },
			/^KEY_PEM is not the key of the certificate/,
		],
	])("refuses %o", (environment, reason) => {
		expect(problemsIn(environment)).toEqual([expect.stringMatching(reason)]);
	});
});

describe("whose calls are taken", () => {
	test("an auth token needs the public URL", () => {
		expect(problemsIn({ TWILIO_AUTH_TOKEN: "token" })).toEqual([
			expect.stringMatching(/^PUBLIC_URL is not set/),
		]);
	});

	const deepgram = {
		DEEPGRAM_API_KEY: "key",
		TWILIO_PHONE_NUMBER: "+15005550006",
	};
	const signed = {
		TWILIO_AUTH_TOKEN: "token",
		PUBLIC_URL: "https://call.example.com",
	};

	test.each([
		["in local mode", {}, true],
		["with Deepgram", deepgram, false],
		["with Deepgram and DEMO=1", { ...deepgram, DEMO: "1" }, true],
		["in local mode with an auth token", signed, false],
	])("the try-it page %s: %o", (_, environment, isServed) => {
		expect(configFrom(environment).hasTryItPage).toBe(isServed);
	});

	test("tokens need an auth token", () => {
		expect(problemsIn({ STREAM_TOKENS_ONLY: "1" })).toEqual([
			expect.stringMatching(
				/^TWILIO_AUTH_TOKEN is not set.*STREAM_TOKENS_ONLY/,
			),
		]);
		expect(problemsIn({ ...signed, STREAM_TOKENS_ONLY: "1" })).toEqual([]);
	});

	test("a demo changes nothing where calls must be signed", () => {
		const config = configFrom({
			DEMO: "1",
			TWILIO_AUTH_TOKEN: "token",
			PUBLIC_URL: "https://call.example.com",
		});
		expect(config.hasTryItPage).toBe(false);
		expect(config.twilioAuthToken).toBe("token");
	});

	test.each(["0.0.0.0:5000", "[::]:5000", "192.168.0.1:5000", "example.com:1"])(
		"an auth token is needed to listen on %s",
		(PROXY_URL) => {
			const [problem] = problemsIn({ PROXY_URL });
			expect(problem).toMatch(/^TWILIO_AUTH_TOKEN is not set.*DEMO=1/);
			expect(problemsIn({ PROXY_URL, DEMO: "1" })).toEqual([]);
			const signed = {
				TWILIO_AUTH_TOKEN: "token",
				PUBLIC_URL: "https://example.com",
			};
			expect(problemsIn({ PROXY_URL, ...signed })).toEqual([]);
		},
	);

	test.each(["https://x.ngrok.app", "https://192.168.0.1:8443"])(
		"an auth token is needed to be known as %s, also on loopback",
		(PUBLIC_URL) => {
			expect(problemsIn({ PUBLIC_URL })).toEqual([
				expect.stringMatching(/^TWILIO_AUTH_TOKEN is not set.*DEMO=1/),
			]);
			expect(problemsIn({ PUBLIC_URL, DEMO: "1" })).toEqual([]);
			expect(problemsIn({ PUBLIC_URL, TWILIO_AUTH_TOKEN: "token" })).toEqual(
				[],
			);
		},
	);

	test.each(["http://localhost:5000", "https://127.0.0.1", "http://[::1]:1"])(
		"no auth token is needed to be known as %s",
		(PUBLIC_URL) => {
			expect(problemsIn({ PUBLIC_URL })).toEqual([]);
		},
	);

	test.each(["localhost:1", "127.0.0.1:1", "127.1.2.3:1", "[::1]:1"])(
		"no auth token is needed to listen on %s",
		(PROXY_URL) => {
			expect(problemsIn({ PROXY_URL })).toEqual([]);
		},
	);
});

describe("the model of minds", () => {
	test("is asked by its URL and its name, and a key if there is one", () => {
		expect(configFrom(model)).toMatchObject({
			mindUrl: "http://127.0.0.1:1/v1",
			mindModel: "keeper",
		});
		expect(configFrom({ ...model, MIND_KEY: " sk-1\n" }).mindKey).toBe("sk-1");
		expect(configFrom({}).mindUrl).toBeUndefined();
	});

	test.each([
		[
			{ MIND_URL: model.MIND_URL },
			["MIND_MODEL is not set: it must be, since MIND_URL is."],
		],
		[
			{ MIND_MODEL: "keeper" },
			["MIND_URL is not set: it must be, since MIND_MODEL is."],
		],
		[
			{ MIND_KEY: "hush" },
			[
				"MIND_URL is not set: it must be, since MIND_KEY is.",
				"MIND_MODEL is not set: it must be, since MIND_KEY is.",
			],
		],
	])("is whole, or a problem: %o", (environment, problems) => {
		expect(problemsIn(environment)).toEqual(problems);
	});
});

describe("flows", () => {
	const flowsIn = (...names: readonly string[]) => {
		const path = mkdtempSync(join(folder, "flows-"));
		for (const name of names) writeFileSync(join(path, name), "");
		return path;
	};
	const local = { FLOWS: flowsIn("keeper.json", "smith.mjs") };

	test("are the files of a folder, which are not read yet", () => {
		expect(configFrom(local).flows).toEqual([
			{ name: "keeper", file: join(local.FLOWS, "keeper.json") },
			{ name: "smith", file: join(local.FLOWS, "smith.mjs") },
		]);
		expect(configFrom({}).flows).toBeUndefined();
	});

	test.each([
		["/nowhere", /cannot be read: ENOENT/],
		[certPath, /cannot be read: ENOTDIR/],
		[flowsIn(), /no flow is in it/],
		[flowsIn("a.json", "a.ts"), /two of its files are the flow "a"/],
	])("are refused as %s", (FLOWS, reason) => {
		expect(problemsIn({ FLOWS })).toEqual([expect.stringMatching(reason)]);
	});

	test("answer all calls, or those of one number, however that is written", () => {
		const answers = (ANSWER_WITH: string) =>
			configFrom({ ...local, ANSWER_WITH }).answerWith;
		expect(answers("keeper")).toEqual([{ flow: "keeper", number: undefined }]);
		expect(
			answers("keeper, +1 (555) 123-4567 = smith,+15551234568=keeper"),
		).toEqual([
			{ flow: "keeper", number: undefined },
			{ flow: "smith", number: "15551234567" },
			{ flow: "keeper", number: "15551234568" },
		]);
	});

	test.each([
		[
			"smyth",
			/^ANSWER_WITH has in entry number 1 the flow "smyth", which is not there: FLOWS has keeper, smith\.$/,
		],
		["keeper,+1555=smyth", /in entry number 2 the flow "smyth"/],
		["keeper,smith", /entry number 2: another one has no number either/],
		[
			"+1555=keeper,1-555=smith",
			/entry number 2: another one has the same number/,
		],
		["keeper,front door=smith", /entry number 2: "front door" is no number/],
		["=smith", /entry number 1: "" is no number/],
		["12=smith", /entry number 1: "12" is no number/],
		["keeper,", /entry number 2: it names no flow/],
		["+1555=", /entry number 1: it names no flow/],
		["+1555=a=b", /entry number 1: it has more than one "="/],
	])("do not answer by ANSWER_WITH=%s", (ANSWER_WITH, problem) => {
		expect(problemsIn({ ...local, ANSWER_WITH })).toEqual([
			expect.stringMatching(problem),
		]);
	});

	test("are the keeper alone where none is set and the try-it page is there", () => {
		expect(problemsIn({ ANSWER_WITH: "keeper" })).toEqual([]);
		expect(problemsIn({ ...deepgram, ANSWER_WITH: "keeper" })).toEqual([
			'ANSWER_WITH has in entry number 1 the flow "keeper", which is not there: FLOWS is not set.',
		]);
		expect(
			problemsIn({ ...deepgram, DEMO: "1", ANSWER_WITH: "keeper" }),
		).toEqual([]);
	});

	test("are told of once where the folder is wrong", () => {
		expect(problemsIn({ FLOWS: "/nowhere", ANSWER_WITH: "smith" })).toEqual([
			expect.stringMatching(/^FLOWS is "\/nowhere"/),
		]);
	});
});

describe("game codes", () => {
	test("are read in the format of the server before", () => {
		const GAME_CODES = fileWith(
			"codes.json",
			'\uFEFF{"game_codes":["apple"," Banana "],"else":1}',
		);
		expect(configFrom({ GAME_CODES }).gameCodes).toEqual(["apple", "Banana"]);
	});

	test.each([
		["not json", /is not JSON/],
		['["apple"]', /no list "game_codes"/],
		["null", /no list "game_codes"/],
		['{"game_codes":"apple"}', /no list "game_codes"/],
		['{"game_codes":[]}', /no list "game_codes"/],
		['{"game_codes":["apple",""]}', /not empty/],
		['{"game_codes":["apple",7]}', /not empty/],
		[
			String.raw`{"game_codes":["apple","pear\ud83c"]}`,
			/game code number 2 must be of whole characters/,
		],
		[
			'{"game_codes":["a","firefly","fire fly"]}',
			/words\. "a" has too few.*"firefly" and "fire fly"/,
		],
		[
			'{"game_codes":["apple","pear","APPLE "]}',
			/"apple" and "APPLE" are the same\./,
		],
	])("are refused as %s", (contents, reason) => {
		const GAME_CODES = fileWith("bad-codes.json", contents);
		expect(problemsIn({ GAME_CODES })).toEqual([expect.stringMatching(reason)]);
	});
});

describe("prompts", () => {
	test("are read as texts by name", () => {
		const lines = {
			language: "de-DE",
			voice: "aura-2-viktoria-de",
			greeting: "Hallo!",
			connected: "Verbunden.",
		};
		const PROMPTS = fileWith("prompts.json", JSON.stringify(lines));
		expect(configFrom({ PROMPTS }).prompts).toEqual(lines);
	});

	test.each([
		["{", /is not JSON/],
		["[]", /is not an object/],
		['{"connected":["a"]}', /"connected" must be a text/],
		[
			String.raw`{"connected":"You are in \ud83c"}`,
			/"connected" must be of whole characters, .* emoji that was cut in two/,
		],
		[
			'{"connected":"","conected":"a"}',
			/"connected" must be a text.*"conected" is none of language, voice, greeting, connected,/,
		],
	])("are refused as %s", (contents, reason) => {
		const PROMPTS = fileWith("bad-prompts.json", contents);
		expect(problemsIn({ PROMPTS })).toEqual([expect.stringMatching(reason)]);
	});
});

describe("the cache folder", () => {
	test.each<[Record<string, string>, string]>([
		[{ XDG_CACHE_HOME: "/x" }, "/x/callsign"],
		[{ HOME: "/h" }, "/h/.cache/callsign"],
		[{ XDG_CACHE_HOME: "relative", HOME: "/h" }, "/h/.cache/callsign"],
		[{}, join(homedir(), ".cache/callsign")],
		[{ CACHE_FOLDER: "~/c", HOME: "/h" }, "/h/c"],
		[{ CACHE_FOLDER: "~other/c", HOME: "/h" }, join(process.cwd(), "~other/c")],
		[{ CACHE_FOLDER: "c" }, join(process.cwd(), "c")],
	])("with %o is %s", (environment, path) => {
		expect(configFrom(environment).cacheFolder).toBe(path);
	});
});

describe("the table of settings", () => {
	test("names each setting once, with its default", () => {
		const rows = settingsTable().trimEnd().split("\n").slice(2);
		const variables = rows.map((row) => /^\| `(\w+)` \|/.exec(row)?.[1]);
		expect(new Set(variables).size).toBe(Object.keys(settings).length);
		expect(rows).toContainEqual(
			expect.stringMatching(/^\| `AUDIO_BATCH_MS` \| `60` \| .*20 to 250 \|/),
		);
	});

	test("has four cells in each row", () => {
		const rows = settingsTable().trimEnd().split("\n");
		expect(rows.every((row) => row.split("|").length === 6)).toBe(true);
	});
});

test("variables that are not settings are nobody's business", () => {
	expect(problemsIn({ PATH: "\u0000", DEEPGRAM_KEY: "x" })).toEqual([]);
});
