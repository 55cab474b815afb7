/** A game whose answers come word by word: what Deepgram's voice is given of them, what is heard, what the game is told. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
	type SpeakerEnd,
	spokenAudio,
} from "../../support/deepgram/speaker-end.js";
import { stream, tokensOf } from "../../support/games/token-stream.js";
import { TypedGame } from "../../support/games/typed-game.js";
import {
	InProcessServer,
	type Ring,
} from "../../support/server/in-process-server.js";
import { answered } from "../../support/waiting/answered.js";

let whole: InProcessServer;
let game: TypedGame;
let caller: Ring["caller"];
let listener: Ring["listener"];
let speaker: SpeakerEnd;

beforeEach(async () => {
	whole = await InProcessServer.start();
	game = await TypedGame.join(whole.socketUrl("/game?callers=2"));
	({ caller, listener } = await pair());
	speaker = await whole.deepgram.nextSpeaker();
	heardBefore = caller.audio.length;
});

afterEach(async () => {
	vi.useRealTimers();
	await whole.close();
});

/** How much audio the caller had before the line. */
let heardBefore: number;

/** Another caller is with the game, and has heard so. */
async function pair(): Promise<Ring> {
	const ring = await whole.ring();
	ring.caller.press(`${game.welcome.code}#`);
	await game.event("paired");
	await ring.caller.mark();
	ring.caller.playAll();
	return ring;
}

const append = (id: string, text: string, more?: boolean) =>
	game.send({ type: "append", id, text, ...(more && { more }) });

/** All that Deepgram was to speak of the line, in pieces. */
const pieces = () => speaker.spoken.slice(1);

const spoken = (text: string) =>
	speaker.until(
		() => pieces().join("").includes(text),
		() => `"${text}" among ${JSON.stringify(pieces())}`,
	);

const heardSince = () => caller.audio.subarray(heardBefore);

const tale =
	"You stand in a cave, and it is dark. Far away there is a small light, which flickers now and then. " +
	"Something is moving in the water beside you! It may be a fish, or it may be something else. You hear a voice: " +
	"who are you, and what do you want in the deep halls of the mountain king? What do you answer?";

test("is heard from its first clause on, in few pieces, as one line with one mark", {
	timeout: 20_000,
}, async () => {
	const tokens = tokensOf(tale);
	expect(tokens.length).toBeGreaterThanOrEqual(60);
	const firstClause = caller.heardAudio(heardBefore + 1);
	let whenHeard = "";
	void firstClause.then(() => {
		whenHeard = sent;
	});
	let sent = "";
	await stream(game, "tale", tokens, {
		onToken: (text) => {
			sent = text;
		},
	});
	expect(await caller.mark()).toEqual(expect.any(String));
	expect(whenHeard.length).toBeLessThan("You stand in a cave, and it i".length);
	expect(
		pieces()
			.map((piece) => piece.trim())
			.join(" "),
	).toBe(tale);
	expect(pieces()[0]).toBe("You stand in a cave,");
	expect(pieces().length).toBeLessThanOrEqual(6);
	expect(Math.max(...pieces().map(({ length }) => length))).toBeLessThan(161);
	expect(speaker.textTypes.filter((type) => type === "Flush")).toHaveLength(
		1 + pieces().length,
	);
	const audio = spokenAudio(pieces().join(""));
	expect(heardSince()).toEqual(audio);
	caller.playAll();
	expect(await game.event("said")).toMatchObject({
		id: "tale",
		outcome: "heard",
		heardMs: audio.length / 8,
	});
	expect(caller.returnedMarks).toHaveLength(2);
	append("tale", "And then?");
	expect(await game.event("error")).toMatchObject({
		code: "lineOver",
		id: "tale",
	});
	expect(game.events.filter(({ type }) => type === "said")).toHaveLength(1);
});

test("is answered, and not spoken, when the caller has interrupted it", async () => {
	game.send({ type: "say", id: "a", text: "Hello there, ", more: true });
	append("a", "my fri", true);
	await spoken("Hello there,");
	await caller.heardAudio(heardBefore + 1);
	listener.say("be quiet now", { startMs: 2_000 });
	await caller.cleared();
	expect(await game.event("said")).toMatchObject({
		id: "a",
		outcome: "interrupted",
	});
	append("a", "end, how are you?", true);
	expect(await game.event("error")).toMatchObject({
		code: "lineOver",
		id: "a",
	});
	expect(pieces()).toEqual(["Hello there,"]);
});

test("is closed as it stands when nothing comes of it for ten seconds", async () => {
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
	game.send({ type: "say", id: "a", text: "Hello there, my na", more: true });
	await spoken("Hello there,");
	await speaker.read();
	await answered(game.client.socket);
	vi.advanceTimersByTime(10_000);
	await spoken("my na");
	await caller.mark();
	caller.playAll();
	expect(await game.event("said")).toMatchObject({
		id: "a",
		outcome: "heard",
		heardMs: 850,
	});
	append("a", "me is Bob.");
	expect(await game.event("error")).toMatchObject({ code: "lineOver" });
});

test("is spoken to its end when the game is done in the middle of it", async () => {
	game.send({ type: "say", id: "a", text: "Hello there, ", more: true });
	append("a", "and good", true);
	game.client.leave();
	await caller.mark();
	expect(heardSince()).toEqual(spokenAudio("Hello there,and good"));
	caller.playAll();
	await spoken("The game has left.");
});

test("goes on when the game comes back on another socket", async () => {
	game.send({ type: "say", id: "a", text: "Hello there, ", more: true });
	await spoken("Hello there,");
	const query = game.resumeQuery();
	game.client.vanish();
	game = await TypedGame.join(whole.socketUrl(`/game${query}`));
	append("a", "you are back.");
	await caller.mark();
	expect(heardSince()).toEqual(spokenAudio("Hello there,you are back."));
	caller.playAll();
	expect(await game.event("said")).toMatchObject({
		id: "a",
		outcome: "heard",
	});
});

test("is a line in each call by itself", async () => {
	const second = await pair();
	const secondBefore = second.caller.audio.length;
	game.send({ type: "say", id: "a", text: "Hello there, ", more: true });
	await second.caller.heardAudio(secondBefore + 1);
	await caller.heardAudio(heardBefore + 1);
	second.listener.say("be quiet now", { startMs: 2_000 });
	const interrupted = await game.event("said");
	expect(interrupted).toMatchObject({ id: "a", outcome: "interrupted" });
	append("a", "you.");
	await caller.mark();
	caller.playAll();
	const heard = await game.event("said");
	expect(heard).toMatchObject({ id: "a", outcome: "heard" });
	expect(heard.call).not.toBe(interrupted.call);
	expect(game.events.map(({ type }) => type)).not.toContain("error");
});

describe("what is wrong with it", () => {
	test.each([
		[{ type: "say", text: "Hel", more: true }, "invalidMessage"],
		[{ type: "append", text: "lo" }, "invalidMessage"],
		[{ type: "append", id: "never", text: "lo" }, "lineOver"],
		[{ type: "append", id: "a", text: "lo", call: "z" }, "noSuchCall"],
	])("is answered: %j", async (message, code) => {
		game.client.say(JSON.stringify(message));
		expect(await game.event("error")).toMatchObject({ code });
		expect(pieces()).toEqual([]);
	});

	test("is that it is too long: what it had is spoken, and no more", async () => {
		const long = `${"x".repeat(98)}. `.repeat(99);
		game.send({ type: "say", id: "a", text: long, more: true });
		append("a", "y".repeat(101), true);
		expect(await game.event("error")).toMatchObject({
			code: "invalidMessage",
			id: "a",
		});
		append("a", "z", true);
		expect(await game.event("error")).toMatchObject({ code: "lineOver" });
		game.send({ type: "stop" });
		expect(await game.event("said")).toMatchObject({
			id: "a",
			outcome: "interrupted",
		});
	});
});
