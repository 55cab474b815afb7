/** Games that speak `callsign.v1`, over real sockets: a phone, the server, a Deepgram and games. */
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { DeepgramListener } from "../support/deepgram/deepgram-listener.js";
import { GameClient } from "../support/games/game-client.js";
import { TypedGame } from "../support/games/typed-game.js";
import { openRaw, upgradeRequest } from "../support/network/raw-exchange.js";
import {
	InProcessServer,
	type Ring,
} from "../support/server/in-process-server.js";

let whole: InProcessServer;

beforeEach(async () => {
	whole = await InProcessServer.start();
});

afterEach(async () => {
	await whole.close();
});

const join = (query = "") => TypedGame.join(whole.socketUrl(`/game${query}`));

interface Paired extends Ring {
	readonly call: string;
}

async function ring(game: TypedGame): Promise<Paired> {
	const { caller, listener } = await whole.ring();
	caller.press(`${game.welcome.code}#`);
	const { call } = await game.event("paired");
	return { call, caller, listener };
}

/** Waits until the caller has heard that it is connected. */
async function hearPrompt({ caller }: Paired): Promise<void> {
	await caller.mark();
	caller.playAll();
}

/** How a socket with this query is closed. */
async function closingOf(query: string) {
	const client = await GameClient.join(whole.socketUrl(`/game${query}`), {
		protocols: ["callsign.v1"],
	});
	return client.closed();
}

describe("what a game is told", () => {
	test("a welcome first, without a number", async () => {
		const { welcome, client } = await join("?callers=3");
		expect(welcome).toEqual({
			type: "welcome",
			session: expect.any(String),
			phoneNumber: "+15005550006",
			code: expect.stringMatching(/^\d{4}$/),
			callers: 3,
			calls: [],
			resumeToken: expect.any(String),
			resumeSeconds: 120,
			resumed: false,
			lastSeq: 0,
		});
		expect(client.socket.protocol).toBe("callsign.v1");
	});

	test("what the caller says and presses, in numbered events, and that he left", async () => {
		const game = await join();
		const { call, caller, listener } = await ring(game);
		listener.startSpeech(2_000);
		listener.say("open the", { startMs: 2_000, final: false });
		listener.say("open the door", { startMs: 2_000, speechFinal: false });
		listener.say("now", { startMs: 3_200 });
		expect(await game.event("utterance")).toMatchObject({
			call,
			text: "open the door now",
			start: 2,
			end: 3.6,
		});
		caller.press("5");
		expect(await game.event("key")).toMatchObject({ call, digit: "5" });
		caller.hangUp();
		await game.event("left");
		expect(game.events).toMatchObject([
			{ seq: 1, type: "paired", call, callers: 1 },
			{ seq: 2, type: "speechStarted", call },
			{ seq: 3, type: "transcript", call, text: "open the", final: false },
			{ seq: 4, type: "turn", call, turn: 1, state: "started" },
			{
				...{ seq: 5, type: "transcript", call, text: "open the door" },
				...{ final: true, confidence: 0.98, start: 2, end: 3.2 },
				words: [
					{ word: "open", start: 2, end: 2.4, confidence: 0.98 },
					{ word: "the", start: 2.4, end: 2.8, confidence: 0.98 },
					{ word: "door", start: 2.8, end: 3.2, confidence: 0.98 },
				],
			},
			{ seq: 6, type: "transcript", call, text: "now", final: true },
			{ seq: 7, type: "utterance", call },
			{
				...{ seq: 8, type: "turn", call, turn: 1 },
				...{ state: "ended", text: "open the door now" },
			},
			{ seq: 9, type: "key", call },
			{ seq: 10, type: "left", call, reason: "caller hung up" },
		]);
	});

	test("nothing of silence, but that an interim transcript came to nothing", async () => {
		const game = await join();
		const { call, listener } = await ring(game);
		listener.say("", { startMs: 2_000 });
		listener.say("hm", { startMs: 3_000, final: false });
		listener.say("", { startMs: 3_000 });
		listener.say("", { startMs: 4_000 });
		listener.say("yes", { startMs: 5_000 });
		await game.event("utterance");
		const told = game.events.slice(1).filter(({ type }) => type !== "turn");
		expect(told).toMatchObject([
			{ type: "transcript", call, text: "hm", final: false },
			{ type: "transcript", call, text: "", final: true },
			{ type: "transcript", call, text: "yes", final: true },
			{ type: "utterance", call, text: "yes" },
		]);
	});

	test("an utterance also when the recogniser only reports the gap after it", async () => {
		const game = await join();
		const { listener } = await ring(game);
		listener.say("left or right", { startMs: 2_000, speechFinal: false });
		listener.endUtterance(3_200);
		expect(await game.event("utterance")).toMatchObject({
			text: "left or right",
		});
	});

	test("one utterance where a gap is reported that was before it", async () => {
		const game = await join();
		const { listener } = await ring(game);
		const saying = { durationMs: 800, speechFinal: false };
		listener.say("open the", { startMs: 19_200, ...saying });
		listener.endUtterance(18_200);
		listener.say("red door", { startMs: 20_200, ...saying });
		listener.endUtterance(21_000);
		expect(await game.event("utterance")).toMatchObject({
			text: "open the red door",
			start: 19.2,
			end: 21,
		});
	});

	test("once what was said before Deepgram dropped, and that nothing was missed", async () => {
		const game = await join();
		const { call, caller, listener } = await ring(game);
		const heardBefore = listener.audio.length;
		caller.sendAudio(3_000);
		await listener.heardAudio(heardBefore + 24_000);
		listener.say("open", { startMs: 0, durationMs: 1_000, speechFinal: false });
		listener.say("the", { startMs: 1_000, durationMs: 800, final: false });
		await listener.read();
		listener.drop();
		expect(await game.event("recognition")).toMatchObject({ state: "down" });
		const again = await whole.deepgram.nextListener();
		const sentAgain = heardBefore + 24_000 - 8_000;
		await again.heardAudio(sentAgain);
		expect(again.audio.subarray(0, sentAgain)).toEqual(
			listener.audio.subarray(8_000),
		);
		expect(await game.event("recognition")).toMatchObject({
			state: "up",
			missedMs: 0,
		});
		again.say("the red door", { startMs: 0, durationMs: 1_200 });
		expect(await game.event("utterance")).toMatchObject({
			call,
			text: "open the red door",
			start: 0,
			end: 2.2,
		});
		expect(
			game.events.flatMap((event) =>
				event.type === "transcript" && event.final ? [event.text] : [],
			),
		).toEqual(["open", "the red door"]);
	});

	test("when Deepgram is away, and how much was missed", async () => {
		const game = await join();
		const { call, caller, listener } = await ring(game);
		await whole.deepgram.stop();
		expect(await game.event("recognition")).toEqual({
			...{ type: "recognition", seq: expect.any(Number), call, state: "down" },
		});
		caller.sendAudio(7_000);
		await listener.closed();
		await whole.deepgram.start();
		const { state, missedMs } = await game.event("recognition");
		expect(state).toBe("up");
		expect(missedMs).toBeGreaterThanOrEqual(2_000);
		expect(missedMs).toBeLessThan(2_000 + 200);
	});
});

describe("what a game may ask for", () => {
	test("a line, and it learns when it was heard and how long it took", async () => {
		const game = await join();
		const pair = await ring(game);
		await hearPrompt(pair);
		game.send({ type: "say", id: "hello", text: "You are in a cave." });
		await pair.caller.mark();
		expect(game.events.map(({ type }) => type)).not.toContain("said");
		pair.caller.playAll();
		expect(await game.event("said")).toMatchObject({
			call: pair.call,
			id: "hello",
			outcome: "heard",
			heardMs: "You are in a cave.".length * 50,
			heardText: "You are in a cave.",
		});
	});

	test("the first audio goes out before the last is made", async () => {
		const game = await join();
		const pair = await ring(game);
		await hearPrompt(pair);
		whole.deepgram.holdsSpeech = true;
		const before = pair.caller.audio.length;
		game.send({ type: "say", text: "A long story, which takes its time." });
		const speaker = await whole.deepgram.nextSpeaker();
		await speaker.heardText("Flush");
		speaker.release(3);
		await pair.caller.heardAudio(before + 1);
		expect(game.events.map(({ type }) => type)).not.toContain("said");
		speaker.release();
		await pair.caller.mark();
		pair.caller.playAll();
		expect(await game.event("said")).toMatchObject({ outcome: "heard" });
	});

	test("to stop, also when all was sent but not yet played; the mark that comes back then counts as nothing", async () => {
		const game = await join();
		const pair = await ring(game);
		await hearPrompt(pair);
		game.send({ type: "say", id: "a", text: "A very long story." });
		game.send({ type: "say", id: "b", text: "And another one." });
		await pair.caller.mark();
		game.send({ type: "stop" });
		await pair.caller.cleared();
		expect(await game.event("said")).toMatchObject({
			id: "a",
			outcome: "interrupted",
		});
		expect(await game.event("said")).toMatchObject({
			id: "b",
			outcome: "interrupted",
			heardMs: 0,
			heardText: "",
		});
		pair.caller.playAll();
		game.send({ type: "say", id: "c", text: "Anyway." });
		await pair.caller.mark();
		pair.caller.playAll();
		expect(await game.event("said")).toMatchObject({
			id: "c",
			outcome: "heard",
		});
	});

	test.each([
		[
			"the first word",
			(listener: DeepgramListener) =>
				listener.say("wait", { startMs: 9_000, final: false }),
		],
		[
			"the first word after a sound, which pauses it",
			(listener: DeepgramListener) => {
				listener.startSpeech(9_000);
				listener.say("wait", { startMs: 9_000, final: false });
			},
		],
	])(
		"a caller who speaks over a line stops it at %s, but not one that may not be interrupted",
		async (_, speak) => {
			const game = await join();
			const pair = await ring(game);
			await hearPrompt(pair);
			game.send({ type: "say", id: "a", text: "A very long story." });
			await pair.caller.mark();
			speak(pair.listener);
			await pair.caller.cleared();
			expect(await game.event("said")).toMatchObject({
				id: "a",
				outcome: "interrupted",
			});
			const clears = pair.caller.clears;
			game.send({
				...{ type: "say", id: "b", text: "The rules.", interruptible: false },
			});
			await pair.caller.mark();
			speak(pair.listener);
			pair.listener.say("but I", { startMs: 11_000 });
			await game.event("utterance");
			pair.caller.playAll();
			expect(await game.event("said")).toMatchObject({
				id: "b",
				outcome: "heard",
			});
			expect(pair.caller.clears).toBe(clears);
		},
	);

	test("our own words that come back through the telephone stop nothing", async () => {
		const game = await join();
		const pair = await ring(game);
		await hearPrompt(pair);
		game.send({ type: "say", id: "a", text: "You see a door and a window." });
		await pair.caller.mark();
		pair.listener.say("a door and", { startMs: 9_000, final: false });
		pair.listener.say("a door and a window", { startMs: 9_000 });
		await game.event("utterance");
		pair.caller.playAll();
		expect(await game.event("said")).toMatchObject({ outcome: "heard" });
		expect(pair.caller.clears).toBe(0);
	});

	test("a line that is still to be said when the caller hangs up is interrupted, and then the call has left", async () => {
		const game = await join();
		const pair = await ring(game);
		await hearPrompt(pair);
		game.send({ type: "say", id: "a", text: "A very long story." });
		await pair.caller.mark();
		pair.caller.hangUp();
		await game.event("left");
		expect(game.events.slice(1).map(({ type }) => type)).toEqual([
			"said",
			"left",
		]);
	});

	test("another voice", async () => {
		const game = await join();
		const pair = await ring(game);
		await hearPrompt(pair);
		game.send({ type: "say", text: "Boo.", voice: "aura-2-luna-en" });
		await pair.caller.mark();
		expect(whole.deepgram.requests.at(-1)).toContain("model=aura-2-luna-en");
	});

	test("another code, which pairs, and the old one no more", async () => {
		const game = await join();
		game.send({ type: "newCode" });
		const { code } = await game.event("code");
		expect(code).not.toBe(game.welcome.code);
		const caller = await whole.call();
		caller.press(`${game.welcome.code}#`);
		await caller.mark();
		caller.press(`${code}#`);
		await game.event("paired");
	});

	test("to end the call", async () => {
		const game = await join();
		const { call, caller } = await ring(game);
		game.send({ type: "hangUp", call });
		expect(await game.event("left")).toMatchObject({
			call,
			reason: "game hung up",
		});
		expect(await caller.closed()).toMatchObject({ code: 1000 });
	});

	test("words that were named before a caller came hold for him too", async () => {
		const game = await join();
		game.send({ type: "listen", keyterms: ["drawbridge"] });
		const { call } = await ring(game);
		expect(await game.event("listening")).toMatchObject({ call });
	});

	test("that some words be expected, and it learns from when on they are", async () => {
		await whole.close();
		whole = await InProcessServer.start(
			{},
			"?model=nova-3&encoding=mulaw&sample_rate=8000",
		);
		const game = await join();
		const pair = await ring(game);
		pair.caller.sendAudio(200);
		await pair.listener.heardAudio(160);
		pair.listener.configureAnswer = { type: "ConfigureSuccess" };
		game.send({ type: "listen", keyterms: ["drawbridge", "cauldron"] });
		const { call } = pair;
		expect(await game.event("listening")).toMatchObject({
			call,
			keyterms: "now",
		});
	});
});

describe("several callers", () => {
	test("each has an id and speech of its own, and lines go to one or to all", async () => {
		const game = await join("?callers=2");
		const [one, two] = [await ring(game), await ring(game)];
		expect(one.call).not.toBe(two.call);
		for (const pair of [one, two]) await hearPrompt(pair);
		one.listener.say("left", { startMs: 3_000 });
		two.listener.say("right", { startMs: 3_000 });
		const said = [await game.event("utterance"), await game.event("utterance")];
		expect(said.map(({ call, text }) => [call, text])).toEqual(
			expect.arrayContaining([
				[one.call, "left"],
				[two.call, "right"],
			]),
		);
		game.send({ type: "say", id: "both", text: "Go." });
		game.send({ type: "say", id: "second", call: two.call, text: "Run!" });
		await one.caller.mark();
		one.caller.playAll();
		for (const _ of ["both", "second"]) {
			await two.caller.mark();
			two.caller.playAll();
		}
		const outcomes = [
			await game.event("said"),
			await game.event("said"),
			await game.event("said"),
		].map(({ call, id, outcome }) => [call, id, outcome]);
		expect(outcomes).toEqual(
			expect.arrayContaining([
				[one.call, "both", "heard"],
				[two.call, "both", "heard"],
				[two.call, "second", "heard"],
			]),
		);
	});

	test("one who leaves does not touch the others", async () => {
		const game = await join("?callers=2");
		const [one, two] = [await ring(game), await ring(game)];
		one.caller.hangUp();
		expect(await game.event("left")).toMatchObject({ call: one.call });
		two.listener.say("still here", { startMs: 3_000 });
		expect(await game.event("utterance")).toMatchObject({ call: two.call });
	});

	test("one too many hears that the game is full", async () => {
		const game = await join("?callers=2");
		for (const _ of [1, 2]) await ring(game);
		const caller = await whole.call();
		caller.press(`${game.welcome.code}#`);
		await caller.mark();
		const spoken = whole.deepgram.speakers.flatMap(({ spoken }) => spoken);
		expect(spoken.join(" ")).toMatch(/full/);
		expect(game.events.filter(({ type }) => type === "paired")).toHaveLength(2);
	});
});

describe("a message that is wrong", () => {
	test.each([
		["not JSON at all", "notJson", undefined],
		['["say"]', "notJson", undefined],
		['{"type":"sing","id":"s1"}', "unknownType", "s1"],
		['{"type":"say","id":"s2"}', "invalidMessage", "s2"],
		[
			'{"type":"say","text":"x","id":"s3","interruptible":"yes"}',
			"invalidMessage",
			"s3",
		],
		['{"type":"say","text":"x","id":"s4"}', "noSuchCall", "s4"],
		['{"type":"stop","call":"nobody","id":"s5"}', "noSuchCall", "s5"],
		['{"type":"hangUp","call":"nobody","id":"s6"}', "noSuchCall", "s6"],
	])("is answered, and changes nothing: %s", async (text, code, id) => {
		const game = await join();
		game.client.say(text);
		expect(await game.next()).toEqual({
			...{ type: "error", seq: 1, code, message: expect.any(String) },
			...(id !== undefined && { id }),
		});
		await ring(game);
	});

	test("also when it is binary", async () => {
		const game = await join();
		game.client.ping();
		expect(await game.event("error")).toMatchObject({ code: "notText" });
	});

	test("fields that are not known are passed over", async () => {
		const game = await join();
		game.client.say('{"type":"newCode","mood":"good"}');
		await game.event("code");
	});

	test("a flood of them closes the socket", async () => {
		const game = await join();
		for (let sent = 0; sent < 500; sent++) game.client.say("spam");
		expect(await game.closed()).toMatchObject({ code: 4429 });
	});

	test.each(["0", "17", "-1", "1.5", "many", ""])(
		"a game for %j callers is closed with a reason",
		async (callers) => {
			const { code, reason } = await closingOf(`?callers=${callers}`);
			expect(code).toBe(1008);
			expect(reason).toMatch(/callers is .* whole number from 1 to 16/);
		},
	);
});

describe("a game that loses its socket", () => {
	test("keeps its call, and is sent what it has missed, in order and once", async () => {
		const game = await join();
		const { call, listener } = await ring(game);
		game.client.vanish();
		await game.closed();
		listener.say("one", { startMs: 2_000 });
		listener.say("two", { startMs: 3_000 });
		const back = await join(game.resumeQuery(0));
		expect(back.welcome).toMatchObject({
			session: game.welcome.session,
			code: game.welcome.code,
			resumed: true,
		});
		listener.say("three", { startMs: 4_000 });
		const texts = [];
		while (texts.at(-1) !== "three")
			texts.push((await back.event("utterance")).text);
		expect(texts).toEqual(["one", "two", "three"]);
		expect(back.events.map(({ seq }) => seq)).toEqual(
			back.events.map((_, at) => at + 1),
		);
		expect(back.events[0]).toMatchObject({ type: "paired", call });
		back.send({ type: "hangUp" });
		await back.event("left");
	});

	test("is told of what is gone for good by a gap", async () => {
		await whole.close();
		whole = await InProcessServer.start({ GAME_LOG_EVENTS: "2" });
		const game = await join();
		for (let sent = 0; sent < 5; sent++) game.client.say("wrong");
		while (game.lastSeq < 5) await game.next();
		game.client.vanish();
		const back = await join(game.resumeQuery(1));
		expect(back.welcome.lastSeq).toBe(5);
		expect(await back.next()).toEqual({ type: "gap", seq: 3, from: 2, to: 3 });
		expect(await back.next()).toMatchObject({ type: "error", seq: 4 });
		expect(await back.next()).toMatchObject({ type: "error", seq: 5 });
	});

	test("is told which calls are there, also where their coming and going is in the gap", async () => {
		await whole.close();
		whole = await InProcessServer.start({ GAME_LOG_EVENTS: "0" });
		const game = await join("?callers=2");
		const [one, two] = [await ring(game), await ring(game)];
		game.client.vanish();
		await game.closed();
		one.caller.hangUp();
		await vi.waitFor(() =>
			expect(whole.log).toContainEqual(
				expect.objectContaining({ msg: "call ended" }),
			),
		);
		const back = await join(game.resumeQuery());
		expect(back.welcome.calls).toEqual([two.call]);
		expect(await back.next()).toMatchObject({ type: "gap" });
	});

	test("may come back with each token once", async () => {
		const game = await join();
		game.client.vanish();
		const back = await join(game.resumeQuery());
		back.client.say("wrong");
		await back.event("error");
		expect(await closingOf(game.resumeQuery())).toMatchObject({ code: 4404 });
		back.client.vanish();
		expect(await closingOf(game.resumeQuery())).toMatchObject({ code: 4404 });
		const again = await join(back.resumeQuery());
		expect(again.welcome.resumed).toBe(true);
	});

	test("may use a token again whose welcome was lost with the socket", async () => {
		const game = await join();
		game.client.vanish();
		const { socket } = openRaw(Number(new URL(whole.server.url).port));
		const protocol = { "Sec-WebSocket-Protocol": "callsign.v1" };
		socket.write(upgradeRequest(`/game${game.resumeQuery()}`, protocol));
		await once(socket, "data");
		socket.destroy();
		const back = await join(game.resumeQuery());
		expect(back.welcome.resumed).toBe(true);
	});

	test("comes back while the server still believes in the old socket, which is then closed", async () => {
		const game = await join();
		const { listener } = await ring(game);
		const back = await join(game.resumeQuery());
		expect(await game.closed()).toMatchObject({ code: 4408 });
		listener.say("hello", { startMs: 2_000 });
		expect(await back.event("utterance")).toMatchObject({ text: "hello" });
	});

	test("of two sockets with one token one wins", async () => {
		const game = await join();
		game.client.vanish();
		const url = whole.socketUrl(`/game${game.resumeQuery()}`);
		const both = await Promise.all(
			[1, 2].map(() => GameClient.join(url, { protocols: ["callsign.v1"] })),
		);
		const loser = await Promise.race(both.map((each) => each.closed()));
		expect([4404, 4408]).toContain(loser.code);
		const open = both.filter(({ socket }) => socket.readyState === socket.OPEN);
		expect(open).toHaveLength(1);
	});

	test.each([
		["?resume=nonsense", 4404],
		["?resume=", 4404],
		["?resume=019dd000-0000-7000-8000-000000000000.abc&after=0", 4404],
	])("is told that there is nothing to resume: %s", async (query, code) => {
		expect(await closingOf(query)).toMatchObject({ code });
	});

	test.each(["1", "-1", "x", "99999999999999999999"])(
		"is told of a number that cannot be: %s",
		async (after) => {
			const game = await join();
			game.client.vanish();
			const { resumeToken } = game.welcome;
			const { code, reason } = await closingOf(
				`?resume=${resumeToken}&after=${after}`,
			);
			expect(code).toBe(1008);
			expect(reason).toContain("whole number, at most 0");
			const back = await join(game.resumeQuery());
			expect(back.welcome.resumed).toBe(true);
		},
	);

	test("has no session any more once it has closed with 1000", async () => {
		const game = await join();
		const { caller } = await ring(game);
		game.client.leave();
		await game.closed();
		expect(await closingOf(game.resumeQuery())).toMatchObject({ code: 4404 });
		await caller.mark();
	});

	test("has no session any more when the time is up, and its caller is told", async () => {
		await whole.close();
		whole = await InProcessServer.start({ GAME_RESUME_SECONDS: "1" });
		const game = await join();
		const pair = await ring(game);
		await hearPrompt(pair);
		game.client.vanish();
		await pair.caller.mark();
		expect(await closingOf(game.resumeQuery())).toMatchObject({ code: 4404 });
		expect(whole.log).toContainEqual(
			expect.objectContaining({ msg: "game closed", reason: "game lost" }),
		);
	});

	test("may still come back while the server drains, but no new game is let in", async () => {
		const game = await join();
		const { caller } = await ring(game);
		const drained = whole.server.drain();
		game.client.vanish();
		const back = await join(game.resumeQuery());
		expect(await closingOf("")).toMatchObject({ code: 1013 });
		caller.hangUp();
		expect(await back.event("left")).toMatchObject({
			reason: "caller hung up",
		});
		expect(await back.closed()).toMatchObject({ code: 1001 });
		await drained;
	});

	test("holds its place among the games while it is away", async () => {
		await whole.close();
		whole = await InProcessServer.start({ MAX_GAMES: "1" });
		const game = await join();
		game.client.vanish();
		await game.closed();
		expect(await closingOf("")).toMatchObject({ code: 1013 });
		const back = await join(game.resumeQuery());
		back.client.leave();
		await back.closed();
		await join();
	});

	test("has its tokens kept out of the log", async () => {
		const game = await join();
		game.client.vanish();
		const back = await join(game.resumeQuery());
		const log = JSON.stringify(whole.log);
		for (const { resumeToken } of [game.welcome, back.welcome]) {
			const [, secret = ""] = resumeToken.split(".");
			expect(secret.length).toBeGreaterThan(20);
			expect(log).not.toContain(secret);
		}
	});
});
