import { beforeEach, describe, expect, test } from "vitest";
import type { Complaint } from "../../../src/adapters/games/dialect.js";
import { TypedDialect } from "../../../src/adapters/games/typed-dialect.js";
import type { GameSocketOrder } from "../../../src/machines/events.js";
import { toGame } from "../../../src/protocol/callsign-v1.js";
import { heard } from "../../support/codes/spoken.js";

let dialect: TypedDialect;

beforeEach(() => {
	dialect = new TypedDialect({
		gameId: "g",
		callers: 2,
		resumeMs: 1_500,
		log: { events: 100, bytes: 100_000, ageMs: 60_000 },
		now: () => 0,
	});
});

/** What the game is sent, each message checked against the schema. */
function told(order: GameSocketOrder | Complaint, isBehind = false) {
	return dialect
		.write(order, isBehind)
		.map((text) => toGame.parse(JSON.parse(text)));
}

function join(callId = "c"): void {
	dialect.write({ type: "show.code", phoneNumber: "+1", code: "4271" }, false);
	dialect.write({ type: "call.joined", callId, callers: 1 }, false);
}

const call = "c";
const callId = "c";

describe("puts into words", () => {
	test("the first code as a welcome, and the next one as an event", () => {
		const phoneNumber = "+1500";
		expect(told({ type: "show.code", phoneNumber, code: "1" })).toMatchObject([
			{ type: "welcome", phoneNumber, code: "1", resumeSeconds: 1.5 },
		]);
		expect(told({ type: "show.code", phoneNumber, code: "2" })).toEqual([
			{ type: "code", seq: 1, code: "2" },
		]);
	});

	const lineId = "l";
	const heardLine = {
		outcome: "interrupted",
		heardMs: 5,
		heardText: "Hel",
	} as const;
	test.each<[GameSocketOrder | Complaint, object[]]>([
		[
			{ type: "caller.pressed", callId, digit: "#" },
			[{ type: "key", call, digit: "#" }],
		],
		[
			{ type: "line.ended", callId, lineId, ...heardLine },
			[{ type: "said", call, id: "l", ...heardLine }],
		],
		[
			{ type: "recognition.changed", callId, state: "down", missedMs: 0 },
			[{ type: "recognition", call, state: "down" }],
		],
		[
			{ type: "recognition.changed", callId, state: "up", missedMs: 0 },
			[{ type: "recognition", call, state: "up", missedMs: 0 }],
		],
		[
			{ type: "words.taken", callId, when: "next" },
			[{ type: "listening", call, keyterms: "next" }],
		],
		[
			{ type: "refuse", problem: "no such call", commandId: "x" },
			[
				{
					type: "error",
					code: "noSuchCall",
					message: expect.any(String),
					id: "x",
				},
			],
		],
		[
			{ type: "refuse", problem: "line over", commandId: "x" },
			[
				{
					type: "error",
					code: "lineOver",
					message: expect.stringContaining("takes more text"),
					id: "x",
				},
			],
		],
		[
			{ type: "refuse", problem: "line too long", commandId: "x" },
			[
				{
					type: "error",
					code: "invalidMessage",
					message: expect.stringContaining("10000 characters"),
					id: "x",
				},
			],
		],
		[
			{ type: "refuse", problem: "no such flow", commandId: "x" },
			[
				{
					type: "error",
					code: "noSuchFlow",
					message: expect.stringContaining("no flow of this name"),
					id: "x",
				},
			],
		],
		[
			{ type: "refuse", problem: "no conversation", commandId: "x" },
			[
				{
					type: "error",
					code: "noConversation",
					message: expect.stringContaining("with `converse`"),
					id: "x",
				},
			],
		],
		[
			{ type: "scene.changed", callId, flow: "keeper", state: "gate.closed" },
			[{ type: "scene", call, flow: "keeper", state: "gate.closed" }],
		],
		[
			{ type: "flow.told", callId, flow: "keeper", name: "won", data: [1] },
			[{ type: "told", call, flow: "keeper", name: "won", data: [1] }],
		],
		[
			{ type: "flow.told", callId, flow: "keeper", name: "won" },
			[{ type: "told", call, flow: "keeper", name: "won" }],
		],
		[
			{
				...{ type: "conversed", callId, flow: "keeper", state: "lost" },
				reason: "taken back",
			} as const,
			[
				{
					...{ type: "conversed", call, flow: "keeper", state: "lost" },
					reason: "taken back",
				},
			],
		],
		[
			{ type: "refuse", problem: "no code free" },
			[{ type: "error", code: "noCodeFree", message: expect.any(String) }],
		],
		[
			{ type: "refuse", problem: "too many codes" },
			[{ type: "error", code: "tooManyCodes", message: expect.any(String) }],
		],
		[
			{ type: "complain", code: "notJson", message: "m", id: "y" },
			[{ type: "error", code: "notJson", message: "m", id: "y" }],
		],
		[
			{ type: "call.left", callId, reason: "game hung up" },
			[{ type: "left", call, reason: "game hung up" }],
		],
		[{ type: "close", reason: "game left" }, []],
	])("%j", (order, messages) => {
		join();
		expect(told(order)).toEqual(
			messages.map((message) => ({ ...message, seq: 2 })),
		);
	});

	test("what is left of an utterance before the call leaves", () => {
		join();
		const speech = heard("so long", { endsSpeech: false });
		told({ type: "caller.heard", callId, heard: speech });
		const reason = "caller hung up";
		expect(told({ type: "call.left", callId, reason })).toMatchObject([
			{ type: "utterance", text: "so long" },
			{ type: "turn", turn: 1, state: "ended", text: "so long" },
			{ type: "left", reason },
		]);
	});

	test("nothing of a call that is not there any more", () => {
		join();
		told({ type: "call.left", callId, reason: "caller hung up" });
		expect(told({ type: "caller.heard", callId, heard: heard("x") })).toEqual(
			[],
		);
	});

	test("speech without any pause as utterances of a bounded length", () => {
		join();
		const texts: string[] = [];
		for (let said = 0; said < 100; said++) {
			const speech = heard("word ".repeat(40).trim(), { endsSpeech: false });
			for (const event of told({ type: "caller.heard", callId, heard: speech }))
				if (event.type === "utterance") texts.push(event.text);
		}
		expect(texts.length).toBeGreaterThan(3);
		for (const { length } of texts) expect(length).toBeLessThan(4_300);
	});
});

test("a game that is behind misses interim transcripts, which then have no number", () => {
	join();
	const interim = heard("open", { isFinal: false });
	expect(told({ type: "caller.heard", callId, heard: interim }, true)).toEqual(
		[],
	);
	const final = heard("open the door");
	expect(
		told({ type: "caller.heard", callId, heard: final }, true),
	).toMatchObject([
		{ type: "transcript", seq: 2, text: "open the door" },
		{ type: "turn", seq: 3, state: "started" },
		{ type: "utterance", seq: 4 },
	]);
});

describe("errors", () => {
	const wrong: Complaint = { type: "complain", code: "notJson", message: "m" };
	const press = () => told({ type: "caller.pressed", callId, digit: "1" });
	const missedAfter = (seq: number) =>
		dialect
			.welcomeBack(seq)
			.slice(1)
			.map((text) => toGame.parse(JSON.parse(text)));

	test("are numbered like all events, and keep none of them from a game that comes back", () => {
		join();
		for (let count = 0; count < 500; count++) told(wrong);
		press();
		for (let count = 0; count < 500; count++) told(wrong);
		expect(dialect.lastSeq).toBe(1_002);
		const missed = missedAfter(0);
		expect(missed).toMatchObject([
			{ type: "paired", seq: 1 },
			{ type: "gap", from: 2, to: 501, seq: 501 },
			{ type: "key", seq: 502 },
			{ type: "gap", from: 503, to: 986, seq: 986 },
			...Array.from({ length: 16 }, (_, at) => ({
				type: "error",
				seq: 987 + at,
			})),
		]);
	});

	test("leave no gap for a game that has seen them", () => {
		join();
		for (let count = 0; count < 500; count++) told(wrong);
		press();
		expect(missedAfter(501)).toMatchObject([{ type: "key", seq: 502 }]);
		expect(missedAfter(495)).toMatchObject([
			...Array.from({ length: 6 }, () => ({ type: "error" })),
			{ type: "key", seq: 502 },
		]);
	});
});
