import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeepgramDialler } from "../../../src/adapters/deepgram/dialler.js";
import {
	type DeepgramEarOptions,
	deepgramEar,
} from "../../../src/adapters/deepgram/ear.js";
import { SoundPath } from "../../../src/adapters/sound/sound-path.js";
import type {
	RecogniserFact,
	RecogniserOrder,
} from "../../../src/machines/events.js";
import { recogniserMachine } from "../../../src/machines/recogniser/recogniser.js";
import { AdapterUnderTest } from "../../support/actors/adapter-under-test.js";
import { DeepgramServer } from "../../support/deepgram/deepgram-server.js";

type Recogniser = AdapterUnderTest<RecogniserOrder, RecogniserFact>;

const callId = "call-1";
/** Bytes of so many milliseconds of mulaw at 8000 Hz. */
const bytes = (ms: number) => ms * 8;
/** Audio whose bytes tell where in the call they belong: each byte is the number of its 20 ms frame. */
const audio = (fromMs: number, toMs: number) =>
	Buffer.from(
		Array.from({ length: bytes(toMs - fromMs) }, (_, index) =>
			Math.floor((bytes(fromMs) + index) / 160),
		),
	);

let deepgram: DeepgramServer;
let soundPath: SoundPath;
let recogniser: Recogniser;

beforeEach(async () => {
	vi.useFakeTimers({
		toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"],
	});
	deepgram = await DeepgramServer.start();
	soundPath = new SoundPath(callId);
});

afterEach(async () => {
	recogniser.stop();
	vi.useRealTimers();
	await deepgram.close();
});

function start(options: Partial<DeepgramEarOptions> = {}): Recogniser {
	const ear = deepgramEar({
		soundPaths: new Map([[callId, soundPath]]),
		deepgram: new DeepgramDialler("key"),
		url: deepgram.listenUrl,
		audioBatchMs: 60,
		audioKeepMs: 5000,
		log: pino({ enabled: false }),
		random: () => 0,
		...options,
	});
	recogniser = new AdapterUnderTest(
		recogniserMachine.provide({
			actors: { ear },
			delays: { lastWords: 2500 },
		}),
		callId,
	);
	return recogniser;
}

/** The caller's voice from one time of the call to another, in frames of 20 ms. */
function hear(fromMs: number, toMs: number): void {
	for (let ms = fromMs; ms < toMs; ms += 20) {
		soundPath.hear(audio(ms, Math.min(ms + 20, toMs)));
	}
}

/** A recogniser whose socket is open: the first 20 ms of the call have arrived. */
async function open(options?: Partial<DeepgramEarOptions>) {
	start(options);
	hear(0, 20);
	const listener = await deepgram.nextListener();
	await listener.heardAudio(bytes(20));
	return listener;
}

/** A recogniser whose socket is open, while no audio has come yet. */
async function openWithoutAudio() {
	let isOpen = false;
	const worked = () => {
		isOpen = true;
	};
	start({ health: { worked, failed: () => {} } });
	const listener = await deepgram.nextListener();
	while (!isOpen) await aTurn();
	return listener;
}

describe("a recogniser that is cut off for a while", () => {
	test("says so at once, and dials again, with the audio of the gap, when the time is over", async () => {
		const listener = await open();
		soundPath.cutRecogniser(3_000);
		await listener.closed();
		expect(recogniser.factTypes).toContain("recognition.lost");
		hear(20, 520);
		vi.advanceTimersByTime(2_999);
		expect(deepgram.requests).toHaveLength(1);
		vi.advanceTimersByTime(1);
		const again = await deepgram.nextListener();
		await again.heardAudio(bytes(520));
		expect(again.audio).toEqual(audio(0, 520));
		await recogniser.fact("recognition.restored");
	});

	test("stays off for the newer time when it is cut off twice", async () => {
		await open();
		soundPath.cutRecogniser(3_000);
		vi.advanceTimersByTime(2_000);
		soundPath.cutRecogniser(3_000);
		vi.advanceTimersByTime(2_999);
		expect(deepgram.requests).toHaveLength(1);
		vi.advanceTimersByTime(1);
		await deepgram.nextListener();
	});
});

describe("audio", () => {
	test("from before the socket opened goes out as soon as it opens", async () => {
		start();
		hear(0, 500);
		const listener = await deepgram.nextListener();
		await listener.heardAudio(bytes(500));
		expect(listener.audio).toEqual(audio(0, 500));
	});

	test("goes out in batches, in order", async () => {
		const listener = await open();
		hear(20, 1040);
		await listener.heardAudio(bytes(1040));
		expect(listener.audio).toEqual(audio(0, 1040));
		const lengths = listener.frames.map((frame) => frame.bytes.length);
		expect(lengths).toEqual([bytes(20), ...Array(17).fill(bytes(60))]);
	});

	test("waits for no batch that does not fill in time", async () => {
		const listener = await open();
		vi.advanceTimersByTime(500);
		hear(20, 40);
		vi.advanceTimersByTime(30);
		hear(40, 60);
		vi.advanceTimersByTime(30);
		await listener.heardAudio(bytes(60));
		expect(listener.frames[1]?.bytes).toEqual(audio(20, 60));
	});

	test("comes in frames of any length, of which empty ones are left out", async () => {
		const listener = await open();
		soundPath.hear(Buffer.alloc(0));
		vi.advanceTimersByTime(60);
		soundPath.hear(audio(20, 21));
		soundPath.hear(audio(21, 21));
		soundPath.hear(audio(21, 12_000));
		soundPath.hear(audio(12_000, 12_060));
		await listener.heardAudio(bytes(12_060));
		expect(listener.audio).toEqual(audio(0, 12_060));
		for (const frame of listener.frames) {
			expect(frame.bytes.length).toBeGreaterThan(0);
			expect(frame.bytes.length).toBeLessThanOrEqual(bytes(250));
		}
	});

	test("is kept while there is no socket, the newest of it, and the loss is told", async () => {
		deepgram.ignoreNext();
		start({ audioKeepMs: 1000 });
		await deepgram.requested(1);
		hear(0, 3000);
		vi.advanceTimersByTime(5000);
		await recogniser.fact("recognition.lost");
		await untilIdle();
		vi.advanceTimersByTime(250);
		const listener = await deepgram.nextListener();
		await listener.heardAudio(bytes(1000));
		expect(listener.audio).toEqual(audio(2000, 3000));
		const restored = await recogniser.fact("recognition.restored");
		expect(restored.missedMs).toBe(2000);
	});

	test("that a stuck socket does not take is kept, and a new socket dialled for it", async () => {
		const listener = await open();
		listener.stall();
		// More than the buffers of the system take.
		const flood = Buffer.alloc(16 * 1024 * 1024, 1);
		soundPath.hear(flood);
		await recogniser.fact("recognition.lost");
		hear(0, 100);
		vi.advanceTimersByTime(250);
		const again = await deepgram.nextListener();
		await again.heardAudio(bytes(5000));
		expect(again.audio.subarray(-bytes(100))).toEqual(audio(0, 100));
		const { missedMs } = await recogniser.fact("recognition.restored");
		expect(missedMs).toBeGreaterThan(100_000);
	});
});

describe("while no audio goes out", () => {
	test("the socket is kept alive by texts", async () => {
		const listener = await open();
		vi.advanceTimersByTime(9000);
		await listener.until(
			() => listener.texts.length === 2,
			() => "two texts",
		);
		expect(listener.texts).toEqual(Array(2).fill('{"type":"KeepAlive"}'));
	});

	test("but not before any audio was sent, nor while some is", async () => {
		const listener = await openWithoutAudio();
		vi.advanceTimersByTime(6000);
		for (let count = 1; count < 5; count++) {
			hear(0, 20);
			vi.advanceTimersByTime(3000);
			await listener.heardAudio(bytes(count * 20));
		}
		expect(listener.texts).toEqual([]);
	});
});

describe("a socket that goes away", () => {
	test.each([1000, 1001, 1009, 1011, 1012, 1013, 4000])(
		"with code %i is dialled again",
		async (code) => {
			const listener = await open();
			listener.close(code, "as the test says");
			await recogniser.fact("recognition.lost");
			vi.advanceTimersByTime(250);
			await deepgram.nextListener();
			await recogniser.fact("recognition.restored");
		},
	);

	test.each([1002, 1003, 1007, 1008])("with code %i is final", async (code) => {
		const listener = await open();
		listener.close(code, "as the test says");
		await recogniser.fact("recognition.refused");
		vi.advanceTimersByTime(60_000);
		expect(deepgram.requests.length).toBe(1);
		expect(recogniser.factTypes).toEqual(["recognition.refused"]);
	});

	test("suddenly is dialled again, and gets the audio of the gap", async () => {
		const listener = await open();
		listener.drop();
		await recogniser.fact("recognition.lost");
		hear(20, 3000);
		vi.advanceTimersByTime(250);
		const again = await deepgram.nextListener();
		await again.heardAudio(bytes(3000));
		hear(3000, 3060);
		await again.heardAudio(bytes(3060));
		expect(again.audio).toEqual(audio(0, 3060));
		const restored = await recogniser.fact("recognition.restored");
		expect(restored.missedMs).toBe(0);
	});

	test("after ten seconds with nothing received is dialled again", async () => {
		const listener = await openWithoutAudio();
		vi.advanceTimersByTime(10_000);
		expect((await listener.closed()).code).toBe(1011);
		await recogniser.fact("recognition.lost");
		vi.advanceTimersByTime(250);
		await deepgram.nextListener();
		await recogniser.fact("recognition.restored");
	});

	test("as often as it takes, at growing intervals, until it is of use again", async () => {
		deepgram.refuseNext(503, { times: 3 });
		let failures = 0;
		start({ health: { worked: () => {}, failed: () => ++failures } });
		for (const delayMs of [250, 500, 1000]) {
			const before = failures;
			while (failures === before) await aTurn();
			vi.advanceTimersByTime(delayMs - 1);
			expect(vi.getTimerCount()).toBe(2);
			vi.advanceTimersByTime(1);
		}
		const listener = await deepgram.nextListener();
		listener.say("good again");
		await recogniser.fact("speech.heard");
		listener.drop();
		await recogniser.fact("recognition.lost");
		vi.advanceTimersByTime(250);
		await deepgram.nextListener();
		await recogniser.fact("recognition.restored");
		expect(
			recogniser.factTypes.filter((type) => type !== "speech.heard"),
		).toEqual([
			"recognition.lost",
			"recognition.restored",
			"recognition.lost",
			"recognition.restored",
		]);
	});
});

describe("a socket that answers nothing", () => {
	test("for ten seconds of audio is dropped and dialled again", async () => {
		const listener = await open();
		for (let ms = 20; ms < 10_020; ms += 1000) {
			hear(ms, ms + 1000);
			vi.advanceTimersByTime(1000);
		}
		await recogniser.fact("recognition.lost");
		expect((await listener.closed()).code).toBe(1006);
		vi.advanceTimersByTime(250);
		const again = await deepgram.nextListener();
		const restored = await recogniser.fact("recognition.restored");
		expect(restored.missedMs).toBe(5_020);
		await again.heardAudio(bytes(5_000));
		expect(again.audio).toEqual(audio(5_020, 10_020));
		again.say("later");
		const { speech } = await recogniser.fact("speech.heard");
		expect(speech.startMs).toBe(5_020);
		again.drop();
		await recogniser.fact("recognition.lost");
		vi.advanceTimersByTime(250);
		expect((await recogniser.fact("recognition.restored")).missedMs).toBe(0);
	});

	test("is left alone while it answers now and then, or no audio goes to it", async () => {
		const listener = await open();
		for (let ms = 20; ms < 30_020; ms += 1000) {
			hear(ms, ms + 1000);
			vi.advanceTimersByTime(1000);
			if (ms % 5000 !== 20) continue;
			listener.say("");
			await recogniser.fact("speech.heard");
		}
		await listener.heardAudio(bytes(30_020));
		vi.advanceTimersByTime(9000);
		await listener.heardText("KeepAlive");
		vi.advanceTimersByTime(9000);
		listener.say("still here");
		await recogniser.fact("speech.heard");
		expect(recogniser.factTypes).not.toContain("recognition.lost");
	});
});

describe("a handshake", () => {
	test.each([400, 401, 402, 403, 404])(
		"refused with %i is final",
		async (status) => {
			deepgram.refuseNext(status);
			start();
			await recogniser.fact("recognition.refused");
			hear(0, 100);
			vi.advanceTimersByTime(60_000);
			expect(deepgram.requests.length).toBe(1);
			recogniser.order({ type: "finish" });
			await recogniser.fact("recognition.finished");
		},
	);

	test.each([302, 429, 500, 503])(
		"refused with %i is tried again",
		async (status) => {
			deepgram.refuseNext(status);
			start();
			await recogniser.fact("recognition.lost");
			vi.advanceTimersByTime(250);
			await deepgram.nextListener();
			await recogniser.fact("recognition.restored");
		},
	);

	test("that is not answered counts as lost after two seconds, and is tried again after five", async () => {
		deepgram.ignoreNext();
		start();
		await deepgram.requested(1);
		vi.advanceTimersByTime(2000);
		await recogniser.fact("recognition.lost");
		vi.advanceTimersByTime(3000);
		await untilIdle();
		vi.advanceTimersByTime(250);
		await deepgram.nextListener();
		await recogniser.fact("recognition.restored");
	});

	test("with nobody there is tried again", async () => {
		await deepgram.stop();
		start();
		await recogniser.fact("recognition.lost");
		await deepgram.start();
		vi.advanceTimersByTime(250);
		await deepgram.nextListener();
		await recogniser.fact("recognition.restored");
	});

	test("tells whether Deepgram can be reached", async () => {
		const health = { worked: vi.fn(), failed: vi.fn() };
		deepgram.refuseNext(503);
		start({ health });
		await recogniser.fact("recognition.lost");
		expect(health.failed).toHaveBeenCalledWith(
			expect.stringContaining("HTTP 503"),
		);
		vi.advanceTimersByTime(250);
		await recogniser.fact("recognition.restored");
		expect(health.worked).toHaveBeenCalledTimes(1);
	});
});

describe("what is heard", () => {
	test("has times of the call, also after reconnecting with audio dropped", async () => {
		const listener = await open({ audioKeepMs: 1000 });
		hear(20, 2000);
		await listener.heardAudio(bytes(1960));
		listener.say("one two", { startMs: 500, durationMs: 800 });
		const first = await recogniser.fact("speech.heard");
		expect(first.speech).toMatchObject({ startMs: 500, endMs: 1300 });
		listener.drop();
		await recogniser.fact("recognition.lost");
		hear(2000, 5000);
		vi.advanceTimersByTime(250);
		const again = await deepgram.nextListener();
		await recogniser.fact("recognition.restored");
		again.say("three four", { startMs: 100, durationMs: 800 });
		again.startSpeech(200);
		again.endUtterance(900);
		const { speech } = await recogniser.fact("speech.heard");
		expect(speech).toMatchObject({ startMs: 4100, endMs: 4900 });
		expect(speech.alternatives[0].words).toEqual([
			{ word: "three", startMs: 4100, endMs: 4500, confidence: 0.98 },
			{ word: "four", startMs: 4500, endMs: 4900, confidence: 0.98 },
		]);
		expect((await recogniser.fact("speech.started")).atMs).toBe(4200);
		expect((await recogniser.fact("utterance.ended")).lastWordEndMs).toBe(4900);
	});

	test("is passed on to the byte and in order, whatever it is", async () => {
		const listener = await open();
		const texts = [
			' { "type" : "Results", "is_final" :true,"nonsense":"\\u00e4 ß 🎲" }\n',
			"not even JSON",
			"",
			'{"type":"Metadata","x":1e999}',
			'"a text"',
			"[1,2",
			'{"type":"Error","description":"so it goes"}',
		];
		for (const text of texts) listener.push(text);
		const last = listener.say("that is all");
		await recogniser.fact("speech.heard");
		expect(
			recogniser.facts.map((fact) => "verbatim" in fact && fact.verbatim),
		).toEqual([...texts, last]);
	});

	test.each([
		["", [undefined, undefined, undefined]],
		["?interim_results=true", ["interim", undefined, undefined]],
		["?vad_events=true&interim_results=false", [undefined, "start", undefined]],
		["?utterance_end_ms=1500", [undefined, undefined, "end"]],
	])(
		"is passed on as the listen URL's query %j asks",
		async (query, expected) => {
			start({ url: deepgram.listenUrl + query });
			const listener = await deepgram.nextListener();
			const texts = {
				interim: listener.say("four two", { final: false }),
				start: listener.startSpeech(),
				end: listener.endUtterance(),
				final: listener.say("four two seven one"),
			};
			await recogniser.fact("speech.heard");
			const { verbatim } = await recogniser.fact("speech.heard");
			expect(verbatim).toBe(texts.final);
			expect(
				recogniser.facts
					.slice(0, 3)
					.map((fact) => ("verbatim" in fact ? fact.verbatim : "none")),
			).toEqual(expected.map((name) => name && texts[name as "interim"]));
		},
	);

	test("is not logged, nor is the key", async () => {
		const lines: string[] = [];
		const log = pino({ level: "trace" }, { write: (each) => lines.push(each) });
		const listener = await open({
			log,
			deepgram: new DeepgramDialler("the-very-key"),
		});
		listener.say("a very secret word");
		listener.push('{"type":"Error","description":"secret"}');
		await recogniser.fact("recogniser.noted");
		listener.close(1008, "DATA-0000");
		await recogniser.fact("recognition.refused");
		const text = lines.join("");
		expect(text).toContain("DATA-0000");
		expect(text).toContain(callId);
		expect(text).not.toMatch(/secret|the-very-key/);
	});
});

describe("the order to finish", () => {
	test("sends what is left, and reports the last words before the end", async () => {
		const listener = await open();
		listener.lastWords = "seven one";
		hear(20, 100);
		recogniser.order({ type: "finish" });
		hear(100, 200);
		await recogniser.fact("recognition.finished");
		expect(recogniser.factTypes).toEqual([
			"speech.heard",
			"recogniser.noted",
			"recognition.finished",
		]);
		expect(listener.audio).toEqual(audio(0, 100));
		expect(listener.textTypes[0]).toBe("CloseStream");
		await listener.closed();
	});

	test("is done with Deepgram's metadata, whether or not it closes", async () => {
		const listener = await open();
		listener.answersCloseStream = false;
		recogniser.order({ type: "finish" });
		await listener.heardText("CloseStream");
		listener.push('{"type":"Metadata"}');
		await recogniser.fact("recognition.finished");
		await listener.closed();
	});

	test("waits no longer than allowed", async () => {
		const listener = await open();
		listener.answersCloseStream = false;
		recogniser.order({ type: "finish" });
		await listener.heardText("CloseStream");
		expect(recogniser.factTypes).toEqual([]);
		vi.advanceTimersByTime(2500);
		expect(recogniser.factTypes).toEqual(["recognition.finished"]);
		await listener.closed();
	});

	test("is done at once where no socket is open, and done once", async () => {
		start();
		recogniser.order({ type: "finish" });
		recogniser.order({ type: "finish" });
		expect(recogniser.factTypes).toEqual(["recognition.finished"]);
		await untilIdle(0);
	});

	test("is done when the socket dies meanwhile, with everything told", async () => {
		const listener = await open();
		listener.answersCloseStream = false;
		recogniser.order({ type: "finish" });
		await listener.heardText("CloseStream");
		listener.say("", { durationMs: 20 });
		await recogniser.fact("speech.heard");
		listener.drop();
		await recogniser.fact("recognition.finished");
		await untilIdle(0);
		expect(recogniser.factTypes).toEqual([
			"speech.heard",
			"recognition.finished",
		]);
	});
});

describe("the end of the call", () => {
	test("closes an open socket in good order and leaves no timer", async () => {
		const listener = await open();
		recogniser.stop();
		expect((await listener.closed()).code).toBe(1000);
		expect(listener.textTypes).toEqual(["CloseStream"]);
		await untilIdle(0);
		soundPath.hear(audio(0, 20));
		expect(recogniser.factTypes).toEqual([]);
	});

	test("while the first dial goes on leaves no socket and no timer", async () => {
		start();
		recogniser.stop();
		await untilIdle(0);
		expect(deepgram.requests).toEqual([]);
	});

	test("while a handshake is not answered leaves no socket and no timer", async () => {
		deepgram.ignoreNext();
		start();
		await deepgram.requested(1);
		recogniser.stop();
		await untilIdle(0);
	});

	test("between two dials leaves no timer", async () => {
		deepgram.refuseNext(503);
		start();
		await recogniser.fact("recognition.lost");
		recogniser.stop();
		await untilIdle(0);
		expect(deepgram.requests.length).toBe(1);
	});

	test("leaves nothing behind after many calls", async () => {
		const before = openThings();
		for (let call = 0; call < 30; call++) {
			const listener = await open();
			if (call % 3 === 0) listener.drop();
			recogniser.stop();
			await listener.closed();
			await untilIdle(0);
		}
		while (openThings() > before) await aTurn();
	});
});

/** Lets everything run that is due. */
const aTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Until so many timers are left: one waits for the next dial, say, and one to tell that the loss lasts. */
async function untilIdle(timers = 2): Promise<void> {
	while (vi.getTimerCount() !== timers) await aTurn();
}

function openThings(): number {
	return process
		.getActiveResourcesInfo()
		.filter((name) => name === "TCPSocketWrap" || name === "Timeout").length;
}

describe("words that a game expects", () => {
	const expectWords = (...words: string[]) =>
		recogniser.order({ type: "expect.words", words });

	test("are in use at once where Deepgram takes them, and dropped with the game", async () => {
		const listener = await open();
		expectWords("go north", "troll");
		expect((await recogniser.fact("words.taken")).when).toBe("now");
		recogniser.order({ type: "expect.code" });
		expect((await recogniser.fact("words.taken")).when).toBe("now");
		const configured = listener.texts
			.map((text) => JSON.parse(text))
			.filter(({ type }) => type === "Configure");
		expect(configured.map(({ keyterms }) => keyterms)).toEqual([
			["go north", "troll"],
			[],
		]);
	});

	test.each([
		{ type: "ConfigureFailure" },
		{ type: "Error", code: "KeytermsNotSupported" },
	])(
		"wait for the next socket after %j, which nobody else sees",
		async (answer) => {
			const listener = await open();
			listener.configureAnswer = answer;
			expectWords("troll");
			expect((await recogniser.fact("words.taken")).when).toBe("next");
			expect(recogniser.factTypes).not.toContain("recogniser.noted");
			listener.drop();
			await recogniser.fact("recognition.lost");
			vi.advanceTimersByTime(10_000);
			const next = await deepgram.nextListener();
			expect(next.query.getAll("keyterm")).toEqual(["troll"]);
		},
	);

	test("wait for the next socket when Deepgram says nothing to them", async () => {
		const listener = await open();
		listener.configureAnswer = undefined;
		expectWords("troll");
		await listener.heardText("Configure");
		vi.advanceTimersByTime(2000);
		expect((await recogniser.fact("words.taken")).when).toBe("next");
	});

	test("are of no use to a model that cannot be told", async () => {
		const listener = await open({ url: `${deepgram.listenUrl}?model=nova-2` });
		expectWords("troll");
		expect((await recogniser.fact("words.taken")).when).toBe("never");
		expect(listener.textTypes).not.toContain("Configure");
	});

	test("that are more than Deepgram takes are not sent at all", async () => {
		const listener = await open();
		expectWords(...Array(20).fill("incomprehensibilities".repeat(4)));
		expect((await recogniser.fact("words.taken")).when).toBe("never");
		expect(listener.textTypes).not.toContain("Configure");
	});

	test("that are none ask nothing of Deepgram", async () => {
		const listener = await open();
		expectWords();
		recogniser.order({ type: "finish" });
		await recogniser.fact("recognition.finished");
		expect(listener.textTypes).toEqual(["CloseStream"]);
	});
});
