import { beforeEach, describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { PhoneOutlet } from "../../../src/adapters/twilio/outlet.js";

interface Sent {
	readonly event: string;
	readonly streamSid: string;
	readonly media?: { readonly payload: string };
	readonly mark?: { readonly name: string };
}

let sent: Sent[];
let socket: { readyState: number; bufferedAmount: number };
let outlet: PhoneOutlet;

beforeEach(() => {
	sent = [];
	socket = Object.assign(
		{ send: (text: string) => void sent.push(JSON.parse(text)) },
		{ readyState: 1, OPEN: 1, bufferedAmount: 0 },
	);
	outlet = new PhoneOutlet(socket as WebSocket);
	outlet.begin("MZ1");
});

const audioOf = (messages: readonly Sent[]) =>
	Buffer.concat(
		messages.map(({ media }) => Buffer.from(media?.payload ?? "", "base64")),
	);

test("sends audio in order, in pieces of at least 50 ms", () => {
	const audio = Buffer.from(Array.from({ length: 4_001 }, (_, at) => at % 251));
	for (let at = 0; at < audio.length; at += 37) {
		outlet.play(audio.subarray(at, at + 37));
	}
	for (const message of sent) {
		expect(audioOf([message]).length).toBeGreaterThanOrEqual(400);
	}
	outlet.mark("end");
	expect(audioOf(sent)).toEqual(audio);
	expect(sent.at(-1)).toEqual({
		event: "mark",
		streamSid: "MZ1",
		mark: { name: "end" },
	});
});

test("drops on clear what it has gathered", () => {
	outlet.play(Buffer.alloc(100));
	outlet.clear();
	outlet.mark("end");
	expect(sent.map(({ event }) => event)).toEqual(["clear", "mark"]);
});

test("sends nothing on a socket that is closing, and nothing before Twilio has named its stream", () => {
	const unnamed = new PhoneOutlet(socket as WebSocket);
	unnamed.mark("too early");
	socket.readyState = 2;
	outlet.mark("too late");
	expect(sent).toEqual([]);
});

test("drops audio for a phone that does not read", () => {
	socket.bufferedAmount = 5 * 1024 * 1024;
	outlet.play(Buffer.alloc(8_000));
	expect(sent).toEqual([]);
});

test("drops as much while it is paused, once more than eight minutes are kept", () => {
	outlet.pause("line-1", 0);
	for (let at = 0; at < 6; at++) outlet.play(Buffer.alloc(1_000_000));
	outlet.goOn();
	expect(audioOf(sent).length).toBe(5_000_000);
});

describe("a pause", () => {
	/** Audio of which each millisecond is another. */
	const audio = (fromMs: number, toMs: number) =>
		Buffer.from(
			Array.from({ length: (toMs - fromMs) * 8 }, (_, at) => {
				return Math.floor(fromMs + at / 8) % 251;
			}),
		);
	/** What was sent since this was last asked: audio, as so many milliseconds, or the event with its mark. */
	const taken = () =>
		sent
			.splice(0)
			.map((message) =>
				message.event === "media"
					? audioOf([message])
					: (message.mark?.name ?? message.event),
			);

	test("clears what the phone has not played, and sends it again from there", () => {
		outlet.play(audio(0, 1_000));
		outlet.mark("line-1");
		sent.length = 0;
		outlet.pause("line-1", 400);
		expect(taken()).toEqual(["clear"]);
		outlet.goOn();
		expect(taken()).toEqual([audio(400, 1_000), "line-1/2"]);
	});

	test("voids the marks that Twilio returns at the clear", () => {
		outlet.play(audio(0, 1_000));
		outlet.mark("line-1");
		outlet.pause("line-1", 400);
		expect(outlet.returned("line-1")).toBeUndefined();
		outlet.goOn();
		expect(outlet.returned("line-1")).toBeUndefined();
		expect(outlet.returned("line-1/2")).toBe("line-1");
		expect(outlet.returned("line-1/2")).toBeUndefined();
	});

	test("keeps all lines that are with the phone, in order and with their marks", () => {
		outlet.play(audio(0, 500));
		outlet.mark("line-1");
		outlet.play(audio(500, 700));
		outlet.mark("line-2");
		outlet.play(audio(700, 1_000));
		outlet.returned("line-1");
		sent.length = 0;
		outlet.pause("line-2", 50);
		outlet.goOn();
		outlet.mark("line-3");
		expect(taken()).toEqual([
			"clear",
			audio(550, 700),
			"line-2/2",
			audio(700, 1_000),
			"line-3",
		]);
	});

	test("keeps what was gathered and not yet sent", () => {
		outlet.play(audio(0, 30));
		outlet.pause("line-1", 10);
		outlet.goOn();
		outlet.mark("line-1");
		expect(taken()).toEqual(["clear", audio(10, 30), "line-1"]);
	});

	test("has what comes meanwhile played behind it", () => {
		outlet.play(audio(0, 200));
		outlet.pause("line-1", 100);
		outlet.play(audio(200, 300));
		outlet.mark("line-1");
		outlet.play(audio(300, 500));
		outlet.pause("line-1", 0);
		expect(taken().slice(1)).toEqual(["clear"]);
		outlet.goOn();
		expect(taken()).toEqual([
			audio(100, 200),
			audio(200, 300),
			"line-1",
			audio(300, 500),
		]);
	});

	test("is forgotten with all that was kept at a clear, which the phone has had already", () => {
		outlet.play(audio(0, 1_000));
		outlet.mark("line-1");
		outlet.pause("line-1", 400);
		outlet.play(audio(1_000, 1_100));
		sent.length = 0;
		outlet.clear();
		outlet.goOn();
		expect(taken()).toEqual([]);
		outlet.play(audio(0, 100));
		outlet.mark("line-2");
		expect(taken()).toEqual([audio(0, 100), "line-2"]);
	});

	test("may come again, and goes on from the newest place", () => {
		outlet.play(audio(0, 1_000));
		outlet.mark("line-1");
		outlet.pause("line-1", 400);
		outlet.goOn();
		sent.length = 0;
		// So much of the line was heard in all.
		outlet.pause("line-1", 600);
		outlet.goOn();
		expect(taken()).toEqual(["clear", audio(600, 1_000), "line-1/3"]);
	});

	test("of a line whose mark nobody waits for any longer is of the next one", () => {
		outlet.play(audio(0, 500));
		outlet.mark("overdue");
		outlet.play(audio(500, 900));
		sent.length = 0;
		outlet.pause("line-2", 100);
		outlet.goOn();
		outlet.mark("line-2");
		expect(taken()).toEqual(["clear", audio(600, 900), "line-2"]);
	});

	test("of a line of which more was played than was sent keeps nothing of it", () => {
		outlet.play(audio(0, 500));
		outlet.mark("line-1");
		sent.length = 0;
		outlet.pause("line-1", 9_000);
		outlet.goOn();
		expect(taken()).toEqual(["clear", "line-1/2"]);
	});

	test("of a long line keeps its last minute", () => {
		for (let at = 0; at < 90; at++)
			outlet.play(audio(at * 1_000, (at + 1) * 1_000));
		outlet.pause("line-1", 20_000);
		sent.length = 0;
		outlet.goOn();
		outlet.mark("line-1");
		expect(audioOf(sent)).toEqual(audio(30_000, 90_000));
	});

	test("is of no use before there is anything", () => {
		outlet.goOn();
		outlet.pause("line-1", 0);
		outlet.goOn();
		expect(taken()).toEqual(["clear"]);
	});
});
