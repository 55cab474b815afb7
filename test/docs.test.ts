/** What the documents say about the code is what the code says about itself. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { closings, errorCodes } from "../src/protocol/game-errors.js";
import {
	protocolSchema,
	protocolTables,
	withTables,
} from "../src/protocol/protocol-page.js";
import { settings, settingsTable } from "../src/settings/config.js";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

function between(start: string, end: string): string {
	return readme.slice(
		readme.indexOf(start) + start.length,
		readme.indexOf(end),
	);
}

/** The cells of a table, however its columns are padded. */
function cellsOf(table: string): string[][] {
	return table
		.trim()
		.split("\n")
		.map((row) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()))
		.filter((cells) => !cells.every((cell) => /^-*$/.test(cell)));
}

test("the README's table of settings is the one in config.ts", () => {
	const table = between("<!-- settings -->", "<!-- /settings -->");
	expect(cellsOf(table)).toEqual(cellsOf(settingsTable()));
});

test("the README's tables of what callers may say are the tested examples", () => {
	const rows = cellsOf(
		between("<!-- spoken codes -->", "<!-- /spoken codes -->"),
	);
	const corpus = readFileSync(join(root, "test/corpus/examples.jsonl"), "utf8");
	const examples = corpus
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(examples.length).toBeGreaterThan(10);
	const shown = examples.map(({ how, code, said }) => [
		code === null ? how : `${how} (code ${code})`,
		said.map((text: string) => `“${text}”`).join("; "),
	]);
	const heads = /^(what |-)/;
	const written = rows
		.map(([, what = "", example = ""]) => [what, example])
		.filter(([what = ""]) => what !== "" && !heads.test(what));
	expect(written).toEqual(shown);
});

test("every setting that the README names exists", () => {
	const known = new Set<string>(
		Object.values(settings).map(({ variable }) => variable),
	);
	const named = [...readme.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/g)];
	const unknown = named
		.map(([, name]) => name ?? "")
		.filter((name) => !known.has(name) && name !== "XDG_CACHE_HOME");
	expect(unknown).toEqual([]);
});

const pages = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
	(file) =>
		file.endsWith(".md") &&
		!/(^|\/)(node_modules|dist|\.stryker-tmp)\//.test(file),
);

test.each(pages)("every link in %s leads somewhere", (page) => {
	// Code is no link, whatever stands in it.
	const text = readFileSync(join(root, page), "utf8").replace(
		/(`+)(?!`).*?(?<!`)\1(?!`)/g,
		"",
	);
	const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)];
	const broken = targets
		.map(([, target]) => target ?? "")
		.filter((target) => !existsSync(join(root, dirname(page), target)));
	expect(broken).toEqual([]);
});

describe("the page of callsign.v1", () => {
	const page = readFileSync(join(root, "docs/callsign-v1.md"), "utf8");

	test("has the messages, close codes and errors of the code: `npm run schema` writes them", () => {
		expect(withTables(page, protocolTables())).toBe(page);
	});

	test("names every close code and every error", () => {
		for (const { code } of Object.values(closings))
			expect(page).toContain(`| ${code} |`);
		for (const code of Object.keys(errorCodes))
			expect(page).toContain(`| \`${code}\` |`);
	});

	test("stands beside a JSON Schema that is current: `npm run schema` writes it", () => {
		const path = join(root, "docs/callsign.v1.schema.json");
		expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(protocolSchema());
	});
});
