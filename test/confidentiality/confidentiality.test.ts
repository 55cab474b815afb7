/**
 * Random steps of several phones and games, over real sockets: what one says reaches those for whom it is, and nobody
 * else. A failure tells its seed, its path and its replay path:
 * `SEED=… WALK_PATH=… REPLAY_PATH=… npx vitest run test/confidentiality/confidentiality.test.ts`.
 */
import { describe, expect, test } from "vitest";
import {
	startBuilt,
	startInProcess,
} from "../models/steered/steered-servers.js";
import { assertRandomSteps, Tally } from "./random-steps.js";

const {
	SEED,
	WALK_PATH: path,
	REPLAY_PATH: replayPath,
} = process.env as Readonly<Record<string, string | undefined>>;
const seed = Number(SEED ?? Math.trunc(Math.random() * 2 ** 31));
console.log(`The seed of the random steps is ${seed}.`);

const levels = [
	{ around: "the server", start: startInProcess, steps: 3_000, kinds: 18 },
	{ around: "the built server", start: startBuilt, steps: 200, kinds: 8 },
];

describe("nobody gets to know what is another's, and everybody what is his", () => {
	test.each(levels)(
		"in $steps random steps around $around",
		{
			timeout: 180_000,
		},
		async ({ around, start, steps, kinds }) => {
			const tally = new Tally();
			for (let round = 0; tally.steps < steps; round++) {
				const from = { seed: (seed + round) % 2 ** 31, path, replayPath };
				const far = { walks: 5, longest: 300 };
				await assertRandomSteps({ start, ...far, ...from }, tally);
				if (path !== undefined) return;
			}
			console.log(`Around ${around}: ${tally}`);
			// Where nothing was said, nothing was kept secret.
			expect(tally.judged).toBeGreaterThan(steps / 10);
			expect(tally.fulfilled).toBeGreaterThan(steps / 8);
			expect(tally.kinds.size).toBeGreaterThanOrEqual(kinds);
		},
	);
});
