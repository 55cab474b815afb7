/** Strangers who guess codes, held against the promise that fewer than 1 of 1,000 hits a game. */
import { expect, test } from "vitest";
import { measureGuessing } from "./support/guessing.js";
import { table, writeSection } from "./support/results-page.js";

test("1,000 strangers with three tries each against 20 and 200 live games", () => {
	const measured = [20, 200].flatMap((games) =>
		measureGuessing(games).map((guessing) => ({ games, ...guessing })),
	);
	const text = [
		"1,000 callers who know every rule of how codes are issued and understood, but no code, guess three different codes of the most crowded length; hits are the mean over 300 sets of live codes. Promised: fewer than 1 of 1,000.",
		table(
			["live games", "how they guess", "hits of 1,000 callers", "by the odds"],
			measured.map(({ games, how, hitsByTries, odds }) => [
				games,
				how,
				hitsByTries.toFixed(2),
				odds.toFixed(2),
			]),
		),
	];
	writeSection("Guessing codes", text);
	process.stdout.write(`\n${text.join("\n\n")}\n`);
	for (const { odds } of measured) expect(odds).toBeLessThan(1);
});
