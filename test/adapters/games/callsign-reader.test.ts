import { describe, expect, test, vi } from "vitest";
import { readTyped } from "../../../src/adapters/games/callsign-reader.js";

describe("understands", () => {
	test.each([
		[
			{ type: "say", text: "Hello." },
			{ type: "say", text: "Hello.", interruptible: "pause" },
		],
		[
			{
				...{ type: "say", text: "Hello.", id: "1", call: "c" },
				...{ voice: "aura-2-luna-en", interruptible: false, extra: 1 },
			},
			{
				...{ type: "say", text: "Hello.", interruptible: "never" },
				...{ lineId: "1", callId: "c", voice: "aura-2-luna-en" },
			},
		],
		[
			{ type: "say", text: "Hello.", interruptible: "words", turn: 3 },
			{ type: "say", text: "Hello.", interruptible: "words", turn: 3 },
		],
		[
			{ type: "say", text: "Hello.", interruptible: "sound" },
			{ type: "say", text: "Hello.", interruptible: "sound" },
		],
		[
			{ type: "say", text: "Hel", id: "1", more: true },
			{
				...{ type: "say", text: "Hel", lineId: "1", more: true },
				interruptible: "pause",
			},
		],
		[
			{ type: "say", text: "Hello.", more: false },
			{ type: "say", text: "Hello.", interruptible: "pause" },
		],
		[
			{ type: "append", id: "1", text: " wor", more: true, call: "c" },
			{ type: "append", lineId: "1", text: " wor", more: true, callId: "c" },
		],
		[
			{ type: "append", id: "1", text: "\n\n", more: true },
			{ type: "append", lineId: "1", text: "\n\n", more: true },
		],
		[
			{ type: "append", id: "1", text: "" },
			{ type: "append", lineId: "1", text: "", more: false },
		],
		[{ type: "stop" }, { type: "stop.speaking" }],
		[
			{ type: "stop", call: "c", id: "1" },
			{ type: "stop.speaking", callId: "c", commandId: "1" },
		],
		[
			{ type: "hangUp", call: "c" },
			{ type: "hang.up", callId: "c" },
		],
		[
			{ type: "newCode", id: "n" },
			{ type: "new.code", commandId: "n" },
		],
		[
			{ type: "listen", keyterms: [" go north ", "door"] },
			{ type: "expect.words", words: ["go north", "door"] },
		],
		[
			{ type: "say", text: "Well done 🎉", "\ud83d": "\ud83d" },
			{ type: "say", text: "Well done 🎉", interruptible: "pause" },
		],
		[
			{ type: "listen", keyterms: [] },
			{ type: "expect.words", words: [] },
		],
		[
			{ type: "converse", flow: "keeper" },
			{ type: "converse", flow: "keeper" },
		],
		[
			{ type: "converse", flow: "keeper", input: null, call: "c", id: "1" },
			{
				...{ type: "converse", flow: "keeper", input: null },
				...{ callId: "c", commandId: "1" },
			},
		],
		[
			{ type: "converse", flow: null, input: 1, call: "c", id: "1" },
			{ type: "take.back", callId: "c", commandId: "1" },
		],
		[
			{ type: "tell", name: "storm" },
			{ type: "tell.flow", name: "storm" },
		],
		[
			{
				...{ type: "tell", name: "storm", call: "c", id: "1" },
				data: { force: 9.5, from: ["N", null], "🎉": true },
			},
			{
				...{ type: "tell.flow", name: "storm", callId: "c", commandId: "1" },
				data: { force: 9.5, from: ["N", null], "🎉": true },
			},
		],
	])("%j", (message, fact) => {
		expect(readTyped(JSON.stringify(message))).toEqual(fact);
	});
});

describe("complains", () => {
	const deep = "[".repeat(30_000);

	test.each([
		["", "notJson", /not a JSON object/],
		["say", "notJson", /not a JSON object/],
		["null", "notJson", /not a JSON object/],
		["[]", "notJson", /not a JSON object/],
		[deep, "notJson", /not a JSON object/],
		[
			"{}",
			"unknownType",
			/type is missing: .* say, append, stop, hangUp, newCode, listen, converse, tell/,
		],
		['{"type":1}', "unknownType", /type is not a string/],
		['{"type":"toString"}', "unknownType", /type is "toString"/],
		['{"type":"__proto__"}', "unknownType", /type is "__proto__"/],
		[`{"type":"${"x".repeat(100)}"}`, "unknownType", /"x{40}…"/],
		['{"type":"say"}', "invalidMessage", /text: .*expected string/],
		[
			'{"type":"say","text":" \\n"}',
			"invalidMessage",
			/text: must have something to say/,
		],
		[
			'{"type":"say","text":5}',
			"invalidMessage",
			/text: .*expected string, received number/,
		],
		[
			JSON.stringify({ type: "say", text: "x".repeat(10_001) }),
			"invalidMessage",
			/text: .*10000/,
		],
		['{"type":"say","text":"x","id":""}', "invalidMessage", /id: /],
		[
			'{"type":"say","text":"x","voice":"a b"}',
			"invalidMessage",
			/voice: must be the name of a voice/,
		],
		[
			'{"type":"say","text":"x","interruptible":1}',
			"invalidMessage",
			/interruptible: .*expected boolean/,
		],
		[
			'{"type":"say","text":"x","interruptible":"no"}',
			"invalidMessage",
			/"words" or "sound"/,
		],
		['{"type":"say","text":"x","turn":0}', "invalidMessage", /turn: /],
		['{"type":"stop","call":7}', "invalidMessage", /call: .*expected string/],
		['{"type":"listen"}', "invalidMessage", /keyterms: .*expected array/],
		[
			'{"type":"listen","keyterms":["a",2]}',
			"invalidMessage",
			/keyterms\.1: .*expected string/,
		],
		['{"type":"listen","keyterms":[" "]}', "invalidMessage", /keyterms\.0: /],
		[
			'{"type":"say","text":"Hel","more":true}',
			"invalidMessage",
			/id: must be there where `more` is/,
		],
		['{"type":"append","text":"lo"}', "invalidMessage", /id: /],
		[
			JSON.stringify({ type: "append", text: " ", more: true, id: 1 }),
			"invalidMessage",
			/id: .*expected string/,
		],
		[
			JSON.stringify({ type: "listen", keyterms: Array(101).fill("x") }),
			"invalidMessage",
			/keyterms: .*100/,
		],
		[
			JSON.stringify({
				type: "listen",
				keyterms: Array(11).fill("x".repeat(100)),
			}),
			"invalidMessage",
			/keyterms: must be at most 500 tokens in all/,
		],
		[
			String.raw`{"type":"say","text":"Well done \ud83c"}`,
			"invalidMessage",
			/text: must be of whole characters, .* emoji that was cut in two/,
		],
		[
			String.raw`{"type":"say","text":"x","call":"\ud83c"}`,
			"invalidMessage",
			/call: must be of whole characters/,
		],
		[
			String.raw`{"type":"say","text":"x","voice":"\ud83c"}`,
			"invalidMessage",
			/voice: must be the name of a voice/,
		],
		[
			String.raw`{"type":"stop","id":"\udf89"}`,
			"invalidMessage",
			/id: must be of whole characters/,
		],
		[
			String.raw`{"type":"listen","keyterms":["door","dragon \ud83d"]}`,
			"invalidMessage",
			/keyterms\.1: must be of whole characters/,
		],
		['{"type":"converse"}', "invalidMessage", /flow: .*expected string/],
		['{"type":"converse","flow":""}', "invalidMessage", /flow: /],
		['{"type":"tell","data":1}', "invalidMessage", /name: .*expected string/],
		['{"type":"tell","name":""}', "invalidMessage", /name: /],
		[
			JSON.stringify({ type: "tell", name: "x".repeat(65) }),
			"invalidMessage",
			/name: .*64/,
		],
		[
			JSON.stringify({ type: "converse", flow: "x", input: "é".repeat(8_192) }),
			"invalidMessage",
			/input: must be at most 16384 bytes of JSON/,
		],
		[
			JSON.stringify({ type: "tell", name: "x", data: ["é".repeat(8_192)] }),
			"invalidMessage",
			/data: must be at most 16384 bytes of JSON/,
		],
		[
			'{"type":"tell","name":"x","data":{"a":[{"__proto__":{"b":1}}]}}',
			"invalidMessage",
			/data: must have no key "__proto__"/,
		],
		[
			'{"type":"converse","flow":"x","input":{"constructor":{}}}',
			"invalidMessage",
			/input: must have no key "constructor"/,
		],
		[
			'{"type":"tell","name":"x","data":{"force":[-1e999]}}',
			"invalidMessage",
			/data: must have no number that is too large/,
		],
		[
			String.raw`{"type":"tell","name":"x","data":{"\ud83c":1}}`,
			"invalidMessage",
			/data: must be of whole characters/,
		],
		[
			String.raw`{"type":"converse","flow":"x","input":["\ud83c"]}`,
			"invalidMessage",
			/input: must be of whole characters/,
		],
		[String.raw`{"type":"\ud83d"}`, "unknownType", /type is "\ufffd"/],
		[
			JSON.stringify({ type: `${"x".repeat(39)}🎉` }),
			"unknownType",
			/"x{39}…"/,
		],
	])("of %.80s", (text, code, message) => {
		expect(readTyped(text)).toEqual({
			type: "complain",
			code,
			message: expect.stringMatching(message),
		});
	});

	test("with the game's own name for the message, if it has one", () => {
		const idIn = (text: string) => (readTyped(text) as { id?: string }).id;
		expect(idIn('{"type":"sing","id":"a"}')).toBe("a");
		expect(idIn('{"type":"say","id":"b"}')).toBe("b");
		expect(idIn('{"type":"say","id":5}')).toBeUndefined();
		expect(idIn(`{"type":"say","id":"${"x".repeat(65)}"}`)).toBeUndefined();
		expect(idIn(String.raw`{"type":"sing","id":"\ud83d"}`)).toBeUndefined();
	});
});

describe("what is costly", () => {
	const nested = (depth: number) =>
		`{"type":"say","text":"x","a":${'{"a":'.repeat(depth)}1${"}".repeat(depth)}}`;
	const wide = (values: number) =>
		JSON.stringify({ type: "say", text: "x", a: Array(values).fill(1) });

	test.each([
		["lists in lists", "[".repeat(30_000) + "]".repeat(30_000), "notJson"],
		["objects in objects", nested(5_000), "invalidMessage"],
		["many values", wide(10_000), "invalidMessage"],
		["no JSON at all", "x".repeat(30_000), "notJson"],
	])("is not even parsed: %s", (_, text, code) => {
		const parse = vi.spyOn(JSON, "parse");
		const message = readTyped(text);
		expect(parse).not.toHaveBeenCalled();
		parse.mockRestore();
		expect(message).toMatchObject({ type: "complain", code });
	});

	test.each([
		["nested a little", nested(10)],
		["with some more values than are known", wide(300)],
		[
			"as long as it may be, in any script",
			JSON.stringify({ type: "say", text: "\u6f22\\".repeat(5_000) }),
		],
	])("is no honest message: one %s is taken", (_, text) => {
		expect(readTyped(text)).toMatchObject({ type: "say" });
	});

	test("is no value for a flow: one that is as large as it may be is taken", () => {
		const data = ["é".repeat(8_190)];
		const text = JSON.stringify({ type: "tell", name: "storm", data });
		expect(readTyped(text)).toEqual({ type: "tell.flow", name: "storm", data });
	});

	test.each([
		["deep", (depth: number) => "[".repeat(depth) + "]".repeat(depth)],
		["wide", (values: number) => `[${"1,".repeat(values)}1]`],
	])("nor is one that is %s", (_, data) => {
		const tell = (value: string) =>
			readTyped(`{"type":"tell","name":"storm","data":${value}}`);
		expect(tell(data(12))).toMatchObject({ type: "tell.flow" });
		// Short texts cost little, however deep they are.
		expect(tell(data(150))).toMatchObject({ type: "tell.flow" });
		expect(tell(data(500))).toMatchObject({ code: "invalidMessage" });
	});

	test("of many faults a few are told, and no more are looked for", () => {
		const keyterms = Array.from({ length: 300 }, (_, at) =>
			at % 2 === 0 ? "door" : at,
		);
		const message = readTyped(JSON.stringify({ type: "listen", keyterms }));
		expect(message).toMatchObject({ code: "invalidMessage" });
		const told = (message as { message: string }).message;
		expect(told.match(/keyterms\.\d+:/g)).toEqual(
			[1, 3, 5, 7, 9].map((at) => `keyterms.${at}:`),
		);
	});

	test("as a list it is told to be too long, where nothing else is wrong with it", () => {
		const keyterms = Array(300).fill("door");
		expect(
			readTyped(JSON.stringify({ type: "listen", keyterms })),
		).toMatchObject({ message: expect.stringMatching(/keyterms: .*100/) });
	});

	test("words to expect are counted no further than they must be", () => {
		const term = "a ".repeat(15_000);
		const measured = vi.spyOn(Buffer, "byteLength");
		readTyped(JSON.stringify({ type: "listen", keyterms: [term] }));
		expect(measured.mock.calls.length).toBeLessThan(1_000);
		measured.mockRestore();
	});
});
