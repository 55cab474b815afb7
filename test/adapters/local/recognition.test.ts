/** The offline engines themselves, on the voices of flite through a telephone's mulaw. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { synthesise } from "../../../src/adapters/local/flite.js";
import { narrowbandModel } from "../../../src/adapters/local/narrowband-model.js";
import { pocketSphinxFolder } from "../../../src/adapters/local/pocketsphinx.js";
import { LocalRecognition } from "../../../src/adapters/local/recognition.js";
import { silence } from "../../../src/adapters/sound/mulaw.js";

let cache: string;
let recognition: LocalRecognition;

beforeAll(async () => {
	cache = await mkdtemp(join(tmpdir(), "callsign-"));
	const source = join(pocketSphinxFolder(), "pocketsphinx/model/en-us/en-us");
	recognition = await LocalRecognition.load(
		await narrowbandModel(source, cache),
	);
}, 60_000);

afterAll(() => rm(cache, { recursive: true }));

async function utterance(text: string, voice = "awb"): Promise<Buffer> {
	const sound = await synthesise(text, voice);
	return Buffer.concat([silence(300), sound, silence(500)]);
}

test("a code is understood, with more confidence than its other readings deserve", async () => {
	const readings = await recognition.recognise(
		await utterance("four two seven one"),
		{ kind: "code" },
	);
	expect(readings[0]?.text).toBe("four two seven one");
	expect(readings[0]?.confidence).toBeGreaterThan(0.75);
	const [four] = readings[0]?.words ?? [];
	expect(four?.startMs).toBeGreaterThan(200);
	expect(four?.endMs).toBeLessThan(1_000);
});

test("an ordinary sentence and silence are no code", async () => {
	const sentence = await utterance("please open the big green door for me");
	for (const sound of [sentence, silence(1_500)]) {
		const readings = await recognition.recognise(sound, { kind: "code" });
		for (const { confidence } of readings)
			expect(confidence).toBeLessThan(0.75);
	}
});

test("the words that a game declares are understood", async () => {
	const phrases = ["go north", "go south", "open the door", "take the lamp"];
	for (const phrase of phrases) {
		const [reading] = await recognition.recognise(await utterance(phrase), {
			kind: "phrases",
			phrases,
		});
		expect(reading?.text).toBe(phrase);
	}
});

test("words that are declared anew are understood, also where some of them are the same", async () => {
	const scenes = [
		["thank you", "my name is"],
		["thank you", "a ship"],
		["a ship", "tell me why"],
	];
	for (const phrases of scenes)
		for (const phrase of phrases) {
			const [reading] = await recognition.recognise(await utterance(phrase), {
				kind: "phrases",
				phrases,
			});
			expect(reading?.text).toBe(phrase);
		}
});

test("words that nobody can pronounce are left out, and the open model serves", async () => {
	const phrases = ["xqzzt", "…"];
	const readings = await recognition.recognise(
		await utterance("open the door"),
		{ kind: "phrases", phrases },
	);
	expect(readings[0]?.text).toContain("door");
}, 60_000);

test("flite speaks in each of its voices, and says which it has", async () => {
	const [awb, kal] = await Promise.all([
		synthesise("Hello there.", "awb"),
		synthesise("Hello there.", "kal"),
	]);
	expect(awb.length).toBeGreaterThan(4_000);
	expect(kal.equals(awb)).toBe(false);
	await expect(synthesise("Hello", "nobody")).rejects.toThrow(/awb, kal/);
});
