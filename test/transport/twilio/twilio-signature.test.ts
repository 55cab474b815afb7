import { describe, expect, test } from "vitest";
import {
	isSignedRequest,
	isSignedUpgrade,
	signedParameters,
} from "../../../src/transport/twilio/twilio-signature.js";
import {
	documentedExample,
	signedByTwilio,
} from "../../support/twilio/signed-by-twilio.js";

const token = "c0ffee";

describe("a webhook request", () => {
	test("is taken with the signature of Twilio's own example", () => {
		const { authToken, signature, url, parameters } = documentedExample;
		expect(signedByTwilio(authToken, url, parameters)).toBe(signature);
		expect(isSignedRequest(authToken, signature, url, parameters)).toBe(true);
	});

	const { authToken, signature, url, parameters } = documentedExample;
	test.each<[string, Parameters<typeof isSignedRequest>]>([
		["another token", ["12346", signature, url, parameters]],
		["no signature", [authToken, undefined, url, parameters]],
		["an empty signature", [authToken, "", url, parameters]],
		["two signatures", [authToken, [signature, signature], url, parameters]],
		["a longer signature", [authToken, `${signature}=`, url, parameters]],
		["half a signature", [authToken, signature.slice(0, 14), url, parameters]],
		[
			"a signature that is not ASCII",
			[authToken, "é".repeat(14), url, parameters],
		],
		["another path", [authToken, signature, `${url}3`, parameters]],
		[
			"a URL without a scheme",
			[authToken, signature, "/myapp.php", parameters],
		],
		["a URL that none is", [authToken, signature, "https://[", parameters]],
		[
			"one parameter more",
			[authToken, signature, url, { ...parameters, A: "", B: "b" }],
		],
		[
			"another parameter",
			[authToken, signature, url, { ...parameters, Digits: "1235" }],
		],
	])("is refused with %s", (_, request) => {
		expect(isSignedRequest(...request)).toBe(false);
	});

	test("is taken with odd characters in its parameters", () => {
		const odd = { "O'Brien": "it's + & = %", __proto: "ü🎲", Empty: "" };
		const address = "https://example.com/voice?x='%27";
		const signed = signedByTwilio(token, address, odd);
		expect(isSignedRequest(token, signed, address, odd)).toBe(true);
	});
});

describe("an upgrade", () => {
	const url = "wss://example.com/twilio";

	test("is taken when its URL was signed", () => {
		expect(isSignedUpgrade(token, signedByTwilio(token, url), url)).toBe(true);
	});

	test("is taken when its URL was signed with a slash at the end", () => {
		const signature = signedByTwilio(token, `${url}/`);
		expect(isSignedUpgrade(token, signature, url)).toBe(true);
	});

	test.each([
		["https", "https://example.com/twilio"],
		["ws", "ws://example.com/twilio"],
		["another host", "wss://example.org/twilio"],
		["another path", "wss://example.com/twilio2"],
		["a query", "wss://example.com/twilio?a=b"],
	])("is refused when %s was signed", (_, other) => {
		expect(isSignedUpgrade(token, signedByTwilio(token, other), url)).toBe(
			false,
		);
	});
});

describe("the parameters of a form", () => {
	test("keep every value of a name, and names that objects have", () => {
		const form = new URLSearchParams("a=1&b=2&a=3&__proto__=4&toString=5&a=6");
		const parameters = signedParameters(form);
		expect(Object.entries(parameters)).toEqual([
			["a", ["1", "3", "6"]],
			["b", "2"],
			["__proto__", "4"],
			["toString", "5"],
		]);
	});
});
