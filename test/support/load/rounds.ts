import { median } from "./delays.js";
import { Subject, type SubjectName } from "./subject.js";
import { measure, type Quantiles, type Window } from "./window.js";

const names = ["server", "bare relay", "batching relay"] as const;
const warmUpRounds = 2;
const roundsWanted = 12;
const maxRounds = 40;

/** One window of each subject, measured one after the other. */
export type Round = Readonly<Record<SubjectName, Window>>;

/** All clean rounds at one number of calls, and how many were not. */
export interface Rounds {
	readonly calls: number;
	readonly clean: readonly Round[];
	readonly spoiled: number;
}

/**
 * Opens this many calls on each subject, then measures them in turn, round after round. A round in which
 * the machine was too busy to keep the pace does not count and is made good by another, within bounds.
 */
export async function measureRounds(calls: number): Promise<Rounds> {
	const subjects: Subject[] = [];
	for (const name of names) {
		const subject = await Subject.start(name);
		await subject.load.openUntil(calls);
		await subject.load.speakOnce();
		subjects.push(subject);
	}
	for (let count = 0; count < warmUpRounds; count++) {
		await measureRound(subjects);
	}
	const clean: Round[] = [];
	let spoiled = 0;
	while (clean.length < roundsWanted && clean.length + spoiled < maxRounds) {
		// Forwards and backwards by turns, so that no subject is always the first.
		const round = await measureRound(subjects.reverse());
		if (names.every((name) => round[name].isClean)) clean.push(round);
		else spoiled += 1;
	}
	for (const subject of subjects) await subject.end();
	return { calls, clean, spoiled };
}

async function measureRound(subjects: readonly Subject[]): Promise<Round> {
	const round: Partial<Record<SubjectName, Window>> = {};
	for (const subject of subjects) {
		round[subject.name] = await measure(subject);
	}
	return round as Round;
}

/** There were enough clean rounds to say anything. */
export function areEnough({ clean }: Rounds): boolean {
	return clean.length >= roundsWanted / 2;
}

/** The median of one figure of one subject over all rounds. */
export function figure(
	{ clean }: Rounds,
	name: SubjectName,
	of: (window: Window) => number,
): number {
	return median(clean.map((round) => of(round[name])));
}

/** The server's CPU time divided by a relay's in the same round: the median of all rounds. */
export function ratio(rounds: Rounds, control: SubjectName): number {
	return median(ratios(rounds, control));
}

/** Between which ratios the middle half of the rounds lies. */
export function middleHalf(
	rounds: Rounds,
	control: SubjectName,
): readonly [number, number] {
	const sorted = ratios(rounds, control).sort((one, other) => one - other);
	const quarter = Math.floor(sorted.length / 4);
	const [low = Number.NaN] = sorted.slice(quarter);
	return [low, sorted.at(-1 - quarter) ?? Number.NaN];
}

function ratios({ clean }: Rounds, control: SubjectName): number[] {
	return clean.map((round) => round.server.cpuUs / round[control].cpuUs);
}

/** The medians of both quantiles of a delay. */
export function quantiles(
	rounds: Rounds,
	name: SubjectName,
	of: (window: Window) => Quantiles,
): Quantiles {
	return {
		p50: figure(rounds, name, (window) => of(window).p50),
		p99: figure(rounds, name, (window) => of(window).p99),
	};
}
