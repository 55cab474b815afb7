/** What the page of the clients for Godot says is what the two scripts are. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = join(import.meta.dirname, "../../clients/godot");
const read = (file: string) => readFileSync(join(folder, file), "utf8");
const page = read("README.md");
const versions = ["godot3", "godot4"];

/** Names of values without their types and defaults. */
function names(values: string): string[] {
	return [...values.matchAll(/(\w+)(?:: \w+)?(?: :?= [^,]+)?/g)].map(
		([, name]) => name ?? "",
	);
}

function signalsOf(script: string): string[] {
	return [...script.matchAll(/^signal (\w+)\((.*)\)$/gm)].map(
		([, name, values]) => [name, ...names(values ?? "")].join(" "),
	);
}

function methodsOf(script: string): string[] {
	return [...script.matchAll(/^func ([a-z]\w*)\((.*)\) ->/gm)].map(
		([, name, values]) => [name, ...names(values ?? "")].join(" "),
	);
}

function optionsOf(script: string): string[] {
	const [, all] = /^const DEFAULT_OPTIONS := \{(.*?)^\}/ms.exec(script) ?? [];
	return [...(all ?? "").matchAll(/^\t"(\w+)"/gm)].map(
		([, name]) => name ?? "",
	);
}

/** The names in backquotes in the first columns of a table, row by row. */
function rowsOf(table: string, columns: number): string[] {
	return table
		.split("\n")
		.filter((row) => /^\| `/.test(row))
		.map((row) =>
			row
				.split("|")
				.slice(1, 1 + columns)
				.join(" "),
		)
		.map((cells) => [...cells.matchAll(/\w+/g)].join(" "));
}

function section(name: string): string {
	const [, text] = page.split(new RegExp(`<!-- /?${name} -->`));
	return text ?? "";
}

test.each(versions)(
	"the page shows the sample of %s as it stands",
	(version) => {
		const sample = read(`${version}/sample.gd`).trim();
		const indented = sample.replace(/^(?=.)/gm, "   ");
		expect(page).toContain(`\`\`\`gdscript\n${indented}\n   \`\`\``);
	},
);

test.each(versions)("the page lists the signals of %s", (version) => {
	const signals = signalsOf(read(`${version}/callsign.gd`));
	expect(signals.length).toBeGreaterThan(10);
	expect(rowsOf(section("signals"), 2).sort()).toEqual(signals.sort());
});

test.each(versions)("the page lists the methods of %s", (version) => {
	const methods = methodsOf(read(`${version}/callsign.gd`));
	expect(methods.length).toBeGreaterThan(5);
	expect(rowsOf(section("methods"), 1).sort()).toEqual(methods.sort());
});

test.each(versions)("the page lists the options of %s", (version) => {
	const options = optionsOf(read(`${version}/callsign.gd`));
	expect(options.length).toBeGreaterThan(3);
	const after = page.slice(page.indexOf("| option of"));
	const table = after.slice(0, after.indexOf("\n\n"));
	expect(rowsOf(table, 1)).toEqual(options);
});
