import { beforeEach, expect, test } from "vitest";
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
