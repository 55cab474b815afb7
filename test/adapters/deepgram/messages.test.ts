import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	type AskedFor,
	type DeepgramKind,
	readDeepgramMessage,
} from "../../../src/adapters/deepgram/messages.js";

const results = (fields: object = {}, channel: object = {}) => ({
	type: "Results",
	channel_index: [0, 1],
	duration: 1.98,
	start: 5.99,
	is_final: true,
	speech_final: true,
	channel: {
		alternatives: [
			{
				transcript: "four two",
				confidence: 0.99,
				words: [
					{ word: "four", start: 6.0699997, end: 6.39, confidence: 0.9 },
					{ word: "two", start: 6.39, end: 6.71, confidence: 1 },
				],
			},
			{ transcript: "for two", confidence: 0.5, words: [] },
		],
		...channel,
	},
	metadata: { request_id: "r", model_uuid: "m" },
	...fields,
});

const read = (message: unknown, offsetMs = 0, asked?: AskedFor) =>
	readDeepgramMessage(JSON.stringify(message), offsetMs, asked);

describe("a result", () => {
	test("is read with its readings and times, the offset added to each", () => {
		const text = JSON.stringify(results());
		expect(readDeepgramMessage(text, 1000)).toEqual({
			kind: "final",
			heard: {
				type: "speech.heard",
				speech: {
					text: "four two",
					alternatives: [
						{
							text: "four two",
							confidence: 0.99,
							words: [
								{ word: "four", startMs: 7070, endMs: 7390, confidence: 0.9 },
								{ word: "two", startMs: 7390, endMs: 7710, confidence: 1 },
							],
						},
						{ text: "for two", confidence: 0.5, words: [] },
					],
					isFinal: true,
					endsSpeech: true,
					startMs: 6990,
					endMs: 8970,
				},
				verbatim: text,
			},
		});
	});

	test.each([
		[{ is_final: false, speech_final: false }, "interim", false, false],
		[{ is_final: true, speech_final: false }, "final", true, false],
		[{ is_final: undefined, speech_final: undefined }, "interim", false, false],
		[{ is_final: "true", speech_final: 1 }, "interim", false, false],
		[{ is_final: 1, speech_final: "true" }, "interim", false, false],
	])("with %j is %s", (fields, kind, isFinal, endsSpeech) => {
		expect(read(results(fields))).toMatchObject({
			kind,
			heard: { speech: { isFinal, endsSpeech } },
		});
	});

	test("of silence is read as no words", () => {
		const silence = { transcript: "", confidence: 0, words: [] };
		expect(read(results({}, { alternatives: [silence] }))).toMatchObject({
			kind: "final",
			heard: { type: "speech.heard", speech: { text: "" } },
		});
	});

	test.each([
		["words that are none", "four"],
		["words without times", [{ word: "four", confidence: 1 }]],
		[
			"words with times of another type",
			[{ word: "four", start: "0", end: [] }],
		],
		["words before time began", [{ word: "four", start: -1, end: 1 }]],
		["words that are not texts", [{ word: 4, start: 0, end: 1 }, null, 7, "x"]],
	])("with %s is read without those", (_name, words) => {
		const reading = { transcript: "four", confidence: 0.9, words };
		expect(read(results({}, { alternatives: [reading] })).heard).toMatchObject({
			speech: { alternatives: [{ text: "four", words: [] }] },
		});
	});

	test.each([
		[2, 1],
		[-1, 0],
		["0.9", 0],
		[null, 0],
		[undefined, 0],
		[{}, 0],
	])("with confidence %j has %d", (confidence, expected) => {
		const reading = { transcript: "four", confidence, words: [] };
		expect(read(results({}, { alternatives: [reading] })).heard).toMatchObject({
			speech: { alternatives: [{ confidence: expected }] },
		});
	});

	test("keeps its good readings beside bad ones", () => {
		const alternatives = [null, { transcript: 7 }, { transcript: "two" }, []];
		expect(read(results({}, { alternatives })).heard).toMatchObject({
			speech: { text: "two", alternatives: [{ text: "two" }] },
		});
	});
});

describe("other messages", () => {
	test("of speech that starts have the time of the call", () => {
		const message = { type: "SpeechStarted", channel: [0, 1], timestamp: 9.54 };
		expect(read(message, 460)).toMatchObject({
			kind: "speechStarted",
			heard: { type: "speech.started", atMs: 10_000 },
		});
	});

	test("of an utterance that ends have the time of the call", () => {
		const message = {
			type: "UtteranceEnd",
			channel: [0, 1],
			last_word_end: 2.395,
		};
		expect(read(message, 5)).toMatchObject({
			kind: "utteranceEnd",
			heard: { type: "utterance.ended", lastWordEndMs: 2400 },
		});
	});

	test.each<[object, DeepgramKind]>([
		[{ type: "Metadata", request_id: "r", duration: 1 }, "metadata"],
		[{ type: "Error", description: "no" }, "error"],
		[{ type: "TurnInfo", transcript: "flux" }, "other"],
	])("such as %j are noted", (message, kind) => {
		const text = JSON.stringify(message);
		expect(readDeepgramMessage(text, 0)).toEqual({
			kind,
			heard: { type: "recogniser.noted", verbatim: text },
		});
	});
});

const unreadable: [string, DeepgramKind][] = [
	["", "other"],
	[" ", "other"],
	["\0", "other"],
	["{", "other"],
	["}", "other"],
	['{"type":"Results"', "other"],
	['{"type":"Results",}', "other"],
	["{'type':'Results'}", "other"],
	["undefined", "other"],
	["NaN", "other"],
	["null", "other"],
	["true", "other"],
	["0", "other"],
	["-1e999", "other"],
	['""', "other"],
	['"Results"', "other"],
	["[]", "other"],
	['["Results"]', "other"],
	['[{"type":"Results"}]', "other"],
	["{}", "other"],
	['{"type":null}', "other"],
	['{"type":1}', "other"],
	['{"type":["Results"]}', "other"],
	['{"type":{"type":"Results"}}', "other"],
	['{"type":"results"}', "other"],
	['{"type":"Results "}', "other"],
	['{"Type":"Results"}', "other"],
	['{"__proto__":{"type":"Results"}}', "other"],
	['{"type":"constructor"}', "other"],
	['{"type":"__proto__"}', "other"],
	["[".repeat(500_000), "other"],
	['{"a":'.repeat(200_000), "other"],
	[`${"[".repeat(200_000)}${"]".repeat(200_000)}`, "other"],
	["\ufeff{}", "other"],
	['{"type":"Results"}', "interim"],
	['{"type":"Results","is_final":true}', "final"],
	[JSON.stringify(results({ channel: null })), "final"],
	[JSON.stringify(results({ channel: [] })), "final"],
	[JSON.stringify(results({ channel: "left" })), "final"],
	[JSON.stringify(results({ channel: {} })), "final"],
	[JSON.stringify(results({}, { alternatives: null })), "final"],
	[JSON.stringify(results({}, { alternatives: {} })), "final"],
	[JSON.stringify(results({}, { alternatives: [] })), "final"],
	[JSON.stringify(results({}, { alternatives: "four" })), "final"],
	[JSON.stringify(results({}, { alternatives: [{}] })), "final"],
	[JSON.stringify(results({}, { alternatives: [null, 1, "x"] })), "final"],
	[
		JSON.stringify(results({}, { alternatives: { 0: {}, length: 1 } })),
		"final",
	],
	['{"type":"UtteranceEnd"}', "utteranceEnd"],
	['{"type":"UtteranceEnd","last_word_end":null}', "utteranceEnd"],
	['{"type":"UtteranceEnd","last_word_end":-1}', "utteranceEnd"],
	['{"type":"UtteranceEnd","last_word_end":{}}', "utteranceEnd"],
];

test.each([
	["ConfigureSuccess", "configured"],
	["ConfigureFailure", "notConfigured"],
])("%s answers an order of ours, so no game sees it", (type, kind) => {
	const asked = { interims: false, speechStarts: false, utteranceEnds: false };
	expect(readDeepgramMessage(JSON.stringify({ type }), 0, asked)).toEqual({
		kind,
		heard: { type: "recogniser.noted", verbatim: undefined },
	});
});

describe("what has no time that can be read", () => {
	test.each([
		{ start: "5.99" },
		{ start: null },
		{ start: -0.01 },
		{ start: 1e300 },
		{ duration: [] },
		{ duration: undefined },
		{ duration: 1e8 },
	])("is heard all the same: %j", (wrong) => {
		const { heard } = readDeepgramMessage(JSON.stringify(results(wrong)), 0);
		expect(heard).toMatchObject({
			type: "speech.heard",
			speech: { text: "four two", isFinal: true },
		});
	});

	test.each(["", '"1"', "-1", "1e999"])(
		"tells that speech has started: timestamp %s",
		(timestamp) => {
			const field = timestamp && `,"timestamp":${timestamp}`;
			const text = `{"type":"SpeechStarted"${field}}`;
			expect(readDeepgramMessage(text, 100).heard).toEqual({
				type: "speech.started",
				atMs: 100,
				verbatim: text,
			});
		},
	);
});

describe("what cannot be read", () => {
	test.each(
		unreadable.map(([text, kind]) => [text.slice(0, 60), text, kind] as const),
	)("%j is passed on as it is", (_name, text, kind) => {
		expect(readDeepgramMessage(text, 100)).toEqual({
			kind,
			heard: { type: "recogniser.noted", verbatim: text },
		});
	});

	test("is kept from a game that did not ask for its kind", () => {
		const asked = {
			interims: false,
			speechStarts: false,
			utteranceEnds: false,
		};
		for (const [text, kind] of unreadable) {
			const { verbatim } = readDeepgramMessage(text, 0, asked).heard;
			expect(verbatim).toBe(
				kind === "other" || kind === "final" ? text : undefined,
			);
		}
	});
});

test("whatever comes, reading it is a value, and the text stays as it was", () => {
	const anyJson = fc.json({ maxDepth: 5 });
	const nearlyResults = fc
		.record({
			fields: fc.dictionary(
				fc.constantFrom("type", "start", "duration", "is_final", "channel"),
				fc.jsonValue(),
			),
			channel: fc.dictionary(fc.constantFrom("alternatives"), fc.jsonValue()),
		})
		.map(({ fields, channel }) => JSON.stringify(results(fields, channel)));
	fc.assert(
		fc.property(fc.oneof(fc.string(), anyJson, nearlyResults), (text) => {
			const { heard } = readDeepgramMessage(text, 20);
			expect(heard.verbatim).toBe(text);
			if (heard.type !== "speech.heard") return;
			expect(Number.isFinite(heard.speech.startMs)).toBe(true);
			expect(Number.isFinite(heard.speech.endMs)).toBe(true);
		}),
		{ numRuns: 2000 },
	);
});
