/** How many spoken codes local mode understands, from sound to candidate, and what ordinary talk makes of it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { narrowbandModel } from "../../src/adapters/local/narrowband-model.js";
import { pocketSphinxFolder } from "../../src/adapters/local/pocketsphinx.js";
import {
	LocalRecognition,
	type Recognised,
} from "../../src/adapters/local/recognition.js";
import { silence } from "../../src/adapters/sound/mulaw.js";
import { createCodeBook } from "../../src/machines/codes/new-code-book.js";
import { GuessingAllowance } from "../../src/machines/coordinator/guessing-allowance.js";
import type { Speech } from "../../src/machines/events.js";
import {
	hearSpeech,
	nothingHeard,
	settle,
} from "../../src/machines/spoken-codes/code-hearing.js";
import { type BenchVoice, benchVoices } from "../support/bench/bench-voices.js";
import { round, table, writeSection } from "../support/bench/results-page.js";
import { seededRandom } from "../support/randomness/seeded-random.js";
import { overTheLine } from "../support/twilio/telephone-line.js";

const codesPerVoice = 20;
/** Noise so many decibels below the speech; 60 is none that one could hear. */
const noises = [60, 20];
const cleanVoices = ["flite awb", "flite kal"];
const digitWords = "zero one two three four five six seven eight nine".split(
	" ",
);
const ordinaryTalk = [
	"hello is anybody there",
	"I have two dogs and three cats at home",
	"please open the big green door for me",
	"my brother was born in nineteen eighty four",
	"we should meet at ten past four tomorrow",
	"can you hear me now I am on the train",
	"what does it say on the screen right now",
	"give me five minutes and I will call you back",
	"there are seven of us in the room today",
	"no I said the other one not that one",
];

interface Trial {
	readonly voice: string;
	readonly noiseDb: number;
	readonly digits: number;
	readonly isRightAtOnce: boolean;
	readonly isRightInTwo: boolean;
	/** A code that was understood is another game's. */
	readonly isFalse: boolean;
	readonly tookMs: number;
}

const random = seededRandom(7);
const uniform = () => random(1_000_000) / 1_000_000;
const trials: Trial[] = [];
let falseFromTalk = 0;
let talks = 0;
let cache: string;
let recognition: LocalRecognition;

beforeAll(async () => {
	cache = await mkdtemp(join(tmpdir(), "callsign-"));
	const source = join(pocketSphinxFolder(), "pocketsphinx/model/en-us/en-us");
	recognition = await LocalRecognition.load(
		await narrowbandModel(source, cache),
	);
});

afterAll(() => rm(cache, { recursive: true }));

const triesPerCall = 3;
const book = createCodeBook({ triesPerCall, restMs: 0, randomBelow: random });
/** The codes of as many live games as give 4, 5 and 6 digits. */
const live = Array.from(
	{ length: 40 },
	(_, at) => book.issue(`g${at}`, 0) ?? "",
);

/** The code that pairs: the only live one among the readings, if one that the call may look up is live. */
function pairOf(
	readings: readonly string[],
	allowance: GuessingAllowance,
): string | undefined {
	const mayLookUp = allowance.spend(readings.map((each) => book.oddsOf(each)));
	const isLive = (code: string) => live.includes(code);
	const [only, another] = readings.filter(isLive);
	const isFound = readings.slice(0, mayLookUp).some(isLive);
	return isFound && another === undefined ? only : undefined;
}

async function understood(
	voice: BenchVoice,
	text: string,
	noiseDb: number,
): Promise<{ codes: readonly string[]; tookMs: number }> {
	const said = await voice.say(text);
	const padded = Buffer.concat([silence(300), said, silence(600)]);
	const sound = overTheLine(padded, noiseDb, uniform);
	const began = performance.now();
	const readings = await recognition.recognise(sound, { kind: "code" });
	const tookMs = performance.now() - began;
	return { codes: codesIn(readings, sound.length / 8), tookMs };
}

function codesIn(readings: readonly Recognised[], endMs: number): string[] {
	const [best, ...others] = readings.map(({ text, confidence, words }) => ({
		text,
		confidence,
		words: words.map((word) => ({ ...word, confidence })),
	}));
	if (!best) return [];
	const speech: Speech = {
		text: best.text,
		alternatives: [best, ...others],
		isFinal: true,
		endsSpeech: true,
		startMs: 0,
		endMs,
	};
	const digits = { kind: "digits" } as const;
	const heard = hearSpeech(nothingHeard, speech, digits);
	const { clue } = settle(heard.hearing, digits);
	return (clue?.candidates ?? []).map(({ code }) => code);
}

const spoken = (code: string) =>
	[...code].map((digit) => digitWords[Number(digit)]).join(" ");

test("codes, spoken digit by digit", async () => {
	for (const voice of benchVoices()) {
		for (const noiseDb of noises) {
			for (let count = 0; count < codesPerVoice; count++) {
				const code = live[random(live.length)] ?? "";
				const allowance = new GuessingAllowance(triesPerCall);
				const say = async (text: string) => {
					const { codes, tookMs } = await understood(voice, text, noiseDb);
					return { paired: pairOf(codes, allowance), tookMs };
				};
				const first = await say(spoken(code));
				const isRightAtOnce = first.paired === code;
				const second = isRightAtOnce
					? first
					: await say(`it's ${spoken(code)}`);
				trials.push({
					voice: voice.name,
					noiseDb,
					digits: code.length,
					isRightAtOnce,
					isRightInTwo: second.paired === code,
					isFalse: [first, second].some(
						({ paired }) => paired !== undefined && paired !== code,
					),
					tookMs: first.tookMs,
				});
			}
		}
	}
	const clean = trials.filter(
		({ voice, noiseDb }) => cleanVoices.includes(voice) && noiseDb === 60,
	);
	expect(share(clean, "isRightInTwo")).toBeGreaterThanOrEqual(0.6);
	expect(trials.filter(({ isFalse }) => isFalse)).toEqual([]);
});

test("ordinary talk", async () => {
	for (const voice of benchVoices()) {
		for (const text of ordinaryTalk) {
			const { codes } = await understood(voice, text, 60);
			talks += 1;
			if (pairOf(codes, new GuessingAllowance(triesPerCall)) !== undefined)
				falseFromTalk += 1;
		}
	}
	expect(falseFromTalk).toBe(0);
});

afterAll(() => {
	const voices = [...new Set(trials.map(({ voice }) => voice))];
	const times = trials.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
	const text = [
		`Codes of 4 to 6 digits, drawn from 40 live ones, said digit by digit by synthetic voices through a telephone's band and mulaw into the recogniser of local mode; ${codesPerVoice} codes for each voice and noise. **At once**: of the readings that a call may look up, the only live one is the right code. **In two**: that, or said once more as "it's …". Nobody has been measured saying codes into local mode: voices are synthetic, and players need Deepgram.`,
		table(
			["voice", "noise", "at once", "in two"],
			voices.flatMap((voice) =>
				noises.map((noiseDb) => {
					const own = trials.filter(
						(trial) => trial.voice === voice && trial.noiseDb === noiseDb,
					);
					const noise = noiseDb === 60 ? "none" : `${noiseDb} dB below`;
					return [
						voice,
						noise,
						percent(share(own, "isRightAtOnce")),
						percent(share(own, "isRightInTwo")),
					];
				}),
			),
		),
		table(
			["digits", "codes", "at once", "in two"],
			[4, 5, 6].map((digits) => {
				const own = trials.filter((trial) => trial.digits === digits);
				return [
					digits,
					own.length,
					percent(share(own, "isRightAtOnce")),
					percent(share(own, "isRightInTwo")),
				];
			}),
		),
		`Of all ${trials.length} codes ${percent(share(trials, "isRightAtOnce"))} at once, ${percent(share(trials, "isRightInTwo"))} in two; paired with another game: ${trials.filter(({ isFalse }) => isFalse).length}. Of ${talks} sentences of ordinary talk ${falseFromTalk} paired.`,
		`From the last sample to the pairing: the pause that ends an utterance (800 ms), and the decoding, ${round(times[Math.floor(times.length / 2)] ?? 0)} ms in the middle and ${round(times[Math.floor(times.length * 0.99)] ?? 0)} ms at the 99th percentile here; a code shorter than the longest live one waits for \`CODE_SETTLE_MS\` more.`,
	];
	writeSection("Spoken codes in local mode", text);
	process.stdout.write(`\n${text.join("\n\n")}\n`);
});

type Outcome = "isRightAtOnce" | "isRightInTwo";

function share(of: readonly Trial[], outcome: Outcome): number {
	return of.filter((trial) => trial[outcome]).length / Math.max(1, of.length);
}

function percent(value: number): string {
	return `${Math.round(value * 100)} %`;
}
