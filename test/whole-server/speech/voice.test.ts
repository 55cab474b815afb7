/** What callers hear and games are told when Deepgram's voice does not do as it should, and where Flux speaks, over real sockets. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { FluxSpeaker } from "../../support/deepgram/flux-speaker.js";
import {
	type SpeakerEnd,
	spokenAudio,
} from "../../support/deepgram/speaker-end.js";
import { TypedGame } from "../../support/games/typed-game.js";
import {
	InProcessServer,
	type Ring,
} from "../../support/server/in-process-server.js";
import { answered } from "../../support/waiting/answered.js";

let whole: InProcessServer;

afterEach(async () => {
	vi.useRealTimers();
	await whole.close();
});

const connected = spokenAudio("You are connected.");

interface Play extends Ring {
	readonly game: TypedGame;
	/** The socket on which Deepgram has made that. */
	readonly speaker: SpeakerEnd;
}

/** A game of the typed dialect, and a caller who has heard that he is connected. */
async function play(): Promise<Play> {
	whole = await InProcessServer.start();
	const game = await TypedGame.join(whole.socketUrl("/game"));
	const ring = await whole.ring();
	ring.caller.press(`${game.welcome.code}#`);
	await game.event("paired");
	await ring.caller.mark();
	ring.caller.playAll();
	expect(ring.caller.audio).toEqual(connected);
	const speaker = await whole.deepgram.nextSpeaker();
	return { game, speaker, ...ring };
}

/** The game says a line, of which Deepgram has been told, and has made nothing yet. */
async function holdLine({ game, speaker }: Play, text: string): Promise<void> {
	speaker.isHeld = true;
	game.send({ type: "say", id: text, text });
	await speaker.until(
		() => speaker.textTypes.at(-1) === "Flush" && speaker.spoken.includes(text),
		() => "the line",
	);
}

/** The call has no socket to Deepgram's voice any more, and must dial for its next line. */
async function loseSocket({ speaker }: Play): Promise<void> {
	speaker.close(1000);
	await speaker.closed();
}

/** 20 seconds of audio at once, and then the end of the socket. */
function burstAndBreak(speaker: SpeakerEnd): void {
	for (let second = 0; second < 20; second++)
		speaker.pushAudio(Buffer.alloc(8_000, 1 + second));
	speaker.close(1011, "NET-0000");
}

describe("what there is of a line that broke off", () => {
	test("is stopped by the game: the phone is cleared, and the line has failed with what was heard", async () => {
		const called = await play();
		const { game, caller, speaker } = called;
		await holdLine(called, "A long tale.");
		burstAndBreak(speaker);
		await caller.mark();
		expect(caller.stream.bufferedMs).toBe(20_000);
		game.send({ type: "stop" });
		await caller.cleared();
		const { outcome, heardMs } = await game.event("said");
		expect(outcome).toBe("failed");
		expect(heardMs).toBeLessThan(5_000);
		expect(caller.stream.bufferedMs).toBe(0);
	});

	test("is stopped by the caller's speech", async () => {
		const called = await play();
		const { game, caller, listener, speaker } = called;
		await holdLine(called, "A long tale.");
		burstAndBreak(speaker);
		await caller.mark();
		listener.say("be quiet now", { startMs: 2_000 });
		await caller.cleared();
		expect(await game.event("said")).toMatchObject({ outcome: "failed" });
	});

	test("is heard to its end, and the next line after it, each with an outcome of its own", async () => {
		const called = await play();
		const { game, caller, speaker } = called;
		await holdLine(called, "A long tale.");
		burstAndBreak(speaker);
		await caller.mark();
		game.send({ type: "say", id: "next", text: "The end." });
		await caller.mark();
		expect(game.events.map(({ type }) => type)).not.toContain("said");
		caller.play(20_000);
		expect(await game.event("said")).toMatchObject({
			id: "A long tale.",
			outcome: "failed",
			heardMs: 20_000,
		});
		caller.playAll();
		expect(await game.event("said")).toMatchObject({
			id: "next",
			outcome: "heard",
			heardMs: 400,
		});
	});

	test("ends with its own last bytes: they do not head the next line", async () => {
		const called = await play();
		const { game, caller, speaker } = called;
		await holdLine(called, "A long tale.");
		speaker.pushAudio(Buffer.alloc(1_600, 1));
		speaker.pushAudio(Buffer.alloc(700, 2));
		speaker.close(1011, "NET-0000");
		await caller.mark();
		const broken = Buffer.concat([
			Buffer.alloc(1_600, 1),
			Buffer.alloc(700, 2),
		]);
		expect(caller.audio.subarray(connected.length)).toEqual(broken);
		caller.playAll();
		game.send({ type: "say", text: "The end." });
		await caller.mark();
		expect(caller.audio).toEqual(
			Buffer.concat([connected, broken, spokenAudio("The end.")]),
		);
	});
});

describe("a voice that lets nobody in", () => {
	test.each([
		["is busy", () => whole.deepgram.refuseNext(429, { service: "speak" })],
		["has a fault", () => whole.deepgram.refuseNext(503, { service: "speak" })],
		["cuts the connection", () => whole.deepgram.resetNext("speak")],
	])("and %s once, loses no line", async (_, fail) => {
		const called = await play();
		const { game, caller } = called;
		await loseSocket(called);
		fail();
		game.send({ type: "say", id: "hello", text: "Hello." });
		await caller.mark();
		caller.playAll();
		expect(await game.event("said")).toMatchObject({
			id: "hello",
			outcome: "heard",
			heardMs: 300,
		});
		expect(await readiness()).toBe(200);
	});

	test.each([401, 402, 403])(
		"and says %i, has no further call connected to it until it speaks again",
		async (status) => {
			const called = await play();
			const { game } = called;
			await loseSocket(called);
			vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
			whole.deepgram.refuses.set("speak", status);
			game.send({ type: "say", id: "hello", text: "Hello." });
			expect(await game.event("said")).toMatchObject({ outcome: "failed" });
			const ready = await fetch(`${whole.server.url}/readyz`);
			expect(ready.status).toBe(503);
			expect(await ready.text()).toContain(
				`Deepgram's voice cannot be reached: HTTP ${status}`,
			);
			expect(await ringing()).toBe(503);
			whole.deepgram.refuses.delete("speak");
			vi.advanceTimersByTime(5_000);
			await whole.deepgram.nextSpeaker();
			while ((await readiness()) !== 200);
			expect(await ringing()).toBe(200);
		},
	);
});

async function readiness(): Promise<number> {
	return (await fetch(`${whole.server.url}/readyz`)).status;
}

/** How Twilio is answered when a call rings. */
async function ringing(): Promise<number> {
	const response = await fetch(`${whole.server.url}/voice`, {
		method: "POST",
		body: new URLSearchParams({ CallSid: "CA1", From: "+15005550009" }),
	});
	return response.status;
}

test("two hundred callers who are connected at once hear so over one socket", {
	timeout: 60_000,
}, async () => {
	whole = await InProcessServer.start({
		LOG_LEVEL: "silent",
		CODE_REMINDER_SECONDS: "3000",
		CODE_WAIT_SECONDS: "3600",
	});
	const players = await Promise.all(
		Array.from({ length: 200 }, async () => {
			const game = await whole.join();
			const { code } = await game.shown();
			return { game, code, caller: await whole.call() };
		}),
	);
	for (const { caller, code } of players) caller.press(code);
	for (const { game } of players)
		expect(await game.text(30_000)).toBe("connected");
	for (const { caller } of players) {
		await caller.mark();
		expect(caller.audio.equals(connected)).toBe(true);
	}
	expect(whole.deepgram.speakers.length).toBe(1);
});

test("lines of many callers at once go over as few sockets as the operator allows", async () => {
	whole = await InProcessServer.start({ MAX_SPEAK_SOCKETS: "2" });
	const game = await TypedGame.join(whole.socketUrl("/game?callers=8"));
	const rings: Ring[] = [];
	for (let count = 0; count < 8; count++) {
		const ring = await whole.ring({ autoPlay: "at once" });
		ring.caller.press(`${game.welcome.code}#`);
		await game.event("paired");
		await ring.caller.mark();
		rings.push(ring);
	}
	whole.deepgram.forget();
	whole.deepgram.holdsSpeech = true;
	game.send({ type: "say", id: "all", text: "Hear me all." });
	let most = 0;
	for (let count = 0; count < 8; count++) {
		const speaker = await whole.deepgram.nextSpeaker();
		await speaker.heardText("Flush");
		const open = whole.deepgram.speakers.filter(
			({ closedWith }) => closedWith === undefined,
		);
		most = Math.max(most, open.length);
		speaker.release();
	}
	for (let count = 0; count < 8; count++)
		expect(await game.event("said")).toMatchObject({ outcome: "heard" });
	// One that gives way may still be closing.
	expect(most).toBeLessThanOrEqual(3);
});

describe("a plain game that says more than is spoken meanwhile", () => {
	async function playPlainly() {
		whole = await InProcessServer.start({ GAME_MESSAGES_PER_SECOND: "1000" });
		const game = await whole.join();
		const { code } = await game.shown();
		const caller = await whole.call({ autoPlay: "at once" });
		caller.press(`${code}#`);
		expect(await game.text()).toBe("connected");
		await caller.mark();
		whole.deepgram.forget();
		return { game, caller };
	}

	const spoken = () =>
		whole.deepgram.speakers.flatMap((speaker) => speaker.spoken);

	test("has every one of 30 texts spoken, however slow the voice is", async () => {
		const { game, caller } = await playPlainly();
		const texts = Array.from({ length: 30 }, (_, at) => `Text number ${at}.`);
		whole.deepgram.holdsSpeech = true;
		for (const text of texts) game.say(text);
		const speaker = await whole.deepgram.nextSpeaker();
		await speaker.heardText("Flush");
		await answered(game.socket);
		speaker.isHeld = false;
		whole.deepgram.holdsSpeech = false;
		speaker.release();
		while (!spoken().join("").includes("Text number 29.")) await caller.mark();
		expect(spoken().join("\n").replace(/\n+/g, "\n")).toBe(texts.join("\n"));
		expect(spoken().length).toBeLessThan(6);
	});

	test("has a text of 52,000 characters taken up to the bound, which is logged, and no more of it made than can be heard soon", async () => {
		const { game, caller } = await playPlainly();
		const sentence = "These are words. ";
		game.say(sentence.repeat(52_000 / sentence.length));
		await caller.heardAudio(8 * 20_000);
		expect(whole.log).toContainEqual(
			expect.objectContaining({ bound: "waiting_characters" }),
		);
		await answered(game.socket);
		expect(spoken().join("").length * 50).toBeLessThan(30_000);
	});
});

/** A game, a caller who is connected, and the socket on which the game's lines are made. */
async function playWithFlux() {
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
	{ game, caller, listener }: Awaited<ReturnType<typeof playWithFlux>>,
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
		const { game, caller } = await playWithFlux();
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
		const called = await playWithFlux();
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
		const called = await playWithFlux();
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
		const { game, caller } = await playWithFlux();
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
