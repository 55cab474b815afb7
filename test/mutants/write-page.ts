/** `npm run mutants:page`: tells what became of the mutants, on `mutants.md`. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "vitest";
import { commit } from "../support/bench/commit.js";
import { allJudgements, judgementOf, judgementToMake } from "./judgements.js";
import { mutantsIn } from "./mutants.js";
import { isSurvivor, writtenPage } from "./mutants-page.js";

const root = new URL("../../", import.meta.url);
const machines = new URL("src/machines/", root);
const page = new URL("mutants.md", import.meta.url);
const report = new URL(".stryker/report.json", root);
/** Survivors as lines for `judgements.jsonl`, whose verdict and reason are to be filled in. */
const toJudge = new URL(".stryker/to-judge.jsonl", root);

test("the page of mutants is written", () => {
	const files = mutantsIn(JSON.parse(readFileSync(report, "utf8")));
	const judgements = allJudgements();
	const day = new Date().toISOString().slice(0, 10);
	const asOf = `${day}, ${commit("src/machines", "test/machines", "test/support")}`;
	const before = existsSync(page) ? readFileSync(page, "utf8") : "";
	const isThere = (file: string) => existsSync(new URL(file, machines));
	writeFileSync(page, writtenPage(before, files, judgements, asOf, isThere));
	const notJudged = [...files.values()]
		.flat()
		.filter((mutant) => isSurvivor(mutant) && !judgementOf(mutant, judgements));
	writeFileSync(
		toJudge,
		notJudged.map((mutant) => `${judgementToMake(mutant)}\n`).join(""),
	);
});
