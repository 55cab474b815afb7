import { describe, expect, test } from "vitest";
import {
	type FromTwilio,
	readTwilio,
	writeClear,
	writeMark,
	writeMedia,
} from "../../../src/adapters/twilio/messages.js";

const start = {
	event: "start",
	sequenceNumber: "1",
	streamSid: "MZ1",
	start: {
		accountSid: "AC1",
		callSid: "CA1",
		streamSid: "MZ1",
		tracks: ["inbound"],
		mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
		customParameters: { caller: "abc" },
	},
};

const dtmf = (digit: string) =>
	JSON.stringify({ event: "dtmf", streamSid: "MZ1", dtmf: { digit } });

const good: [string, object, FromTwilio][] = [
	[
		"connected",
		{ event: "connected", protocol: "Call", version: "1.0.0" },
		{ event: "connected" },
	],
	[
		"start",
		start,
		{
			event: "start",
			streamSid: "MZ1",
			callSid: "CA1",
			encoding: "audio/x-mulaw",
			parameters: { caller: "abc" },
		},
	],
	[
		"start without parameters",
		{ ...start, start: { callSid: "CA1" } },
		{
			event: "start",
			streamSid: "MZ1",
			callSid: "CA1",
			encoding: "audio/x-mulaw",
			parameters: {},
		},
	],
	[
		"media",
		{
			event: "media",
			sequenceNumber: "4",
			streamSid: "MZ1",
			media: { track: "inbound", chunk: "2", timestamp: "5", payload: "/39/" },
		},
		{
			event: "media",
			streamSid: "MZ1",
			frame: Buffer.from([0xff, 0x7f, 0x7f]),
		},
	],
	[
		"dtmf",
		{
			event: "dtmf",
			streamSid: "MZ1",
			sequenceNumber: "5",
			dtmf: { track: "inbound_track", digit: "#" },
		},
		{ event: "dtmf", streamSid: "MZ1", digit: "#" },
	],
	[
		"mark",
		{
			event: "mark",
			sequenceNumber: "4",
			streamSid: "MZ1",
			mark: { name: "m" },
		},
		{ event: "mark", streamSid: "MZ1", name: "m" },
	],
	[
		"stop",
		{
			event: "stop",
			sequenceNumber: "5",
			streamSid: "MZ1",
			stop: { accountSid: "AC1", callSid: "CA1" },
		},
		{ event: "stop", streamSid: "MZ1" },
	],
];

describe("a reader of Twilio's messages", () => {
	test.each(good)("reads %s", (_name, message, expected) => {
		expect(readTwilio(JSON.stringify(message))).toEqual(expected);
	});

	test("reads half a character as U+FFFD, in every text and name", () => {
		const text = JSON.stringify({
			event: "start",
			streamSid: "MZ\ud83d",
			start: {
				callSid: "CA\ud83d",
				customParameters: { "\ud83d": "\udf89", caller: "\ud83d" },
			},
		});
		expect(readTwilio(text)).toMatchObject({
			streamSid: "MZ\ufffd",
			callSid: "CA\ufffd",
			parameters: { "\ufffd": "\ufffd", caller: "\ufffd" },
		});
	});

	test.each([..."0123456789*#"])("reads the key %s", (digit) => {
		expect(readTwilio(dtmf(digit))).toMatchObject({ event: "dtmf", digit });
	});

	test.each([..."ABCDabcd+,"])("passes over %s, which is no key", (digit) => {
		expect(readTwilio(dtmf(digit))).toEqual({
			event: "unreadable",
			why: "dtmf of a key that no telephone has",
		});
	});

	const bad: [string, string][] = [
		["nothing", ""],
		["no JSON", "hello"],
		["cut off JSON", JSON.stringify(start).slice(0, 40)],
		["null", "null"],
		["a number", "1e999"],
		["a list", "[]"],
		["an unknown event", '{"event":"video","streamSid":"MZ1"}'],
		["an event that is no text", '{"event":7,"streamSid":"MZ1"}'],
		["media without a stream", '{"event":"media","media":{"payload":"/w=="}}'],
		["a streamSid that is no text", '{"event":"stop","streamSid":{}}'],
		["media without a body", '{"event":"media","streamSid":"MZ1"}'],
		[
			"media without a payload",
			'{"event":"media","streamSid":"MZ1","media":{}}',
		],
		[
			"a payload that is a number",
			'{"event":"media","streamSid":"MZ1","media":{"payload":5}}',
		],
		[
			"our own voice",
			'{"event":"media","streamSid":"MZ1","media":{"track":"outbound","payload":"/w=="}}',
		],
		["start without a call", '{"event":"start","streamSid":"MZ1","start":{}}'],
		["start without a body", '{"event":"start","streamSid":"MZ1"}'],
		[
			"a key that is none",
			'{"event":"dtmf","streamSid":"MZ1","dtmf":{"digit":"12"}}',
		],
		["a mark without a name", '{"event":"mark","streamSid":"MZ1","mark":{}}'],
		[
			"a mark with an endless name",
			JSON.stringify({
				event: "mark",
				streamSid: "MZ1",
				mark: { name: "m".repeat(2_000) },
			}),
		],
		["deep nesting", `${"[".repeat(50_000)}${"]".repeat(50_000)}`],
	];
	test.each(bad)("makes a value of %s", (_name, text) => {
		expect(readTwilio(text)).toMatchObject({ event: "unreadable" });
	});

	test("does not let parameters reach an object's prototype", () => {
		const message = readTwilio(
			'{"event":"start","streamSid":"MZ1","start":{"callSid":"CA1","customParameters":{"__proto__":"x","n":1}}}',
		);
		expect(message).toMatchObject({ event: "start" });
		expect(({} as Record<string, unknown>).x).toBeUndefined();
	});
});

describe("a writer of messages to Twilio", () => {
	test("writes the three messages that Twilio takes, and no field more", () => {
		expect(JSON.parse(writeMedia("MZ1", Buffer.from([0xff, 0x7f])))).toEqual({
			event: "media",
			streamSid: "MZ1",
			media: { payload: "/38=" },
		});
		expect(JSON.parse(writeMark("MZ1", 'a"b'))).toEqual({
			event: "mark",
			streamSid: "MZ1",
			mark: { name: 'a"b' },
		});
		expect(JSON.parse(writeClear('M"Z'))).toEqual({
			event: "clear",
			streamSid: 'M"Z',
		});
	});
});
