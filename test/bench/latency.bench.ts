/** What stands between the end of a caller's turn and the answer, beside the work of others: Callsign's own share. */
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
import { median } from "../support/load/delays.js";
import type { TurnDelays } from "../support/load/turn-call.js";
import { TurnLoad, type TurnSubject } from "../support/load/turn-load.js";
import type { Quantiles } from "../support/load/window.js";

/** Fewer, to see whether it runs: `LATENCY_CALLS=5 LATENCY_ROUNDS=1`. */
const { LATENCY_CALLS = "200", LATENCY_ROUNDS = "6" } = process.env;
const calls = Number(LATENCY_CALLS);
const roundsWanted = Number(LATENCY_ROUNDS);
const maxRounds = 4 * roundsWanted;
const windowMs = 8_000;
/** Of windows in which the load was later than this, other work on the machine is the cause. */
const latestMs = 20;

const subjects = ["server", "bare relay"] as const;
const legs = {
	told: "`EndOfTurn` at Flux to `turn ended` at the game",
	asked: "text of the game to the voice",
	played: "first sound of the voice to the phone",
} as const satisfies Record<keyof TurnDelays, string>;
type Leg = keyof typeof legs;
const everyLeg = Object.keys(legs) as Leg[];

type Measured = Readonly<Record<Leg, Quantiles>>;
type Round = Readonly<Record<TurnSubject, Measured>>;
const rounds: Round[] = [];
let spoiled = 0;
let turns = 0;

test("turns through the server and through a bare relay, by turns", async () => {
	const loads = new Map<TurnSubject, TurnLoad>();
	for (const subject of subjects)
		loads.set(subject, await TurnLoad.start(subject, calls));
	// The first turns compile what they run through, and dial the voices.
	for (const load of loads.values()) await measure(load);
	turns = 0;
	while (rounds.length < roundsWanted && rounds.length + spoiled < maxRounds) {
		const round = new Map<TurnSubject, Measured | undefined>();
		for (const [subject, load] of [...loads].reverse())
			round.set(subject, await measure(load));
		const [server, relay] = subjects.map((subject) => round.get(subject));
		if (server && relay) rounds.push({ server, "bare relay": relay });
		else spoiled += 1;
	}
	for (const load of loads.values()) await load.end();
	expect(rounds.length, "the machine was too busy").toBeGreaterThanOrEqual(
		roundsWanted / 2,
	);
});

test("every bar holds", () => {
	expect(bars().filter((bar) => !holds(bar))).toEqual([]);
});

afterAll(() => {
	const text = [
		`${calls} callers talk all the time (50 frames a second), and each has a turn every four seconds: Flux says \`StartOfTurn\` and \`EndOfTurn\`, a \`callsign.v1\` game answers \`turn\` \`ended\` at once, a voice sends the first 100 ms of sound of its answer 100 ms after it was asked. Only what is left without these is measured, from wire to wire; phones, games, Flux and voice are in another process. The **bare relay** is the control: Flux's texts to the game, the game's to the voice, its sound to the phone, each message on as it comes. An answer's first sound is one piece, so that nothing waits for what is gathered with it.`,
		barsTable(bars()),
		table(
			["", "server p50", "p99", "bare relay p50", "p99"],
			everyLeg.map((leg) => [
				legs[leg],
				...subjects.flatMap((subject) =>
					(["p50", "p99"] as const).map((which) =>
						round(figure(subject, leg, which)),
					),
				),
			]),
		),
		`In ms: the median of ${rounds.length} rounds of ${windowMs / 1000} s for each, by turns, after a warm-up; ${turns} turns. Rounds left out because other work on the machine kept the load from its pace: ${spoiled}.`,
	];
	writeSection("Latency: what a turn takes beside the work of others", text);
	process.stdout.write(`\n${text.join("\n\n")}\n`);
});

/** One window; undefined if the load did not keep its pace. */
async function measure(load: TurnLoad): Promise<Measured | undefined> {
	load.talk();
	await pass(1_000);
	load.forgetDelays();
	await pass(windowMs);
	const { delays, lateness } = load;
	const quantilesOf = (leg: Leg): Quantiles => ({
		p50: delays[leg].percentile(50),
		p99: delays[leg].percentile(99),
	});
	const [told, asked, played] = [
		quantilesOf("told"),
		quantilesOf("asked"),
		quantilesOf("played"),
	];
	const areAll = everyLeg.every((leg) => delays[leg].count >= calls);
	turns += delays.told.count;
	const isClean = lateness.percentile(99) <= latestMs;
	load.fallSilent();
	await pass(500);
	expect(areAll, "turns were not told, asked or played").toBe(true);
	return isClean ? { told, asked, played } : undefined;
}

/** The median over all rounds. */
function figure(subject: TurnSubject, leg: Leg, which: keyof Quantiles) {
	return median(rounds.map((each) => each[subject][leg][which]));
}

/** What the server adds to the control's, in the same round. */
function added(leg: Leg, which: keyof Quantiles): number {
	return median(
		rounds.map(
			(each) => each.server[leg][which] - each["bare relay"][leg][which],
		),
	);
}

function bars(): readonly Bar[] {
	const bar = (leg: Leg, which: keyof Quantiles, atMost: number): Bar => ({
		what: `${which} of ${legs[leg]}, without the control's, at ${calls} calls, in ms`,
		value: rounds.length > 0 ? added(leg, which) : Number.NaN,
		atMost,
	});
	return [
		bar("told", "p50", 2),
		bar("told", "p99", 10),
		bar("asked", "p50", 2),
		bar("asked", "p99", 10),
		bar("played", "p50", 3),
	];
}
