/**
 * Every malformed input that we could think of, one after the other, into a running server. After
 * each, a call that is paired with a game goes on as if nothing had happened, and nothing has failed.
 */
import { connect } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { WebSocket } from "ws";
import { frameBytes, frameMs } from "../../src/adapters/sound/mulaw.js";
import type { DeepgramListener } from "../support/deepgram/deepgram-listener.js";
import type { DeepgramSocketEnd } from "../support/deepgram/deepgram-socket-end.js";
import type { GameClient } from "../support/games/game-client.js";
import { TypedGame } from "../support/games/typed-game.js";
import { type Malformed, malformed } from "../support/malformed/malformed.js";
import type { OddMessage } from "../support/malformed/twilio.js";
import { upgradeRequest } from "../support/network/raw-exchange.js";
import { InProcessServer } from "../support/server/in-process-server.js";
import { ViewerClient } from "../support/server/viewer.js";
import { TwilioCaller } from "../support/twilio/twilio-caller.js";
import { within } from "../support/waiting/within.js";

const twoMinutes = 120_000;

let whole: InProcessServer;
let witness: Witness;

const environment = {
	SOCKETS_PER_ADDRESS: "1000",
	// The witness says a frame at a time, which goes on at once.
	AUDIO_BATCH_MS: "20",
};

async function startFor(wire: Malformed["wire"]): Promise<void> {
	whole =
		wire === "flux speak"
			? await InProcessServer.startWithFluxVoice(environment)
			: await InProcessServer.start(environment);
	witness = await Witness.pair(whole);
}

afterEach(() => whole.close());

describe("a call and its game go on untouched", {
	timeout: twoMinutes,
}, () => {
	test.each<Malformed["wire"]>([
		"twilio",
		"game",
		"typed game",
		"websocket",
		"http",
		"deepgram listen",
		"deepgram speak",
		"flux speak",
		"viewer",
	])("whatever comes by the wire of %s", async (wire) => {
		await startFor(wire);
		const inputs = malformed.filter((input) => input.wire === wire);
		for (const input of inputs) {
			await deliver(input);
			await witness.testify(input.name);
			if (witness.hasSaidEnough) witness = await Witness.pair(whole);
		}
		await witness.hears("Still here?");
		const ends = [...whole.deepgram.listeners, ...whole.deepgram.speakers];
		const types = new Set(ends.flatMap(({ textTypes }) => textTypes));
		expect(types).not.toContain("unreadable");
	});
});

/** How many frames of a call are heard whatever the time it takes to send them: eight seconds of the ten that may come at once. */
const maxTestimonies = 400;

/** A call and its game, of which every text and every byte is accounted for. */
class Witness {
	#testimonies = 0;
	#audioBytes: number;

	private constructor(
		readonly game: GameClient,
		readonly caller: TwilioCaller,
		readonly listener: DeepgramListener,
	) {
		this.#audioBytes = listener.audio.length;
	}

	static async pair(whole: InProcessServer): Promise<Witness> {
		const game = await whole.join();
		const { code } = await game.shown();
		const caller = await whole.call({ autoPlay: "at once" });
		const listener = await listenerOf(caller);
		caller.press(code);
		expect(await game.text()).toBe("connected");
		return new Witness(game, caller, listener);
	}

	/** It sends faster than anybody can speak, and so much of that is heard; another takes its place then. */
	get hasSaidEnough(): boolean {
		return this.#testimonies >= maxTestimonies;
	}

	/** What the caller says comes to the game next, and the caller's audio to Deepgram, and nothing has failed. */
	async testify(after: string): Promise<void> {
		const startMs = 1000 * this.#testimonies++;
		const said = this.listener.say(`after ${after}`, { startMs });
		expect(await this.game.text(), `after ${after}`).toBe(said);
		this.caller.sendAudio(frameMs);
		this.#audioBytes += frameBytes;
		await this.listener.heardAudio(this.#audioBytes);
		expect(this.listener.audio.length).toBe(this.#audioBytes);
		const failures = whole.log.filter(({ level }) => Number(level) >= 50);
		expect(failures, `after ${after}`).toEqual([]);
	}

	/** What the game says is spoken to the caller. */
	async hears(text: string): Promise<void> {
		whole.deepgram.holdsSpeech = false;
		const before = this.caller.audio.length;
		this.game.say(text);
		await this.caller.heardAudio(before + 1);
	}
}

/** Deepgram's end of a call, which is known by its sound: calls of others have come and gone. */
function listenerOf(caller: TwilioCaller): Promise<DeepgramListener> {
	const sound = Buffer.from(caller.sids.streamSid);
	caller.sendAudio(Buffer.concat([sound], frameBytes));
	return vi.waitFor(() => {
		const listener = whole.deepgram.listeners.find(({ audio }) =>
			audio.includes(sound),
		);
		expect(listener).toBeDefined();
		return listener as DeepgramListener;
	}, 5_000);
}

function deliver(input: Malformed): Promise<void> {
	switch (input.wire) {
		case "twilio":
			return deliverToCall(input);
		case "game":
			return deliverAsGame(input.messages);
		case "typed game":
			return deliverAsTypedGame(input.messages);
		case "websocket":
			return deliverRaw(upgradeRequest(input.path), input.bytes);
		case "http":
			return deliverRaw("", input.bytes);
		case "deepgram listen":
			return deliverAsListener(input.messages);
		case "deepgram speak":
		case "flux speak":
			return deliverAsSpeaker(input.messages);
		case "viewer":
			return deliverAsViewer(input.messages);
	}
}

async function deliverToCall(
	input: Extract<Malformed, { wire: "twilio" }>,
): Promise<void> {
	const caller = await TwilioCaller.dial(whole.socketUrl("/twilio"));
	if (input.when === "in the call") caller.start();
	const messages = input.messages(caller.sids, witness.caller.sids);
	await sendAll(caller.socket, messages);
	caller.vanish();
}

async function deliverAsGame(messages: readonly OddMessage[]): Promise<void> {
	const { game, caller } = await anotherPair();
	await sendAll(game.socket, messages);
	game.vanish();
	caller.vanish();
}

async function deliverAsTypedGame(
	messages: readonly OddMessage[],
): Promise<void> {
	const game = await TypedGame.join(whole.socketUrl("/game"));
	const caller = await whole.call({ autoPlay: "at once" });
	caller.press(game.welcome.code);
	await game.event("paired");
	await sendAll(game.client.socket, messages);
	game.client.leave();
	caller.vanish();
}

/** The same odd messages twice: while a code is awaited, and once the call is paired. */
async function deliverAsListener(
	messages: readonly OddMessage[],
): Promise<void> {
	const game = await whole.join();
	const { code } = await game.shown();
	const caller = await whole.call({ autoPlay: "at once" });
	const voice = Buffer.from(caller.sids.callSid.repeat(20));
	caller.sendAudio(voice);
	const listener = await found(whole.deepgram.listeners, ({ frames }) =>
		frames.some(({ bytes }) => voice.includes(bytes)),
	);
	await sendAll(socketOf(listener), messages);
	caller.press(code);
	expect(await game.text()).toBe("connected");
	await sendAll(socketOf(listener), messages);
	game.vanish();
	caller.vanish();
}

/** Odd messages while a line is being made, which is held back for them. */
async function deliverAsSpeaker(
	messages: readonly OddMessage[],
): Promise<void> {
	const { game, caller } = await anotherPair();
	const text = `This is ${caller.sids.callSid}.`;
	whole.deepgram.holdsSpeech = true;
	game.say(text);
	const speaker = await found(whole.deepgram.speakers, ({ spoken }) =>
		spoken.includes(text),
	);
	await sendAll(socketOf(speaker), messages);
	game.vanish();
	caller.vanish();
	whole.deepgram.holdsSpeech = false;
}

/** What the server tells a page goes on being whole: the page reads all of it. */
async function deliverAsViewer(messages: readonly OddMessage[]): Promise<void> {
	const viewer = await ViewerClient.look(whole.server.adminUrl);
	await sendAll(viewer.socket, messages);
	viewer.close();
}

/** The one that is looked for, as soon as it is there. Deepgram's end of a socket does not say whose it is. */
function found<End>(ends: readonly End[], isIt: (end: End) => boolean) {
	return vi.waitFor(
		() => {
			const end = ends.findLast(isIt);
			if (end === undefined) throw new Error("It did not come.");
			return end;
		},
		{ interval: 1, timeout: 5000 },
	);
}

/** A call and its game that are no witnesses. */
async function anotherPair() {
	const game = await whole.join();
	const { code } = await game.shown();
	const caller = await whole.call({ autoPlay: "at once" });
	caller.press(code);
	expect(await game.text()).toBe("connected");
	return { game, caller };
}

/** The emulated Deepgram's own socket, for what the emulator itself would never send. */
function socketOf(end: DeepgramSocketEnd): WebSocket {
	return (end as unknown as { socket: WebSocket }).socket;
}

/** Resolves when the other side has taken the messages, or closed. */
async function sendAll(
	socket: WebSocket,
	messages: readonly OddMessage[],
): Promise<void> {
	const taken = new Promise<void>((resolve) => {
		socket.once("pong", () => resolve());
		socket.once("close", () => resolve());
	});
	if (socket.readyState !== socket.OPEN) return;
	for (const { data, isBinary = false } of messages) {
		socket.send(data, { binary: isBinary });
	}
	socket.ping();
	await within(taken, () => "a pong or a close after odd messages");
}

/** Sends bytes, and after them the end of the stream; resolves when the server has closed. */
async function deliverRaw(first: string, bytes: Buffer): Promise<void> {
	const { port } = new URL(whole.server.url);
	const socket = connect(Number(port), "127.0.0.1");
	const closed = new Promise<void>((resolve) => {
		// A reset is as good an answer as any.
		socket.on("error", () => {});
		socket.on("close", () => resolve());
		socket.resume();
	});
	socket.end(Buffer.concat([Buffer.from(first), bytes]));
	await within(closed, () => "the end of an odd connection");
}
