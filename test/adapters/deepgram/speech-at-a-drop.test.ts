/** What was said just before Deepgram is lost: it is sent again, told once, or counted as missed. */
import fc from "fast-check";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeepgramDialler } from "../../../src/adapters/deepgram/dialler.js";
import { deepgramEar } from "../../../src/adapters/deepgram/ear.js";
import { RelayMeter } from "../../../src/adapters/relay-meter.js";
import { SoundPath } from "../../../src/adapters/sound/sound-path.js";
import type {
	RecogniserFact,
	RecogniserOrder,
} from "../../../src/machines/events.js";
import { recogniserMachine } from "../../../src/machines/recogniser/recogniser.js";
import { AdapterUnderTest } from "../../support/actors/adapter-under-test.js";
import type { DeepgramListener } from "../../support/deepgram/deepgram-listener.js";
import { DeepgramServer } from "../../support/deepgram/deepgram-server.js";
import {
	soundFrom,
	spokenIn,
	Telling,
} from "../../support/deepgram/numbered-speech.js";

const callId = "call-1";
const keepMs = 5_000;
const batchMs = 60;
const bytes = (ms: number) => ms * 8;

let deepgram: DeepgramServer;
let soundPath: SoundPath;
let meter: RelayMeter;
let recogniser: AdapterUnderTest<RecogniserOrder, RecogniserFact>;
/** How much the caller has said. */
let saidMs: number;
/** How often Deepgram was lost or not reached. */
let failures = 0;

beforeEach(async () => {
	vi.useFakeTimers({
		toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"],
	});
	deepgram = await DeepgramServer.start();
});

afterEach(async () => {
	recogniser.stop();
	vi.useRealTimers();
	await deepgram.close();
});

function start(query = "", url = deepgram.listenUrl): void {
	soundPath = new SoundPath(callId);
	meter = new RelayMeter();
	saidMs = 0;
	const ear = deepgramEar({
		soundPaths: new Map([[callId, soundPath]]),
		deepgram: new DeepgramDialler("key"),
		url: url + query,
		audioBatchMs: batchMs,
		audioKeepMs: keepMs,
		log: pino({ enabled: false }),
		meter,
		health: { worked: () => {}, failed: () => ++failures },
		random: () => 0,
	});
	recogniser = new AdapterUnderTest(
		recogniserMachine.provide({
			actors: { ear },
			delays: { lastWords: 2_500 },
		}),
		callId,
	);
}

/** The caller speaks for so long, in frames of 20 ms. */
function speak(ms: number): void {
	const sound = soundFrom(saidMs, saidMs + ms);
	for (let at = 0; at < sound.length; at += 160)
		soundPath.hear(sound.subarray(at, at + 160));
	saidMs += ms;
	vi.advanceTimersByTime(batchMs);
}

/** A socket that has had all that was said before it opened. */
async function nextListener(fromMs = 0): Promise<DeepgramListener> {
	const listener = await deepgram.nextListener();
	await listener.heardAudio(bytes(saidMs - fromMs));
	return listener;
}

/** Deepgram is dialled again, and has what is sent. */
async function restored(fromMs: number) {
	vi.advanceTimersByTime(10_000);
	const listener = await nextListener(fromMs);
	const { missedMs } = await recogniser.fact("recognition.restored");
	return { listener, missedMs };
}

const lost = () => recogniser.fact("recognition.lost");

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Deepgram refuses once more, and another dial waits. */
async function refusedOnceMore(status: number): Promise<void> {
	const dials = deepgram.requests.length;
	const before = failures;
	deepgram.refuseNext(status);
	vi.advanceTimersByTime(10_000);
	await deepgram.requested(dials + 1);
	while (failures === before) await turn();
}

const losses: readonly [string, (listener: DeepgramListener) => void][] = [
	["is closed with 1011", (listener) => listener.close(1011, "NET-0000")],
	["is closed with 1000", (listener) => listener.close(1000)],
	["is cut", (listener) => listener.drop()],
	["is cut off by somebody", () => soundPath.cutRecogniser(200)],
];

describe.each(losses)("speech before a socket %s", (_, lose) => {
	test("is sent again where nothing was answered, and nothing is missed", async () => {
		start();
		speak(3_000);
		const first = await nextListener();
		lose(first);
		await lost();
		speak(400);
		const { listener, missedMs } = await restored(0);
		expect(listener.audio).toEqual(soundFrom(0, 3_400));
		expect(missedMs).toBe(0);
	});

	test("is sent again where interim results had come", async () => {
		start();
		speak(3_000);
		const first = await nextListener();
		first.say("open the", { final: false, durationMs: 2_500 });
		await recogniser.fact("speech.heard");
		lose(first);
		await lost();
		const { listener, missedMs } = await restored(0);
		expect(listener.audio).toEqual(soundFrom(0, 3_000));
		expect(missedMs).toBe(0);
		listener.say("open the door", { startMs: 100, durationMs: 2_900 });
		const { speech } = await recogniser.fact("speech.heard");
		expect(speech).toMatchObject({
			text: "open the door",
			startMs: 100,
			endMs: 3_000,
		});
	});

	test("is sent again from the end of the last final result, and keeps its times", async () => {
		start();
		speak(3_000);
		const first = await nextListener();
		first.say("open", { startMs: 200, durationMs: 1_337 });
		first.say("the", { final: false, startMs: 1_537, durationMs: 1_000 });
		await recogniser.fact("speech.heard");
		await recogniser.fact("speech.heard");
		lose(first);
		await lost();
		const { listener, missedMs } = await restored(1_537);
		expect(listener.audio).toEqual(soundFrom(1_537, 3_000));
		expect(missedMs).toBe(0);
		listener.say("the door", { durationMs: 1_463 });
		const { speech } = await recogniser.fact("speech.heard");
		expect(speech).toMatchObject({ startMs: 1_537, endMs: 3_000 });
	});

	test("beyond what is kept is missed, to the millisecond, and counted", async () => {
		start();
		speak(1_000);
		const first = await nextListener();
		first.say("one", { startMs: 0, durationMs: 600 });
		await recogniser.fact("speech.heard");
		speak(6_000);
		await first.heardAudio(bytes(7_000));
		first.say("two", { final: false, startMs: 600, durationMs: 6_000 });
		await recogniser.fact("speech.heard");
		expect(meter.droppedAudioBytes.audio_keep).toBe(0);
		lose(first);
		await lost();
		speak(500);
		const { listener, missedMs } = await restored(2_500);
		expect(listener.audio).toEqual(soundFrom(2_500, 7_500));
		expect(missedMs).toBe(1_900);
		expect(meter.droppedAudioSeconds().audio_keep).toBe(1.9);
	});
});

describe("speech that was sent again", () => {
	test("is sent once more when that socket is lost before it answers, and is missed once", async () => {
		start();
		speak(3_000);
		(await nextListener()).drop();
		await lost();
		const second = await restored(0);
		speak(3_000);
		await second.listener.heardAudio(bytes(6_000));
		second.listener.drop();
		await lost();
		speak(1_000);
		const third = await restored(2_000);
		expect(third.listener.audio).toEqual(soundFrom(2_000, 7_000));
		expect([second.missedMs, third.missedMs]).toEqual([0, 2_000]);
		third.listener.drop();
		await lost();
		const fourth = await restored(2_000);
		expect(fourth.missedMs).toBe(0);
		expect(fourth.listener.audio).toEqual(soundFrom(2_000, 7_000));
	});

	test.each([429, 503])(
		"waits while further dials are refused with %i",
		async (status) => {
			start();
			speak(2_000);
			(await nextListener()).drop();
			await lost();
			for (let refusals = 0; refusals < 3; refusals++) {
				speak(500);
				await refusedOnceMore(status);
			}
			const { listener, missedMs } = await restored(0);
			expect(listener.audio).toEqual(soundFrom(0, 3_500));
			expect(missedMs).toBe(0);
		},
	);

	test("of a socket that stalls is the newest of what it never answered", async () => {
		start();
		speak(20);
		const first = await nextListener();
		while (!recogniser.factTypes.includes("recognition.lost")) {
			speak(940);
			vi.advanceTimersByTime(940);
			await turn();
			if (saidMs > 30_000) throw new Error("Nobody notices the stall.");
		}
		await first.closed();
		const fromMs = saidMs - keepMs;
		const { listener, missedMs } = await restored(fromMs);
		expect(listener.audio).toEqual(soundFrom(fromMs, saidMs));
		expect(missedMs).toBe(fromMs);
	});

	test("is not kept once Deepgram has refused the call for good", async () => {
		start();
		speak(1_000);
		(await nextListener()).close(1008, "DATA-0000");
		await recogniser.fact("recognition.refused");
		expect(deepgram.requests).toHaveLength(1);
	});
});

describe("silence", () => {
	test("that Deepgram has answered with empty finals is not sent again", async () => {
		start();
		speak(4_000);
		const first = await nextListener();
		first.say("", { startMs: 0, durationMs: 3_900 });
		await recogniser.fact("speech.heard");
		first.drop();
		await lost();
		const { listener, missedMs } = await restored(3_900);
		expect(listener.audio).toEqual(soundFrom(3_900, 4_000));
		expect(missedMs).toBe(0);
	});
});

describe("what a new socket tells of speech that an older one heard, too", () => {
	test("is not told twice: the start of speech", async () => {
		start();
		speak(2_000);
		const first = await nextListener();
		first.startSpeech(1_200);
		await recogniser.fact("speech.started");
		first.drop();
		await lost();
		speak(2_000);
		const { listener } = await restored(0);
		listener.startSpeech(1_260);
		listener.say("go", { startMs: 1_200, durationMs: 400 });
		listener.startSpeech(3_000);
		await recogniser.fact("speech.heard");
		await recogniser.fact("speech.started");
		expect(
			recogniser.facts.filter(({ type }) => type === "speech.started"),
		).toMatchObject([{ atMs: 1_200 }, { atMs: 3_000 }]);
	});

	test("is not told twice: the start of speech that goes on where it begins", async () => {
		start();
		speak(2_000);
		const first = await nextListener();
		first.startSpeech(300);
		first.say("open", { startMs: 0, durationMs: 1_500, speechFinal: false });
		await recogniser.fact("speech.heard");
		first.drop();
		await lost();
		const { listener } = await restored(1_500);
		listener.startSpeech(40);
		listener.say("the door", { durationMs: 500 });
		await recogniser.fact("speech.heard");
		expect(
			recogniser.facts.filter(({ type }) => type === "speech.started"),
		).toHaveLength(1);
	});

	test("is told where it is news: speech that starts after a pause", async () => {
		start();
		speak(2_000);
		const first = await nextListener();
		first.startSpeech(300);
		first.say("open", { startMs: 0, durationMs: 1_500 });
		await recogniser.fact("speech.heard");
		first.drop();
		await lost();
		const { listener } = await restored(1_500);
		listener.startSpeech(40);
		expect((await recogniser.fact("speech.started")).atMs).toBe(1_540);
	});

	test("is not told twice: the end of an utterance, unless its words were told since", async () => {
		start("?utterance_end_ms=1000");
		speak(3_000);
		const first = await nextListener();
		first.say("go", { final: false, startMs: 1_000, durationMs: 400 });
		first.endUtterance(1_400);
		await recogniser.fact("utterance.ended");
		first.drop();
		await lost();
		const { listener } = await restored(0);
		listener.endUtterance(1_380);
		listener.say("go", { startMs: 1_000, durationMs: 400, speechFinal: false });
		const last = listener.endUtterance(1_380);
		await recogniser.fact("speech.heard");
		const end = await recogniser.fact("utterance.ended");
		expect(end).toMatchObject({ lastWordEndMs: 1_380, verbatim: last });
		expect(
			recogniser.facts.filter(({ type }) => type === "utterance.ended"),
		).toHaveLength(2);
	});
});

describe("last words", () => {
	test("are sent again when Deepgram is lost while it finishes", async () => {
		start();
		speak(2_000);
		const first = await nextListener();
		first.answersCloseStream = false;
		recogniser.order({ type: "finish" });
		await first.heardText("CloseStream");
		first.drop();
		await lost();
		vi.advanceTimersByTime(250);
		const second = await deepgram.nextListener();
		second.lastWords = "good bye";
		const { speech } = await recogniser.fact("speech.heard");
		expect(speech.text).toBe("good bye");
		expect(second.audio).toEqual(soundFrom(0, 2_000));
		await recogniser.fact("recognition.finished");
		expect(recogniser.factTypes).toEqual([
			"recognition.lost",
			"recognition.restored",
			"speech.heard",
			"recogniser.noted",
			"recognition.finished",
		]);
		await second.closed();
	});

	test("are heard of a call that ends while Deepgram is away", async () => {
		start();
		speak(2_000);
		(await nextListener()).drop();
		await lost();
		speak(300);
		recogniser.order({ type: "finish" });
		const second = await deepgram.nextListener();
		second.lastWords = "good bye";
		expect((await recogniser.fact("speech.heard")).speech.text).toBe(
			"good bye",
		);
		expect(second.audio).toEqual(soundFrom(0, 2_300));
		await recogniser.fact("recognition.finished");
	});

	test("are waited for no longer than allowed", async () => {
		start();
		speak(2_000);
		const first = await nextListener();
		deepgram.refuses.set("listen", 503);
		first.answersCloseStream = false;
		recogniser.order({ type: "finish" });
		await first.heardText("CloseStream");
		first.drop();
		await lost();
		vi.advanceTimersByTime(2_500);
		expect(recogniser.factTypes).toEqual([
			"recognition.lost",
			"recognition.finished",
		]);
	});
});

/** What may happen, in any order. Amounts are shares of what there is. */
const happening = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({ speak: fc.integer({ min: 1, max: 90 }) }),
	},
	{ weight: 2, arbitrary: fc.record({ interim: fc.constant(true) }) },
	{
		weight: 3,
		arbitrary: fc.record({ final: fc.integer({ min: 0, max: 100 }) }),
	},
	{
		weight: 2,
		arbitrary: fc.record({ lose: fc.nat({ max: losses.length - 1 }) }),
	},
	{ weight: 1, arbitrary: fc.record({ refuse: fc.constantFrom(429, 503) }) },
);

type Happening =
	typeof happening extends fc.Arbitrary<infer Each> ? Each : never;

/** A caller, and a Deepgram that answers, is lost and comes back. */
class Conversation {
	readonly telling = new Telling();
	missedMs = 0;
	#listener: DeepgramListener | undefined;

	async begin(): Promise<void> {
		deepgram.forget();
		start();
		this.#listener = await nextListener();
		this.telling.begin(this.#listener, 0);
	}

	async take(each: Happening): Promise<void> {
		if ("speak" in each) await this.#speak(each.speak * 20);
		else if ("lose" in each) await this.#lose(losses[each.lose]?.[1]);
		else if ("refuse" in each) await this.#refuse(each.refuse);
		else if ("interim" in each)
			await this.#answer(() => this.telling.interim(saidMs));
		else await this.finalUpTo(each.final / 100);
	}

	async finalUpTo(share: number): Promise<void> {
		await this.#answer(() =>
			this.telling.final(this.telling.shareOf(share, saidMs)),
		);
	}

	async #answer(tell: () => void): Promise<void> {
		await this.#heardAgain();
		tell();
		await recogniser.fact("speech.heard");
	}

	async #speak(ms: number): Promise<void> {
		speak(ms);
		await this.#listener?.heardAudio(this.telling.bytesBy(saidMs));
	}

	async #lose(how: ((listener: DeepgramListener) => void) | undefined) {
		if (!this.#listener) return;
		how?.(this.#listener);
		this.#listener = undefined;
		await lost();
	}

	async #refuse(status: number): Promise<void> {
		if (!this.#listener) await refusedOnceMore(status);
	}

	async #heardAgain(): Promise<void> {
		if (this.#listener) return;
		const fromMs = Math.max(this.telling.toldToMs, saidMs - keepMs);
		const { listener, missedMs } = await restored(fromMs);
		expect(listener.audio).toEqual(soundFrom(fromMs, saidMs));
		this.missedMs += missedMs;
		this.telling.begin(listener, fromMs);
		this.#listener = listener;
	}
}

test("whatever Deepgram answers and whenever it is lost, each word is told once, or missed", {
	timeout: 60_000,
}, async () => {
	const property = fc.asyncProperty(
		fc.array(happening, { minLength: 5, maxLength: 25 }),
		async (happenings) => {
			const conversation = new Conversation();
			await conversation.begin();
			for (const each of happenings) await conversation.take(each);
			await conversation.finalUpTo(1);
			const finals = recogniser.facts.flatMap((fact) =>
				fact.type === "speech.heard" && fact.speech.isFinal
					? [fact.speech]
					: [],
			);
			const { told } = conversation.telling;
			expect(finals.map(({ text }) => text)).toEqual(told.map(spokenIn));
			let toldToMs = 0;
			let untoldMs = 0;
			for (const { startMs, endMs } of finals) {
				expect(startMs).toBeGreaterThanOrEqual(toldToMs);
				untoldMs += startMs - toldToMs;
				toldToMs = endMs;
			}
			expect(toldToMs).toBe(saidMs);
			expect(conversation.missedMs).toBe(untoldMs);
			expect(meter.droppedAudioSeconds().audio_keep).toBe(untoldMs / 1_000);
		},
	);
	await fc.assert(
		property.afterEach(() => recogniser.stop()),
		{ numRuns: 40 },
	);
});
