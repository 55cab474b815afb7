/** Callers who are understood by Deepgram's Flux (listen v2), over real sockets. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { defaultPrompts } from "../../../src/machines/speaking/prompts.js";
import type { FluxListener } from "../../support/deepgram/flux-listener.js";
import { TypedGame } from "../../support/games/typed-game.js";
import { InProcessServer } from "../../support/server/in-process-server.js";
import { ScrapedMetrics } from "../../support/server/scraped-metrics.js";
import type { TwilioCaller } from "../../support/twilio/twilio-caller.js";

let whole: InProcessServer;

beforeEach(async () => {
	whole = await InProcessServer.startWithFlux();
});

afterEach(async () => {
	await whole.close();
});

/** The caller makes so many milliseconds of sound, and Flux has all of it. */
async function speak(caller: TwilioCaller, flux: FluxListener, ms: number) {
	const before = flux.audio.length;
	caller.sendAudio(Buffer.alloc(ms * 8, 7));
	await flux.heardAudio(before + ms * 8);
}

/** A caller who says the code of this game, as people say codes. */
async function sayCode(code: string) {
	const { caller, flux } = await whole.ringWithFlux();
	await speak(caller, flux, 1_000);
	const digits = [...code];
	flux.startTurn(digits.slice(0, 1).join(" "));
	flux.update(digits.slice(0, 3).join(" "));
	flux.endTurn(digits.join(" "));
	return { caller, flux };
}

describe("a code", () => {
	test("that is said pairs with a plain game, which gets Flux's own messages from then on", async () => {
		const game = await whole.join();
		const { code } = await game.shown();
		const { flux } = await sayCode(code);
		expect(await game.text()).toBe("connected");
		const sent = [
			flux.startTurn("open"),
			flux.update("open the"),
			flux.endTurn("open the door"),
		];
		for (const text of sent) expect(await game.text()).toBe(text);
	});

	test("that is said pairs with a typed game, which gets the same events as ever", async () => {
		const game = await TypedGame.join(whole.socketUrl("/game"));
		const { caller, flux } = await sayCode(game.welcome.code);
		await game.event("paired");
		await speak(caller, flux, 1_000);
		flux.startTurn("open", { startMs: 1_000, endMs: 1_400 });
		expect(await game.event("transcript")).toMatchObject({
			text: "open",
			final: false,
			start: 1,
		});
		flux.endTurn("open the door", { startMs: 1_000, endMs: 2_000 });
		const final = await game.event("transcript");
		expect(final).toMatchObject({ text: "open the door", final: true, end: 2 });
		expect(final.words).toHaveLength(3);
		expect(await game.event("utterance")).toMatchObject({
			text: "open the door",
		});
	});

	test("in groups, with a turn for each, pairs as well", async () => {
		const game = await TypedGame.join(whole.socketUrl("/game"));
		const { caller, flux } = await whole.ringWithFlux();
		const [first = "", second = "", ...rest] = game.welcome.code;
		await speak(caller, flux, 600);
		flux.startTurn(`${first} ${second}`);
		flux.endTurn(`${first} ${second}`);
		await speak(caller, flux, 600);
		flux.endTurn(rest.join(" "));
		await game.event("paired");
	});

	test("that no game shows is answered once its turn has ended", async () => {
		const { caller, flux } = await whole.ringWithFlux();
		await speak(caller, flux, 600);
		flux.endTurn("nine eight seven two");
		const speaker = await whole.deepgram.nextSpeaker();
		await caller.mark();
		const answer = defaultPrompts.unknownCode.replace("{code}", "9, 8, 7, 2");
		expect(speaker.spoken).toEqual([answer]);
	});
});

async function pair() {
	const game = await TypedGame.join(whole.socketUrl("/game"));
	const { caller, flux } = await whole.ringWithFlux();
	caller.press(`${game.welcome.code}#`);
	await game.event("paired");
	// "You are connected."
	await caller.mark();
	caller.playAll();
	await speak(caller, flux, 1_000);
	return { game, caller, flux };
}

describe("a line that may be interrupted", () => {
	test("is but paused by noise that begins a turn without a word, and is by words", async () => {
		const { game, caller, flux } = await pair();
		game.send({ type: "say", id: "long", text: "A long story." });
		await caller.mark();
		flux.startTurn("");
		flux.update("");
		flux.endTurn("");
		await caller.cleared();
		await caller.mark();
		await speak(caller, flux, 1_000);
		expect(game.events.map(({ type }) => type)).not.toContain("said");
		flux.startTurn("stop it please");
		await caller.cleared();
		expect(await game.event("said")).toMatchObject({
			id: "long",
			outcome: "interrupted",
		});
	});
});

describe("a turn", () => {
	test("is told a typed game with all that comes of it", async () => {
		const { game, flux } = await pair();
		flux.startTurn("open");
		flux.endEagerly("open");
		flux.resume("open");
		flux.update("open the door");
		flux.endEagerly("open the door");
		flux.endTurn("open the door");
		flux.startTurn("please");
		flux.endTurn("please");
		const told: unknown[] = [];
		while (told.length < 7) {
			const { turn, state, text } = await game.event("turn");
			told.push([turn, state, text]);
		}
		expect(told).toEqual([
			[1, "started", "open"],
			[1, "eager", "open"],
			[1, "resumed", "open"],
			[1, "eager", "open the door"],
			[1, "ended", "open the door"],
			[2, "started", "please"],
			[2, "ended", "please"],
		]);
	});
});

describe("a caller who hangs up in a turn", () => {
	test("has said what Flux told last", async () => {
		const { game, caller, flux } = await pair();
		flux.startTurn("open");
		flux.update("open the door");
		await flux.read();
		caller.hangUp();
		expect(await game.finalTranscript()).toMatchObject({
			text: "open the door",
		});
		await game.event("left");
	});
});

describe("Flux that drops in a turn", () => {
	test("hears the turn again, and the game is told it as final once", async () => {
		const { game, caller, flux } = await pair();
		flux.startTurn("open", { startMs: 100 });
		await flux.read();
		flux.close(1011, "as the test says");
		const again = await whole.deepgram.nextFluxListener();
		await again.heardAudio(900 * 8);
		again.startTurn("open");
		again.endTurn("open the door");
		expect(await game.finalTranscript()).toMatchObject({
			text: "open the door",
			start: 0.1,
		});
		await speak(caller, again, 500);
		again.endTurn("please");
		expect(await game.finalTranscript()).toMatchObject({ text: "please" });
	});
});

describe("a turn that Flux never ends", () => {
	test("is ended, and counted where operators see it", async () => {
		await whole.close();
		whole = await InProcessServer.startWithFlux(
			{},
			"&encoding=mulaw&sample_rate=8000&eot_timeout_ms=500",
		);
		const { game, caller, flux } = await pair();
		flux.startTurn("open the door");
		await flux.read();
		await speak(caller, flux, 3_000);
		expect(await game.finalTranscript()).toMatchObject({
			text: "open the door",
		});
		const metrics = await ScrapedMetrics.from(whole.server.adminUrl);
		expect(metrics.value("callsign_stuck_turns_total")).toBe(1);
	});
});
