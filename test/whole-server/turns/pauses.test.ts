/** A caller who makes a sound while a line is played, over real sockets: what he hears of it, and what its game is told. */
import { afterEach, describe, expect, test } from "vitest";
import { spokenAudio } from "../../support/deepgram/speaker-end.js";
import { TypedGame } from "../../support/games/typed-game.js";
import { InProcessServer } from "../../support/server/in-process-server.js";
import { ScrapedMetrics } from "../../support/server/scraped-metrics.js";
import type {
	CallOptions,
	TwilioCaller,
} from "../../support/twilio/twilio-caller.js";
import { within } from "../../support/waiting/within.js";

let whole: InProcessServer;

afterEach(async () => {
	await whole.close();
});

/** What the caller's recogniser makes of what he does. */
interface Mouth {
	sound(): void;
	/** Words that may yet go on. */
	begin(words: string): void;
	/** All that was said. */
	finish(words: string): void;
}

interface Conversation {
	readonly game: TypedGame;
	readonly caller: TwilioCaller;
	readonly mouth: Mouth;
}

/** A game with a caller who has heard that he is connected. */
async function converse(
	recogniser: "v1" | "Flux",
	calling: CallOptions = {},
): Promise<Conversation> {
	const isFlux = recogniser === "Flux";
	whole = await (isFlux
		? InProcessServer.startWithFlux()
		: InProcessServer.start());
	const game = await TypedGame.join(whole.socketUrl("/game"));
	const caller = await whole.call(calling);
	const mouth = await (isFlux ? fluxMouth() : mouthOfV1());
	caller.press(`${game.welcome.code}#`);
	await caller.mark();
	caller.playAll();
	return { game, caller, mouth };
}

async function mouthOfV1(): Promise<Mouth> {
	const listener = await whole.deepgram.nextListener();
	let startMs = 1_000;
	return {
		sound: () => void listener.startSpeech(startMs),
		begin: (words) => void listener.say(words, { startMs, final: false }),
		finish: (words) => {
			listener.say(words, { startMs });
			startMs += 2_000;
		},
	};
}

async function fluxMouth(): Promise<Mouth> {
	const flux = await whole.deepgram.nextFluxListener();
	return {
		sound: () => void flux.startTurn(""),
		begin: (words) => void flux.update(words),
		finish: (words) => void flux.endTurn(words),
	};
}

/** Each second of it is another sound. */
const tale = "abcdefghijklmnopqrstuvwxyz".replace(/./g, (letter) =>
	letter.repeat(4),
);
const taleMs = tale.length * 50;

describe.each(["v1", "Flux"] as const)("with %s", (recogniser) => {
	test("a sound pauses a line, which goes on where it was when no words come", async () => {
		const { game, caller, mouth } = await converse(recogniser);
		game.send({ type: "say", id: "a", text: tale });
		game.send({ type: "say", id: "b", text: "zyx" });
		const first = await caller.mark();
		const second = await caller.mark();
		const { bufferedMs } = caller.stream;
		expect(bufferedMs).toBe(taleMs + 150);
		mouth.sound();
		await caller.cleared();
		expect(caller.stream.bufferedMs).toBe(0);
		// Twilio has returned both marks with the clear, and they count for nothing.
		expect(caller.returnedMarks.slice(-2)).toEqual([first, second]);
		const again = await caller.mark();
		expect(again).not.toBe(first);
		expect(await caller.mark()).not.toBe(second);
		expect(game.events.map(({ type }) => type)).not.toContain("said");
		// This phone has played nothing, and the server thinks that it has, for as long as the test took so far.
		expect(caller.stream.bufferedMs).toBeGreaterThan(bufferedMs / 2);
		caller.playAll();
		expect(await game.event("said")).toMatchObject({
			...{ id: "a", outcome: "heard", heardMs: taleMs },
		});
		expect(await game.event("said")).toMatchObject({
			...{ id: "b", outcome: "heard" },
		});
		expect(caller.clears).toBe(1);
	});

	test("words after the sound interrupt it, and nothing is sent again", async () => {
		const { game, caller, mouth } = await converse(recogniser);
		game.send({ type: "say", id: "a", text: tale });
		await caller.mark();
		mouth.sound();
		await caller.cleared();
		const sent = caller.audio.length;
		mouth.begin("wait");
		const { outcome, heardMs } = await game.event("said");
		expect(outcome).toBe("interrupted");
		expect(heardMs).toBeLessThan(taleMs);
		game.send({ type: "say", id: "b", text: "Yes?" });
		await caller.mark();
		expect(caller.audio.subarray(sent)).toEqual(spokenAudio("Yes?"));
		expect(caller.clears).toBe(1);
	});

	test("a sign of listening lets it go on at once", async () => {
		const { game, caller, mouth } = await converse(recogniser);
		game.send({ type: "say", id: "a", text: tale });
		await caller.mark();
		mouth.sound();
		await caller.cleared();
		mouth.finish("Mhm.");
		await caller.mark();
		caller.playAll();
		expect(await game.event("said")).toMatchObject({ outcome: "heard" });
		expect(await game.event("utterance")).toMatchObject({ text: "Mhm." });
	});

	test("words alone stop a line that is to be stopped by words alone", async () => {
		const { game, caller, mouth } = await converse(recogniser);
		game.send({ type: "say", id: "a", text: tale, interruptible: "words" });
		await caller.mark();
		mouth.sound();
		mouth.begin("yeah");
		await game.event("transcript");
		expect(caller.clears).toBe(0);
		mouth.begin("yeah but why");
		await caller.cleared();
		expect(await game.event("said")).toMatchObject({ outcome: "interrupted" });
	});

	test("any sound stops a line that is to be stopped by it", async () => {
		const { game, caller, mouth } = await converse(recogniser);
		game.send({ type: "say", id: "a", text: tale, interruptible: "sound" });
		await caller.mark();
		mouth.sound();
		await caller.cleared();
		expect(await game.event("said")).toMatchObject({ outcome: "interrupted" });
	});

	test("the answer to a turn is stale once a newer turn has begun, and counted as that", async () => {
		const { game, caller, mouth } = await converse(recogniser);
		mouth.sound();
		mouth.finish("hello there");
		mouth.sound();
		mouth.begin("are you there");
		const { turn } = await turnTold(game, 2);
		game.send({ type: "say", id: "old", text: "Hello.", turn: turn - 1 });
		game.send({ type: "say", id: "new", text: "I am.", turn });
		expect(await game.event("said")).toMatchObject({
			...{ id: "old", outcome: "stale", heardMs: 0 },
		});
		await caller.mark();
		caller.playAll();
		expect(await game.event("said")).toMatchObject({
			...{ id: "new", outcome: "heard" },
		});
		const metrics = await ScrapedMetrics.from(whole.server.adminUrl);
		const outcome = "stale";
		expect(metrics.value("callsign_lines_total", { outcome })).toBe(1);
	});
});

async function turnTold(game: TypedGame, turn: number) {
	for (;;) {
		const event = await game.event("turn");
		if (event.turn === turn) return event;
	}
}

test("a caller who coughs, and hears at the pace of a call, misses nothing of a line and hears little of it twice", async () => {
	const { game, caller, mouth } = await converse("v1", { autoPlay: true });
	const heard = listenTo(caller);
	const tune = tale.replace(/(.)\1*/g, "$1$1");
	const tuneMs = tune.length * 50;
	game.send({ type: "say", id: "a", text: tune });
	await heard.until(900);
	mouth.sound();
	await caller.cleared();
	expect(await game.event("said")).toMatchObject({
		...{ outcome: "heard", heardMs: tuneMs },
	});
	for (const letter of new Set(tune))
		expect(heard.msOf(letter), letter).toBeGreaterThanOrEqual(100);
	expect(heard.ms - tuneMs).toBeLessThanOrEqual(200);
});

/** What this caller hears of a voice that makes sounds of letters. */
function listenTo({ stream }: TwilioCaller) {
	let heard = "";
	const waiting: { readonly ms: number; readonly done: () => void }[] = [];
	const play = stream.play.bind(stream);
	stream.play = (ms) => {
		const audio = play(ms);
		heard += audio.toString("latin1").replace(/[^a-z]/g, "");
		for (const each of waiting) if (heard.length / 8 >= each.ms) each.done();
		return audio;
	};
	return {
		get ms() {
			return heard.length / 8;
		},
		msOf: (letter: string) => (heard.split(letter).length - 1) / 8,
		until: (ms: number) => {
			const reached = new Promise<void>((done) => waiting.push({ ms, done }));
			return within(reached, () => `${ms} ms of sound`);
		},
	};
}
