import { describe, expect, test } from "vitest";
import {
	createStreamCheck,
	createStreamTokens,
} from "../../../src/transport/twilio/stream-tokens.js";

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
	const refused: string[] = [];
	const observer = {
		refused: (who: string, reason: string) =>
			void refused.push(`${who} ${reason}`),
	};
	const check = (mustHaveStreamToken = false, streamTokens = tokens()) =>
		createStreamCheck({ streamTokens, mustHaveStreamToken }, observer);

	test("with its token is taken, and its caller is known", () => {
		const streamTokens = tokens();
		const token = streamTokens.issue("CA1", "anna");
		const verdict = check(true, streamTokens)("CA1", { token, caller: "anna" });
		expect(verdict).toEqual({ callerKey: "anna" });
	});

	test("with a wrong token is refused, and counted", () => {
		refused.length = 0;
		const verdict = check()("CA1", { token: "wrong" });
		expect(verdict).toEqual({ refusal: "its token is not of this call" });
		expect(refused).toEqual(["call token"]);
	});

	test("with no token is taken, as from a TwiML Bin, but whom it calls its caller counts for nothing", () => {
		expect(check()("CA1", { caller: "anna" })).toEqual({
			callerKey: undefined,
		});
	});

	test("with no token is refused where every stream must have one", () => {
		expect(check(true)("CA1", {})).toEqual({ refusal: "it has no token" });
	});

	test("is taken at its word where nothing is signed", () => {
		const options = { streamTokens: undefined, mustHaveStreamToken: false };
		const taken = createStreamCheck(options, observer);
		expect(taken("CA1", { caller: "anna", token: "x" })).toEqual({
			callerKey: "anna",
		});
	});
});
