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
/** The largest README, in bytes: what a reader takes in at one sitting. */
const maxReadmeBytes = 12_288;

function read(page: string): string {
	return readFileSync(join(root, page), "utf8");
}

/** What stands between the two marks of a page. */
function marked(page: string, name: string): string {
	const text = read(page);
	const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
	return text.slice(text.indexOf(start) + start.length, text.indexOf(end));
}

/** The cells of a table, however its columns are padded. */
function cellsOf(table: string): string[][] {
	return table
		.trim()
		.split("\n")
		.map((row) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()))
		.filter((cells) => !cells.every((cell) => /^-*$/.test(cell)));
}

test("the README is short", () => {
	expect(Buffer.byteLength(read("README.md"))).toBeLessThanOrEqual(
		maxReadmeBytes,
	);
});

test("the table of settings is the one in config.ts", () => {
	const table = marked("docs/settings.md", "settings");
	expect(cellsOf(table)).toEqual(cellsOf(settingsTable()));
});

test("the tables of what callers may say are the tested examples", () => {
	const rows = cellsOf(marked("docs/spoken-codes.md", "spoken codes"));
	const examples = read("test/corpus/examples.jsonl")
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

const pages = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
	(file) =>
		file.endsWith(".md") &&
		!/(^|\/)(node_modules|dist|\.stryker-tmp)\//.test(file),
);
const forReaders = pages.filter((page) => /^(README|docs\/.*)\.md$/.test(page));

test.each(forReaders)("every setting that %s names exists", (page) => {
	const known = new Set<string>(
		Object.values(settings).map(({ variable }) => variable),
	);
	const named = [
		...read(page).matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`/g),
	];
	const unknown = named
		.map(([, name]) => name ?? "")
		.filter((name) => !known.has(name) && name !== "XDG_CACHE_HOME");
	expect(unknown).toEqual([]);
});

/** A page without its code, which has neither links nor headings, whatever stands in it. */
function withoutCode(page: string): string {
	return read(page)
		.replace(/^(`{3,}).*?^\1`*$/gms, "")
		.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/g, "");
}

/** The links of a page that stay in the repository: each to a file, to a heading, or to a heading of a file. */
function linksIn(page: string) {
	const targets = withoutCode(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g);
	return [...targets].map(([, target = ""]) => {
		const [path = "", anchor] = target.split("#");
		return {
			target,
			file: path === "" ? page : join(dirname(page), path),
			anchor,
		};
	});
}

/** The anchors that GitHub makes of the headings of a page; a heading that comes again gets a number. */
function anchorsOf(page: string): string[] {
	const times = new Map<string, number>();
	const text = read(page).replace(/^(`{3,}).*?^\1`*$/gms, "");
	return [...text.matchAll(/^#+ +(.+?) *$/gm)].map(([, heading = ""]) => {
		const anchor = heading
			.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, "")
			.replaceAll(" ", "-");
		const before = times.get(anchor) ?? 0;
		times.set(anchor, before + 1);
		return before === 0 ? anchor : `${anchor}-${before}`;
	});
}

test.each(pages)("every link in %s leads somewhere", (page) => {
	const broken = linksIn(page).filter(
		({ file, anchor }) =>
			!existsSync(join(root, file)) ||
			(anchor !== undefined && !anchorsOf(file).includes(anchor)),
	);
	expect(broken.map(({ target }) => target)).toEqual([]);
});

test("every place that the glossary names is in the source", () => {
	const places = cellsOf(read("docs/glossary.md"))
		.filter((cells) => cells.length === 5)
		.flatMap((cells) => [...(cells[3] ?? "").matchAll(/`([^`]+)`/g)])
		.map(([, place = ""]) => place);
	expect(places.length).toBeGreaterThan(10);
	expect(
		places.filter((place) => !existsSync(join(root, "src", place))),
	).toEqual([]);
});

describe("the page of callsign.v1", () => {
	const page = read("docs/callsign-v1.md");

	test("has the messages, close codes and errors of the code: `npm run schema` writes them", () => {
		expect(withTables(page, protocolTables())).toBe(page);
		expect(Object.values(protocolTables()).join()).not.toMatch(/undefined/);
	});

	test("names every close code and every error", () => {
		for (const { code } of Object.values(closings))
			expect(page).toContain(`| ${code} |`);
		for (const code of Object.keys(errorCodes))
			expect(page).toContain(`| \`${code}\` |`);
	});

	test("stands beside a JSON Schema that is current: `npm run schema` writes it", () => {
		const schema = read("docs/callsign.v1.schema.json");
		expect(JSON.parse(schema)).toEqual(protocolSchema());
	});
});
