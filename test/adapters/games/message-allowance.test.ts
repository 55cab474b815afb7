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

test("what was sent while the socket was not read is no burst", () => {
	let nowMs = 0;
	const allowance = new MessageAllowance(10, () => nowMs);
	nowMs += 4_000;
	allowance.makeUp(4_000);
	for (let each = 0; each < 60; each++) expect(allowance.take()).toBe(true);
	expect(allowance.take()).toBe(false);
	nowMs += 3_600_000;
	allowance.makeUp(3_600_000);
	let count = 0;
	while (allowance.take()) count += 1;
	expect(count).toBe(20 + 200);
});
