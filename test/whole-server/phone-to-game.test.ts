/** The whole path, over real sockets: a phone, the server, a Deepgram and games. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { DeepgramListener } from "../support/deepgram/deepgram-listener.js";
import {
	type GameAndCall,
	InProcessServer,
} from "../support/server/in-process-server.js";

let whole: InProcessServer;

beforeEach(async () => {
	whole = await InProcessServer.start();
});

afterEach(async () => {
	await whole.close();
});

async function callTo(code: string) {
	const { caller, listener } = await whole.ring();
	caller.sendAudio(200);
	await listener.heardAudio(160);
	listener.say([...code].join(" "));
	return { caller, listener };
}

async function pair(): Promise<GameAndCall> {
	const game = await whole.join();
	const { code } = await game.shown();
	const { caller, listener } = await callTo(code);
	expect(await game.text()).toBe("connected");
	return { game, code, caller, listener };
}

describe("from phone to game", () => {
	test("a game is shown the number and a code, and nothing else", async () => {
		const game = await whole.join();
		expect(await game.shown()).toEqual({
			phoneNumber: "+15005550006",
			code: expect.stringMatching(/^\d{4}$/),
		});
	});

	test("a spoken code pairs, and what follows arrives to the byte", async () => {
		const { game, listener } = await pair();
		const texts = [
			listener.say("open the door", { startMs: 2_000 }),
			listener.say("go north", { startMs: 4_000 }),
		];
		listener.push('{"type":"Novelty",  "of":"tomorrow"}');
		expect(await game.text()).toBe(texts[0]);
		expect(await game.text()).toBe(texts[1]);
		expect(await game.text()).toBe('{"type":"Novelty",  "of":"tomorrow"}');
	});

	test("a keyed code pairs", async () => {
		const game = await whole.join();
		const { code } = await game.shown();
		const caller = await whole.call();
		caller.press(code);
		expect(await game.text()).toBe("connected");
	});

	test("a plain game sees neither interim results nor events that the listen URL did not ask for", async () => {
		const { game, listener } = await pair();
		listener.startSpeech(2_000);
		listener.say("open", { final: false, startMs: 2_000 });
		const final = listener.say("open the door", { startMs: 2_000 });
		listener.endUtterance(3_000);
		const next = listener.say("now", { startMs: 4_000 });
		expect(await game.text()).toBe(final);
		expect(await game.text()).toBe(next);
	});

	test("the caller hears what the game says, and the phone is asked for a mark", async () => {
		const { game, caller } = await pair();
		game.say("Welcome to the dungeon.");
		const speaker = await whole.deepgram.nextSpeaker();
		await speaker.heardText("Flush");
		await caller.mark();
		caller.playAll();
		const prompted = caller.audio.length;
		await caller.mark();
		expect(speaker.spoken).toContain("Welcome to the dungeon.");
		expect(caller.audio.length).toBeGreaterThan(prompted);
	});

	test("binary messages from a game are passed over", async () => {
		const { game, listener } = await pair();
		game.ping();
		const text = listener.say("still here", { startMs: 2_000 });
		expect(await game.text()).toBe(text);
	});

	test("when the caller hangs up the game is told, and the same code is valid again", async () => {
		const { game, code, caller } = await pair();
		caller.hangUp();
		expect(await game.text()).toBe("disconnected");
		await callTo(code);
		expect(await game.text()).toBe("connected");
	});

	test("a socket that closes without stop is a hang-up too, told once", async () => {
		const { game, code, caller } = await pair();
		caller.vanish();
		expect(await game.text()).toBe("disconnected");
		await callTo(code);
		expect(await game.text()).toBe("connected");
	});

	test("the last words of a caller who hangs up arrive before the end is told", async () => {
		const { game, caller, listener } = await pair();
		caller.sendAudio(500);
		listener.lastWords = "open the door";
		caller.hangUp();
		expect(await game.text()).toContain('"transcript":"open the door"');
		expect(await game.text()).toBe("disconnected");
	});

	test("all audio of the caller reaches Deepgram, in order", async () => {
		const { caller, listener } = await pair();
		// The call has begun with 200 ms of its own.
		const before = 1_600;
		const audio = Buffer.from(
			Array.from({ length: 1_600 }, (_, at) => at % 251),
		);
		caller.sendAudio(audio);
		await listener.heardAudio(before + audio.length);
		expect(listener.audio.subarray(-1_600)).toEqual(audio);
	});
});

describe("each to his own", () => {
	test("fifty games and fifty calls at once: no text crosses", async () => {
		const games = await Promise.all(
			Array.from({ length: 50 }, () => whole.join()),
		);
		const listeners: DeepgramListener[] = [];
		for (const game of games) {
			const { code } = await game.shown();
			const { caller, listener } = await whole.ring();
			listeners.push(listener);
			caller.press(`${code}#`);
			expect(await game.text()).toBe("connected");
		}
		const said = listeners.map((listener, at) =>
			listener.say(`words of caller ${at}`),
		);
		const received = await Promise.all(games.map((game) => game.text()));
		expect(received).toEqual(said);
		for (const game of games) expect(game.texts).toHaveLength(4);
	});

	test("a game that leaves, and 200 that join, never receive a word of the old caller", async () => {
		const { game, listener } = await pair();
		game.leave();
		await game.closed();
		const later = await Promise.all(
			Array.from({ length: 200 }, () => whole.join()),
		);
		for (const each of later) await each.shown();
		listener.say("secret words", { startMs: 5_000 });
		const { game: last } = await pair();
		expect(last.texts.at(-1)).toBe("connected");
		for (const each of later) expect(each.texts).toHaveLength(2);
	});

	test("a caller whose game has left may pair with another", async () => {
		const { game, listener, caller } = await pair();
		const other = await whole.join();
		const { code } = await other.shown();
		game.leave();
		await game.closed();
		// The server may see the end a moment after the game does.
		await vi.waitFor(() =>
			expect(whole.log).toContainEqual(
				expect.objectContaining({ msg: "game closed" }),
			),
		);
		caller.press(`${code}#`);
		expect(await other.text()).toBe("connected");
		const text = listener.say("hello again", { startMs: 9_000 });
		expect(await other.text()).toBe(text);
	});

	test("a game that is taken is not given to a second caller", async () => {
		const { game, code, listener } = await pair();
		const { caller } = await callTo(code);
		await caller.mark();
		const text = listener.say("mine", { startMs: 5_000 });
		expect(await game.text()).toBe(text);
	});
});

describe("when things fail", () => {
	test("a second stream of the same call is taken over, and the pairing kept", async () => {
		const game = await whole.join();
		const { code } = await game.shown();
		const first = await whole.call({ callSid: "CA1" });
		first.press(code);
		expect(await game.text()).toBe("connected");
		const second = await whole.call({ callSid: "CA1" });
		expect(await first.closed()).toMatchObject({ code: 1000 });
		const listener = await whole.deepgram.nextListener();
		second.sendAudio(400);
		await listener.heardAudio(3_200);
		const text = listener.say("still me");
		expect(await game.text()).toBe(text);
		second.hangUp();
		expect(await game.text()).toBe("disconnected");
	});

	test("Deepgram killed in mid-call: the call stays, the audio of the gap arrives, transcripts go on", async () => {
		const { game, caller, listener } = await pair();
		await whole.deepgram.stop();
		const gap = Buffer.alloc(24_000, 0x55);
		caller.sendAudio(gap);
		await listener.closed();
		await whole.deepgram.start();
		const again = await whole.deepgram.nextListener();
		await again.heardAudio(gap.length);
		expect(again.audio.includes(Buffer.alloc(20_000, 0x55))).toBe(true);
		const text = again.say("here I am again");
		expect(await game.text()).toBe(text);
	});

	test("a game that does not read is closed, and nobody else waits for it", async () => {
		await whole.close();
		whole = await InProcessServer.start({ GAME_BUFFER_BYTES: "65536" });
		const slow = await pair();
		const other = await pair();
		slow.game.pause();
		const long = "word ".repeat(2_000);
		let closed = false;
		for (let sent = 0; sent < 2_000 && !closed; sent++) {
			slow.listener.say(long, { startMs: 3_000 + sent });
			if (sent % 50 === 0) {
				const text = other.listener.say("quick", { startMs: 3_000 + sent });
				expect(await other.game.text()).toBe(text);
			}
			closed = whole.log.some(({ code }) => code === 1008);
		}
		expect(closed).toBe(true);
		slow.game.resume();
		expect(await slow.game.closed()).toMatchObject({ code: 1008 });
		const text = other.listener.say("still here", { startMs: 900_000 });
		expect(await other.game.text()).toBe(text);
	});

	test("a flood of messages closes the game that sends it", async () => {
		const game = await whole.join();
		await game.shown();
		for (let sent = 0; sent < 500; sent++) game.say("spam");
		expect(await game.closed()).toMatchObject({ code: 4429 });
	});

	test("a bad key leaves the call up, so that keys still pair", async () => {
		whole.deepgram.refuseNext(401);
		const game = await whole.join();
		const { code } = await game.shown();
		const caller = await whole.call();
		await whole.deepgram.requested(1);
		caller.press(code);
		expect(await game.text()).toBe("connected");
	});
});

describe("what is logged", () => {
	test("states with ids, but no number, no code and no word", async () => {
		const { code, game, caller, listener } = await pair();
		listener.say("a very secret sentence", { startMs: 3_000 });
		await game.text();
		caller.hangUp();
		expect(await game.text()).toBe("disconnected");
		const log = JSON.stringify(whole.log);
		expect(log).toContain("call paired");
		for (const secret of ["secret", "+1500", "key", `"${code}"`, "CA"]) {
			expect(log).not.toContain(secret);
		}
	});
});
