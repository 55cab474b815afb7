import { expect, test } from "vitest";
import { RestingCodes } from "../../../src/machines/codes/resting-codes.js";

test("codes wake when they have rested, oldest first and each once", () => {
	const resting = new RestingCodes(1_000);
	resting.add("a", 0);
	resting.add("b", 0);
	resting.add("c", 500);
	expect(resting.wake(999)).toEqual([]);
	expect(resting.wake(1_000)).toEqual(["a", "b"]);
	expect(resting.wake(1_499)).toEqual([]);
	resting.add("d", 1_499);
	expect(resting.wake(1_500)).toEqual(["c"]);
	expect(resting.wake(9_000)).toEqual(["d"]);
	expect(resting.wake(9_000)).toEqual([]);
});

test("the oldest codes wake until as few rest as shall, however long they have rested", () => {
	const resting = new RestingCodes(1_000);
	for (const code of ["a", "b", "c", "d"]) resting.add(code, 0);
	expect(resting.wakeAllBut(4)).toEqual([]);
	expect(resting.wakeAllBut(2)).toEqual(["a", "b"]);
	expect(resting.count).toBe(2);
	expect(resting.wakeAllBut(0)).toEqual(["c", "d"]);
	expect(resting.wakeAllBut(0)).toEqual([]);
	expect(resting.count).toBe(0);
});

test("codes that come and go for long all wake in their order", () => {
	const resting = new RestingCodes(10);
	const woken: string[] = [];
	for (let at = 0; at < 100; at++) {
		resting.add(`${at}`, at);
		woken.push(...resting.wake(at));
	}
	expect(woken).toEqual(Array.from({ length: 90 }, (_, at) => `${at}`));
});
