import { expect, test } from "vitest";
import { MessageAllowance } from "../../../src/adapters/games/message-allowance.js";

test("lets through a burst of twice the rate, and then the rate", () => {
	let nowMs = 0;
	const allowance = new MessageAllowance(10, () => nowMs);
	const taken = () => {
		let count = 0;
		while (allowance.take()) count += 1;
		return count;
	};
	expect(taken()).toBe(20);
	nowMs += 500;
	expect(taken()).toBe(5);
	nowMs += 60_000;
	expect(taken()).toBe(20);
});
