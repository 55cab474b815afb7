/** Each folder of the source says what is in it, and names nothing else. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const source = join(root, "src");
const folders = [
	source,
	...readdirSync(source, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map(({ parentPath, name }) => join(parentPath, name)),
].map((folder) => relative(root, folder));

/** The folder whose README speaks of a folder: itself, or the one that it is in. */
function folderOfReadme(folder: string): string {
	return existsSync(join(root, folder, "README.md")) ? folder : dirname(folder);
}

/** Whether a text names a path as a whole: "phone.ts" does not stand in "twilio-phone.ts", nor in "twilio/phone.ts". */
function names(text: string, path: string): boolean {
	const escaped = path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
	return new RegExp(
		`(?<![\\w./-])${escaped}(?![\\w/-]|\\.\\w)|\\]\\(${escaped}(?:README\\.md)?\\)`,
	).test(text);
}

test.each(folders)(
	"the README of %s names every file and folder in it",
	(folder) => {
		const home = folderOfReadme(folder);
		const text = readFileSync(join(root, home, "README.md"), "utf8");
		const inside = readdirSync(join(root, folder), { withFileTypes: true })
			.filter(({ name }) => name !== "README.md")
			.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
			.map((name) => join(relative(home, folder), name));
		expect(inside.filter((path) => !names(text, path))).toEqual([]);
	},
);

/** The files and folders that the first column of a README's tables names: between backticks, or as links. */
function namedInFirstColumn(text: string): string[] {
	const cells = [...text.matchAll(/^ *\|(.*?)\|/gm)].map(
		([, cell = ""]) => cell,
	);
	const named = cells.flatMap((cell) => [
		...cell.matchAll(/`([^`]+)`(?!\])|\]\(([^)#]+)/g),
	]);
	return named
		.map(([, name, target]) => name ?? target ?? "")
		.filter((name) => /\.\w+$|\/$/.test(name));
}

/** The files of TypeScript that a README names between backticks, as ends of paths. */
function programsNamed(text: string): string[] {
	return [...text.matchAll(/`([\w./-]+\.ts)`/g)].map(([, path = ""]) =>
		path.replace(/^(\.\.?\/)+/, ""),
	);
}

function programsIn(folder: string): string[] {
	return readdirSync(join(root, folder), {
		recursive: true,
		encoding: "utf8",
	})
		.filter((path) => path.endsWith(".ts") && !/node_modules/.test(path))
		.map((path) => join("/", folder, path));
}

const readmes = [
	...folders,
	"test",
	"test/confidentiality",
	"test/models",
].filter((folder) => existsSync(join(root, folder, "README.md")));
const programs = ["src", "test", "clients"].flatMap(programsIn);

test.each(readmes)("the README of %s names nothing else", (folder) => {
	const text = readFileSync(join(root, folder, "README.md"), "utf8");
	expect(
		namedInFirstColumn(text).filter(
			(name) => !existsSync(join(root, folder, name)),
		),
	).toEqual([]);
	expect(
		programsNamed(text).filter(
			(path) => !programs.some((program) => program.endsWith(`/${path}`)),
		),
	).toEqual([]);
});

test("the README of test names every folder in it", () => {
	const text = readFileSync(join(root, "test/README.md"), "utf8");
	const inside = readdirSync(join(root, "test"), { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map(({ name }) => `${name}/`)
		// Tests lay pictures of pages there, and git leaves it out.
		.filter((path) => path !== "screenshots/");
	expect(inside.filter((path) => !names(text, path))).toEqual([]);
});

test("the first column names files and folders, bare or linked, and nothing else counts", () => {
	const row = "| `a.ts`, [`b/`](b/README.md) | not `c.ts`, by `d` |";
	expect(namedInFirstColumn(row)).toEqual(["a.ts", "b/README.md"]);
	expect(namedInFirstColumn("| `MAX_CALLS` | |\n`e.ts` |")).toEqual([]);
});

test("a name counts only as a whole", () => {
	expect(names("the `phone.ts`, `outlet.ts`.", "phone.ts")).toBe(true);
	expect(names("[it](phone.ts)", "phone.ts")).toBe(true);
	expect(names("See phone.ts.", "phone.ts")).toBe(true);
	expect(names("twilio-phone.ts, twilio/phone.ts", "phone.ts")).toBe(false);
	expect(names("phone.tsx, phone.ts.map", "phone.ts")).toBe(false);
	expect(names("phoneXts", "phone.ts")).toBe(false);
	expect(names("`talk/`: the words", "talk/")).toBe(true);
	expect(names("[it](talk/README.md)", "talk/")).toBe(true);
	expect(names("small talk, talk/roles.ts", "talk/")).toBe(false);
});
