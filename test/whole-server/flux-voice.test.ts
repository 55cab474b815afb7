/** What callers hear and games are told where Flux TTS speaks, over real sockets. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { FluxSpeaker } from "../support/deepgram/flux-speaker.js";
import { spokenAudio } from "../support/deepgram/speaker-end.js";
import { TypedGame } from "../support/games/typed-game.js";
import { InProcessServer } from "../support/server/in-process-server.js";

let whole: InProcessServer;

afterEach(async () => {
	vi.useRealTimers();
	await whole.close();
});

/** A game, a caller who is connected, and the socket on which the game's lines are made. */
async function play() {
	// How much was heard goes by the server's clock, which these tests move.
	vi.useFakeTimers({ toFake: ["performance"] });
	whole = await InProcessServer.startWithFluxVoice();
	const game = await TypedGame.join(whole.socketUrl("/game"));
	const { caller, listener } = await whole.ring();
	caller.press(`${game.welcome.code}#`);
	await game.event("paired");
	await caller.mark();
	caller.playAll();
	expect(caller.audio).toEqual(spokenAudio("You are connected."));
	const speaker = await whole.deepgram.nextFluxSpeaker();
	return { game, caller, listener, speaker };
}

/** The line is with the phone, and so much of it was played by the server's clock, when the caller speaks. */
async function interruptAfter(
	ms: number,
	{ game, caller, listener }: Awaited<ReturnType<typeof play>>,
): Promise<void> {
	game.send({ type: "say", id: "tale", text });
	await caller.mark();
	vi.advanceTimersByTime(ms);
	listener.say("wait", { startMs: 2_000 });
	await caller.cleared();
}

const text = "Go to the lighthouse, and be quick. The keeper knows the way.";

describe("a line that Flux speaks", () => {
	test("is heard whole, and told with all its words", async () => {
		const { game, caller } = await play();
		game.send({ type: "say", id: "tale", text });
		await caller.mark();
		caller.playAll();
		expect(await game.event("said")).toMatchObject({
			outcome: "heard",
			heardMs: text.length * 50,
			heardText: text,
		});
	});

	test("and that is interrupted is told with the very words that Flux says were heard", async () => {
		const called = await play();
		const { game, speaker } = called;
		speaker.wordsIn = () => "Go to the lighthouse, and be quick.";
		await interruptAfter(500, called);
		expect(await game.event("said")).toMatchObject({
			outcome: "interrupted",
			heardMs: 500,
			heardText: "Go to the lighthouse, and be quick.",
		});
		// What was played before, and so much of this.
		const before = "You are connected.".length * 50;
		expect(speaker.interruptions).toEqual([before + 500]);
	});

	test("and that is interrupted clears the phone at once, however late Flux is, and is then guessed", async () => {
		const called = await play();
		const { game, speaker } = called;
		speaker.isDeafToClear = true;
		await interruptAfter(500, called);
		expect(game.events.map(({ type }) => type)).not.toContain("said");
		expect(await game.event("said")).toMatchObject({
			outcome: "interrupted",
			heardMs: 500,
			heardText: "Go to the",
		});
	});

	test("in a voice of Aura fails, and the next one does not", async () => {
		const { game, caller } = await play();
		const voice = "aura-2-luna-en";
		game.send({ type: "say", id: "one", text, voice });
		game.send({ type: "say", id: "two", text: "Go on.", voice: "flux-kit-en" });
		expect(await game.event("said")).toMatchObject({
			id: "one",
			outcome: "failed",
			heardMs: 0,
			heardText: "",
		});
		await caller.mark();
		caller.playAll();
		expect(await game.event("said")).toMatchObject({
			id: "two",
			outcome: "heard",
			heardText: "Go on.",
		});
		const models = whole.deepgram.speakers.map(({ query }) =>
			query.get("model"),
		);
		expect(models).toEqual(["flux-alexis-en", "flux-kit-en"]);
		expect(whole.deepgram.speakers.at(-1)).toBeInstanceOf(FluxSpeaker);
	});
});
