import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { expect, test } from "vitest";

const source = join(import.meta.dirname, "../src");

interface Import {
	readonly from: string;
	readonly to: string;
	readonly isOfTypes: boolean;
}

/** Every import of a source file, packages by name and own files by their path in `src`. */
function importsIn(file: string): Import[] {
	const text = readFileSync(join(source, file), "utf8");
	const statements = text.matchAll(
		/^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|import\("([^"]+)"\)/gm,
	);
	return [...statements].map(([, type, named, dynamic]) => {
		const target = named ?? dynamic ?? "";
		const to = target.startsWith(".")
			? relative(source, join(source, dirname(file), target))
			: target;
		return { from: file, to, isOfTypes: type !== undefined };
	});
}

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
	.filter((file) => file.endsWith(".ts"))
	.sort();
const imports = files.flatMap(importsIn);

function importsOf(folder: string): Import[] {
	return imports.filter(({ from }) => from.startsWith(folder + sep));
}

const isIn = (folder: string) => (each: Import) =>
	each.to.startsWith(folder + sep);

test("the rule sees the imports there are", () => {
	expect(importsOf("machines").length).toBeGreaterThan(5);
	expect(importsOf("adapters").length).toBeGreaterThan(5);
	expect(importsOf("transport").length).toBeGreaterThan(5);
});

test("machines import xstate and each other only", () => {
	const others = importsOf("machines").filter(
		(each) => each.to !== "xstate" && !isIn("machines")(each),
	);
	expect(others).toEqual([]);
});

test("adapters import only types from machines, and nothing from transport", () => {
	const wrong = importsOf("adapters").filter(
		(each) =>
			isIn("transport")(each) || (isIn("machines")(each) && !each.isOfTypes),
	);
	expect(wrong).toEqual([]);
});

test("transport imports nothing from adapters, and only types from machines", () => {
	const wrong = importsOf("transport").filter(
		(each) =>
			isIn("adapters")(each) || (isIn("machines")(each) && !each.isOfTypes),
	);
	expect(wrong).toEqual([]);
});

test("watching looks on: it imports only types from adapters and transport, and neither they nor machines import it", () => {
	const wrong = [
		...importsOf("watching").filter(
			(each) =>
				(isIn("transport")(each) || isIn("adapters")(each)) && !each.isOfTypes,
		),
		...["machines", "adapters", "transport"]
			.flatMap(importsOf)
			.filter(isIn("watching")),
	];
	expect(importsOf("watching").length).toBeGreaterThan(5);
	expect(wrong).toEqual([]);
});

test("only main.ts joins machines, adapters and transport", () => {
	const joins = files.filter((file) => {
		const own = imports.filter(({ from }) => from === file);
		return ["machines", "adapters", "transport"].every((folder) =>
			own.some((each) => isIn(folder)(each) || file.startsWith(folder + sep)),
		);
	});
	expect(joins).toEqual(["main.ts"]);
});

test("the server is built without the optional packages: none is imported by a name that the compiler follows", () => {
	const text = readFileSync(join(source, "../package.json"), "utf8");
	const optional = Object.keys(JSON.parse(text).optionalDependencies);
	expect(optional.length).toBeGreaterThan(1);
	expect(imports.filter(({ to }) => optional.includes(to))).toEqual([]);
});

test("no folder has a file that anything could go into", () => {
	const vague = files.filter((file) =>
		/(^|\/)(utils?|helpers?|types|common|constants|index)\.ts$/.test(file),
	);
	expect(vague).toEqual([]);
});
