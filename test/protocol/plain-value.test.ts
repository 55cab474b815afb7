import { expect, test } from "vitest";
import { faultOfValue, maxValueBytes } from "../../src/protocol/plain-value.js";

test.each([
	undefined,
	null,
	0,
	-1.5,
	"",
	"🎉",
	false,
	[],
	{},
	{ a: [{ prototype: null, toString: "x" }] },
	"x".repeat(maxValueBytes - 2),
	"é".repeat((maxValueBytes - 2) / 2),
])("nothing is wrong with %.60j", (value) => {
	expect(faultOfValue(value)).toBeUndefined();
});

test.each([
	['{"__proto__":1}', /no key "__proto__"/],
	['[[{"a":{"constructor":{"prototype":{}}}}]]', /no key "constructor"/],
	["[1e999]", /no number that is too large/],
	[String.raw`"\ud83d"`, /whole characters/],
	[String.raw`{"a":{"\ud83d":1}}`, /whole characters/],
	[JSON.stringify("x".repeat(maxValueBytes - 1)), /at most 16384 bytes/],
	[JSON.stringify("é".repeat(maxValueBytes / 2)), /at most 16384 bytes/],
])("what is wrong with %.60s is told", (text, fault) => {
	expect(faultOfValue(JSON.parse(text))).toMatch(fault);
});

test("the prototype of nothing is touched by a value that tries", () => {
	const value = JSON.parse('{"__proto__":{"isAdmin":true}}');
	faultOfValue(value);
	expect(Object.hasOwn(Object.prototype, "isAdmin")).toBe(false);
	expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
});
