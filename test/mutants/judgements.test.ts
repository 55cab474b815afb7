import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { allJudgements } from "./judgements.js";

test("every judged mutant changes a line that the machines still have, and is judged with a reason", () => {
	const outdated = allJudgements().filter(
		({ file, line, under, verdict, why }) => {
			const source = readFileSync(
				new URL(`../../src/machines/${file}`, import.meta.url),
				"utf8",
			);
			const lines = source.split("\n").map((each) => each.trim());
			const isThere = lines.includes(line) && lines.includes(under);
			return !isThere || !/^(equivalent|harmless)$/.test(verdict) || !why;
		},
	);
	expect(outdated).toEqual([]);
});
