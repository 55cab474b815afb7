/**
 * The clients of `callsign.v1` as they were before there were turns, streamed lines and the words that were heard, against
 * the real server: they notice nothing of these. In `support/clients-before` are their files as they were, and the schema.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
	afterAll,
	afterEach,
	beforeEach,
	describe,
	expect,
	onTestFinished,
	test,
} from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { CallsignClient } from "../../clients/js/callsign-client.js";
import {
	CallsignClient as ClientBefore,
	type ClientEvents,
	type LineOutcome,
} from "../support/clients-before/js/callsign-client.js";
import { describeIn } from "../support/godot/engine.js";
import { godot3 } from "../support/godot/godot3.js";
import { closeGodot4, godot4 } from "../support/godot/godot4.js";
import { playIn } from "../support/godot/play-in.js";
import type { RemoteGame } from "../support/godot/remote-game.js";
import { CutLine } from "../support/network/cut-line.js";
import { InProcessServer } from "../support/server/in-process-server.js";
import { keyedCall } from "../support/server/keyed-call.js";
import { Arrivals } from "../support/waiting/arrivals.js";
import { within } from "../support/waiting/within.js";

const folder = "test/support/clients-before";
const { $defs } = JSON.parse(
	readFileSync(
		join(import.meta.dirname, "../..", folder, "callsign.v1.schema.json"),
		"utf8",
	),
);
const messageBefore = z.fromJSONSchema({ ...$defs.toGame, $defs });
const typesBefore: readonly string[] = $defs.toGame.oneOf.map(
	(message: { properties: { type: { const: string } } }) =>
		message.properties.type.const,
);

let whole: InProcessServer;

beforeEach(async () => {
	whole = await InProcessServer.start();
});

afterEach(() => whole.close());
afterAll(closeGodot4);

/** The server, on a line that can be cut. */
async function cuttable(): Promise<{ line: CutLine; url: string }> {
	const line = await CutLine.to(Number(new URL(whole.server.url).port));
	onTestFinished(() => line.close());
	return { line, url: `ws://127.0.0.1:${line.port}/game` };
}

describe("the JavaScript client", () => {
	/** What the server has sent to it, on all its sockets. */
	let texts: string[];

	class ReadSocket extends WebSocket {
		constructor(url: string, protocols: string) {
			super(url, protocols);
			this.on("message", (data) => texts.push(data.toString()));
		}
	}

	beforeEach(() => {
		texts = [];
	});

	function connect(url: string): ClientBefore {
		const reconnect = { firstMs: 1, longestMs: 5 };
		const client = new ClientBefore(url, { WebSocket: ReadSocket, reconnect });
		onTestFinished(() => client.close());
		return client;
	}

	function arrivals<Name extends keyof ClientEvents>(
		client: ClientBefore,
		name: Name,
	): Arrivals<ClientEvents[Name]> {
		const all = new Arrivals<ClientEvents[Name]>(name);
		client.on(name, (event) => all.push(event));
		return all;
	}

	const settled = (line: Promise<LineOutcome>) =>
		within(line, () => "the outcome of a line");

	/** A message that a game from before knows must be one that it can read. */
	function expectReadable(): void {
		const messages = texts.map((text) => JSON.parse(text));
		const known = messages.filter(({ type }) => typesBefore.includes(type));
		expect(known.length).toBeGreaterThan(5);
		for (const message of known)
			expect(messageBefore.safeParse(message), message).toMatchObject({
				success: true,
			});
	}

	test("hears its caller, and knows that its lines were heard, as ever", async () => {
		const client = connect(whole.socketUrl("/game"));
		const { code } = await arrivals(client, "show").next();
		const pairings = arrivals(client, "paired");
		const utterances = arrivals(client, "utterance");
		const keys = arrivals(client, "key");
		const left = arrivals(client, "left");
		const { caller, listener } = await keyedCall(whole, code);
		const { call } = await pairings.next();
		const line = await settled(client.say("You are in a cave."));
		const told = { outcome: "heard", heardMs: expect.any(Number) };
		expect(line).toEqual({ id: "1", ...told, calls: [{ call, ...told }] });
		listener.say("open the door", { startMs: 2_000 });
		expect(await utterances.next()).toMatchObject({ text: "open the door" });
		caller.press("7");
		expect(await keys.next()).toMatchObject({ call, digit: "7" });
		expect(await settled(client.say(" "))).toMatchObject({
			outcome: "failed",
			why: "invalidMessage",
		});
		caller.hangUp();
		expect(await left.next()).toMatchObject({ reason: "caller hung up" });
		expectReadable();
	});

	test.each([undefined, true])(
		"its lines that may be interrupted (%s) end at the caller's words",
		async (interruptible) => {
			const client = connect(whole.socketUrl("/game"));
			const { code } = await arrivals(client, "show").next();
			const pairings = arrivals(client, "paired");
			const { caller, listener } = await whole.ring();
			caller.press(code);
			await pairings.next();
			const line = client.say("Once upon a time there was a king.", {
				interruptible,
			});
			const next = client.say("He had a castle.", { interruptible });
			await caller.heardAudio();
			listener.startSpeech(2_000);
			listener.say("tell me of the queen", { startMs: 2_000 });
			expect(await settled(line)).toMatchObject({ outcome: "interrupted" });
			expect(await settled(next)).toMatchObject({ outcome: "interrupted" });
			expectReadable();
		},
	);

	test("its lines that may not be interrupted are heard to their end", async () => {
		const client = connect(whole.socketUrl("/game"));
		const { code } = await arrivals(client, "show").next();
		const pairings = arrivals(client, "paired");
		const utterances = arrivals(client, "utterance");
		const { caller, listener } = await whole.ring({ autoPlay: true });
		caller.press(code);
		await pairings.next();
		const line = client.say("Listen to this.", { interruptible: false });
		await caller.heardAudio();
		listener.startSpeech(2_000);
		listener.say("stop that", { startMs: 2_000 });
		await utterances.next();
		expect(await settled(line)).toMatchObject({ outcome: "heard" });
		expectReadable();
	});

	test("comes back with nothing lost", async () => {
		const { line, url } = await cuttable();
		const client = connect(url);
		const { code } = await arrivals(client, "show").next();
		const pairings = arrivals(client, "paired");
		const utterances = arrivals(client, "utterance");
		const losses = arrivals(client, "offline");
		const { listener } = await keyedCall(whole, code);
		const { call } = await pairings.next();
		line.isDown = true;
		line.cut();
		await losses.next();
		listener.say("are you there", { startMs: 2_000 });
		const waiting = client.say("I am back.", { call });
		line.isDown = false;
		expect(await utterances.next()).toMatchObject({ text: "are you there" });
		expect(await settled(waiting)).toMatchObject({ outcome: "heard" });
		expect(client.calls).toEqual([call]);
		expectReadable();
	});
});

/** A socket without a network, which keeps every byte that it is given. */
function keepingSockets() {
	const sent: string[] = [];
	const made: Socket[] = [];
	class Socket {
		readonly protocol = "callsign.v1";
		readyState = 1;
		onmessage: ((event: { data: unknown }) => void) | null = null;
		onclose: ((event: { code: number; reason: string }) => void) | null = null;
		constructor(url: string, protocols: string) {
			sent.push(`${url} ${protocols}`);
			made.push(this);
		}
		send(text: string): void {
			sent.push(text);
		}
		close(code?: number): void {
			sent.push(`close ${code}`);
		}
	}
	const tell = (message: object) =>
		made.at(-1)?.onmessage?.({ data: JSON.stringify(message) });
	return { Socket, sent, tell };
}

/** All that a client sends whose game uses nothing that is new. */
function sentBy(Client: typeof CallsignClient | typeof ClientBefore) {
	const { Socket, sent, tell } = keepingSockets();
	const client = new Client("ws://localhost/game?a=b", {
		WebSocket: Socket,
		callers: 2,
		key: "sesame",
	});
	client.listen(["lantern"]);
	tell({
		type: "welcome",
		session: "s",
		phoneNumber: "1",
		code: "2",
		callers: 2,
		calls: [],
		resumeToken: "t",
		resumeSeconds: 1,
		resumed: false,
		lastSeq: 0,
	});
	tell({ type: "paired", seq: 1, call: "a", callers: 1 });
	void client.say("Hello.");
	void client.say("", { call: "a", voice: "aura-2-luna-en" });
	void client.say("Half \ud83c", { interruptible: false, call: "a" });
	void client.say("No.", { call: "z" });
	client.stop();
	client.stop("a");
	client.hangUp("a");
	client.newCode();
	client.listen([]);
	client.close();
	return sent;
}

test("a game that uses nothing new sends the very same bytes with today's client", () => {
	const before = sentBy(ClientBefore);
	expect(before).toHaveLength(11);
	expect(sentBy(CallsignClient)).toEqual(before);
});

for (const engine of [godot3, godot4])
	describeIn(engine, "the script from before", () => {
		let game: RemoteGame;

		playIn(
			engine,
			(started) => {
				game = started;
			},
			folder,
		);

		test("plays a call through, and a cut, as ever", async () => {
			const { line, url } = await cuttable();
			await game.do("connect_to", url);
			await game.signal("connection_made");
			const [, code] = await game.signal("code_issued");
			const { caller, listener } = await keyedCall(whole, code as string);
			const [call] = await game.signal("paired");
			const id = await game.do("say", "You are in a cave.");
			const heard = [id, "heard", expect.any(Number), call];
			expect(await game.signal("said")).toEqual(heard);
			line.isDown = true;
			line.cut();
			await game.signal("connection_lost");
			listener.say("open the door", { startMs: 2_000 });
			const opening = await game.do("say", "It is locked.", { call });
			line.isDown = false;
			await game.tryAgainNow();
			await game.signal("connection_made");
			const told: unknown[] = [];
			while (!told.includes(`utterance open the door`) || told.length < 2) {
				const { signal, values } = await game.signals.next();
				if (signal === "utterance") told.push(`utterance ${values[0]}`);
				if (signal === "said") told.push(`said ${values[0]} ${values[1]}`);
			}
			expect(told).toContain(`said ${opening} heard`);
			caller.hangUp();
			expect(await game.signal("left")).toEqual([call, "caller hung up"]);
		});
	});
