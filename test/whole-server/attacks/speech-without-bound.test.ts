/** Games that would have more made by Deepgram than a caller can hear, over real sockets. */
import { afterEach, describe, expect, test } from "vitest";
import { TypedGame } from "../../support/games/typed-game.js";
import {
	InProcessServer,
	type Ring,
} from "../../support/server/in-process-server.js";
import { ScrapedMetrics } from "../../support/server/scraped-metrics.js";
import type { CallOptions } from "../../support/twilio/twilio-caller.js";
import { answered } from "../../support/waiting/answered.js";

let whole: InProcessServer;

afterEach(async () => {
	await whole.close();
});

interface Play extends Ring {
	readonly game: TypedGame;
	readonly call: string;
}

/** A game that may send as it likes, and a caller who has heard that he is connected. */
async function play(options: CallOptions = {}): Promise<Play> {
	whole = await InProcessServer.start(
		{ GAME_MESSAGES_PER_SECOND: "10000", GAME_BUFFER_BYTES: "100000000" },
		"?model=nova-3&encoding=mulaw&sample_rate=8000",
	);
	const game = await TypedGame.join(whole.socketUrl("/game"));
	const ring = await whole.ring(options);
	ring.caller.press(`${game.welcome.code}#`);
	const { call } = await game.event("paired");
	await ring.caller.mark();
	if (!options.autoPlay) ring.caller.playAll();
	charactersBefore = allCharacters();
	return { game, call, ...ring };
}

let charactersBefore: number;

const allCharacters = () =>
	whole.deepgram.speakers
		.flatMap(({ spoken }) => spoken)
		.reduce((sum, { length }) => sum + length, 0);

/** What Deepgram was given to speak since the caller was connected. */
const characters = () => allCharacters() - charactersBefore;

/** Until Deepgram has had all that the game's messages so far have led to. */
async function settled({ game }: Play): Promise<void> {
	for (let pass = 0; pass < 3; pass++) {
		await answered(game.client.socket);
		for (const speaker of whole.deepgram.speakers)
			if (!speaker.closedWith) await speaker.read();
	}
}

/** How the next so many lines of the game ended. */
async function outcomes({ game }: Play, lines: number): Promise<string[]> {
	const ended: string[] = [];
	for (let line = 0; line < lines; line++)
		ended.push((await game.event("said")).outcome);
	return ended;
}

const sentence = "These are words, of which there are ten in all here. ";
const tale = sentence.repeat(38);

describe("a game that says far more than can be heard", () => {
	test("has half a minute of it made at most, while nothing is played", async () => {
		const called = await play();
		for (let line = 0; line < 50; line++)
			called.game.send({ type: "say", text: sentence.repeat(9) });
		await called.caller.heardAudio(8 * 20_000);
		await settled(called);
		expect(characters() * 50).toBeGreaterThan(20_000);
		expect(characters() * 50).toBeLessThanOrEqual(30_000);
		expect(whole.deepgram.speakers).toHaveLength(1);
	});

	test("and stops it each time, has next to nothing made", async () => {
		const called = await play();
		for (let line = 0; line < 500; line++) {
			called.game.send({ type: "say", text: tale });
			called.game.send({ type: "stop" });
		}
		await outcomes(called, 500);
		await settled(called);
		expect(characters()).toBeLessThanOrEqual(1_500);
		expect(whole.deepgram.speakers.length).toBeLessThanOrEqual(1);
	});

	test("to a caller who interrupts each line, has next to nothing made", async () => {
		const called = await play({ autoPlay: true });
		for (let line = 0; line < 300; line++) {
			called.game.send({ type: "say", text: tale });
			await answered(called.game.client.socket);
			called.caller.press("5");
		}
		called.game.send({ type: "stop" });
		await outcomes(called, 300);
		await settled(called);
		expect(characters()).toBeLessThanOrEqual(1_500);
		expect(whole.deepgram.speakers.length).toBeLessThanOrEqual(1);
	});

	test("is not spared by a phone that says it has played all at once", async () => {
		const called = await play({ autoPlay: "at once" });
		for (let line = 0; line < 50; line++)
			called.game.send({ type: "say", text: sentence.repeat(3) });
		for (let line = 0; line < 15; line++) await called.caller.mark();
		await settled(called);
		expect(characters()).toBeGreaterThan(2_200);
		expect(characters()).toBeLessThanOrEqual(2_400);
		expect(whole.deepgram.speakers).toHaveLength(1);
	});
});

describe("a game that has many voices", () => {
	test("dials each of them once, however often they take turns", async () => {
		const called = await play({ autoPlay: "at once" });
		for (let line = 0; line < 100; line++)
			called.game.send({ type: "say", text: "x", voice: `aura-${line % 4}` });
		expect(await outcomes(called, 100)).toEqual(
			Array.from({ length: 100 }, () => "heard"),
		);
		const voices = whole.deepgram.speakers.map(({ query }) =>
			query.get("model"),
		);
		expect(new Set(voices).size).toBe(5);
		// Deepgram ends no more than 20 lines a minute on one socket.
		expect(voices.length).toBeLessThanOrEqual(9);
	});

	test("is told that a line has failed in a sixth one within a minute, and so is the operator", async () => {
		const called = await play({ autoPlay: "at once" });
		for (let line = 0; line < 90; line++)
			called.game.send({ type: "say", text: "x", voice: `aura-${line}` });
		const ended = await outcomes(called, 90);
		expect(ended.filter((outcome) => outcome === "heard")).toHaveLength(5);
		expect(ended.filter((outcome) => outcome === "failed")).toHaveLength(85);
		// And the usual one, in which the caller was told that he is connected.
		expect(whole.deepgram.speakers).toHaveLength(6);
		const metrics = await ScrapedMetrics.from(whole.server.adminUrl);
		expect(
			metrics.value("callsign_refused_lines_total", { bound: "voices" }),
		).toBe(85);
		const logged = whole.log.filter(({ bound }) => bound === "voices");
		expect(logged.length).toBe(7);
		called.game.send({ type: "say", id: "usual", text: "As usual." });
		expect(await game(called, "usual")).toBe("heard");
	});
});

async function game(called: Play, id: string): Promise<string> {
	for (;;) {
		const said = await called.game.event("said");
		if (said.id === id) return said.outcome;
	}
}

describe("a game that changes its mind about the words it expects", () => {
	test("has Deepgram told of the first and of the last, a second later", async () => {
		const called = await play();
		const { listener } = called;
		listener.configureAnswer = { type: "ConfigureSuccess" };
		for (let turn = 0; turn < 450; turn++)
			called.game.send({ type: "listen", keyterms: [`word ${turn}`] });
		const configures = () =>
			listener.texts.filter((text) => text.includes("Configure"));
		await listener.until(
			() => configures().length === 2,
			() => "two messages",
		);
		expect(configures().map((text) => JSON.parse(text).keyterms)).toEqual([
			["word 0"],
			["word 449"],
		]);
		await called.game.event("listening");
		await called.game.event("listening");
	});
});
