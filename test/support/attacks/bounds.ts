import type { Bound, Findings } from "./attack.js";

/** What is seen of attacks, whichever they are. */
type Shared = Omit<Findings, "counts">;

/** From so many seconds on what is made can be held against what is played; before, one line weighs too much. */
const minSecondsForMoney = 60;
const maxMadeForPlayed = 1.5;
const maxMadeAhead = 2_500;
const maxMoreGapMs = 100;
const maxHealthMs = 100;
/** One who was later than this himself cannot say that others were late. */
const maxOwnLatenessMs = 50;
/** Without strangers nobody is late, unless the machine has other work. */
const maxLatenessInControlMs = 10;

/** What holds in every attack: the honest are served, and nobody runs up the bill. */
export function honestBounds(findings: Shared): readonly Bound[] {
	const { fate } = findings;
	return [
		none(
			"codes, games and calls of the honest that were lost",
			fate.breaks.length,
		),
		none("words that their games did not hear", fate.wordsLost),
		none("words that were not for them", fate.wordsForeign),
		none("lines that their callers did not hear", fate.linesUnheard),
		none("newcomers that were not served", fate.newcomersFailed.length),
		none("digits of a code beyond what the promise needs", fate.excessDigits),
		none("times that `/healthz` was not answered", fate.health.unanswered),
		money(findings),
		...times(findings),
	];
}

function none(what: string, measured: number): Bound {
	return { what, measured, atMost: 0 };
}

function money({
	seconds,
	spending,
	charactersPlayed,
	strangersCalls,
}: Shared): Bound {
	if (seconds >= minSecondsForMoney)
		return {
			what: "characters made for each one played",
			measured: spending.characters / charactersPlayed,
			atMost: maxMadeForPlayed,
		};
	return {
		what: "characters made beyond what was played",
		measured: Math.max(0, spending.characters - charactersPlayed),
		atMost: maxMadeAhead * (strangersCalls + 1),
	};
}

function times({ fate, control }: Shared): readonly Bound[] {
	if (control === undefined) return [];
	return [
		{
			what: "longest gap in the sound of the honest beyond the control, ms",
			measured: Math.max(0, fate.longestGapMs - control.longestGapMs),
			atMost: maxMoreGapMs,
			isOfTime: true,
		},
		{
			what: "`/healthz`, p99, ms",
			measured: fate.health.p99,
			atMost: maxHealthMs,
			isOfTime: true,
		},
	];
}

/** What is said of a bound. */
export type Verdict = "holds" | "missed" | "not decided";

/** Whether a bound holds; of time it is not decided where the machine was too busy for those who measure. */
export function verdictOn(bound: Bound, { fate, control }: Shared): Verdict {
	if (bound.measured <= bound.atMost) return "holds";
	if (!bound.isOfTime) return "missed";
	const isBusy =
		fate.health.ownLatenessMs > maxOwnLatenessMs ||
		(control !== undefined &&
			(control.health.p99 > maxHealthMs / 2 ||
				control.health.ownLatenessMs > maxLatenessInControlMs));
	return isBusy ? "not decided" : "missed";
}
