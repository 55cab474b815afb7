/** What a session weighs while it is there, and that nothing of it stays when it is gone. */
import { setTimeout as pass } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import {
	type Bar,
	barsTable,
	holds,
	round,
	table,
	writeSection,
} from "../support/bench/results-page.js";
import { whatIsMore } from "../support/leaks/census.js";
import { SessionWaves } from "../support/leaks/session-waves.js";
import type { Used } from "../support/load/metered-process.js";
import { Subject, type SubjectName } from "../support/load/subject.js";

const fewSessions = 100;
const manySessions = 600;
const sessionsInWave = 100;
const wavesAtFirst = 5;
const waves = 100;
/** An entry of a map with an id for its key is larger by far. */
const maxBytesForSession = 10;

const sessionsInLargeWave = 1_000;
const sessionsPerSecond = 50;
const largeWaves = 10;
/** From this large wave on the memory has its level. */
const wavesToLevel = 3;
const maxRiseOfLevel = 1.1;

/** Before the first large wave, and after each. */
const residentMb: number[] = [];
const weights = new Map<SubjectName, Used>();
const left: { bytesForSession: number; things: [string, number, number][] } = {
	bytesForSession: Number.NaN,
	things: [],
};

test.each(["server", "bare relay"] as const)(
	"weight of a session: %s",
	async (name) => {
		const subject = await Subject.start(name);
		const few = await weigh(subject, fewSessions);
		const many = await weigh(subject, manySessions);
		await subject.end();
		const of = (what: keyof Used) =>
			(many[what] - few[what]) / (manySessions - fewSessions);
		weights.set(name, {
			cpuMs: of("cpuMs"),
			rss: of("rss"),
			heapUsed: of("heapUsed"),
			external: of("external"),
		});
	},
);

test("large waves of sessions come and go", async () => {
	const subject = await Subject.start("server");
	const resident = async () => {
		// Garbage is collected a second after the last call, and goes back to the system a little later.
		await pass(4_000);
		return (await subject.program.used()).rss / 2 ** 20;
	};
	residentMb.push(await resident());
	for (let wave = 1; wave <= largeWaves; wave++) {
		await subject.load.openUntil(sessionsInLargeWave, sessionsPerSecond);
		await subject.load.endAll(sessionsPerSecond);
		residentMb.push(await resident());
	}
	await subject.end();
	expect(levelBars().filter((bar) => !holds(bar))).toEqual([]);
});

test("10,000 sessions come and go", async () => {
	const sessions = await SessionWaves.start();
	for (let wave = 0; wave < wavesAtFirst; wave++) {
		await sessions.come(sessionsInWave);
		await sessions.census();
	}
	const before = await sessions.census();
	for (let wave = 0; wave < waves; wave++) {
		await sessions.come(sessionsInWave);
	}
	const after = await sessions.censusAfter(before);
	await sessions.close();
	left.bytesForSession =
		(after.dataBytes - before.dataBytes) / (waves * sessionsInWave);
	const names = Object.keys({ ...before.things, ...after.things });
	left.things = names.map((name) => [
		name,
		before.things[name] ?? 0,
		after.things[name] ?? 0,
	]);
	expect(whatIsMore(after, before)).toEqual([]);
	expect(bars().filter((bar) => !holds(bar))).toEqual([]);
});

afterAll(() => {
	const kilobytes = (bytes: number) => round(bytes / 1024);
	const text = [
		`**Weight.** What each paired and silent session (a call and its game: a socket each, and one to Deepgram) adds to the process, from ${fewSessions} sessions to ${manySessions}, after garbage was collected, in KiB; and what it takes to set one up.`,
		table(
			["", "JS heap", "buffers", "resident memory", "CPU to set up, ms"],
			[...weights].map(([name, used]) => [
				name,
				kilobytes(used.heapUsed),
				kilobytes(used.external),
				kilobytes(used.rss),
				round(used.cpuMs),
			]),
		),
		`**The level of memory.** Resident memory, in MB, before and after each of ${largeWaves} waves of ${sessionsInLargeWave.toLocaleString("en")} sessions that come and go at ${sessionsPerSecond} a second. It is read four seconds after the last call of a wave: the server collects its garbage when it has nothing to do. What the level is made of: [docs/watching.md](docs/watching.md#how-much-memory-a-server-takes).`,
		table(
			residentMb.map((_, wave) => (wave === 0 ? "before" : String(wave))),
			[residentMb.map((mb) => String(Math.round(mb)))],
		),
		barsTable(levelBars()),
		`**Nothing stays.** ${(waves * sessionsInWave).toLocaleString("en")} sessions of all kinds in waves of ${sessionsInWave}, after ${wavesAtFirst * sessionsInWave} that are not counted: codes spoken and keyed, games that leave first, callers who hang up or vanish, Deepgram lost in mid-call, streams that are replaced, calls that never pair. Server, phones, games and Deepgram share one process, so nothing may stay on any side. Counted in heap snapshots, which hold no garbage; code that V8 compiled is not counted.`,
		barsTable(bars()),
		table(["what is there", "before", "after"], left.things),
	];
	writeSection("Sessions: weight, and what they leave behind", text);
	process.stdout.write(`\n${text.join("\n\n")}\n`);
});

function bars(): readonly Bar[] {
	return [
		{
			what: "growth of all that the process holds (objects, functions, arrays, texts, buffers), bytes for each session",
			value: left.bytesForSession,
			atMost: maxBytesForSession,
		},
		{
			what: "kinds of things of which there are more than before",
			value: left.things.filter(([, before, after]) => after > before).length,
			atMost: 0,
		},
	];
}

function levelBars(): readonly Bar[] {
	const before = residentMb[wavesToLevel] ?? Number.NaN;
	const after = residentMb[largeWaves] ?? Number.NaN;
	return [
		{
			what: `resident memory after ${largeWaves} waves, times that after ${wavesToLevel}`,
			value: after / before,
			atMost: maxRiseOfLevel,
		},
	];
}

/** What the subject has used once it has so many sessions and has come to rest. */
async function weigh(subject: Subject, sessions: number): Promise<Used> {
	await subject.load.openUntil(sessions);
	await pass(1_000);
	return subject.program.usedWithoutGarbage();
}
