import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeMulaw } from "../../../src/adapters/sound/mulaw.js";
import type { Sound } from "../../../src/adapters/sound/resample.js";
import {
	type PhoneSurroundings,
	phone,
} from "../../../src/commands/phone/phone.js";
import { readWav, writeWav } from "../../../src/commands/phone/wav.js";
import { HandMovedTimers } from "../../support/actors/hand-moved-timers.js";
import {
	LittleServer,
	type LittleSocket,
} from "../../support/network/little-server.js";

const loud = encodeMulaw(new Int16Array(8000).fill(3000));

let server: LittleServer;
let folder: string;
let timers: HandMovedTimers;
let printed: string;
let complaints: string;
let hangUp: AbortController;

beforeEach(async () => {
	server = await LittleServer.start();
	folder = await mkdtemp(join(tmpdir(), "phone-"));
	timers = new HandMovedTimers();
	printed = "";
	complaints = "";
	hangUp = new AbortController();
});

afterEach(async () => {
	server.stop();
	await rm(folder, { recursive: true });
});

function use(args: readonly string[], around: Partial<PhoneSurroundings> = {}) {
	const out = join(folder, "heard.wav");
	return phone(["--url", server.url, "--out", out, ...args], {
		environment: {},
		print: (text) => {
			printed += text;
		},
		complain: (text) => {
			complaints += text;
		},
		voice: () => async (text) => loud.subarray(0, text.length * 160),
		timers,
		interrupted: hangUp.signal,
		...around,
	});
}

/** The server's end of the call, `start` included. */
async function answer(): Promise<{ call: LittleSocket; streamSid: string }> {
	const call = await server.sockets.next();
	const [, start = ""] = await call.texts.take(2);
	return { call, streamSid: JSON.parse(start).streamSid };
}

async function heard(): Promise<Sound> {
	const sound = readWav(await readFile(join(folder, "heard.wav")));
	if ("problem" in sound) throw new Error(sound.problem);
	return sound;
}

/** The screen without the times at the beginnings of its lines. */
function screen(): string[] {
	return printed.split("\n").map((line) => line.replace(/^ *[\d.]+ s {2}/, ""));
}

function events(call: LittleSocket): string[] {
	return call.texts.all.map((text) => JSON.parse(text).event);
}

describe("the phone on the command line", () => {
	it("calls, speaks, presses keys and hangs up, and says so", async () => {
		const exit = use(["--say", "hello", "--keys", "42", "--stay", "1"]);
		const { call, streamSid } = await answer();
		timers.advance(60_000);
		expect(await exit).toBe(0);
		expect(await call.closings.next()).toBe(1000);
		expect(screen()).toEqual([
			`calling ${server.url}`,
			expect.stringMatching(/^connected, call CA[0-9a-f]{32}$/),
			'said "hello"',
			"pressed 4 2",
			"hung up by the phone",
			expect.stringMatching(/^heard 0\.0 s of speech in a call of 4\.6 s: /),
			"",
		]);
		expect(printed).toContain('\n   1.6 s  said "hello"\n');
		const said = events(call);
		expect(said.slice(0, 3)).toEqual(["connected", "start", "media"]);
		expect(said.filter((event) => event === "dtmf").length).toBe(2);
		expect(said.at(-1)).toBe("stop");
		expect(streamSid).toMatch(/^MZ/);
		expect(complaints).toBe("");
	});

	it("sends a frame every 20 ms, silence included", async () => {
		const exit = use(["--say", "hello"]);
		const { call } = await answer();
		timers.advance(1000);
		const frames = await call.texts.take(50);
		expect(frames.every((text) => text.includes('"media"'))).toBe(true);
		hangUp.abort();
		await exit;
		const media = events(call).filter((event) => event === "media");
		expect(media.length).toBe(50);
	});

	it("hears what the server says, returns its marks and keeps the whole call", async () => {
		const exit = use(["--stay", "5"]);
		const { call, streamSid } = await answer();
		timers.advance(1000);
		const payload = loud.toString("base64");
		call.socket.send(
			JSON.stringify({ event: "media", streamSid, media: { payload } }),
		);
		call.socket.send(
			JSON.stringify({ event: "mark", streamSid, mark: { name: "line-1" } }),
		);
		await roundTrip(call);
		timers.advance(10_000);
		expect(await exit).toBe(0);
		expect(printed).toContain("   2.0 s  returned mark line-1\n");
		expect(printed).toContain("   2.6 s  heard 1.0 s of speech\n");
		expect(events(call)).toContain("mark");
		const { samples, rate } = await heard();
		expect(samples.length).toBe(rate * 5);
		expect(loudSeconds(samples)).toEqual([1, 2]);
	});

	it("stops hearing when the server clears", async () => {
		const exit = use(["--stay", "5"]);
		const { call, streamSid } = await answer();
		const payload = loud.toString("base64");
		call.socket.send(
			JSON.stringify({ event: "media", streamSid, media: { payload } }),
		);
		await roundTrip(call);
		timers.advance(500);
		call.socket.send(JSON.stringify({ event: "clear", streamSid }));
		await roundTrip(call);
		timers.advance(10_000);
		expect(await exit).toBe(0);
		expect(printed).toContain("   0.5 s  the server cleared");
		expect(loudSeconds((await heard()).samples)).toEqual([0, 0.5]);
	});

	it("says what Twilio would refuse, once", async () => {
		const exit = use([]);
		const { call } = await answer();
		call.socket.send("nonsense");
		call.socket.send(Buffer.from([1]));
		await roundTrip(call);
		timers.advance(10_000);
		expect(await exit).toBe(0);
		expect(printed.match(/Twilio would refuse/g)?.length).toBe(1);
	});

	it("says who hung up, and fails when that was too early", async () => {
		const exit = use(["--say", "hello"]);
		const { call } = await answer();
		timers.advance(100);
		call.socket.close(1000, "no code heard");
		expect(await exit).toBe(1);
		expect(printed).toContain(
			'hung up by the server, close code 1000 "no code heard"',
		);
		expect(complaints).toContain("before the caller had done it all");
	});

	it("is content when the server hangs up after everything was done", async () => {
		const exit = use(["--keys", "1", "--pause", "0"]);
		const { call } = await answer();
		timers.advance(1000);
		call.socket.close(1000);
		expect(await exit).toBe(0);
		expect(printed).toContain("hung up by the server, close code 1000\n");
	});

	it("fails when the connection breaks", async () => {
		const exit = use([]);
		const { call } = await answer();
		call.socket.terminate();
		expect(await exit).toBe(1);
		expect(complaints).toBe("The connection broke.\n");
	});

	it("hangs up when it is interrupted, and keeps what it heard", async () => {
		const exit = use(["--say", "hello"]);
		const { call } = await answer();
		timers.advance(500);
		hangUp.abort();
		expect(await exit).toBe(0);
		expect(await call.closings.next()).toBe(1000);
		expect(events(call).at(-1)).toBe("stop");
		expect((await heard()).samples.length).toBe(4000);
	});

	it("hangs up at once when it was interrupted before the call came about", async () => {
		hangUp.abort();
		const exit = use(["--say", "hello"]);
		const { call } = await answer();
		expect(await exit).toBe(0);
		await call.closings.next();
		expect(events(call)).toEqual(["connected", "start", "stop"]);
	});

	it("tells of the speech that its own hanging up cut off", async () => {
		const exit = use(["--stay", "1"]);
		const { call, streamSid } = await answer();
		const payload = loud.toString("base64");
		call.socket.send(
			JSON.stringify({ event: "media", streamSid, media: { payload } }),
		);
		await roundTrip(call);
		timers.advance(2000);
		await exit;
		expect(printed).toContain("   1.0 s  heard 1.0 s of speech\n");
	});

	it("takes nothing more from the server once it has hung up", async () => {
		const exit = use(["--stay", "1"]);
		const { call, streamSid } = await answer();
		call.socket.on("message", (data) => {
			if (!data.toString().includes('"stop"')) return;
			const mark = { event: "mark", streamSid, mark: { name: "late" } };
			call.socket.send(JSON.stringify(mark));
		});
		timers.advance(2000);
		expect(await exit).toBe(0);
		expect(printed).not.toContain("late");
	});

	it("does not wait for ever for a server that does not answer its closing", async () => {
		const exit = use(["--stay", "1"]);
		const { call } = await answer();
		call.socket.pause();
		timers.advance(4000);
		expect(await exit).toBe(0);
	});

	it("hangs up after a given time", async () => {
		const exit = use(["--wait", "60", "--hang-up-after", "2"]);
		await answer();
		timers.advance(60_000);
		expect(await exit).toBe(0);
		expect(printed).toContain("   2.0 s  hung up by the phone\n");
	});

	it("leaves no timer behind", async () => {
		const exit = use(["--stay", "1"]);
		await answer();
		timers.advance(2000);
		await exit;
		expect(timers.pending).toBe(0);
	});

	it("plays a WAV file", async () => {
		const file = join(folder, "speech.wav");
		await writeFile(file, writeWav(new Int16Array(800).fill(3000)));
		const exit = use(["--wav", file, "--pause", "0"]);
		const { call } = await answer();
		timers.advance(10_000);
		expect(await exit).toBe(0);
		expect(printed).toContain(`   0.1 s  played ${file}\n`);
		const first = JSON.parse(call.texts.all[2] ?? "");
		const frame = encodeMulaw(new Int16Array(160).fill(3000));
		expect(first.media.payload).toBe(frame.toString("base64"));
	});

	it("gives the stream its parameters", async () => {
		const exit = use(["--parameter", "token=abc"]);
		const { call } = await answer();
		timers.advance(10_000);
		await exit;
		const start = JSON.parse(call.texts.all[1] ?? "");
		expect(start.start.customParameters).toEqual({ token: "abc" });
	});

	it("looks like Twilio to the server, signature included", async () => {
		const environment = { TOKEN: "12345" };
		const exit = use(["--auth-token-env", "TOKEN"], { environment });
		const { call } = await answer();
		timers.advance(10_000);
		await exit;
		const { headers } = call.request;
		expect(headers["user-agent"]).toBe("Twilio.TmeWs/1.0");
		expect(headers["x-twilio-signature"]).toMatch(/^[A-Za-z0-9+/]{27}=$/);
		expect(headers.origin).toBeUndefined();
		expect(headers["sec-websocket-extensions"]).toBeUndefined();
	});

	it.each([
		[["--auth-token-env", "TOKEN"], 2, "The environment has no TOKEN.\n"],
		[["--wav", "/nowhere.wav"], 1, /^Cannot read \/nowhere.wav: ENOENT/],
		[["--wav", "package.json"], 1, "package.json is not a WAV file.\n"],
		[["--url", "ws://127.0.0.1:1/"], 1, /is not running: connection refused/],
		[["--keys", "x"], 2, /^--keys takes .*\n\nCalls a Callsign server/],
	])("says in a sentence what is wrong with %j", async (args, code, words) => {
		expect(await use(args)).toBe(code);
		expect(complaints).toEqual(
			typeof words === "string" ? words : expect.stringMatching(words),
		);
	});

	it("says how the server refused the call", async () => {
		server.refusal = 403;
		expect(await use([])).toBe(1);
		expect(complaints).toContain("answered 403");
		expect(complaints).toContain("--auth-token-env");
	});

	it("says why it cannot speak", async () => {
		const voice = () => () => Promise.reject(new Error("no such package"));
		expect(await use(["--say", "hello"], { voice })).toBe(1);
		expect(complaints).toBe('Cannot speak "hello": no such package\n');
	});

	it("says why it cannot keep what was heard", async () => {
		const exit = use(["--stay", "0", "--out", folder]);
		await answer();
		timers.advance(1000);
		expect(await exit).toBe(1);
		expect(complaints).toContain(`Cannot write ${folder}`);
	});

	it("shows how it is used", async () => {
		expect(await use(["--help"])).toBe(0);
		expect(printed).toContain("--hang-up-after SECONDS");
	});
});

/** Resolves when the phone has taken everything sent to it so far. */
async function roundTrip({ socket }: LittleSocket): Promise<void> {
	await new Promise((resolve) => {
		socket.once("pong", resolve);
		socket.ping();
	});
}

/** From which to which second there was sound. */
function loudSeconds(samples: Int16Array): [number, number] {
	const isLoud = (sample: number) => Math.abs(sample) > 1000;
	const first = samples.findIndex(isLoud);
	return [first / 8000, (samples.findLastIndex(isLoud) + 1) / 8000];
}
