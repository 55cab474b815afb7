import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { createActor, setup } from "xstate";
import {
	SoundPath,
	type SoundPaths,
} from "../../../src/adapters/sound/sound-path.js";
import {
	type TwilioStreams,
	twilioPhone,
} from "../../../src/adapters/twilio/phone.js";
import { TwilioStream } from "../../../src/adapters/twilio/stream.js";
import type { PhoneFact, PhoneOrder } from "../../../src/machines/events.js";
import { TwilioCaller } from "../../support/twilio/twilio-caller.js";
import { Arrivals } from "../../support/waiting/arrivals.js";

let server: WebSocketServer;
let soundPaths: SoundPaths;
let streams: TwilioStreams;
let calls: number;
let phones: { stop(): void; obey(order: PhoneOrder): void }[];
let facts: Arrivals<PhoneFact & { readonly callId: string }>;
let frames: Buffer[];

/** A parent that holds one phone adapter and keeps what it tells. */
function takeCall(socket: WebSocket): void {
	const callId = `c${++calls}`;
	const soundPath = new SoundPath(callId);
	soundPath.hear = (frame) => void frames.push(frame);
	soundPaths.set(callId, soundPath);
	streams.set(callId, new TwilioStream(socket));
	const log = pino({ level: "silent" });
	const check = (_: string, { token, caller }: Record<string, string>) =>
		token === "wrong" ? { refusal: "wrong token" } : { callerKey: caller };
	const machine = setup({
		types: { events: {} as PhoneFact },
		actors: { phone: twilioPhone({ soundPaths, streams, check, log }) },
	}).createMachine({
		invoke: { id: "phone", src: "phone", input: { callId } },
		on: { "*": { actions: ({ event }) => facts.push({ ...event, callId }) } },
	});
	const parent = createActor(machine).start();
	phones.push({
		stop: () => parent.stop(),
		obey: (order) => parent.getSnapshot().children.phone?.send(order),
	});
}

beforeEach(async () => {
	soundPaths = new Map();
	streams = new Map();
	calls = 0;
	phones = [];
	frames = [];
	facts = new Arrivals("fact of the phone");
	server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
	server.on("connection", takeCall);
	await once(server, "listening");
});

afterEach(async () => {
	for (const phone of phones) phone.stop();
	server.close();
	await once(server, "close");
	expect([soundPaths.size, streams.size]).toEqual([0, 0]);
});

const dial = (parameters: Record<string, string> = {}) =>
	TwilioCaller.dial(
		`ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
		{ parameters },
	);

async function call(): Promise<TwilioCaller> {
	const caller = await dial();
	caller.start();
	await facts.next();
	return caller;
}

test("tells which call it is, and what keys are pressed", async () => {
	const caller = await dial();
	caller.start();
	expect(await facts.next()).toMatchObject({
		type: "stream.started",
		callSid: caller.sids.callSid,
	});
	caller.press("4#");
	expect(await facts.next()).toMatchObject({ digit: "4" });
	expect(await facts.next()).toMatchObject({ digit: "#" });
});

test("closes a stream that may not stand for the call that it names, and hears nothing of it", async () => {
	const caller = await dial({ token: "wrong" });
	caller.start();
	caller.press("4");
	expect(await facts.next()).toMatchObject({ type: "stream.refused" });
	expect(await caller.closed()).toMatchObject({ code: 1008 });
	expect(facts.all).toHaveLength(1);
});

test("hands over every frame, of whatever length", async () => {
	const caller = await call();
	const audio = Buffer.from(Array.from({ length: 999 }, (_, at) => at % 251));
	caller.sendAudio(audio);
	caller.press("1");
	await facts.next();
	expect(Buffer.concat(frames)).toEqual(audio);
});

test("passes over what comes before start, a second start, and what is for another stream", async () => {
	const caller = await dial();
	const media = (streamSid: string) =>
		JSON.stringify({
			event: "media",
			streamSid,
			media: { track: "inbound", payload: "/////w==" },
		});
	caller.send(media(caller.sids.streamSid));
	caller.start();
	await facts.next();
	caller.send(media("MZother"));
	caller.send(
		JSON.stringify({
			event: "start",
			streamSid: "MZother",
			start: { callSid: "CAother" },
		}),
	);
	caller.send(Buffer.from([1, 2, 3]), true);
	caller.send("{");
	caller.press("1");
	expect(await facts.next()).toMatchObject({ type: "key.pressed" });
	expect(frames).toEqual([]);
});

test("tells of a hang-up once, though stop and close both come", async () => {
	const caller = await call();
	caller.hangUp();
	expect(await facts.next()).toMatchObject({ type: "phone.hung.up" });
	await caller.closed();
	expect(facts.all.filter(({ type }) => type === "phone.hung.up")).toHaveLength(
		1,
	);
});

test("closes the stream with its call", async () => {
	const caller = await call();
	phones[0]?.stop();
	expect(await caller.closed()).toMatchObject({ code: 1000 });
});

test("plays to the caller, asks for marks, and reports them when they come back", async () => {
	const caller = await call();
	soundPaths.get("c1")?.play(Buffer.alloc(1_000, 0x2a));
	phones[0]?.obey({ type: "mark", name: "line-1" });
	expect(await caller.mark()).toBe("line-1");
	expect(caller.playAll()).toEqual(Buffer.alloc(1_000, 0x2a));
	expect(await facts.next()).toMatchObject({
		type: "mark.returned",
		name: "line-1",
	});
});

test("takes over a newer stream: the older one is closed, and only the newer is heard and spoken to", async () => {
	const older = await call();
	const newer = await call();
	phones[0]?.obey({ type: "take.over", fromCallId: "c2" });
	phones[1]?.stop();
	expect(await older.closed()).toMatchObject({ code: 1000 });
	newer.press("7");
	expect(await facts.next()).toMatchObject({ callId: "c1", digit: "7" });
	phones[0]?.obey({ type: "mark", name: "still here" });
	expect(await newer.mark()).toBe("still here");
});

test("a stream that is silent and answers no ping has ended", async () => {
	vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
	try {
		const caller = await call();
		const socket = caller.socket as unknown as { _autoPong: boolean };
		socket._autoPong = false;
		vi.advanceTimersByTime(30_000);
		expect(facts.all.at(-1)?.type).toBe("stream.started");
		vi.advanceTimersByTime(30_000);
		expect(facts.all.at(-1)?.type).toBe("phone.hung.up");
	} finally {
		vi.useRealTimers();
	}
});
