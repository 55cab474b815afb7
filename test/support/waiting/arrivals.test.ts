import { describe, expect, it } from "vitest";
import { Arrivals } from "./arrivals.js";

describe("arrivals", () => {
	it("hands out each thing once, in order, whether it came before or comes later", async () => {
		const arrivals = new Arrivals<number>("number");
		arrivals.push(1);
		expect(await arrivals.next()).toBe(1);
		const second = arrivals.next();
		const third = arrivals.next();
		arrivals.push(2);
		arrivals.push(3);
		expect(await Promise.all([second, third])).toEqual([2, 3]);
		expect(arrivals.all).toEqual([1, 2, 3]);
	});

	it("leaves what does not fit for those who come later", async () => {
		const arrivals = new Arrivals<number>("number");
		arrivals.push(1);
		const big = arrivals.first((number) => number > 5);
		arrivals.push(2);
		arrivals.push(7);
		expect(await big).toBe(7);
		expect(await arrivals.take(2)).toEqual([1, 2]);
	});

	it("says what it waited for in vain, and forgets that wait", async () => {
		const arrivals = new Arrivals<string>("letter");
		arrivals.push("a");
		const late = arrivals.first((letter) => letter === "b", 1);
		await expect(late).rejects.toThrow(
			'Not within 1 ms: a letter. So far 1 came, the last: "a"',
		);
		arrivals.push("b");
		expect(await arrivals.take(2)).toEqual(["a", "b"]);
	});

	it("fails waits, now and later, when nothing more will come", async () => {
		const arrivals = new Arrivals<string>("letter");
		arrivals.push("a");
		const early = arrivals.first((letter) => letter === "b");
		arrivals.fail(new Error("closed"));
		await expect(early).rejects.toThrow("closed");
		expect(await arrivals.next()).toBe("a");
		await expect(arrivals.next()).rejects.toThrow("closed");
	});
});
