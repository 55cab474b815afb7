import { describe, expect, test } from "vitest";
import {
	isFluxSpeakUrl,
	languagesOf,
	listenUrl,
	speakUrl,
	whyNoVoice,
	withExpectation,
} from "../../../src/adapters/deepgram/urls.js";

const host = "wss://dg.example.org:8443";
const ours =
	"encoding=mulaw&sample_rate=8000&channels=1&interim_results=true&vad_events=true&endpointing=300&utterance_end_ms=1000&model=nova-3";

describe("the listen URL", () => {
	test.each([
		[`${host}/v1/listen`, `${host}/v1/listen?${ours}`],
		[`${host}/v1/listen?`, `${host}/v1/listen?${ours}`],
		[`${host}`, `${host}?${ours}`],
		[`${host}/any/path/?x=1&`, `${host}/any/path/?x=1&${ours}`],
		[
			`${host}/v1/listen?encoding=mulaw&sample_rate=8000&numerals=true`,
			`${host}/v1/listen?encoding=mulaw&sample_rate=8000&numerals=true&${ours.replace("encoding=mulaw&sample_rate=8000&", "")}`,
		],
	])("%s gets what it leaves unsaid at its end", (said, expected) => {
		expect(listenUrl(said).url).toBe(expected);
	});

	test.each([
		"?model=nova-2&model=base&endpointing=false&endpointing=10",
		"?keyterm=a%20b&keyterm=B+c&keyterm=%C3%A4&tag=X&tag=x",
		"?INTERIM_RESULTS=nonsense&vad_events&utterance_end_ms=",
		"?channels=2&multichannel=true&encoding=linear16&sample_rate=16000",
		"?a=1&&b==2&c=%zz&=&%65ncoding=mulaw",
	])("with %s begins with what was said, to the letter", (query) => {
		const said = `${host}/v1/listen${query}`;
		const { url } = listenUrl(said);
		expect(url.startsWith(`${said}&`)).toBe(true);
		const saidNames = [...new URL(said).searchParams.keys()];
		const added = new URLSearchParams(url.slice(said.length));
		for (const name of added.keys()) expect(saidNames).not.toContain(name);
	});

	test("that says everything is sent as it is", () => {
		const said = `${host}/v1/listen?${ours}`;
		expect(listenUrl(said).url).toBe(said);
	});

	test.each([
		["tier=enhanced", false],
		["keywords=niner:2", false],
		["language=de", false],
		["language=multi", false],
		["language=en-GB", true],
		["language=en", true],
		["numerals=true", true],
	])("with %s gets the model Nova-3: %s", (query, expected) => {
		const { url } = listenUrl(`${host}/v1/listen?${query}`);
		expect(new URL(url).searchParams.get("model")).toBe(
			expected ? "nova-3" : null,
		);
	});

	test("without interim results gets no utterance ends, which are found in them", () => {
		const { url } = listenUrl(`${host}/v1/listen?interim_results=false`);
		expect(url).not.toContain("utterance_end_ms");
	});

	test("of Flux gets only the kind of sound, since Flux refuses the rest", () => {
		const said = `${host}/v2/listen?model=flux-general-en`;
		expect(listenUrl(said).url).toBe(`${said}&encoding=mulaw&sample_rate=8000`);
	});

	test.each([
		["", false, false, false],
		["?interim_results=true", true, false, false],
		["?interim_results=True", true, false, false],
		["?interim_results=TRUE&vad_events=true", true, true, false],
		["?interim_results=false&vad_events=false", false, false, false],
		["?interim_results=1&vad_events=yes", false, false, false],
		["?interim_results&vad_events=", false, false, false],
		["?interim_results=false&interim_results=true", false, false, false],
		["?interim_results=true&interim_results=true", true, false, false],
		["?interim%5Fresults=%74rue", true, false, false],
		["?Interim_Results=true", false, false, false],
		["?utterance_end_ms=1500", false, false, true],
	])(
		"with %j asks for interims: %s, speech starts: %s, utterance ends: %s",
		(query, interims, speechStarts, utteranceEnds) => {
			expect(listenUrl(`${host}/v1/listen${query}`).asked).toEqual({
				interims,
				speechStarts,
				utteranceEnds,
			});
		},
	);
});

test("words with half a character in them are dialled with its replacement", () => {
	const url = `${host}/v1/listen?model=nova-3`;
	const words = ["dragon \ud83d", "🎉"];
	const dialled = withExpectation(listenUrl(url), { isCode: false, words });
	expect(dialled).toMatch(
		/[^=]&keyterm=dragon%20%EF%BF%BD&keyterm=%F0%9F%8E%89$/,
	);
});

describe("Flux, how sure that a turn has ended,", () => {
	const flux = `${host}/v2/listen?model=flux-general-en&encoding=mulaw&sample_rate=8000`;
	const dialled = (url: string, isCode: boolean) =>
		withExpectation(listenUrl(url), { isCode, words: [] });

	test("is to be surer while a code is said", () => {
		expect(dialled(flux, true)).toBe(`${flux}&eot_threshold=0.9`);
		expect(dialled(flux, false)).toBe(flux);
	});

	test("is the operator's to say", () => {
		const said = `${flux}&eot_threshold=0.6`;
		expect(dialled(said, true)).toBe(said);
	});

	test("and how long silence ends a turn", () => {
		expect(listenUrl(`${flux}&eot_timeout_ms=900`).turnTimeoutMs).toBe(900);
		expect(listenUrl(flux).turnTimeoutMs).toBe(5_000);
	});
});

describe("the speak URL", () => {
	test.each([
		["v1/speak", "aura-2-luna-en", undefined],
		["v1/speak", "flux-kit-en", "the voices of Flux are at /v2/speak"],
		["v2/speak", "flux-kit-en", undefined],
		["v2/speak", "aura-asteria-en", "the voices of Aura are at /v1/speak"],
		["v2/speak", undefined, undefined],
		["v2/speak", "fluxion", undefined],
		["my/speak", "flux-kit-en", undefined],
	])("at %s has %s, or says why not", (path, voice, why) => {
		expect(whyNoVoice(`${host}/${path}?model=x`, voice)).toBe(why);
	});

	test("of Flux gets another voice in place of its own", () => {
		const said = `${host}/v2/speak?model=flux-alexis-en&speed=1.1`;
		expect(speakUrl(said, "flux-kit-en")).toBe(
			`${host}/v2/speak?model=flux-kit-en&speed=1.1&encoding=mulaw&sample_rate=8000`,
		);
		expect(isFluxSpeakUrl(said)).toBe(true);
		expect(isFluxSpeakUrl(`${host}/v1/speak`)).toBe(false);
	});

	test.each([
		[`${host}/v1/speak`, `${host}/v1/speak?encoding=mulaw&sample_rate=8000`],
		[
			`${host}/v1/speak?model=aura-2-thalia-en&encoding=mulaw`,
			`${host}/v1/speak?model=aura-2-thalia-en&encoding=mulaw&sample_rate=8000`,
		],
		[
			`${host}/v1/speak?sample_rate=8000&encoding=mulaw`,
			`${host}/v1/speak?sample_rate=8000&encoding=mulaw`,
		],
	])(
		"%s gets the telephone's kind of sound where it names none",
		(said, expected) => {
			expect(speakUrl(said)).toBe(expected);
		},
	);

	test.each([
		["", "aura-2-luna-en", "?model=aura-2-luna-en"],
		["?model=a&speed=1.1&model=b&models=c", "d", "?model=d&speed=1.1&models=c"],
		["?speed=1.1", "a&b=c#\ud800", "?model=a%26b%3Dc%23%EF%BF%BD&speed=1.1"],
	])("with %j for the voice %j begins with %s", (query, voice, expected) => {
		expect(speakUrl(`${host}/v1/speak${query}`, voice)).toBe(
			`${host}/v1/speak${expected}&encoding=mulaw&sample_rate=8000`,
		);
	});
});

test.each([
	["/v1/listen?model=nova-3", ["en"]],
	["/v1/listen?model=nova-3&language=en-GB", ["en-GB"]],
	["/v1/listen?model=nova-2&language=de", ["de"]],
	["/v1/listen?model=nova-3&language=multi", []],
	["/v1/listen?model=nova-2&detect_language=true", []],
	["/v2/listen?model=flux-general-en", ["en"]],
	["/v2/listen?model=flux-general-multi", []],
	[
		"/v2/listen?model=flux-general-multi&language_hint=de&language_hint=nl",
		["de", "nl"],
	],
])("what is said at %s is in %j", (path, languages) => {
	expect(languagesOf(`${host}${path}`)).toEqual(languages);
});
