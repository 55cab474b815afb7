/** Which words of a line were heard, as a voice of Flux tells them, and what an interruption does to the lines around it. */
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeepgramDialler } from "../../../src/adapters/deepgram/dialler.js";
import { deepgramVoice } from "../../../src/adapters/deepgram/voice.js";
import { SoundPath } from "../../../src/adapters/sound/sound-path.js";
import type { VoiceFact, VoiceOrder } from "../../../src/machines/events.js";
import { AdapterUnderTest } from "../../support/actors/adapter-under-test.js";
import { DeepgramServer } from "../../support/deepgram/deepgram-server.js";
import type { FluxSpeaker } from "../../support/deepgram/flux-speaker.js";
import { spokenAudio } from "../../support/deepgram/speaker-end.js";
import { seededRandom } from "../../support/randomness/seeded-random.js";

let deepgram: DeepgramServer;
let voice: AdapterUnderTest<VoiceOrder, VoiceFact>;
let played: Buffer[];
let logged: string[];

beforeEach(async () => {
	vi.useFakeTimers({
		toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"],
	});
	deepgram = await DeepgramServer.start();
	open(deepgram.fluxSpeakUrl);
});

afterEach(async () => {
	voice.stop();
	vi.useRealTimers();
	await deepgram.close();
});

function open(url: string): void {
	played = [];
	logged = [];
	const soundPath = new SoundPath("c");
	soundPath.play = (audio) => played.push(audio);
	const logic = deepgramVoice({
		soundPaths: new Map([["c", soundPath]]),
		deepgram: new DeepgramDialler("key"),
		url,
		log: pino({}, { write: (text: string) => logged.push(text) }),
	});
	voice = new AdapterUnderTest(logic, "c");
}

function say(lineId: string, text: string, voiceName?: string): void {
	const named = voiceName === undefined ? {} : { voice: voiceName };
	voice.order({ type: "synthesise", lineId, text, keep: false, ...named });
}

const ask = (lineId: string, text: string, heardMs: number) =>
	voice.order({ type: "tell.words", lineId, text, heardMs });

const aTurn = () => new Promise((resolve) => setImmediate(resolve));
const heard = () => Buffer.concat(played);

/** The line has been made in full. */
async function made(lineId: string): Promise<void> {
	while (
		!voice.facts.some(
			(fact) => fact.type === "line.synthesised" && fact.lineId === lineId,
		)
	)
		await aTurn();
}

async function sayToItsEnd(lineId: string, text: string): Promise<void> {
	say(lineId, text);
	await made(lineId);
}

/** What the voice has told of the words so far, line by line. */
const told = () =>
	voice.facts.flatMap((fact) =>
		fact.type === "words.told" ? [[fact.lineId, fact.heardText]] : [],
	);

/** The line is being made, and two pieces of its sound were heard. */
async function halfMade(lineId: string, text: string): Promise<FluxSpeaker> {
	deepgram.holdsSpeech = true;
	say(lineId, text);
	const speaker = await deepgram.nextFluxSpeaker();
	await speaker.heardText("Flush");
	speaker.release(2);
	while (played.length < 2) await aTurn();
	return speaker;
}

const text = "Go to the lighthouse, and be quick.";

describe("the words that were heard", () => {
	test("are told of a line that was made in full", async () => {
		await sayToItsEnd("1", text);
		ask("1", text, 500);
		expect(await voice.fact("words.told")).toEqual({
			type: "words.told",
			lineId: "1",
			heardText: "Go to the lighthouse,",
		});
		const speaker = await deepgram.nextFluxSpeaker();
		expect(speaker.texts.at(-1)).toBe(
			'{"type":"Interrupt","playback_offset":{"type":"time_ms","value":500}}',
		);
	});

	test("are told of a line in the middle of its making, of which nothing more is heard", async () => {
		const speaker = await halfMade("1", text);
		const before = heard();
		ask("1", text, 100);
		voice.order({ type: "cancel" });
		speaker.isHeld = false;
		say("2", "Next.");
		await made("2");
		expect(told()).toEqual([["1", "Go"]]);
		expect(heard()).toEqual(Buffer.concat([before, spokenAudio("Next.")]));
		expect(speaker.textTypes).toEqual([
			"Speak",
			"Flush",
			"Interrupt",
			"Speak",
			"Flush",
		]);
	});

	test("are asked for by the session's own time, from which an interruption takes what was not played", async () => {
		await sayToItsEnd("1", "One two.");
		await sayToItsEnd("2", "Three four.");
		ask("2", "Three four.", 250);
		await voice.fact("words.told");
		await sayToItsEnd("3", "Five six.");
		ask("3", "Five six.", 20);
		while (told().length < 2) await aTurn();
		const speaker = await deepgram.nextFluxSpeaker();
		expect(speaker.interruptions).toEqual([400 + 250, 400 + 250 + 20]);
		expect(told()).toEqual([
			["2", "Three"],
			["3", "Five"],
		]);
	});

	test("are asked for no further than there is sound", async () => {
		const speaker = await halfMade("1", text);
		ask("1", text, 99_000);
		await voice.fact("words.told");
		expect(speaker.interruptions).toEqual([Math.floor(2222 / 8)]);
	});

	test("are not told by a voice that has none to tell of: at once, and nothing is interrupted", async () => {
		await sayToItsEnd("1", text);
		ask("2", text, 100);
		ask("1", "Other words.", 100);
		ask("1", text, 0);
		expect(told()).toEqual([
			["2", undefined],
			["1", undefined],
			["1", undefined],
		]);
		expect(deepgram.speakers[0]?.textTypes).not.toContain("Interrupt");
	});

	test("are not asked for while another line is being made, which would be ended by it", async () => {
		await sayToItsEnd("1", text);
		const speaker = await deepgram.nextFluxSpeaker();
		speaker.isHeld = true;
		say("2", "Another.");
		ask("1", text, 100);
		expect(told()).toEqual([["1", undefined]]);
		await speaker.until(
			() => speaker.spoken.length === 2,
			() => "the second line",
		);
		speaker.release();
		await made("2");
		expect(speaker.textTypes).not.toContain("Interrupt");
	});

	test("are not asked for twice at a time", async () => {
		await sayToItsEnd("1", text);
		ask("1", text, 100);
		ask("1", text, 200);
		expect(told()).toEqual([["1", undefined]]);
		while (told().length < 2) await aTurn();
		expect(told().at(-1)).toEqual(["1", "Go"]);
	});

	test("are not told where Flux does not act on it, which is no warning", async () => {
		await sayToItsEnd("1", text);
		const speaker = await deepgram.nextFluxSpeaker();
		speaker.tellsOfMadeTurns = false;
		ask("1", text, 100);
		expect((await voice.fact("words.told")).heardText).toBeUndefined();
		expect(logged.join("")).not.toContain("warns");
		await sayToItsEnd("2", "Next.");
		ask("2", "Next.", 100);
		while (told().length < 2) await aTurn();
		// What was not interrupted counts as a whole.
		expect(speaker.interruptions).toEqual([100, text.length * 50 + 100]);
	});

	test("are not waited for where Flux never answers, and the next line is heard", async () => {
		await sayToItsEnd("1", text);
		const speaker = await deepgram.nextFluxSpeaker();
		speaker.isDeafToClear = true;
		ask("1", text, 100);
		vi.advanceTimersByTime(999);
		expect(told()).toEqual([]);
		vi.advanceTimersByTime(1);
		expect(told()).toEqual([["1", undefined]]);
		await sayToItsEnd("2", "Next.");
		expect(deepgram.speakers).toHaveLength(1);
		expect(told()).toHaveLength(1);
	});

	test("are not told once the socket is gone, nor when it goes", async () => {
		await sayToItsEnd("1", text);
		const speaker = await deepgram.nextFluxSpeaker();
		speaker.isDeafToClear = true;
		ask("1", text, 100);
		speaker.drop();
		await voice.fact("words.told");
		ask("1", text, 100);
		expect(told()).toEqual([
			["1", undefined],
			["1", undefined],
		]);
		await sayToItsEnd("2", "Next.");
	});

	test.each([
		["of another line", { speech_id: "dg_sp_ffffffffffff" }, "Go"],
		["that are no text", undefined, 7],
		["that are none", undefined, undefined],
	])("are not told by words %s", async (_, metadata, textSpoken) => {
		await sayToItsEnd("1", text);
		const speaker = await deepgram.nextFluxSpeaker();
		speaker.isDeafToClear = true;
		ask("1", text, 100);
		await speaker.heardText("Interrupt");
		const message = { audio_played_ms: 100, text_spoken: textSpoken, metadata };
		speaker.push(JSON.stringify({ type: "SpeechInterrupted", ...message }));
		expect((await voice.fact("words.told")).heardText).toBeUndefined();
	});

	test.each([undefined, null, "100", -1, 1e300])(
		"are not asked for any more on a socket that says %s was played",
		async (played) => {
			await sayToItsEnd("1", text);
			const speaker = await deepgram.nextFluxSpeaker();
			speaker.isDeafToClear = true;
			ask("1", text, 100);
			await speaker.heardText("Interrupt");
			const message = { audio_played_ms: played, text_spoken: "Go" };
			speaker.push(JSON.stringify({ type: "SpeechInterrupted", ...message }));
			expect((await voice.fact("words.told")).heardText).toBe("Go");
			await sayToItsEnd("2", "Next.");
			ask("2", "Next.", 100);
			expect(told().at(-1)).toEqual(["2", undefined]);
		},
	);

	test("are told of no line whose wording never changes", async () => {
		const order = { lineId: "1", text, keep: true } as const;
		voice.order({ type: "synthesise", ...order });
		await made("1");
		expect(voice.facts[0]).toEqual({ type: "line.begun", lineId: "1" });
	});
});

describe("a line that is cancelled", () => {
	test("before there is any sound is made to its end in silence, and the next is heard", async () => {
		deepgram.holdsSpeech = true;
		say("1", "Never.");
		const speaker = await deepgram.nextFluxSpeaker();
		await speaker.heardText("Flush");
		voice.order({ type: "cancel" });
		say("2", "Heard.");
		await speaker.until(
			() => speaker.spoken.length === 2,
			() => "the second line",
		);
		speaker.release();
		await made("2");
		expect(speaker.interruptions).toEqual([undefined]);
		expect(heard()).toEqual(spokenAudio("Heard."));
	});

	test("as its last sound comes ends no later line when the answer is late", async () => {
		const speaker = await halfMade("1", text);
		speaker.isDeafToClear = true;
		voice.order({ type: "cancel" });
		say("2", "Heard.");
		await speaker.until(
			() => speaker.spoken.length === 2,
			() => "the second line",
		);
		speaker.release(Math.ceil((text.length * 400) / 1111));
		speaker.push(
			JSON.stringify({
				type: "SpeechInterrupted",
				audio_played_ms: text.length * 50,
				metadata: { speech_id: "dg_sp_000000000001" },
			}),
		);
		speaker.release();
		await made("2");
		expect(heard().subarray(2222)).toEqual(spokenAudio("Heard."));
	});
});

test("a socket at rest is kept open by pings, until the call ends", async () => {
	await sayToItsEnd("1", "One.");
	const speaker = await deepgram.nextFluxSpeaker();
	for (const pings of [1, 2, 3]) {
		vi.advanceTimersByTime(20_000);
		await speaker.until(
			() => speaker.pings === pings,
			() => `${pings} pings`,
		);
	}
	expect(speaker.textTypes).toEqual(["Speak", "Flush"]);
	voice.stop();
	await speaker.closed();
	while (vi.getTimerCount() > 0) await aTurn();
});

describe("a voice of the other family", () => {
	test.each([
		["Aura", () => deepgram.fluxSpeakUrl, "aura-2-luna-en", "/v1/speak"],
		["Flux", () => deepgram.speakUrl, "flux-kit-en", "/v2/speak"],
	])("of %s is refused for good, and not dialled", (_, url, name, where) => {
		voice.stop();
		open(url());
		say("1", "One.", name);
		expect(voice.facts).toMatchObject([
			{ type: "voice.lost", lineId: "1", isFinal: true },
		]);
		voice.order({ type: "give.up" });
		expect(logged.join("")).toContain(`are at ${where}`);
		expect(deepgram.requests).toEqual([]);
	});
});

test("an error of Flux is a warning in the log, and the line fails with the socket", async () => {
	const speaker = await halfMade("1", text);
	const code = "NET-0000";
	speaker.push(JSON.stringify({ type: "Error", code, description: "x" }));
	speaker.close(1011, code);
	expect(await voice.fact("line.failed")).toMatchObject({
		audioMs: Math.round(2222 / 8),
	});
	expect(logged.join("")).toContain('"code":"NET-0000"');
});

test("what Flux may say and nobody needs, or nobody understands, changes nothing", async () => {
	const speaker = await halfMade("1", text);
	for (const said of [
		{ type: "ConfigureFailure", code: "SPEED_OUT_OF_RANGE" },
		{ type: "ConfigureSuccess", applied: { speed: 1.1 } },
		{ type: "SessionMetadata", total_audio_duration_ms: 5 },
		{ type: "SpeechInterrupted", audio_played_ms: 0, text_spoken: "x" },
		{ type: "SpeechMetadata", speech_id: "dg_sp_ffffffffffff" },
		{ type: "Warning", code: "INTERRUPT_IN_PROGRESS" },
		{ type: ["SpeechMetadata"] },
	])
		speaker.push(JSON.stringify(said));
	speaker.push("{");
	speaker.push('{"type":"SpeechInterrupted","metadata":null}');
	speaker.release();
	await made("1");
	expect(heard()).toEqual(spokenAudio(text));
});

test("of any lines, cut at any moment, each is heard from its beginning, and those that are made to their end", async () => {
	const random = seededRandom(14);
	// No more than Deepgram ends on one socket in a minute.
	const letters = [..."abcdefghijklmnopqr"];
	for (let round = 0; round < 12; round++) {
		deepgram.holdsSpeech = true;
		open(deepgram.fluxSpeakUrl);
		const lines = letters.map((letter) => ({
			letter,
			text: letter.repeat(4 + random(12)),
			isCut: random(3) > 0,
		}));
		const speakers = deepgram.speakers.length;
		const speaker = () => deepgram.speakers[speakers];
		for (const { letter, text: each, isCut } of lines) {
			say(letter, each);
			while (!speaker()?.spoken.includes(each)) await aTurn();
			if (!isCut) {
				while (!voice.facts.some((fact) => isMade(fact, letter))) {
					speaker()?.release(1);
					await aTurn();
				}
				continue;
			}
			speaker()?.release(random(4));
			for (let turns = random(3); turns > 0; turns--) await aTurn();
			if (random(2) === 0) ask(letter, each, 50 + random(400));
			voice.order({ type: "cancel" });
		}
		const sound = heard();
		let at = 0;
		for (const { letter, text: each, isCut } of lines) {
			const from = at;
			while (sound[at] === letter.codePointAt(0)) at += 1;
			if (isCut) expect(at - from).toBeLessThanOrEqual(each.length * 400);
			else expect(at - from).toBe(each.length * 400);
		}
		expect(at).toBe(sound.length);
		expect(deepgram.speakers).toHaveLength(speakers + 1);
		voice.stop();
	}
});

const isMade = (fact: VoiceFact, lineId: string) =>
	fact.type === "line.synthesised" && fact.lineId === lineId;
