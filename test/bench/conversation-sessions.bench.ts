/** What a conversation weighs while it is there, and that nothing of it stays when it is over. */
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
import { ConversationWaves } from "../support/leaks/conversation-waves.js";
import {
	ConversationLoad,
	type ConversationSubject,
} from "../support/load/conversation-load.js";
import type { Used } from "../support/load/metered-process.js";

const fewCalls = 50;
const manyCalls = 350;
/** Nobody waits for long here. */
const standIns = { modelMs: 20, voiceMs: 10, eagerMs: 0 };
/** Each caller has a turn in this time. */
const turnEveryMs = 12_000;
const maxKibAtRest = 100;

const conversationsInWave = 96;
/** Of what is kept in bounds, such as ended calls and the timings of requests, as much is kept by then as ever. */
const wavesAtFirst = 50;
/** Fewer, to see whether it runs: `CONVERSATION_WAVES=3`. */
const { CONVERSATION_WAVES = "105" } = process.env;
const waves = Number(CONVERSATION_WAVES);
/** An entry of a map with an id for its key is larger by far. */
const maxBytesForConversation = 10;

const weights = new Map<string, Used>();
const left: { bytes: number; things: [string, number, number][] } = {
	bytes: Number.NaN,
	things: [],
};

test.each(["server", "server without characters"] as const)(
	"weight of a call: %s",
	async (subject) => {
		const load = await ConversationLoad.start(subject, manyCalls, standIns);
		await load.openUntil(fewCalls);
		const few = await weigh(load);
		await load.openUntil(manyCalls);
		const many = await weigh(load);
		weights.set(nameOf(subject), grown(few, many));
		if (subject === "server") {
			load.talk("plain", turnEveryMs);
			await pass(turnEveryMs);
			load.fallSilent();
			// The few are not weighed anew: what they have said is a sixth of it at most.
			const answered = await weigh(load);
			weights.set("a character, after a turn and its answer", {
				...grown(few, answered),
			});
		}
		await load.end();
	},
);

test("10,000 conversations come and go", async () => {
	const conversations = await ConversationWaves.start();
	for (let wave = 0; wave < wavesAtFirst; wave++) {
		await conversations.come(conversationsInWave);
		await conversations.census();
	}
	const before = await conversations.census();
	for (let wave = 0; wave < waves; wave++)
		await conversations.come(conversationsInWave);
	const after = await conversations.censusAfter(before);
	await conversations.close();
	left.bytes =
		(after.dataBytes - before.dataBytes) / (waves * conversationsInWave);
	const names = Object.keys({ ...before.things, ...after.things });
	left.things = names.map((name) => [
		name,
		before.things[name] ?? 0,
		after.things[name] ?? 0,
	]);
	expect(whatIsMore(after, before)).toEqual([]);
});

test("every bar holds", () => {
	expect(bars().filter((bar) => !holds(bar))).toEqual([]);
});

afterAll(() => {
	const kilobytes = (bytes: number) => round(bytes / 1024);
	const text = [
		`**Weight.** What each call adds to the process, from ${fewCalls} calls to ${manyCalls}, after garbage was collected, in KiB: of callers who are with a character that has said its first line, the same when each has had a turn, and of callers who are to say a code, the control. Each has a socket to Deepgram, and one to the voice where something was said.`,
		table(
			["a caller with", "JS heap", "buffers", "resident memory"],
			[...weights].map(([name, used]) => [
				name,
				kilobytes(used.heapUsed),
				kilobytes(used.external),
				kilobytes(used.rss),
			]),
		),
		`**Nothing stays.** ${(waves * conversationsInWave).toLocaleString("en")} conversations in waves of ${conversationsInWave}, after ${wavesAtFirst * conversationsInWave} that are not counted: callers who vanish while the model thinks, break in, are hung up on, are asked for a code, are lent by a game, taken back, and left by it; models that fail; streams that are replaced. Server, phones, games, Deepgram and the model share one process, so nothing may stay on any side. Counted in heap snapshots, as for [sessions](#sessions-weight-and-what-they-leave-behind).`,
		barsTable(bars()),
		table(["what is there", "before", "after"], left.things),
	];
	writeSection("Conversations: weight, and what they leave behind", text);
	process.stdout.write(`\n${text.join("\n\n")}\n`);
});

function nameOf(subject: ConversationSubject): string {
	return subject === "server" ? "a character, at rest" : "nobody yet";
}

/** What the server uses once it has come to rest. */
async function weigh({ program }: ConversationLoad): Promise<Used> {
	await pass(1_000);
	return program.usedWithoutGarbage();
}

function grown(few: Used, many: Used): Used {
	const of = (what: keyof Used) =>
		(many[what] - few[what]) / (manyCalls - fewCalls);
	return {
		cpuMs: of("cpuMs"),
		rss: of("rss"),
		heapUsed: of("heapUsed"),
		external: of("external"),
	};
}

function bars(): readonly Bar[] {
	const heapOf = (name: string) =>
		(weights.get(name)?.heapUsed ?? Number.NaN) / 1024;
	return [
		{
			what: "JS heap of a conversation at rest, beyond that of its call, in KiB",
			value: heapOf("a character, at rest") - heapOf("nobody yet"),
			atMost: maxKibAtRest,
		},
		{
			what: "growth of all that the process holds (objects, functions, arrays, texts, buffers), bytes for each conversation",
			value: left.bytes,
			atMost: maxBytesForConversation,
		},
		{
			what: "kinds of things of which there are more than before",
			value: left.things.filter(([, before, after]) => after > before).length,
			atMost: 0,
		},
	];
}
