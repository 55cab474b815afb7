import { table } from "../support/bench/results-page.js";
import { type Judgement, judgementOf } from "./judgements.js";
import type { Mutant } from "./mutants.js";

const opening = `# Mutants

Written by \`npm run mutants\`. [Stryker](https://stryker-mutator.io) changes the files in \`src/machines\` in small ways, one at a time,
and for each change (a mutant) runs those tests in \`test/machines\` that come by. A mutant is *killed* when a test fails, and has *timed out*
when the tests do not end any more; these two, of all, make the score. Walks through the models do not take part: they would kill more.

Those that survive, or that no test comes by, are judged in \`test/mutants/judgements.jsonl\`: as equivalent, when nobody could
ever tell them from the source; or as harmless, when nothing changes that anybody is promised. A result that a later run found
unchanged keeps its date.
`;

const columns = [
	...["file", "mutants", "killed", "timed out", "survived", "not covered"],
	...["score", "not judged", "as of"],
];

/** What the page says of one file: the numbers of its row, and what is told of its survivors. */
interface Section {
	readonly counts: readonly number[];
	readonly asOf: string;
	readonly survivors: string;
}

/**
 * The page with these files brought up to date; what it says of others stays, as long as they are there. Results that
 * did not change keep their date.
 */
export function writtenPage(
	page: string,
	files: ReadonlyMap<string, readonly Mutant[]>,
	judgements: readonly Judgement[],
	asOf: string,
	isThere: (file: string) => boolean,
): string {
	const sections = sectionsOf(page);
	for (const file of sections.keys()) if (!isThere(file)) sections.delete(file);
	for (const [file, mutants] of files) {
		const before = sections.get(file);
		const counts = countsOf(mutants, judgements);
		const isSame = before && before.counts.join() === counts.join();
		sections.set(file, {
			counts,
			asOf: isSame ? before.asOf : asOf,
			survivors: survivorsOf(mutants, judgements),
		});
	}
	const inOrder = [...sections].sort(([one], [other]) =>
		one < other ? -1 : 1,
	);
	return [opening, scores(inOrder), ...inOrder.map(told)].join("\n");
}

/** Whether a mutant lived. */
export function isSurvivor({ status }: Mutant): boolean {
	return status === "Survived" || status === "NoCoverage";
}

function countsOf(
	mutants: readonly Mutant[],
	judgements: readonly Judgement[],
): readonly number[] {
	const count = (wanted: string) =>
		mutants.filter(({ status }) => status === wanted).length;
	const [killed, timedOut] = [count("Killed"), count("Timeout")];
	const [survived, notCovered] = [count("Survived"), count("NoCoverage")];
	const all = killed + timedOut + survived + notCovered;
	const notJudged = mutants.filter(
		(mutant) => isSurvivor(mutant) && !judgementOf(mutant, judgements),
	).length;
	return [all, killed, timedOut, survived, notCovered, notJudged];
}

function scores(sections: readonly (readonly [string, Section])[]): string {
	const total = sections.reduce(
		(sum: readonly number[], [, { counts }]) =>
			counts.map((count, at) => count + (sum[at] ?? 0)),
		[],
	);
	return `${table(columns, [
		...sections.map(([file, { counts, asOf }]) => row(file, counts, asOf)),
		row("**all**", total, ""),
	])}\n`;
}

function row(file: string, counts: readonly number[], asOf: string) {
	const [all = 0, killed = 0, timedOut = 0, ...others] = counts;
	const [survived = 0, notCovered = 0, notJudged = 0] = others;
	const score = all === 0 ? "none" : percent((killed + timedOut) / all);
	return [
		...[file, all, killed, timedOut, survived, notCovered],
		...[score, notJudged, asOf],
	];
}

/** Rounded down: 89.96 % are no 90 %. */
function percent(share: number): string {
	return `${(Math.floor(share * 1_000) / 10).toFixed(1)} %`;
}

function told([file, { survivors }]: readonly [string, Section]): string {
	return survivors === "" ? "" : `## ${file}\n\n${survivors}\n`;
}

/** Survivors with the same judgement stand together. */
function survivorsOf(
	mutants: readonly Mutant[],
	judgements: readonly Judgement[],
): string {
	const byJudgement = new Map<string, Mutant[]>();
	for (const mutant of mutants.filter(isSurvivor)) {
		const judgement = judgementOf(mutant, judgements);
		const text = judgement
			? `${capitalised(judgement.verdict)}: ${judgement.why}`
			: "**Not judged.**";
		byJudgement.set(text, [...(byJudgement.get(text) ?? []), mutant]);
	}
	return [...byJudgement]
		.flatMap(([text, alike]) => [`- ${text}`, ...alike.map(shown)])
		.join("\n");
}

function capitalised(word: string): string {
	return word.charAt(0).toUpperCase() + word.slice(1);
}

function shown({ lineNumber, line, from, to, mutator }: Mutant): string {
	const change =
		from === line
			? `${code(line)} → ${code(to)}`
			: `${code(line)}: ${code(from)} → ${code(to)}`;
	return `  - line ${lineNumber}, ${change} (${mutator})`;
}

/** As code in Markdown, whatever backticks it has. */
function code(text: string): string {
	if (text === "") return "nothing";
	return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function sectionsOf(page: string): Map<string, Section> {
	const [head = "", ...parts] = page.split(/^## /m);
	const survivors = new Map(
		parts.map((part) => {
			const end = part.indexOf("\n");
			return [part.slice(0, end), part.slice(end).trim()];
		}),
	);
	const rows = [...head.matchAll(/^\| (\S+\.ts) \| (.*) \|$/gm)];
	return new Map(
		rows.map(([, file = "", rest = ""]) => {
			const cells = rest.split(" | ");
			const [all, killed, timedOut, survived, notCovered, , notJudged] =
				cells.map(Number);
			const counts = [all, killed, timedOut, survived, notCovered, notJudged];
			return [
				file,
				{
					counts: counts.map((count) => count ?? 0),
					asOf: cells.at(-1) ?? "",
					survivors: survivors.get(file) ?? "",
				},
			];
		}),
	);
}
