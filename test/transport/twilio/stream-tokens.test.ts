import { describe, expect, test } from "vitest";
import {
	createStreamCheck,
	createStreamTokens,
} from "../../../src/transport/twilio/stream-tokens.js";
import { UnsignedCallers } from "../../../src/transport/twilio/unsigned-callers.js";

let nowMs = 1_700_000_000_000;
const tokens = () => createStreamTokens("secret", () => nowMs);

describe("a stream token", () => {
	test("is good once, for its call and its caller", () => {
		const { issue, whyNot } = tokens();
		const token = issue("CA1", "anna");
		expect(whyNot(token, "CA1", "anna")).toBeUndefined();
		expect(whyNot(token, "CA1", "anna")).toMatch(/used before/);
	});

	test("is good without a caller who is known", () => {
		const { issue, whyNot } = tokens();
		expect(whyNot(issue("CA1", undefined), "CA1", undefined)).toBeUndefined();
	});

	test.each([
		["another call", "CA2", "anna"],
		["another caller", "CA1", "bob"],
		["no caller", "CA1", undefined],
	])("is not good for %s, and not spent by it", (_, callSid, callerKey) => {
		const { issue, whyNot } = tokens();
		const token = issue("CA1", "anna");
		expect(whyNot(token, callSid, callerKey)).toMatch(/not of this call/);
		expect(whyNot(token, "CA1", "anna")).toBeUndefined();
	});

	test("is good at another process with the same secret, and at none with another", () => {
		const token = tokens().issue("CA1", undefined);
		const other = createStreamTokens("other", () => nowMs);
		expect(other.whyNot(token, "CA1", undefined)).toMatch(/not of this call/);
		expect(tokens().whyNot(token, "CA1", undefined)).toBeUndefined();
	});

	test("is good for two minutes", () => {
		const { issue, whyNot } = tokens();
		const [early, late] = [issue("CA1", undefined), issue("CA2", undefined)];
		nowMs += 119_999;
		expect(whyNot(early, "CA1", undefined)).toBeUndefined();
		nowMs += 1;
		expect(whyNot(late, "CA2", undefined)).toMatch(/too old/);
	});

	test("cannot be made to last longer", () => {
		const { issue, whyNot } = tokens();
		const token = issue("CA1", undefined);
		const [expires = "", seal] = token.split(".");
		const longer = `${Number(expires) + 1}.${seal}`;
		expect(whyNot(longer, "CA1", undefined)).toMatch(/not of this call/);
	});

	test.each(["", ".", "x", "1.", "99999999999999999999.x", "é.é"])(
		"is not %j",
		(token) => {
			expect(tokens().whyNot(token, "CA1", undefined)).toMatch(/not of this/);
		},
	);

	test.each(["0", "00", "000", "+", " ", "0x", "1e0"])(
		"is one token, whatever stands before its number: %j",
		(before) => {
			const { issue, whyNot } = tokens();
			const token = issue("CA1", "anna");
			const other = before + token;
			expect(whyNot(other, "CA1", "anna")).toMatch(/not of this/);
			expect(whyNot(token, "CA1", "anna")).toBeUndefined();
			expect(whyNot(other, "CA1", "anna")).toMatch(/not of this/);
		},
	);

	test.each([" ", "=", "\n", "."])(
		"is one token, whatever stands behind its seal: %j",
		(behind) => {
			const { issue, whyNot } = tokens();
			const token = issue("CA1", "anna") + behind;
			expect(whyNot(token, "CA1", "anna")).toMatch(/not of this/);
		},
	);

	test("is asked for again when Twilio asks again, and each is good", () => {
		const { issue, whyNot } = tokens();
		const first = issue("CA1", undefined);
		nowMs += 5;
		const second = issue("CA1", undefined);
		expect(whyNot(first, "CA1", undefined)).toBeUndefined();
		expect(whyNot(second, "CA1", undefined)).toBeUndefined();
	});
});

describe("a stream", () => {
	const address = "192.0.2.1";
	const refused: string[] = [];
	const observer = {
		refused: (who: string, reason: string) =>
			void refused.push(`${who} ${reason}`),
	};
	const check = (mustHaveStreamToken = false, streamTokens = tokens()) =>
		createStreamCheck(
			{
				streamTokens,
				unsignedCallers: new UnsignedCallers(),
				mustHaveStreamToken,
			},
			observer,
		);

	test("with its token is taken, and its caller is known", () => {
		const streamTokens = tokens();
		const token = streamTokens.issue("CA1", "anna");
		const parameters = { token, caller: "anna" };
		const verdict = check(true, streamTokens)("CA1", parameters, address);
		expect(verdict).toEqual({
			callerKey: "anna",
			addressKey: undefined,
			hasToken: true,
		});
	});

	test("with a wrong token is refused, and counted", () => {
		refused.length = 0;
		const verdict = check()("CA1", { token: "wrong" }, address);
		expect(verdict).toEqual({ refusal: "its token is not of this call" });
		expect(refused).toEqual(["call token"]);
	});

	test("with no token is taken, as from a TwiML Bin, but whom it calls its caller counts for nothing", () => {
		expect(check()("CA1", { caller: "anna" }, address)).toEqual({
			callerKey: undefined,
			addressKey: undefined,
			hasToken: false,
		});
	});

	test("with no token is refused where every stream must have one", () => {
		expect(check(true)("CA1", {}, address)).toEqual({
			refusal: "it has no token",
		});
	});

	describe("where nothing is signed", () => {
		const unsignedCallers = new UnsignedCallers();
		const taken = createStreamCheck(
			{ streamTokens: undefined, unsignedCallers, mustHaveStreamToken: false },
			observer,
		);

		test("is taken, and shows by no token what it is", () => {
			expect(
				taken("CA1", { caller: "anna", token: "x" }, address),
			).toMatchObject({ hasToken: false });
		});

		test("has the caller that its address names, who is another one at another address", () => {
			const anna = { caller: "anna" };
			const here = taken("CA1", anna, address);
			expect(taken("CA2", anna, address)).toEqual(here);
			expect(here).toEqual({
				...unsignedCallers.at(address, "anna"),
				hasToken: false,
			});
			const elsewhere = unsignedCallers.at("192.0.2.2", "anna");
			expect(elsewhere.callerKey).not.toBe(
				unsignedCallers.at(address, "anna").callerKey,
			);
		});

		test("counts for its address, whomever it calls its caller", () => {
			const [anna, bob, nobody] = ["anna", "bob", undefined].map(
				(caller) => unsignedCallers.at(address, caller).addressKey,
			);
			expect([bob, nobody]).toEqual([anna, anna]);
			expect(unsignedCallers.at("192.0.2.2", "anna").addressKey).not.toBe(anna);
			expect(unsignedCallers.at(address, undefined).callerKey).toBeUndefined();
		});

		test("gives away no address: another server has other keys for it", () => {
			const { addressKey } = unsignedCallers.at(address, "anna");
			expect(addressKey).not.toContain(address);
			expect(new UnsignedCallers().at(address, "anna").addressKey).not.toBe(
				addressKey,
			);
		});
	});
});
