import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeepgramDialler } from "../../../src/adapters/deepgram/dialler.js";
import {
	type DeepgramEarOptions,
	deepgramEar,
} from "../../../src/adapters/deepgram/ear.js";
import { RelayMeter } from "../../../src/adapters/relay-meter.js";
import { SoundPath } from "../../../src/adapters/sound/sound-path.js";
import type {
	RecogniserFact,
	RecogniserOrder,
	Speech,
} from "../../../src/machines/events.js";
import { recogniserMachine } from "../../../src/machines/recogniser/recogniser.js";
import { AdapterUnderTest } from "../../support/actors/adapter-under-test.js";
import { DeepgramServer } from "../../support/deepgram/deepgram-server.js";
import type { FluxListener } from "../../support/deepgram/flux-listener.js";

const callId = "call-1";
const bytes = (ms: number) => ms * 8;

let deepgram: DeepgramServer;
let soundPath: SoundPath;
let meter: RelayMeter;
let recogniser: AdapterUnderTest<RecogniserOrder, RecogniserFact>;
/** Milliseconds of the call so far. */
let heardMs = 0;

beforeEach(async () => {
	vi.useFakeTimers({
		toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"],
	});
	deepgram = await DeepgramServer.start();
	soundPath = new SoundPath(callId);
	meter = new RelayMeter();
	heardMs = 0;
});

afterEach(async () => {
	recogniser.stop();
	vi.useRealTimers();
	await deepgram.close();
});

function start(query = "", options: Partial<DeepgramEarOptions> = {}): void {
	const ear = deepgramEar({
		soundPaths: new Map([[callId, soundPath]]),
		deepgram: new DeepgramDialler("key"),
		url: deepgram.fluxUrl + query,
		audioBatchMs: 60,
		audioKeepMs: 5_000,
		log: pino({ enabled: false }),
		random: () => 0,
		meter,
		...options,
	});
	recogniser = new AdapterUnderTest(
		recogniserMachine.provide({
			actors: { ear },
			delays: { lastWords: 2_500 },
		}),
		callId,
	);
}

/** The call goes on for so long; each byte tells at which 20 ms of the call it was. */
function hear(ms: number): void {
	for (const end = heardMs + ms; heardMs < end; heardMs += 20)
		soundPath.hear(Buffer.alloc(bytes(20), Math.floor(heardMs / 20)));
}

/** The call goes on for so long, and Flux has all of it. */
async function hearWith(flux: FluxListener, ms: number): Promise<void> {
	const before = flux.audio.length;
	hear(ms);
	vi.advanceTimersByTime(60);
	await flux.heardAudio(before + bytes(ms));
}

async function open(query = "", options: Partial<DeepgramEarOptions> = {}) {
	start(query, options);
	const flux = await deepgram.nextFluxListener();
	await hearWith(flux, 20);
	return flux;
}

async function dialledAgain(): Promise<FluxListener> {
	await recogniser.fact("recognition.lost");
	vi.advanceTimersByTime(250);
	return deepgram.nextFluxListener();
}

/** What was told of the caller's speech: finals in capitals. */
function told(): string[] {
	return recogniser.facts.flatMap((fact) => {
		if (fact.type === "speech.started") return ["(starts)"];
		if (fact.type !== "speech.heard") return [];
		const { text, isFinal } = fact.speech;
		return [isFinal ? text.toUpperCase() : text];
	});
}

const speeches = (): Speech[] =>
	recogniser.facts.flatMap((fact) =>
		fact.type === "speech.heard" ? [fact.speech] : [],
	);

const lastSpeech = () => speeches().at(-1);

describe("Flux is dialled", () => {
	test("as listen v2, with what the operator's URL leaves out, and surer of a turn's end while a code is said", async () => {
		const flux = await open();
		expect(flux.url).toBe(
			"/v2/listen?model=flux-general-en&encoding=mulaw&sample_rate=8000&eot_threshold=0.9",
		);
		expect(flux.headers["user-agent"]).toContain("@deepgram/sdk");
	});

	test("to the letter where it says all", async () => {
		const flux = await open(
			"&encoding=mulaw&sample_rate=8000&eot_threshold=0.6",
		);
		expect(flux.url).toBe(
			"/v2/listen?model=flux-general-en&encoding=mulaw&sample_rate=8000&eot_threshold=0.6",
		);
	});

	test("and gets audio in pieces of 80 ms where the batch allows", async () => {
		const flux = await open("", { audioBatchMs: 170 });
		flux.frames.length = 0;
		await hearWith(flux, 480);
		expect(flux.frames.map(({ length }) => length)).toEqual(
			Array(6).fill(bytes(80)),
		);
	});

	test("and gets no piece later than the operator's batch", async () => {
		const flux = await open();
		flux.frames.length = 0;
		await hearWith(flux, 240);
		expect(flux.frames.map(({ length }) => length)).toEqual(
			Array(4).fill(bytes(60)),
		);
	});

	test("and is kept open by pings, since it knows no KeepAlive", async () => {
		const flux = await open();
		vi.advanceTimersByTime(9_000);
		await flux.pinged(2);
		expect(flux.texts).toEqual([]);
	});
});

describe("a turn", () => {
	test("is told as interim results, and as a final one at its end, with its times", async () => {
		const flux = await open();
		await hearWith(flux, 2_000);
		flux.startTurn("open", { startMs: 1_000, endMs: 1_200 });
		flux.update("open the", { startMs: 1_000, endMs: 1_400 });
		flux.endTurn("open the door", { startMs: 1_000, endMs: 1_900 });
		await flux.read();
		expect(told()).toEqual(["(starts)", "open", "open the", "OPEN THE DOOR"]);
		expect(lastSpeech()).toEqual({
			text: "open the door",
			alternatives: [
				{
					text: "open the door",
					confidence: 0.95,
					words: [
						{ word: "open", startMs: 1_000, endMs: 1_300, confidence: 0.95 },
						{ word: "the", startMs: 1_300, endMs: 1_600, confidence: 0.95 },
						{ word: "door", startMs: 1_600, endMs: 1_900, confidence: 0.95 },
					],
				},
			],
			isFinal: true,
			endsSpeech: true,
			startMs: 1_000,
			endMs: 1_900,
		});
	});

	test("is passed on to the byte, each message once, but for answers to our own orders", async () => {
		const flux = await open();
		recogniser.order({ type: "expect.words", words: ["dragon"] });
		await flux.heardText("Configure");
		const sent = [
			flux.update(),
			flux.startTurn(),
			flux.update("open"),
			flux.endEagerly("open"),
			flux.resume("open"),
			flux.endTurn("open the door"),
		];
		await flux.read();
		const verbatim = recogniser.facts.flatMap((fact) =>
			"verbatim" in fact && fact.verbatim !== undefined ? [fact.verbatim] : [],
		);
		expect(verbatim.slice(1)).toEqual(sent);
		expect(verbatim[0]).toContain('"Connected"');
	});

	test("that ends eagerly and goes on is final once", async () => {
		const flux = await open();
		flux.startTurn("open");
		flux.endEagerly("open");
		flux.resume("open");
		flux.update("open the door");
		flux.endEagerly("open the door");
		flux.endTurn("open the door");
		await flux.read();
		expect(told().filter((text) => text === text.toUpperCase())).toEqual([
			"OPEN THE DOOR",
		]);
	});

	test("without a word is a sound that was made, and no more", async () => {
		const flux = await open();
		flux.startTurn("");
		flux.update("");
		flux.endTurn("");
		await flux.read();
		expect(told()).toEqual(["(starts)", ""]);
	});

	test("whose words come after its beginning has begun once", async () => {
		const flux = await open();
		flux.startTurn("");
		flux.update("open");
		flux.endTurn("open up");
		flux.startTurn("and");
		await flux.read();
		expect(told()).toEqual([
			...["(starts)", "open", "OPEN UP"],
			...["(starts)", "and"],
		]);
	});

	test("may begin with an update, and with an event of a later day", async () => {
		const flux = await open();
		flux.update("open");
		flux.push(
			JSON.stringify({
				type: "TurnInfo",
				event: "TurnPondered",
				turn_index: 0,
				audio_window_start: 0,
				audio_window_end: 0.02,
				transcript: "open the",
				words: [],
			}),
		);
		await flux.read();
		expect(told()).toEqual(["(starts)", "open", "open the"]);
	});

	test("whose words have no times is heard all the same", async () => {
		const flux = await open();
		flux.startTurn("four two", { withoutTimes: true });
		flux.endTurn("four two seven one", { withoutTimes: true });
		await flux.read();
		expect(lastSpeech()).toMatchObject({
			text: "four two seven one",
			alternatives: [{ confidence: 0.95, words: [] }],
		});
	});

	test("that Flux leaves without an end is final when the next one begins", async () => {
		const flux = await open();
		flux.startTurn("open the door");
		flux.push(
			JSON.stringify({
				type: "TurnInfo",
				event: "StartOfTurn",
				turn_index: 1,
				audio_window_start: 0.01,
				audio_window_end: 0.02,
				transcript: "please",
				words: [],
			}),
		);
		await flux.read();
		expect(told()).toEqual([
			"(starts)",
			"open the door",
			"OPEN THE DOOR",
			"(starts)",
			"please",
		]);
	});
});

describe("what is expected", () => {
	const configures = (flux: FluxListener) =>
		flux.texts.map((text) => JSON.parse(text));

	test("is told by Configure, the usual threshold with it once no code is expected", async () => {
		const flux = await open();
		recogniser.order({ type: "expect.words", words: ["dragon"] });
		const { when } = await recogniser.fact("words.taken");
		expect(when).toBe("now");
		expect(configures(flux)).toEqual([
			{
				type: "Configure",
				keyterms: ["dragon"],
				thresholds: { eot_threshold: 0.7 },
			},
		]);
	});

	test("is used from the next socket on where Flux refuses it", async () => {
		const flux = await open();
		flux.configureAnswer = "ConfigureFailure";
		recogniser.order({ type: "expect.words", words: ["dragon"] });
		expect((await recogniser.fact("words.taken")).when).toBe("next");
		flux.close(1011, "as the test says");
		const again = await dialledAgain();
		expect(again.query.getAll("keyterm")).toEqual(["dragon"]);
		expect(again.query.has("eot_threshold")).toBe(false);
	});

	test("of a code and of no words is nobody's question, so nobody is answered", async () => {
		const flux = await open();
		recogniser.order({ type: "expect.words", words: [] });
		recogniser.order({ type: "expect.words", words: ["dragon"] });
		await recogniser.fact("words.taken");
		await flux.read();
		expect(configures(flux)).toEqual([
			{ type: "Configure", keyterms: [], thresholds: { eot_threshold: 0.7 } },
			{
				type: "Configure",
				keyterms: ["dragon"],
				thresholds: { eot_threshold: 0.7 },
			},
		]);
		const taken = recogniser.factTypes.filter((type) => type === "words.taken");
		expect(taken).toHaveLength(1);
	});

	test("changes no threshold that the operator has set", async () => {
		const flux = await open("&eot_threshold=0.8");
		recogniser.order({ type: "expect.words", words: [] });
		recogniser.order({ type: "expect.words", words: ["dragon"] });
		await recogniser.fact("words.taken");
		expect(configures(flux)).toEqual([
			{ type: "Configure", keyterms: ["dragon"] },
		]);
	});
});

describe("at the end of a call", () => {
	test("the last update has the caller's last words, since Flux closes without a result", async () => {
		const flux = await open();
		flux.startTurn("open");
		flux.update("open the door");
		await flux.read();
		recogniser.order({ type: "finish" });
		await recogniser.fact("recognition.finished");
		expect(told().at(-1)).toBe("OPEN THE DOOR");
		expect(deepgram.fluxListeners).toHaveLength(1);
		expect((await flux.closed()).code).toBe(1005);
	});

	test("it counts also where Flux does not close in time", async () => {
		const flux = await open();
		flux.answersCloseStream = false;
		flux.startTurn("open the door");
		await flux.read();
		recogniser.order({ type: "finish" });
		await flux.heardText("CloseStream");
		expect(told().at(-1)).toBe("open the door");
		vi.advanceTimersByTime(2_500);
		await recogniser.fact("recognition.finished");
		expect(told().at(-1)).toBe("OPEN THE DOOR");
	});

	test("a socket that is cut before it has closed is dialled again, for what it had not ended", async () => {
		const flux = await open();
		flux.answersCloseStream = false;
		await hearWith(flux, 500);
		flux.startTurn("open");
		await flux.read();
		recogniser.order({ type: "finish" });
		await flux.heardText("CloseStream");
		flux.drop();
		const again = await dialledAgain();
		await again.heardText("CloseStream");
		expect(again.audioMs).toBe(520);
		await recogniser.fact("recognition.finished");
		expect(told().at(-1)).toBe("OPEN");
	});
});

describe("a socket that is lost", () => {
	test("in a turn that is kept whole has it heard again, and it is final once", async () => {
		const flux = await open();
		await hearWith(flux, 980);
		flux.endTurn("hello");
		await hearWith(flux, 1_000);
		flux.startTurn("open", { startMs: 1_000 });
		await flux.read();
		flux.close(1011, "as the test says");
		const again = await dialledAgain();
		await again.heardAudio(bytes(1_000));
		expect(again.audio[0]).toBe(50);
		again.startTurn("open");
		again.endTurn("open the door");
		await again.read();
		expect(told()).toEqual([
			"HELLO",
			"(starts)",
			"open",
			"open",
			"OPEN THE DOOR",
		]);
		expect(lastSpeech()?.startMs).toBe(1_000);
		const { missedMs } = await recogniser.fact("recognition.restored");
		expect(missedMs).toBe(0);
	});

	test("has its turn heard again also if the next socket does not open", async () => {
		const flux = await open();
		await hearWith(flux, 1_000);
		flux.startTurn("open", { startMs: 100 });
		await flux.read();
		deepgram.refuseNext(503);
		flux.close(1011, "as the test says");
		await recogniser.fact("recognition.lost");
		vi.advanceTimersByTime(250);
		await deepgram.requested(2);
		await vi.waitFor(() => {
			vi.advanceTimersByTime(500);
			expect(deepgram.fluxListeners).toHaveLength(2);
		});
		const again = await deepgram.nextFluxListener();
		again.endTurn("open the door");
		await again.read();
		expect(told()).toEqual(["(starts)", "open", "OPEN THE DOOR"]);
	});

	test("in a turn whose beginning is not kept ends it with what is known, and only what came after is heard again", async () => {
		const flux = await open();
		await hearWith(flux, 6_980);
		flux.startTurn("a long story", { startMs: 0, endMs: 6_500 });
		await flux.read();
		flux.close(1011, "as the test says");
		const again = await dialledAgain();
		await again.heardAudio(bytes(500));
		again.update();
		again.endTurn("with an end");
		await again.read();
		expect(told()).toEqual([
			"(starts)",
			"a long story",
			"A LONG STORY",
			"WITH AN END",
		]);
		expect(again.audioMs).toBe(500);
		const { missedMs } = await recogniser.fact("recognition.restored");
		expect(missedMs).toBe(0);
	});

	test("in silence has missed nothing", async () => {
		const flux = await open();
		for (let second = 0; second < 20; second++) {
			await hearWith(flux, 1_000);
			flux.update();
			await flux.read();
		}
		flux.drop();
		const again = await dialledAgain();
		await again.heardAudio(bytes(1_000));
		const { missedMs } = await recogniser.fact("recognition.restored");
		expect(missedMs).toBe(0);
		expect(again.audioMs).toBe(1_000);
	});

	test("whose turn the next one does not find was said all the same", async () => {
		const flux = await open();
		await hearWith(flux, 480);
		flux.startTurn("open", { startMs: 0 });
		await flux.read();
		flux.drop();
		const again = await dialledAgain();
		await again.heardAudio(bytes(500));
		again.update();
		await again.read();
		expect(told().at(-1)).toBe("open");
		await hearWith(again, 2_000);
		again.update();
		await again.read();
		expect(told().at(-1)).toBe("OPEN");
	});
});

describe("a turn that Flux never ends", () => {
	test("is ended after 3 s of audio without a message, and counted", async () => {
		const flux = await open("&eot_timeout_ms=500");
		flux.startTurn("open the door");
		await flux.read();
		await hearWith(flux, 2_980);
		expect(told().at(-1)).toBe("open the door");
		await hearWith(flux, 20);
		expect(told().at(-1)).toBe("OPEN THE DOOR");
		expect(meter.stuckTurns).toBe(1);
	});

	test("is ended after four times the time after which silence should have ended it", async () => {
		const flux = await open("&eot_timeout_ms=1000");
		flux.startTurn("open the door");
		await flux.read();
		await hearWith(flux, 3_980);
		expect(meter.stuckTurns).toBe(0);
		await hearWith(flux, 20);
		expect(told().at(-1)).toBe("OPEN THE DOOR");
	});

	test("is not stuck while there are messages, nor is silence", async () => {
		const flux = await open("&eot_timeout_ms=500");
		flux.startTurn("open");
		for (let second = 0; second < 5; second++) {
			await hearWith(flux, 1_000);
			flux.update("open");
			await flux.read();
		}
		flux.endTurn("open");
		await flux.read();
		await hearWith(flux, 5_000);
		expect(meter.stuckTurns).toBe(0);
	});

	test("is told with what is new in it, should Flux go on with it after all", async () => {
		const flux = await open("&eot_timeout_ms=500");
		flux.startTurn("open the door");
		await flux.read();
		await hearWith(flux, 3_000);
		flux.update("open the door");
		flux.update("open the door please");
		flux.endTurn("open the door please now");
		await flux.read();
		expect(told()).toEqual([
			"(starts)",
			"open the door",
			"OPEN THE DOOR",
			"(starts)",
			"please",
			"PLEASE NOW",
		]);
	});

	test("is ended also while it waits to be heard again, and is then not heard again", async () => {
		const flux = await open("&eot_timeout_ms=500");
		await hearWith(flux, 480);
		flux.startTurn("open the door", { startMs: 0 });
		await flux.read();
		flux.drop();
		const again = await dialledAgain();
		await recogniser.fact("recognition.restored");
		hear(3_000);
		vi.advanceTimersByTime(60);
		await again.closed();
		expect(told().at(-1)).toBe("OPEN THE DOOR");
		const third = await dialledAgain();
		await third.heardAudio(bytes(3_000));
		expect(third.audioMs).toBe(3_000);
	});

	test("does not keep Flux from being dialled again once it has answered nothing for 10 s", async () => {
		const flux = await open();
		await hearWith(flux, 480);
		flux.startTurn("open the door", { startMs: 0 });
		await flux.read();
		for (let second = 0; second < 11; second++) {
			hear(1_000);
			vi.advanceTimersByTime(1_000);
		}
		await deepgram.requested(2);
		expect(told().at(-1)).toBe("OPEN THE DOOR");
	});
});

test("a turn that is open when Deepgram refuses the call for good is the caller's last word", async () => {
	const flux = await open();
	flux.startTurn("open the door");
	await flux.read();
	flux.failWith("UNPARSABLE_CLIENT_MESSAGE");
	await recogniser.fact("recognition.refused");
	expect(told().at(-1)).toBe("OPEN THE DOOR");
	// Words that came after it would interrupt what the caller is told of it.
	const { factTypes } = recogniser;
	expect(factTypes.lastIndexOf("speech.heard")).toBeLessThan(
		factTypes.indexOf("recognition.refused"),
	);
});

test("the time by the clock is of no matter: only audio counts", async () => {
	const flux = await open("&eot_timeout_ms=500");
	flux.startTurn("open the door");
	await flux.read();
	vi.advanceTimersByTime(8_000);
	await flux.pinged(1);
	expect(meter.stuckTurns).toBe(0);
});
