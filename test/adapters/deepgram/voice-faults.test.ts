/** Timers of the voice at which something goes wrong: the adapter fails, and is not silent for good. */
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
	DeepgramDialler,
	FluxSpeakSocket,
	SpeakSocket,
} from "../../../src/adapters/deepgram/dialler.js";
import { deepgramVoice } from "../../../src/adapters/deepgram/voice.js";
import { SoundPath } from "../../../src/adapters/sound/sound-path.js";
import type { VoiceFact, VoiceOrder } from "../../../src/machines/events.js";
import { AdapterUnderTest } from "../../support/actors/adapter-under-test.js";
import { DeepgramServer } from "../../support/deepgram/deepgram-server.js";

const fault = new Error("fault");
const broken = () => {
	throw fault;
};

let deepgram: DeepgramServer;
let voice: AdapterUnderTest<VoiceOrder, VoiceFact>;

beforeEach(async () => {
	vi.useFakeTimers({
		toFake: [
			"setTimeout",
			"clearTimeout",
			"setInterval",
			"clearInterval",
			"Date",
			"performance",
		],
	});
	deepgram = await DeepgramServer.start();
	voice = voiceAt(deepgram.speakUrl);
});

/** The voice of a call, which is made at this URL. */
function voiceAt(url: string): AdapterUnderTest<VoiceOrder, VoiceFact> {
	const logic = deepgramVoice({
		soundPaths: new Map([["c", new SoundPath("c")]]),
		deepgram: new DeepgramDialler("key"),
		url,
		log: pino({ enabled: false }),
	});
	return new AdapterUnderTest(logic, "c");
}

afterEach(async () => {
	voice.stop();
	vi.restoreAllMocks();
	vi.useRealTimers();
	await deepgram.close();
});

/** A line that Deepgram was given, and does not make. */
async function sayInVain(text = "Anybody?") {
	deepgram.holdsSpeech = true;
	voice.order({ type: "synthesise", lineId: "1", text, keep: false });
	const speaker = await deepgram.nextSpeaker();
	await speaker.heardText("Flush");
	return speaker;
}

test("giving a line up", async () => {
	const speaker = await sayInVain();
	vi.spyOn(SpeakSocket.prototype, "terminate").mockImplementationOnce(broken);
	vi.advanceTimersByTime(10_000);
	expect(await voice.failure()).toBe(fault);
	await speaker.closed();
});

test("giving Deepgram the rest of a long line", async () => {
	const speaker = await sayInVain("word ".repeat(600));
	vi.spyOn(SpeakSocket.prototype, "speak").mockImplementationOnce(broken);
	// Pieces of Deepgram's keep the line from being given up meanwhile.
	while (
		voice.facts.length === 0 ||
		!voice.factTypes.at(-1)?.includes("error")
	) {
		speaker.release(1);
		await speaker.read();
		vi.advanceTimersByTime(5_000);
	}
	expect(await voice.failure()).toBe(fault);
	await speaker.closed();
});

test("giving up on an answer to Clear", async () => {
	const speaker = await sayInVain();
	speaker.isDeafToClear = true;
	voice.order({ type: "cancel" });
	await speaker.heardText("Clear");
	vi.spyOn(SpeakSocket.prototype, "terminate").mockImplementationOnce(broken);
	vi.advanceTimersByTime(1_000);
	expect(await voice.failure()).toBe(fault);
	await speaker.closed();
});

describe("with a voice of Flux", () => {
	beforeEach(() => {
		voice.stop();
		voice = voiceAt(deepgram.fluxSpeakUrl);
	});

	test("giving up on an answer to Interrupt", async () => {
		const speaker = await sayInVain();
		speaker.isDeafToClear = true;
		voice.order({ type: "cancel" });
		await speaker.heardText("Interrupt");
		vi.spyOn(FluxSpeakSocket.prototype, "terminate").mockImplementationOnce(
			broken,
		);
		vi.advanceTimersByTime(1_000);
		expect(await voice.failure()).toBe(fault);
		await speaker.closed();
	});

	test("keeping its socket open", async () => {
		const speaker = await sayInVain();
		speaker.release();
		await voice.fact("line.synthesised");
		vi.spyOn(FluxSpeakSocket.prototype, "keepAlive").mockImplementationOnce(
			broken,
		);
		vi.advanceTimersByTime(20_000);
		expect(await voice.failure()).toBe(fault);
		await speaker.closed();
	});
});
