/** Random steps of callers and games, as a property: nobody gets to know what is not his, and everybody what is. */
import fc from "fast-check";
import { callerSteps } from "./caller-steps.js";
import { gameSteps } from "./game-steps.js";
import { type Start, Surroundings } from "./surroundings.js";
import { WhoIsWithWhom } from "./who-is-with-whom.js";

/** How far the property goes, and where it begins. */
export interface RandomSteps {
	readonly start: Start;
	readonly walks: number;
	/** How many steps are drawn for a walk at the most; those that are not possible are left out. */
	readonly longest: number;
	readonly seed: number;
	/** Of a failure: which walk it was, and which of its steps. */
	readonly path?: string | undefined;
	readonly replayPath?: string | undefined;
}

/** How much was done, and how many receipts were judged in it. */
export class Tally {
	walks = 0;
	steps = 0;
	/** Receipts of words, lines and codes, of each of which it is known whose it is. */
	judged = 0;
	/** Receipts that had to come, and came. */
	fulfilled = 0;
	/** How many steps it took until something was wrong. */
	stepsUntilFailure: number | undefined;
	/** The names of the steps that were taken. */
	readonly kinds = new Set<string>();

	add({ taken, receipts }: Surroundings, hasFailed: boolean): void {
		this.walks += 1;
		this.steps += taken.length;
		this.judged += receipts.judged;
		this.fulfilled += receipts.fulfilled;
		for (const kind of taken) this.kinds.add(kind);
		if (hasFailed) this.stepsUntilFailure ??= this.steps;
	}

	toString(): string {
		return `${this.steps} steps in ${this.walks} walks: ${this.judged} receipts of words and codes were judged, and ${this.fulfilled} that had to come came.`;
	}
}

/** Tries the property, and makes a walk that fails as short as it can be. What was done is added to the tally. */
export function checkRandomSteps(
	{ start, walks, longest, seed, path, replayPath }: RandomSteps,
	tally: Tally,
) {
	const steps = fc.commands([...callerSteps, ...gameSteps], {
		maxCommands: longest,
		size: "max",
		...(replayPath && { replayPath }),
	});
	const property = fc.asyncProperty(steps, async (walk) => {
		const real = await Surroundings.open(start);
		let hasFailed = true;
		try {
			const model = new WhoIsWithWhom();
			await fc.asyncModelRun(() => ({ model, real }), walk);
			hasFailed = false;
		} finally {
			tally.add(real, hasFailed);
			await real.close();
		}
	});
	return fc.check(property, { numRuns: walks, seed, ...(path && { path }) });
}

/** The same as an assertion: the error tells the shortest walk that was found, and how it is taken again. */
export async function assertRandomSteps(
	how: RandomSteps,
	tally: Tally,
): Promise<void> {
	const details = await checkRandomSteps(how, tally);
	if (!details.failed) return;
	const report = await fc.asyncDefaultReportMessage(details);
	throw new Error(report, { cause: details.errorInstance });
}
