/** Each folder of the source says what is in it. */
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
