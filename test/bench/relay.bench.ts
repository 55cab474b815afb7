/** What a call costs and how long it delays, beside a relay that does only what must be done. */
import { afterAll, expect, test } from "vitest";
import {
	type Bar,
	barsTable,
	holds,
	round,
	table,
	writeSection,
} from "../support/bench/results-page.js";
import { Delays } from "../support/load/delays.js";
import {
	areEnough,
	figure,
	measureRounds,
	middleHalf,
	quantiles,
	type Rounds,
	ratio,
} from "../support/load/rounds.js";
import { Subject, type SubjectName } from "../support/load/subject.js";
import type { Quantiles } from "../support/load/window.js";

const subjects: readonly SubjectName[] = [
	"server",
	"bare relay",
	"batching relay",
];
const firstAudioCalls = 100;
const measured: Rounds[] = [];
const firstAudio = new Map<SubjectName, Quantiles>();

test.each([100, 400])("at %i calls", async (calls) => {
	const rounds = await measureRounds(calls);
	expect(areEnough(rounds), "the machine was too busy").toBe(true);
	measured.push(rounds);
});

test.each(subjects)("first audio through the %s", async (name) => {
	const subject = await Subject.start(name);
	const delays = new Delays();
	for (let call = 0; call < firstAudioCalls; call++) {
		const tookMs = await subject.load.firstAudioMs();
		// The first calls of a process compile it.
		if (call >= firstAudioCalls / 10) delays.add(tookMs);
	}
	await subject.end();
	const [p50, p99] = [delays.percentile(50), delays.percentile(99)];
	firstAudio.set(name, { p50, p99 });
});

test("every bar holds", () => {
	expect(measured).toHaveLength(2);
	expect(bars().filter((bar) => !holds(bar))).toEqual([]);
});

afterAll(() => {
	const text = [
		"A **call** is a phone that sends 50 frames a second (160 bytes of mulaw in a Twilio media message), a Deepgram that sends 5 results a second (four words, about 800 bytes, every fifth final), and a plain game that gets them all. The **bare relay** (`test/support/bare-relay.mjs`) is the control: JSON.parse, base64 to bytes, one `send` to Deepgram for each frame, and each text on to the game; the same `ws`, no compression, nothing checked, bounded or logged. The **batching relay** is the same but gathers 60 ms of audio for each `send`, as the server does by default (`AUDIO_BATCH_MS`); it shows what all else in the server costs.",
		barsTable(bars()),
		"CPU time (user and system) that the measured process alone used for each second of each call. Phones, games and Deepgram run in another process, which wrote frames that were made beforehand. **Ratio**: the server's time divided by the relay's in the same round. A process that is busy most of the time finds several messages at each turn, which makes each cheaper; that is so with all three.",
		cpuTable(),
		"From the first byte of a frame at the phone until Deepgram has all of it, and from a result at Deepgram until the game has it; median of the rounds' p50 and p99, in ms. Of the server's frames and the batching relay's, the first of three waits 40 ms for the two that go with it.",
		delayTable(),
		`From the first frame of a new call until its first audio is at Deepgram, which is dialled meanwhile; ${firstAudioCalls} calls, one after the other, in ms. A relay keeps nothing while it dials: its first audio is a later frame.`,
		table(
			["", "p50", "p99"],
			[...firstAudio].map(([name, { p50, p99 }]) => [
				name,
				round(p50),
				round(p99),
			]),
		),
		roundsText(),
	];
	writeSection("Relay: CPU and delay of a call", text);
	process.stdout.write(`\n${text.join("\n\n")}\n`);
});

function bars(): readonly Bar[] {
	const ratios = measured.map((rounds) => ratio(rounds, "bare relay"));
	return [
		...measured.map(({ calls }, at) => ({
			what: `CPU of a call divided by the bare relay's, at ${calls} calls`,
			value: ratios[at] ?? Number.NaN,
			atMost: 1.25,
		})),
		{
			what: "the ratio at 400 calls divided by the ratio at 100",
			value: (ratios[1] ?? Number.NaN) / (ratios[0] ?? Number.NaN),
			atMost: 1.1,
		},
		{
			what: "first frame to first audio at Deepgram, p99, ms",
			value: firstAudio.get("server")?.p99 ?? Number.NaN,
			atMost: 100,
		},
	];
}

function cpuTable(): string {
	const rows = measured.flatMap((rounds) =>
		subjects.map((name) => [
			rounds.calls,
			name,
			round(figure(rounds, name, ({ cpuUs }) => cpuUs / 1000)),
			`${round(figure(rounds, name, ({ core }) => core * 100))} %`,
			...(name === "server" ? ["", ""] : ratioCells(rounds, name)),
		]),
	);
	return table(
		[
			"calls",
			"",
			"ms for a second of a call",
			"of one core",
			"ratio",
			"in half of the rounds",
		],
		rows,
	);
}

function ratioCells(rounds: Rounds, control: SubjectName): string[] {
	const [low, high] = middleHalf(rounds, control).map(round);
	return [round(ratio(rounds, control)), `${low} to ${high}`];
}

function delayTable(): string {
	const rows = measured.flatMap((rounds) =>
		subjects.map((name) => {
			const frames = quantiles(rounds, name, (window) => window.frames);
			const texts = quantiles(rounds, name, (window) => window.texts);
			const figures = [frames.p50, frames.p99, texts.p50, texts.p99];
			return [rounds.calls, name, ...figures.map(round)];
		}),
	);
	return table(
		["calls", "", "frame p50", "frame p99", "text p50", "text p99"],
		rows,
	);
}

function roundsText(): string {
	return measured
		.map((rounds) => {
			const late = Math.max(
				...subjects.map((name) =>
					figure(rounds, name, ({ latenessP99 }) => latenessP99),
				),
			);
			return `At ${rounds.calls} calls: ${rounds.clean.length} rounds of 2 s for each subject, by turns, after a warm-up; the load came ${round(late)} ms late at the most (p99 of its turns, median of the rounds). Rounds left out because other work on the machine kept the load from its pace: ${rounds.spoiled}.`;
		})
		.join("\n");
}
