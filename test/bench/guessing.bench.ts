/** Strangers who guess codes, held against the promise that fewer than 1 of 1,000 hits a game. */
import { expect, test } from "vitest";
import { measureGuessing } from "../support/bench/guessing.js";
import { table, writeSection } from "../support/bench/results-page.js";

/** How many sets of live codes the callers are held against, by the number of games. */
const setsByGames = new Map([
	[20, 100_000],
	[200, 40_000],
]);

test("1,000 strangers who call once, against 20 and 200 live games", () => {
	const measured = [...setsByGames].flatMap(([games, sets]) =>
		measureGuessing(games, sets).map((each) => ({ games, ...each })),
	);
	const sets = [...setsByGames]
		.map(([games, count]) => `${count} sets of ${games}`)
		.join(" and ");
	const text = [
		`1,000 callers who know every rule of how codes are issued and understood, but no code, guess different codes of the most crowded length until the server lets them go. Each is a whole call of the real call machine and coordinator; what it gets looked up is held against ${sets} live codes. **Hits** are the mean of callers who hit some game; **below** is what the true mean stays below with a confidence of 99 %. Promised: fewer than 1 of 1,000.`,
		table(
			["live games", "how they guess", "look-ups at most", "hits", "below"],
			measured.map(({ games, how, maxLookUps, hits, hitsAtMost }) => [
				games,
				how,
				maxLookUps,
				hits.toFixed(3),
				hitsAtMost.toFixed(3),
			]),
		),
	];
	writeSection("Guessing codes", text);
	process.stdout.write(`\n${text.join("\n\n")}\n`);
	for (const { hitsAtMost } of measured) expect(hitsAtMost).toBeLessThan(1);
});
