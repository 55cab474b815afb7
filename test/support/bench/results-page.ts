import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { commit } from "./commit.js";

/** A page of results, and what stands above its sections. */
export interface ResultsPage {
	readonly path: string;
	readonly opening: string;
}

const benchmarks: ResultsPage = {
	path: fileURLToPath(new URL("../../../BENCHMARKS.md", import.meta.url)),
	opening: `# Benchmarks

Written by \`npm run bench\`, which fails if a bar is missed. Every section says where and when it was measured;
only figures of the same run are compared with each other.
`,
};

/** A figure that must not exceed a bar. */
export interface Bar {
	readonly what: string;
	readonly value: number;
	readonly atMost: number;
}

/** Puts a section on the results page, in place of its older self if there is one; other sections stay. */
export function writeSection(
	title: string,
	paragraphs: readonly string[],
	{ path, opening }: ResultsPage = benchmarks,
) {
	const sections = readSections(path);
	sections.set(title, [conditions(), ...paragraphs].join("\n\n"));
	const written = [...sections]
		.sort(([one], [other]) => one.localeCompare(other))
		.map(([name, text]) => `\n## ${name}\n\n${text}\n`);
	writeFileSync(path, opening + written.join(""));
}

/** A table in Markdown. */
export function table(
	head: readonly string[],
	rows: readonly (readonly (string | number)[])[],
): string {
	const line = (cells: readonly (string | number)[]) =>
		`| ${cells.join(" | ")} |`;
	return [line(head), line(head.map(() => "---")), ...rows.map(line)].join(
		"\n",
	);
}

/** A table of bars that says of each whether it holds. */
export function barsTable(bars: readonly Bar[]): string {
	return table(
		["bar", "measured", "at most", ""],
		bars.map((bar) => [
			bar.what,
			round(bar.value),
			round(bar.atMost),
			holds(bar) ? "holds" : "**missed**",
		]),
	);
}

/** Whether the figure stays within its bar. What is no number does not. */
export function holds({ value, atMost }: Bar): boolean {
	return value <= atMost;
}

/** A number with no more than three digits that count; whole ones as they are. */
export function round(value: number): string {
	if (!Number.isFinite(value)) return "none";
	if (Number.isInteger(value)) return String(value);
	const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
	return value.toFixed(Math.min(decimals, 2));
}

function readSections(path: string): Map<string, string> {
	const [, ...sections] = existing(path).split(/^## /m);
	return new Map(
		sections.map((section) => {
			const end = section.indexOf("\n");
			return [section.slice(0, end), section.slice(end).trim()];
		}),
	);
}

function existing(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return "";
	}
}

/** Where and when: the processor, Node and the commit. */
function conditions(): string {
	const { length: cores, 0: core } = cpus();
	const day = new Date().toISOString().slice(0, 10);
	return `Measured on ${day} at ${commit("src")}, with Node ${process.version} on ${cores} cores (${core?.model.trim() ?? "unknown"}), all on loopback.`;
}
