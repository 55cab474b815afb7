/** Who may import whom: the rooms of `src` and of `test/support` stand on floors, and no arrow goes up. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
	areOfOneHouse,
	circleIn,
	groupedBy,
	isIn,
	roomOf,
	SourceTree,
} from "./imports.js";

const root = join(import.meta.dirname, "../..");
const source = new SourceTree(join(root, "src"));
const support = new SourceTree(join(root, "test/support"));

/** From the lowest to the highest; a room may import from lower floors, and from the rooms that it is an alcove of. */
const floorsOfSource = [
	["limits"],
	["flows", "flows/laws"],
	["machines", "protocol"],
	["machines/spoken-codes/talk"],
	["machines/spoken-codes/digits"],
	["machines/spoken-codes/words"],
	["machines/spoken-codes", "machines/codes"],
	[
		"machines/coordinator",
		"machines/speaking",
		"machines/game",
		"machines/recogniser",
	],
	["machines/conversation"],
	["machines/call"],
	["adapters/sound"],
	["adapters", "adapters/latency"],
	[
		"adapters/twilio",
		"adapters/games",
		"adapters/deepgram",
		"adapters/minds",
		"adapters/flow-files",
	],
	["adapters/local"],
	["settings"],
	["transport/peers"],
	["transport", "transport/twilio", "transport/pages"],
	["watching", "watching/charts"],
	["watching/sessions", "watching/metrics"],
	["watching/stately"],
	["commands"],
	["commands/phone", "commands/flow", "pages/operators", "pages/try-it"],
	["commands/conformance", "pages/try-it/game", "pages/try-it/phone"],
	["commands/conformance/chapters"],
	[""],
];

const floorsOfSupport = [
	["waiting", "randomness", "malformed", "clients-before/js"],
	["network", "deepgram", "minds", "pages"],
	["codes"],
	["actors"],
	["twilio", "games"],
	["server"],
	["bench", "godot"],
	["leaks", "load"],
	["attacks/ground"],
	["attacks/company"],
	["attacks/drivers"],
	["attacks"],
];

/** The most entries that a folder may have before it is a drawer. */
const maxEntries = 25;

describe.each([
	{ name: "src", tree: source, floors: floorsOfSource },
	{ name: "test/support", tree: support, floors: floorsOfSupport },
])("in $name", ({ tree, floors }) => {
	const arrows = tree.ownImports.map((each) => ({
		...each,
		fromRoom: roomOf(each.from),
		toRoom: roomOf(each.to),
	}));
	const floorOf = (room: string) =>
		floors.findIndex((rooms) => rooms.includes(room));

	test("the rule sees the imports there are", () => {
		expect(arrows.length).toBeGreaterThan(20);
	});

	test("every room stands on a floor, and every floor has its rooms", () => {
		const rooms = new Set(tree.files.map(roomOf));
		expect([...rooms].sort()).toEqual(floors.flat().sort());
	});

	test("no arrow goes up, or from one room to another on its floor", () => {
		const wrong = arrows.filter(
			({ fromRoom, toRoom }) =>
				!areOfOneHouse(fromRoom, toRoom) &&
				floorOf(toRoom) >= floorOf(fromRoom),
		);
		expect(wrong).toEqual([]);
	});

	test("no files import each other in a circle", () => {
		expect(circleIn(arrows)).toEqual([]);
	});

	test("no rooms import each other in a circle", () => {
		const between = arrows
			.filter(({ fromRoom, toRoom }) => !areOfOneHouse(fromRoom, toRoom))
			.map(({ fromRoom, toRoom }) => ({ from: fromRoom, to: toRoom }));
		expect(circleIn(between)).toEqual([]);
	});
});

test("a circle is found where there is one", () => {
	const arrows = ["ab", "bc", "cb", "ad"].map(([from = "", to = ""]) => ({
		from,
		to,
	}));
	expect(circleIn(arrows)).toEqual(["b", "c", "b"]);
	expect(circleIn(arrows.filter(({ from }) => from !== "c"))).toEqual([]);
});

test.each(["src", "test"])("no folder in %s is a drawer", (folder) => {
	const entries = readdirSync(join(root, folder), {
		recursive: true,
		withFileTypes: true,
	}).filter(({ name }) => name !== "screenshots");
	const perFolder = groupedBy(entries, ({ parentPath }) => parentPath);
	const full = [...perFolder]
		.map(([path, { length }]) => ({ path, length }))
		.filter(({ length }) => length > maxEntries);
	expect(full).toEqual([]);
});

/** Counting over time is needed on every floor; it is pure, and imports nothing itself. */
test("machines import xstate and each other only, how to limit, and flows", () => {
	const others = source
		.importsOf("machines")
		.filter(
			({ to }) =>
				to !== "xstate" &&
				!["machines", "limits", "flows"].some((floor) => isIn(floor, to)),
		);
	expect(others).toEqual([]);
});

/** Authors run them in tests of their own, with nothing of the server. */
test("flows import xstate, zod and each other only", () => {
	const others = source
		.importsOf("flows")
		.filter(
			({ to }) => !/^(xstate(\/graph)?|zod)$/.test(to) && !isIn("flows", to),
		);
	expect(others).toEqual([]);
});

test("limits import each other only", () => {
	const others = source
		.importsOf("limits")
		.filter(({ to }) => !isIn("limits", to));
	expect(others).toEqual([]);
});

test("the protocol imports no layer, and no package but zod", () => {
	const others = source
		.importsOf("protocol")
		.filter(({ to }) => !/^(zod|node:.*)$/.test(to) && !isIn("protocol", to));
	expect(others).toEqual([]);
});

test("adapters import only types from machines, and nothing from transport", () => {
	const wrong = source
		.importsOf("adapters")
		.filter(
			({ to, isOfTypes }) =>
				isIn("transport", to) || (isIn("machines", to) && !isOfTypes),
		);
	expect(wrong).toEqual([]);
});

test("transport imports nothing from adapters but the measures of sound, and only types from machines", () => {
	const wrong = source
		.importsOf("transport")
		.filter(
			({ to, isOfTypes }) =>
				(isIn("adapters", to) && !isIn("adapters/sound", to)) ||
				(isIn("machines", to) && !isOfTypes),
		);
	expect(wrong).toEqual([]);
});

test("watching looks on: it imports only types from adapters and transport", () => {
	const wrong = source
		.importsOf("watching")
		.filter(
			({ to, isOfTypes }) =>
				(isIn("transport", to) || isIn("adapters", to)) && !isOfTypes,
		);
	expect(wrong).toEqual([]);
});

test("commands import nothing from transport", () => {
	const wrong = source
		.importsOf("commands")
		.filter(({ to }) => isIn("transport", to));
	expect(wrong).toEqual([]);
});

test("only server.ts joins machines, adapters and transport", () => {
	const joins = source.files.filter((file) => {
		const own = source.imports.filter(({ from }) => from === file);
		return ["machines", "adapters", "transport"].every((folder) =>
			own.some(({ to }) => isIn(folder, to) || isIn(folder, file)),
		);
	});
	expect(joins).toEqual(["server.ts"]);
});

test("the server is built without the optional packages: none is imported by a name that the compiler follows", () => {
	const text = readFileSync(join(root, "package.json"), "utf8");
	const optional = Object.keys(JSON.parse(text).optionalDependencies);
	expect(optional.length).toBeGreaterThan(1);
	expect(source.imports.filter(({ to }) => optional.includes(to))).toEqual([]);
});

test("no folder has a file that anything could go into", () => {
	const vague = source.files.filter((file) =>
		/(^|\/)(utils?|helpers?|types|common|constants|index)\.ts$/.test(file),
	);
	expect(vague).toEqual([]);
});
