/** The JavaScript client and the real server, over real sockets. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
	afterEach,
	beforeEach,
	describe,
	expect,
	onTestFinished,
	test,
	vi,
} from "vitest";
import { WebSocket } from "ws";
import {
	CallsignClient,
	type ClientOptions,
} from "../../clients/js/callsign-client.js";
import { arrivalsOf } from "../support/games/client-arrivals.js";
import { CutLine } from "../support/network/cut-line.js";
import { CuttingProxy } from "../support/network/cutting-proxy.js";
import { seededRandom } from "../support/randomness/seeded-random.js";
import { InProcessServer } from "../support/server/in-process-server.js";
import { keyedCall } from "../support/server/keyed-call.js";
import type { TwilioCaller } from "../support/twilio/twilio-caller.js";
import { Arrivals } from "../support/waiting/arrivals.js";
import { within } from "../support/waiting/within.js";

const folder = join(import.meta.dirname, "../../clients/js");

let whole: InProcessServer;
let clients: CallsignClient[];

beforeEach(async () => {
	whole = await InProcessServer.start();
	clients = [];
});

afterEach(async () => {
	for (const client of clients) client.close();
	await whole.close();
});

function connect(options: ClientOptions = {}, url = whole.socketUrl("/game")) {
	const client = new CallsignClient(url, {
		WebSocket,
		reconnect: { firstMs: 1, longestMs: 5 },
		...options,
	});
	clients.push(client);
	return client;
}

async function shownBy(client: CallsignClient): Promise<string> {
	const { code } = await arrivalsOf(client, "show").next();
	return code;
}

async function pair(client: CallsignClient, code: string) {
	const pairings = arrivalsOf(client, "paired");
	const caller = await whole.call({ autoPlay: "at once" });
	caller.press(code);
	const { call } = await pairings.next();
	return { caller, call };
}

function settled<Thing>(promise: Promise<Thing>): Promise<Thing> {
	return within(promise, () => "the outcome of a line");
}

test("what a caller says arrives, and what the game says is heard", async () => {
	const client = connect();
	const code = await shownBy(client);
	const { caller, call } = await pair(client, code);
	const transcripts = arrivalsOf(client, "transcript");
	const utterances = arrivalsOf(client, "utterance");
	const listener = await whole.deepgram.nextListener();
	caller.sendAudio(200);
	await listener.heardAudio(1_600);
	listener.say("open the door", { startMs: 2_000 });
	expect(await transcripts.next()).toMatchObject({
		call,
		text: "open the door",
		final: true,
	});
	expect(await utterances.next()).toMatchObject({ text: "open the door" });
	const outcome = await settled(client.say("You are in a cave."));
	expect(outcome).toMatchObject({ outcome: "heard", calls: [{ call }] });
	expect(outcome.heardMs).toBeGreaterThan(0);
});

test("a line that is stopped, or whose caller hangs up, was interrupted", async () => {
	const client = connect();
	const pairings = arrivalsOf(client, "paired");
	const code = await shownBy(client);
	const caller = await whole.call();
	caller.press(code);
	await pairings.next();
	const first = client.say("A long story.");
	const second = client.say("A longer one.");
	await caller.heardAudio();
	client.stop();
	expect(await settled(first)).not.toMatchObject({ outcome: "heard" });
	expect(await settled(second)).not.toMatchObject({ outcome: "heard" });
	const third = client.say("And another.");
	caller.hangUp();
	expect(await settled(third)).not.toMatchObject({ outcome: "heard" });
});

test("two callers: a line for both resolves when both have heard it", async () => {
	const client = connect({ callers: 2 });
	const code = await shownBy(client);
	const one = await pair(client, code);
	const two = await pair(client, code);
	expect(client.calls).toEqual([one.call, two.call]);
	const all = await settled(client.say("Welcome, both of you."));
	expect(all.outcome).toBe("heard");
	expect(all.calls.map(({ call }) => call).sort()).toEqual(
		[one.call, two.call].sort(),
	);
	const alone = await settled(client.say("You alone.", { call: two.call }));
	expect(alone.calls).toMatchObject([{ call: two.call }]);
});

test("what the server refuses has failed, with the server's words", async () => {
	const client = connect();
	await pair(client, await shownBy(client));
	expect(await settled(client.say("   "))).toMatchObject({
		outcome: "failed",
		why: "invalidMessage",
		message: expect.stringContaining("text"),
	});
});

test("what is still being written is spoken from its first clause on, and its words are known", async () => {
	const client = connect();
	const { caller, call } = await pair(client, await shownBy(client));
	await caller.mark();
	const before = caller.audio.length;
	const line = client.speak({ call });
	for (const token of ["You ", "are ", "in a ", "cave, "]) line.add(token);
	await caller.heardAudio(before + 1);
	line.add("and ");
	line.end("it is dark.");
	expect(await settled(line.said)).toMatchObject({
		outcome: "heard",
		heardText: "You are in a cave, and it is dark.",
	});
});

test("tokens are taken until the caller interrupts, and no error tells of those that cross", async () => {
	const client = connect();
	const code = await shownBy(client);
	const pairings = arrivalsOf(client, "paired");
	const errors = arrivalsOf(client, "error");
	const { caller, listener } = await whole.ring();
	caller.press(code);
	await pairings.next();
	const model = { isLeft: false };
	async function* tokens() {
		try {
			for (;;) {
				yield "and then, ";
				await new Promise((resolve) => setTimeout(resolve, 5));
			}
		} finally {
			model.isLeft = true;
		}
	}
	const line = client.say(tokens());
	await caller.heardAudio();
	listener.say("tell me of the queen", { startMs: 2_000 });
	const { outcome, heardText } = await settled(line);
	expect(outcome).toBe("interrupted");
	expect("and then, and then, and then,").toContain(heardText);
	await vi.waitFor(() => expect(model.isLeft).toBe(true));
	expect(errors.all).toEqual([]);
});

test("an answer to a turn that is over is stale", async () => {
	const client = connect();
	const code = await shownBy(client);
	const pairings = arrivalsOf(client, "paired");
	const turns = arrivalsOf(client, "turn");
	const { listener } = await keyedCall(whole, code);
	await pairings.next();
	const ended = () => turns.first(({ state }) => state === "ended");
	listener.say("open the door", { startMs: 2_000 });
	const { call, turn } = await ended();
	listener.say("go to the garden", { startMs: 8_000 });
	const newest = await ended();
	expect(await settled(client.say("Late.", { call, turn }))).toMatchObject({
		outcome: "stale",
		heardMs: 0,
		heardText: "",
	});
	const answer = client.say("You are outside.", { call, turn: newest.turn });
	expect(await settled(answer)).toMatchObject({ outcome: "heard" });
});

test("listen, newCode and hangUp do what they say", async () => {
	const client = connect();
	const code = await shownBy(client);
	const { caller } = await pair(client, code);
	const listening = arrivalsOf(client, "listening");
	const shown = arrivalsOf(client, "show");
	const left = arrivalsOf(client, "left");
	client.listen(["lantern"]);
	await listening.next();
	client.newCode();
	expect((await shown.next()).code).not.toBe(code);
	client.hangUp();
	expect(await left.next()).toMatchObject({ reason: "game hung up" });
	await caller.closed();
});

test("without the key it is closed for good, with it it comes in", async () => {
	await whole.close();
	whole = await InProcessServer.start({ GAME_KEYS: "sesame" });
	const shut = arrivalsOf(connect({ key: "wrong" }), "closed");
	expect(await shut.next()).toMatchObject({ code: 4401 });
	expect(await shownBy(connect({ key: "sesame" }))).toMatch(/^\d+$/);
});

test("a server that ends sends it away, and the next one gives it a new session", async () => {
	const client = connect();
	await pair(client, await shownBy(client));
	const losses = arrivalsOf(client, "offline");
	const sessions = arrivalsOf(client, "session");
	const { url } = whole.server;
	await whole.close();
	expect(await losses.next()).toMatchObject({ code: 1001 });
	whole = await InProcessServer.start({ PROXY_URL: new URL(url).host });
	expect((await sessions.next()).replaces?.session).toBeDefined();
	expect(client.calls).toEqual([]);
});

test("it knows its calls, also where their coming and going is in a gap", async () => {
	await whole.close();
	whole = await InProcessServer.start({ GAME_LOG_EVENTS: "0" });
	const line = await CutLine.to(Number(new URL(whole.server.url).port));
	onTestFinished(() => line.close());
	const client = connect({ callers: 2 }, `ws://127.0.0.1:${line.port}/game`);
	const code = await shownBy(client);
	const one = await pair(client, code);
	const two = await pair(client, code);
	const losses = arrivalsOf(client, "offline");
	const gaps = arrivalsOf(client, "gap");
	const left = arrivalsOf(client, "left");
	line.isDown = true;
	line.cut();
	await losses.next();
	const unheard = client.say("Are you there?", { call: one.call });
	one.caller.hangUp();
	await vi.waitFor(() =>
		expect(whole.log).toContainEqual(
			expect.objectContaining({ msg: "call ended" }),
		),
	);
	line.isDown = false;
	await gaps.next();
	expect(client.calls).toEqual([two.call]);
	expect(await settled(unheard)).toMatchObject({ why: "callLeft" });
	expect(left.all).toEqual([]);
	const outcome = await settled(client.say("You are alone now."));
	expect(outcome).toMatchObject({
		outcome: "heard",
		calls: [{ call: two.call }],
	});
});

describe("a connection that is cut a thousand times", () => {
	const cuts = 1_000;

	test("loses no event, tells none twice and none out of order", async () => {
		const random = seededRandom(20_261_125);
		const { port } = new URL(whole.server.url);
		// Long enough for a welcome at times, at others not even for the upgrade.
		const proxy = await CuttingProxy.start(
			Number(port),
			() => random(1_500) + 1,
		);
		const client = connect(
			{ reconnect: { firstMs: 1, longestMs: 2 } },
			`ws://127.0.0.1:${proxy.port}/game`,
		);
		const pairing = new Promise<TwilioCaller>((resolve) => {
			client.once("show", async ({ code }) => {
				const caller = await whole.call({ autoPlay: "at once" });
				caller.press(code);
				resolve(caller);
			});
		});
		const caller = await pairing;
		const seqs: number[] = [];
		let pressed = "";
		let heard = "";
		const done = new Promise<void>((resolve) => {
			const pressOn = setInterval(() => {
				if (proxy.cuts >= cuts) proxy.isCutting = false;
				if (!proxy.isCutting && heard === pressed) {
					clearInterval(pressOn);
					resolve();
				}
				if (!proxy.isCutting || pressed.length - heard.length > 500) return;
				const digit = String(random(10));
				pressed += digit;
				caller.press(digit);
			}, 1);
			client.on("closed", () => clearInterval(pressOn));
		});
		client.on("event", ({ seq }) => seqs.push(seq));
		client.on("key", ({ digit }) => {
			heard += digit;
		});
		await within(
			done,
			() => `${pressed.length} keys, ${heard.length} told, ${proxy.cuts} cuts`,
			90_000,
		);
		expect(heard).toBe(pressed);
		expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
		expect(proxy.cuts).toBeGreaterThanOrEqual(cuts);
		expect(client.session).toBeDefined();
		proxy.close();
	}, 100_000);
});

describe("the example", () => {
	const example = join(folder, "examples/first-transcript.js");

	test("is shorter than 15 lines", () => {
		const lines = readFileSync(example, "utf8").trim().split("\n");
		expect(lines.length).toBeLessThan(15);
	});

	test("is the one in the README", () => {
		const readme = readFileSync(join(folder, "README.md"), "utf8");
		const code = readFileSync(example, "utf8").replace(/^\/\/.*\n/, "");
		expect(readme).toContain(code.trim());
	});

	test("shows the code, and prints what the caller says", async () => {
		const out = new Arrivals<string>("line of the example");
		const setup = `data:text/javascript,import { WebSocket } from ${JSON.stringify(import.meta.resolve("ws"))}; globalThis.WebSocket = WebSocket;`;
		const child = execFile(process.execPath, [
			"--import",
			setup,
			example,
			whole.socketUrl("/game"),
		]);
		child.stdout?.on("data", (text: string) => {
			for (const line of text.trim().split("\n")) out.push(line);
		});
		child.stderr?.on("data", (text: string) => out.fail(new Error(text)));
		const line = await out.next(15_000);
		const code = /^Ring \+15005550006 and say (\d+)$/.exec(line)?.[1] ?? "";
		const caller = await whole.call({ autoPlay: "at once" });
		caller.press(code);
		await caller.mark();
		const listener = await whole.deepgram.nextListener();
		caller.sendAudio(200);
		await listener.heardAudio(1_600);
		listener.say("open the door", { startMs: 2_000 });
		expect(await out.next()).toBe("open the door");
		child.kill();
	}, 30_000);
});
