import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import {
	createGameKeyCheck,
	presentedGameKey,
} from "../../src/transport/game-keys.js";

describe("with keys", () => {
	const mayComeIn = createGameKeyCheck(["one", "two"]);
	test.each([
		["one", true],
		["two", true],
		["on", false],
		["onee", false],
		["One", false],
		["one,two", false],
		["", false],
		[undefined, false],
	])("%j: %j", (presented, may) => {
		expect(mayComeIn(presented)).toBe(may);
	});
});

test("without keys everyone may come in", () => {
	expect(createGameKeyCheck(undefined)(undefined)).toBe(true);
});

describe("the presented key", () => {
	test.each([
		["Bearer abc", "", "abc"],
		["bearer   abc ", "", "abc"],
		["Bearer abc", "key=def", "abc"],
		[undefined, "callers=2&key=d%2Bf", "d+f"],
		["Basic abc", "key=def", "def"],
		["Bearer", "", undefined],
		["Bearer a b", "", undefined],
		[undefined, "key=", ""],
		[undefined, "", undefined],
	])("of Authorization %j and query %j is %j", (authorization, query, key) => {
		const request = { headers: { authorization } } as IncomingMessage;
		expect(presentedGameKey(request, new URLSearchParams(query))).toBe(key);
	});
});
