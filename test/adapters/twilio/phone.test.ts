import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { createActor, setup } from "xstate";
import { CallLatencies } from "../../../src/adapters/latency/call-latencies.js";
import { RelayMeter } from "../../../src/adapters/relay-meter.js";
import { silence } from "../../../src/adapters/sound/mulaw.js";
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
let nowMs: number;
let meter: RelayMeter;
let latencies: CallLatencies;
/** What was measured, in words. */
let measured: string[];
let logged: string[];
/** How many streams were refused after their start. */
let refusals: number;

/** A parent that holds one phone adapter and keeps what it tells. */
function takeCall(socket: WebSocket): void {
	const callId = `c${++calls}`;
	const soundPath = new SoundPath(callId);
	soundPath.hear = (frame) => void frames.push(frame);
	soundPaths.set(callId, soundPath);
	streams.set(callId, new TwilioStream(socket, meter, "192.0.2.1"));
	const log = pino({}, { write: (line: string) => void logged.push(line) });
	const check = (
		_: string,
		{ token, caller }: Record<string, string>,
		address: string,
	) =>
		token === "wrong"
			? { refusal: "wrong token" }
			: { callerKey: caller, addressKey: `key of ${address}` };
	const refused = () => void refusals++;
	const now = () => nowMs;
	const options = {
		...{ soundPaths, streams, check, refused },
		...{ meter, latencies, now, log },
	};
	const machine = setup({
		types: { events: {} as PhoneFact },
		actors: { phone: twilioPhone(options) },
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
	nowMs = 0;
	meter = new RelayMeter();
	measured = [];
	latencies = new CallLatencies(() => nowMs, {
		gap: (ms) => measured.push(`gap ${ms}`),
		stage: (stage, ms) => measured.push(`${stage} ${ms}`),
		turn: () => {},
	});
	logged = [];
	refusals = 0;
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
		addressKey: "key of 192.0.2.1",
	});
	caller.press("4#");
	expect(await facts.next()).toMatchObject({ digit: "4" });
	expect(await facts.next()).toMatchObject({ digit: "#" });
});

test("tells which number was rung, where the stream says so", async () => {
	const caller = await dial({ to: "+15557654321" });
	caller.start();
	expect(await facts.next()).toMatchObject({ to: "+15557654321" });
	expect(logged.join("")).not.toContain("5557654321");
});

test.each([undefined, "", "+1\n555", "1".repeat(272)])(
	"tells of no number that was rung where the stream says %j",
	async (to) => {
		const caller = await dial(to === undefined ? {} : { to });
		caller.start();
		expect(await facts.next()).not.toHaveProperty("to");
	},
);

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

describe("a mark", () => {
	/** What a peer may say of any name. */
	function forge(caller: TwilioCaller, name: string): void {
		const { streamSid } = caller.sids;
		caller.send(JSON.stringify({ event: "mark", streamSid, mark: { name } }));
	}

	test.each([
		"line-1",
		"xstate.after.codeWait.call.listeningForCode.listening.patience.waitingForCode",
		"__proto__",
		"constructor",
	])("that was not sent is none: %s", async (name) => {
		const caller = await call();
		forge(caller, name);
		caller.press("5");
		expect(await facts.next()).toMatchObject({ type: "key.pressed" });
	});

	test("comes back once, to the stream that was asked for it", async () => {
		const older = await call();
		phones[0]?.obey({ type: "mark", name: "line-1" });
		await older.mark();
		expect(await facts.next()).toMatchObject({ name: "line-1" });
		forge(older, "line-1");
		older.press("5");
		expect(await facts.next()).toMatchObject({ digit: "5" });
		soundPaths.get("c1")?.play(Buffer.alloc(1_000));
		phones[0]?.obey({ type: "mark", name: "line-2" });
		await older.mark();
		const newer = await call();
		phones[0]?.obey({ type: "take.over", fromCallId: "c2" });
		phones[1]?.stop();
		forge(newer, "line-2");
		newer.press("6");
		expect(await facts.next()).toMatchObject({ digit: "6" });
	});

	test("that a phone never returns is forgotten when a thousand others are awaited", async () => {
		const caller = await call();
		soundPaths.get("c1")?.play(Buffer.alloc(1_000));
		for (let line = 0; line <= 1_000; line++)
			phones[0]?.obey({ type: "mark", name: `line-${line}` });
		for (let line = 0; line <= 1_000; line++) await caller.mark();
		forge(caller, "line-0");
		forge(caller, "line-1");
		expect(await facts.next()).toMatchObject({ name: "line-1" });
	});
});

describe("audio beyond what anybody can say", () => {
	test("is not heard, counted, and logged once a minute; what is said then is heard", async () => {
		const caller = await call();
		caller.sendAudio(11_000);
		caller.press("1");
		await facts.next();
		expect(Buffer.concat(frames)).toHaveLength(80_000);
		expect(meter.droppedAudioSeconds().phone_pace).toBe(1);
		expect(drops()).toEqual([{ callId: "c1", droppedBytes: 160 }]);
		nowMs += 30_000;
		caller.sendAudio(10_020);
		caller.press("2");
		await facts.next();
		expect(Buffer.concat(frames)).toHaveLength(160_000);
		expect(drops()).toHaveLength(1);
		nowMs += 30_000;
		caller.sendAudio(10_020);
		caller.press("3");
		await facts.next();
		expect(drops()[1]).toEqual({ callId: "c1", droppedBytes: 8_320 });
	});

	test("is so of the call: another stream of it brings no other voice", async () => {
		const older = await call();
		older.sendAudio(10_000);
		const newer = await call();
		older.press("1");
		await facts.next();
		phones[0]?.obey({ type: "take.over", fromCallId: "c2" });
		phones[1]?.stop();
		newer.sendAudio(5_000);
		newer.press("2");
		await facts.next();
		expect(Buffer.concat(frames)).toHaveLength(80_000);
	});

	function drops() {
		return logged
			.map((line) => JSON.parse(line))
			.filter(({ msg }) => /more audio/.test(msg))
			.map(({ callId, droppedBytes }) => ({ callId, droppedBytes }));
	}
});

describe("how long an answer takes", () => {
	const line = { lineId: "line-1", askedAtMs: 500 };
	const sound = Buffer.alloc(1_600, 0x10);

	/** A caller who has said something, of which the game was told, and asked for a line. */
	async function asked(): Promise<TwilioCaller> {
		const caller = await call();
		latencies.begin("c1");
		nowMs = 100;
		caller.sendAudio(Buffer.alloc(480, 0x10));
		caller.sendAudio(20);
		caller.press("1");
		await facts.next();
		nowMs = 500;
		latencies.of("c1")?.wordsTold();
		latencies.of("c1")?.turnEndTold();
		latencies.of("c1")?.textCame();
		measured = [];
		return caller;
	}

	test("is seen where the sound leaves, not where it is gathered, and until its mark is back", async () => {
		const caller = await asked();
		nowMs = 600;
		soundPaths.get("c1")?.play(sound.subarray(0, 400), line);
		nowMs = 700;
		soundPaths.get("c1")?.play(sound.subarray(400), line);
		phones[0]?.obey({ type: "mark", name: "line-1" });
		expect(await caller.mark()).toBe("line-1");
		nowMs = 950;
		caller.playAll();
		await facts.next();
		expect(measured).toEqual([
			"first_text_to_first_sound 200",
			"gap 600",
			"sound_to_mark 250",
		]);
	});

	test("is not that of what was dropped before it was heard", async () => {
		const caller = await asked();
		const prompt = { lineId: "line-0" };
		soundPaths.get("c1")?.play(Buffer.alloc(16_000, 0x10), prompt);
		soundPaths.get("c1")?.play(sound, line);
		phones[0]?.obey({ type: "mark", name: "line-1" });
		phones[0]?.obey({ type: "clear" });
		await facts.next();
		nowMs = 9_000;
		caller.sendAudio(20);
		caller.press("2");
		await facts.next();
		expect(measured).toEqual(["first_text_to_first_sound 0"]);
	});

	test("is unknown of sound beyond what anybody can say, and of a call with no game", async () => {
		const caller = await call();
		caller.sendAudio(Buffer.alloc(80_000, 0x10));
		caller.press("0");
		await facts.next();
		latencies.begin("c1");
		nowMs = 1;
		caller.sendAudio(Buffer.alloc(800, 0x10));
		caller.press("1");
		await facts.next();
		nowMs = 500;
		latencies.of("c1")?.wordsTold();
		latencies.of("c1")?.turnEndTold();
		expect(measured).toEqual([]);
	});

	test("is that of the stream which is played to now", async () => {
		await asked();
		soundPaths.get("c1")?.play(sound, { lineId: "line-0" });
		const newer = await call();
		phones[0]?.obey({ type: "take.over", fromCallId: "c2" });
		phones[1]?.stop();
		nowMs = 510;
		soundPaths.get("c1")?.play(sound, line);
		nowMs = 700;
		newer.sendAudio(silence(20));
		newer.press("1");
		await facts.next();
		expect(measured).toEqual(["first_text_to_first_sound 10", "gap 410"]);
	});
});

test("closes a stream that is refused after its start, and tells of it", async () => {
	const caller = await call();
	phones[0]?.obey({ type: "refuse.stream", why: "it has no token" });
	expect(await caller.closed()).toMatchObject({ code: 1008 });
	expect(refusals).toBe(1);
	expect(logged.join("")).toContain("it has no token");
	expect(facts.all.map(({ type }) => type)).toEqual(["stream.started"]);
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
