/** What a talk with a character takes beside the work of others, and how soon a caller is listened to who breaks in. */
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
import type {
	ConversationDelays,
	StandIns,
	TurnKind,
} from "../support/load/conversation-call.js";
import {
	ConversationLoad,
	type ConversationSubject,
} from "../support/load/conversation-load.js";
import { median } from "../support/load/delays.js";

/** Fewer, to see whether it runs: `CONVERSATIONS=5 CONVERSATION_ROUNDS=1`. */
const { CONVERSATIONS = "50", CONVERSATION_ROUNDS = "4" } = process.env;
const calls = Number(CONVERSATIONS);
const roundsWanted = Number(CONVERSATION_ROUNDS);
const maxRounds = 4 * roundsWanted;
const standIns: StandIns = { modelMs: 300, voiceMs: 100, eagerMs: 200 };
const othersMs = standIns.modelMs + standIns.voiceMs;
/** How often each caller has a turn: who breaks in has two. A voice speaks no more than 20 pieces in a minute. */
const everyMs = { plain: 4_000, eager: 4_000, interrupting: 8_000 };
/** How many turns of a kind each caller has in a round. */
const turnsOf = { plain: 5, eager: 2, interrupting: 2 };
/** Of windows in which the load was later than this, other work on the machine is the cause. */
const latestMs = 20;

const subjects = ["server", "bare relay"] as const;
const measures = {
	gap: "`EndOfTurn` at Flux to the first sound at the phone",
	ownShare: "the same, without what model and voice took",
	gapAfterEager: `the same with \`EagerEndOfTurn\` ${standIns.eagerMs} ms before`,
	cleared: "words over an answer to the `clear` at the phone",
	aborted: "words over an answer to the closed request at the model",
} as const satisfies Record<keyof ConversationDelays, string>;
type Measure = keyof typeof measures;
const everyMeasure = Object.keys(measures) as Measure[];
const percents = [50, 90, 99] as const;
type Percent = (typeof percents)[number];

type Measured = Readonly<Record<Measure, Readonly<Record<Percent, number>>>>;
type Round = Readonly<Record<(typeof subjects)[number], Measured>>;
const rounds: Round[] = [];
let spoiled = 0;
let turns = 0;

test("conversations with the server and with a bare relay, by turns", async () => {
	const loads = new Map<ConversationSubject, ConversationLoad>();
	for (const subject of subjects) {
		const load = await ConversationLoad.start(subject, calls, standIns);
		await load.openUntil(calls);
		loads.set(subject, load);
	}
	// The first turns compile what they run through, and dial the model.
	for (const load of loads.values()) await measure(load);
	turns = 0;
	while (rounds.length < roundsWanted && rounds.length + spoiled < maxRounds) {
		const round = new Map<ConversationSubject, Measured | undefined>();
		for (const [subject, load] of [...loads].reverse())
			round.set(subject, await measure(load));
		const [server, relay] = subjects.map((subject) => round.get(subject));
		if (server && relay) rounds.push({ server, "bare relay": relay });
		else spoiled += 1;
	}
	const unanswered = [...loads.values()].map((load) => load.unanswered);
	for (const load of loads.values()) await load.end();
	expect(unanswered).toEqual([0, 0]);
	expect(rounds.length, "the machine was too busy").toBeGreaterThanOrEqual(
		roundsWanted / 2,
	);
});

test("every bar holds", () => {
	expect(bars().filter((bar) => !holds(bar))).toEqual([]);
});

afterAll(() => {
	const text = [
		`${calls} callers talk at once, each with a character of its own (50 frames of sound a second, and a turn every ${everyMs.plain / 1000} s), with the server in a process of its own, on one core as Node has it. Flux, the model and the voice are stand-ins in another: the model's first token comes ${standIns.modelMs} ms after it was asked, and the rest of its one sentence with it; the first sound of the voice ${standIns.voiceMs} ms after it was given that sentence. The **bare relay** is the control: what Flux heard to the model, its sentence to the voice, the sound to the phone, with no character, no scene and no memory. Who breaks in speaks when 150 ms of an answer have sounded, and the model goes on until its request is closed.`,
		barsTable(bars()),
		table(
			[
				"",
				...subjects.flatMap((subject) =>
					percents.map((percent) => `${subject} p${percent}`),
				),
			],
			everyMeasure.map((measure) => [
				measures[measure],
				...subjects.flatMap((subject) =>
					percents.map((percent) =>
						round(
							median(rounds.map((each) => each[subject][measure][percent])),
						),
					),
				),
			]),
		),
		`In ms: the median of ${rounds.length} rounds, by turns, after a warm-up; ${turns} turns. The relay begins to think at the end of a turn alone. Rounds left out because other work on the machine kept the load from its pace: ${spoiled}.`,
	];
	writeSection(
		"Conversations: what a character takes beside the work of others",
		text,
	);
	process.stdout.write(`\n${text.join("\n\n")}\n`);
});

/** One window of each kind of turn; undefined if the load did not keep its pace. */
async function measure(load: ConversationLoad): Promise<Measured | undefined> {
	load.forgetDelays();
	for (const kind of ["plain", "eager", "interrupting"] as const)
		await talk(load, kind);
	const { delays, lateness } = load;
	for (const each of everyMeasure) {
		const { count } = delays[each];
		expect(count, measures[each]).toBeGreaterThanOrEqual(calls);
		if (each !== "ownShare" && each !== "aborted") turns += count;
	}
	if (lateness.percentile(99) > latestMs) return undefined;
	return Object.fromEntries(
		everyMeasure.map((each) => [
			each,
			Object.fromEntries(
				percents.map((percent) => [percent, delays[each].percentile(percent)]),
			),
		]),
	) as Measured;
}

/** Each caller has some turns, and the last of them is answered. */
async function talk(load: ConversationLoad, kind: TurnKind): Promise<void> {
	load.talk(kind, everyMs[kind]);
	await pass(turnsOf[kind] * everyMs[kind]);
	load.fallSilent();
	await pass(1_500);
}

/** A median over all rounds. */
function over(figure: (round: Round) => number): number {
	return rounds.length > 0 ? median(rounds.map(figure)) : Number.NaN;
}

function bars(): readonly Bar[] {
	return [
		{
			what: `p99 of the caller's gap, beyond ${othersMs} ms of the stand-ins, in ms`,
			value: over(({ server }) => server.gap[99] - othersMs),
			atMost: 40,
		},
		{
			what: "p99 of the caller's gap, without the control's, in ms",
			value: over((each) => each.server.gap[99] - each["bare relay"].gap[99]),
			atMost: 30,
		},
		{
			what: "p90 from words over an answer to the clear, without the control's, in ms",
			value: over(
				(each) => each.server.cleared[90] - each["bare relay"].cleared[90],
			),
			atMost: 5,
		},
		{
			what: "p99 from words over an answer until the model's request is closed, in ms",
			value: over(({ server }) => server.aborted[99]),
			atMost: 50,
		},
		{
			what: "p50 of the gap with eager turns, times that without",
			value: over(({ server }) => server.gapAfterEager[50] / server.gap[50]),
			atMost: 0.75,
		},
	];
}
