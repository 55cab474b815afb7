import { describe, expect, test } from "vitest";
import {
	busyTwiml,
	type CallJudges,
	connectingTwiml,
	judgeCall,
	refusingTwiml,
} from "../../../src/transport/twilio/ringing-calls.js";

const call = {
	callSid: "CA1",
	callerKey: "key",
	to: "+15557654321",
	address: "192.0.2.1",
};

/** A server that takes every call, but for what is given. */
function judges(changes: Partial<CallJudges> = {}): CallJudges {
	return { isDraining: () => false, readiness: () => undefined, ...changes };
}

const draining = { isDraining: () => true };
const unready = { readiness: () => "Deepgram is away." };
const unwelcome = { mayCall: () => "Please call again later." };
const withCharacter = { hasCharacter: (to?: string) => to === call.to };
const turnedAway = {
	draining: {
		answer: "turned away",
		why: "draining",
		sentence: "The server is going away. Please come again.",
	},
	unready: {
		answer: "turned away",
		why: "not_ready",
		sentence: "Deepgram is away.",
	},
};

describe("a call that rings", () => {
	test.each([
		{
			when: "nothing is against it",
			server: {},
			verdict: { answer: "connected", isToCharacter: false },
		},
		{
			when: "the server drains",
			server: draining,
			verdict: turnedAway.draining,
		},
		{
			when: "nobody could understand it",
			server: unready,
			verdict: turnedAway.unready,
		},
		{
			when: "all places are taken",
			server: {},
			isFull: true,
			verdict: { answer: "busy", why: "full" },
		},
		{
			when: "this caller may not call",
			server: unwelcome,
			verdict: {
				answer: "refused",
				why: "tries",
				sentence: "Please call again later.",
			},
		},
		{
			when: "a character answers",
			server: withCharacter,
			verdict: { answer: "connected", isToCharacter: true },
		},
		{
			when: "this caller may try no code, and a character answers",
			server: { ...unwelcome, ...withCharacter },
			verdict: { answer: "connected", isToCharacter: true },
		},
		{
			when: "a character would answer and the server drains",
			server: { ...draining, ...withCharacter },
			verdict: turnedAway.draining,
		},
		{
			when: "a character would answer and all places are taken",
			server: withCharacter,
			isFull: true,
			verdict: { answer: "busy", why: "full" },
		},
		{
			when: "the server drains and could understand nobody",
			server: { ...draining, ...unready },
			verdict: turnedAway.draining,
		},
		{
			when: "the server could understand nobody and has no place",
			server: unready,
			isFull: true,
			verdict: turnedAway.unready,
		},
		{
			when: "there is no place and this caller may not call",
			server: unwelcome,
			isFull: true,
			verdict: { answer: "busy", why: "full" },
		},
	])("is $verdict.answer when $when", ({ server, isFull = false, verdict }) => {
		expect(judgeCall(call, judges(server), isFull)).toEqual(verdict);
	});

	test("is judged by the key of its caller, and by where it is asked from", () => {
		const asked: unknown[] = [];
		const mayCall = (callerKey: string | undefined, address: string) => {
			asked.push([callerKey, address]);
			return undefined;
		};
		judgeCall(call, judges({ mayCall }), false);
		judgeCall({ ...call, callerKey: undefined }, judges({ mayCall }), false);
		expect(asked).toEqual([
			["key", "192.0.2.1"],
			[undefined, "192.0.2.1"],
		]);
	});
});

describe("the TwiML", () => {
	const head = '<?xml version="1.0" encoding="UTF-8"?>';

	test("of a call that is connected has each parameter that is known", () => {
		const target = {
			url: "wss://example.com/twilio",
			parameters: { token: undefined, caller: "key" },
		};
		expect(connectingTwiml({ text: "Hi!", language: undefined }, target)).toBe(
			`${head}<Response><Say>Hi!</Say><Connect><Stream url="wss://example.com/twilio">` +
				'<Parameter name="caller" value="key"/></Stream></Connect></Response>',
		);
	});

	test("of a call that a character answers says nothing before that", () => {
		const target = { url: "wss://example.com/twilio", parameters: {} };
		expect(connectingTwiml(undefined, target)).toBe(
			`${head}<Response><Connect><Stream url="wss://example.com/twilio"/></Connect></Response>`,
		);
	});

	test("of a call that is refused says why in the operator's language", () => {
		expect(refusingTwiml({ text: "Später.", language: "de-DE" })).toBe(
			`${head}<Response><Say language="de-DE">Später.</Say><Hangup/></Response>`,
		);
	});

	test("of a busy tone costs nothing", () => {
		expect(busyTwiml()).toBe(
			`${head}<Response><Reject reason="busy"/></Response>`,
		);
	});
});
