import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { createCallerKeys } from "../../../src/transport/twilio/caller-key.js";

const keyOf = createCallerKeys("token");

test("a caller's key is the HMAC-SHA256 of the number, cut to 128 bits", () => {
	const hmac = createHmac("sha256", "token").update("+15551234567");
	expect(keyOf("+15551234567")).toBe(hmac.digest("hex").slice(0, 32));
});

test("the same number has the same key, and another number another", () => {
	expect(keyOf(" sip:Me@example.com ")).toBe(keyOf("sip:me@example.com"));
	expect(keyOf("+15551234568")).not.toBe(keyOf("+15551234567"));
});

test("without a secret nobody else can make the key", () => {
	const [one, other] = [
		createCallerKeys(undefined),
		createCallerKeys(undefined),
	];
	expect(one("+15551234567")).toBe(one("+15551234567"));
	expect(one("+15551234567")).not.toBe(other("+15551234567"));
});

test.each([
	[null],
	[""],
	["  "],
	["anonymous"],
	["Anonymous"],
	["UNKNOWN"],
	["Restricted"],
	["+266696687"],
	["+7378742833"],
	["+2562533"],
	["+8656696"],
	["+86282452253"],
])("the number %j is none", (from) => {
	expect(keyOf(from)).toBeUndefined();
});
