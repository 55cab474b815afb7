import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { localEar } from "../../../src/adapters/local/ear.js";
import { ThreadUnavailable } from "../../../src/adapters/local/speech-thread.js";
import type {
	SpeechResult,
	SpeechTask,
} from "../../../src/adapters/local/speech-worker.js";
import { localVoice } from "../../../src/adapters/local/voice.js";
import { RelayMeter } from "../../../src/adapters/relay-meter.js";
import { encodeMulaw, silence } from "../../../src/adapters/sound/mulaw.js";
import {
	SoundPath,
	type SoundPaths,
} from "../../../src/adapters/sound/sound-path.js";
import type {
	RecogniserFact,
	RecogniserOrder,
	VoiceFact,
	VoiceOrder,
} from "../../../src/machines/events.js";
import { recogniserMachine } from "../../../src/machines/recogniser/recogniser.js";
import { AdapterUnderTest } from "../../support/actors/adapter-under-test.js";

const fault = new Error("fault");
const log = pino({ enabled: false });
let meter: RelayMeter;
let soundPath: SoundPath;
let soundPaths: SoundPaths;
let tasks: SpeechTask[];
let answer: (task: SpeechTask) => Promise<SpeechResult>;
let open: { stop(): void }[];

const thread = {
	do: (task: SpeechTask) => {
		tasks.push(task);
		return answer(task);
	},
};
const speech = encodeMulaw(
	Int16Array.from({ length: 16_000 }, (_, at) => 5_000 * Math.sin(at / 3)),
);

beforeEach(() => {
	meter = new RelayMeter();
	soundPath = new SoundPath("c");
	soundPaths = new Map([["c", soundPath]]);
	tasks = [];
	open = [];
});

afterEach(() => {
	for (const adapter of open) adapter.stop();
});

describe("the recogniser of local mode", () => {
	const reading = {
		text: "four two",
		confidence: 0.9,
		words: [{ word: "four", startMs: 100, endMs: 400 }],
	};

	function start(wordCodes?: readonly string[]) {
		answer = async () => ({ readings: [reading] });
		const ear = localEar({
			soundPaths,
			thread,
			wordCodes,
			audioKeepMs: 5_000,
			log,
			meter,
		});
		const adapter = new AdapterUnderTest<RecogniserOrder, RecogniserFact>(
			recogniserMachine.provide({ actors: { ear } }),
			"c",
		);
		open.push(adapter);
		return adapter;
	}

	test("tells when speech starts, what it is so far, and at its end what it was, in Deepgram's words", async () => {
		const recogniser = start();
		soundPath.hear(Buffer.concat([silence(400), speech, silence(1_000)]));
		await recogniser.fact("speech.started");
		const interim = await recogniser.fact("speech.heard");
		expect(interim).toMatchObject({
			verbatim: undefined,
			speech: { isFinal: false },
		});
		let final = await recogniser.fact("speech.heard");
		while (!final.speech.isFinal) final = await recogniser.fact("speech.heard");
		expect(final.speech).toMatchObject({
			text: "four two",
			endsSpeech: true,
			alternatives: [{ confidence: 0.9 }],
		});
		expect(JSON.parse(final.verbatim ?? "")).toMatchObject({
			type: "Results",
			is_final: true,
			speech_final: true,
			channel: { alternatives: [{ transcript: "four two" }] },
		});
		const [word] = final.speech.alternatives[0].words;
		expect(word?.startMs).toBe(final.speech.startMs + 100);
	});

	test("expects digits, the operator's codes, a game's words, or anything", async () => {
		const recogniser = start();
		const say = async () => {
			tasks.length = 0;
			soundPath.hear(Buffer.concat([speech, silence(1_000)]));
			while (!(await recogniser.fact("speech.heard")).speech.isFinal);
			const [task] = tasks;
			return task?.do === "recognise" ? task.expectation : undefined;
		};
		expect(await say()).toEqual({ kind: "code" });
		recogniser.order({ type: "expect.words", words: ["north"] });
		expect((await recogniser.fact("words.taken")).when).toBe("now");
		expect(await say()).toEqual({ kind: "phrases", phrases: ["north"] });
		recogniser.order({ type: "expect.words", words: [] });
		expect(await say()).toEqual({ kind: "anything" });
	});

	test("expects word codes where codes are words", async () => {
		const recogniser = start(["apple"]);
		soundPath.hear(Buffer.concat([speech, silence(1_000)]));
		await recogniser.fact("speech.heard");
		expect(tasks[0]).toMatchObject({
			expectation: { kind: "phrases", phrases: ["apple"] },
		});
	});

	test("reports what was being said when it is told to finish", async () => {
		const recogniser = start();
		soundPath.hear(speech);
		recogniser.order({ type: "finish" });
		await recogniser.fact("recognition.finished");
		const last = recogniser.facts.findLast(
			({ type }) => type === "speech.heard",
		);
		expect(last).toMatchObject({ speech: { isFinal: true } });
	});

	const dead = async () => {
		throw new Error("dead");
	};
	const finalTexts = ({ facts }: { facts: readonly RecogniserFact[] }) =>
		facts.flatMap((fact) =>
			fact.type === "speech.heard" && fact.speech.isFinal
				? [fact.speech.text]
				: [],
		);

	test("understands once more what was being understood when the thread died", async () => {
		const recogniser = start();
		answer = (task) => {
			answer = async () => ({ readings: [reading] });
			return task.do === "recognise" ? dead() : answer(task);
		};
		recogniser.order({ type: "expect.words", words: [] });
		soundPath.hear(Buffer.concat([silence(400), speech, silence(1_000)]));
		await recogniser.fact("recognition.lost");
		const { missedMs } = await recogniser.fact("recognition.restored");
		await recogniser.fact("speech.heard");
		expect(missedMs).toBe(0);
		expect(finalTexts(recogniser)).toEqual(["four two"]);
		const [first, second] = tasks;
		expect(tasks).toHaveLength(2);
		expect(first).toEqual(second);
	});

	test("says how much it has not understood, when it does again", async () => {
		const recogniser = start();
		recogniser.order({ type: "expect.words", words: [] });
		answer = dead;
		soundPath.hear(Buffer.concat([silence(400), speech, silence(1_000)]));
		await recogniser.fact("recognition.lost");
		do await new Promise((go) => setImmediate(go));
		while (tasks.length < 2);
		const [missed] = tasks;
		answer = async () => ({ readings: [reading] });
		soundPath.hear(Buffer.concat([speech, silence(1_000)]));
		const { missedMs } = await recogniser.fact("recognition.restored");
		const { length = 0 } = missed?.do === "recognise" ? missed.sound : {};
		expect(missedMs).toBe(length / 8);
		expect(missedMs).toBeGreaterThan(2_000);
	});

	test("understands what was being said when the call ends as the thread dies", async () => {
		const recogniser = start();
		recogniser.order({ type: "expect.words", words: [] });
		answer = (task) => {
			answer = async () => ({ readings: [reading] });
			return task.do === "recognise" ? dead() : answer(task);
		};
		soundPath.hear(speech);
		recogniser.order({ type: "finish" });
		await recogniser.fact("recognition.finished");
		expect(finalTexts(recogniser)).toEqual(["four two"]);
	});

	test("says that it is lost while the thread fails, and when it is back", async () => {
		const recogniser = start();
		answer = dead;
		soundPath.hear(Buffer.concat([speech, silence(1_000)]));
		await recogniser.fact("recognition.lost");
		answer = async () => ({ readings: [] });
		soundPath.hear(Buffer.concat([speech, silence(1_000)]));
		await recogniser.fact("recognition.restored");
		expect(
			recogniser.factTypes.filter((type) => type === "recognition.lost"),
		).toHaveLength(1);
	});

	test("fails, and is not silent for good, when something goes wrong with a result", async () => {
		const recogniser = start();
		vi.spyOn(RelayMeter.prototype, "handleResult").mockImplementation(() => {
			throw fault;
		});
		soundPath.hear(Buffer.concat([speech, silence(1_000)]));
		expect(await recogniser.failure()).toBe(fault);
	});

	describe("cut off for a while", () => {
		beforeEach(() => {
			vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
		});
		afterEach(() => {
			vi.useRealTimers();
		});

		test("says so, and hears what was said meanwhile when it is back", async () => {
			const recogniser = start();
			soundPath.cutRecogniser(3_000);
			await recogniser.fact("recognition.lost");
			soundPath.hear(Buffer.concat([silence(400), speech, silence(1_000)]));
			vi.advanceTimersByTime(2_999);
			expect(recogniser.factTypes).toEqual(["recognition.lost"]);
			vi.advanceTimersByTime(1);
			expect(await recogniser.fact("recognition.restored")).toMatchObject({
				missedMs: 0,
			});
			let heard = await recogniser.fact("speech.heard");
			while (!heard.speech.isFinal)
				heard = await recogniser.fact("speech.heard");
			expect(heard.speech.text).toBe("four two");
		});

		test("keeps only the newest seconds, and tells how much it missed", async () => {
			const recogniser = start();
			soundPath.cutRecogniser(3_000);
			soundPath.hear(silence(7_000));
			vi.advanceTimersByTime(3_000);
			expect(await recogniser.fact("recognition.restored")).toMatchObject({
				missedMs: 2_000,
			});
		});

		test("counts what gives way, and tells what was said around it as two utterances", async () => {
			const recogniser = start();
			recogniser.order({ type: "expect.words", words: [] });
			soundPath.hear(Buffer.concat([silence(400), speech]));
			soundPath.cutRecogniser(3_000);
			soundPath.hear(silence(1_500));
			soundPath.hear(Buffer.concat([speech, silence(3_000)]));
			expect(meter.droppedAudioSeconds().audio_keep).toBe(1.5);
			vi.advanceTimersByTime(3_000);
			const { missedMs } = await recogniser.fact("recognition.restored");
			expect(missedMs).toBe(1_500);
			const before = await recogniser.fact("speech.heard");
			const after = await recogniser.fact("speech.heard");
			expect(before.speech.endMs).toBe(2_400);
			expect(after.speech.startMs).toBeGreaterThanOrEqual(3_600);
			expect(after.speech.startMs).toBeLessThanOrEqual(3_900);
		});

		test("is over at once when the call ends", async () => {
			const recogniser = start();
			soundPath.hear(Buffer.concat([silence(400), speech]));
			soundPath.cutRecogniser(3_000);
			recogniser.order({ type: "finish" });
			await recogniser.fact("recognition.finished");
			expect(recogniser.factTypes).toContain("speech.heard");
			expect(vi.getTimerCount()).toBe(0);
		});
	});
});

describe("the voice of local mode", () => {
	const sound = Buffer.alloc(800, 7);
	let played: Buffer[];
	let logic: ReturnType<typeof localVoice>;

	function start() {
		played = [];
		soundPath.play = (audio) => void played.push(audio);
		answer = async () => ({ sound });
		logic = localVoice({ soundPaths, thread, log });
		const adapter = new AdapterUnderTest<VoiceOrder, VoiceFact>(logic, "c");
		open.push(adapter);
		return adapter;
	}

	const order = (lineId: string, keep = false) =>
		({ type: "synthesise", lineId, text: "Hello.", keep }) as const;

	test("plays a line and tells how long it is", async () => {
		const voice = start();
		voice.order(order("1"));
		expect(await voice.fact("line.synthesised")).toEqual({
			type: "line.synthesised",
			lineId: "1",
			audioMs: 100,
		});
		expect(voice.factTypes).toEqual(["line.begun", "line.synthesised"]);
		expect(Buffer.concat(played).equals(sound)).toBe(true);
	});

	test("makes a line that never changes once", async () => {
		const voice = start();
		for (const id of ["1", "2"]) {
			voice.order(order(id, true));
			await voice.fact("line.synthesised");
		}
		expect(tasks).toHaveLength(1);
	});

	test("plays nothing of a line that was cancelled", async () => {
		const voice = start();
		voice.order(order("1"));
		voice.order({ type: "cancel" });
		voice.order(order("2"));
		expect((await voice.fact("line.synthesised")).lineId).toBe("2");
		expect(played).toHaveLength(1);
	});

	test("fails, and is not silent for good, when something goes wrong with the sound of a line", async () => {
		const voice = start();
		soundPath.play = () => {
			throw fault;
		};
		voice.order(order("1"));
		expect(await voice.failure()).toBe(fault);
	});

	test.each([
		{ error: new Error("no such voice"), isFinal: true },
		{ error: new ThreadUnavailable("too many"), isFinal: false },
	])(
		"tells of a line that could not be made, and whether it may be later: $error.message",
		async ({ error, isFinal }) => {
			const voice = start();
			answer = async () => {
				throw error;
			};
			voice.order(order("1"));
			const lost = await voice.fact("voice.lost");
			expect(lost).toMatchObject({ lineId: "1", isFinal });
			voice.order({ type: "give.up" });
			answer = async () => ({ sound });
			voice.order(order("1"));
			await voice.fact("line.synthesised");
		},
	);

	test("makes a line that never changes once for calls that want it at the same time", async () => {
		const voice = start();
		const other = new AdapterUnderTest<VoiceOrder, VoiceFact>(logic, "c");
		open.push(other);
		voice.order(order("1", true));
		other.order(order("2", true));
		voice.order({ type: "cancel" });
		await other.fact("line.synthesised");
		expect(tasks).toHaveLength(1);
		expect(voice.facts).toEqual([]);
	});
});
