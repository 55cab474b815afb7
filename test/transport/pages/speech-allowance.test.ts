import { expect, test } from "vitest";
import { SpeechAllowance } from "../../../src/transport/pages/speech-allowance.js";

const limits = { atOnce: 2, perMinute: 5, perMinuteAndAddress: 3 };
let nowMs = 0;
const allowance = () => new SpeechAllowance(limits, () => nowMs);

/** Takes a place and gives it back; whether there was one. */
function make(from: SpeechAllowance, address: string): boolean {
	const seat = from.take(address);
	if (typeof seat === "string") return false;
	seat.giveBack();
	seat.giveBack();
	return true;
}

test("so many at once, and a place that was given back is free, once", () => {
	const texts = allowance();
	const first = texts.take("10.0.0.1");
	texts.take("10.0.0.2");
	expect(texts.take("10.0.0.3")).toBe("Too many texts are being spoken.");
	if (typeof first === "object") {
		first.giveBack();
		first.giveBack();
	}
	expect(texts.take("10.0.0.3")).toBeTypeOf("object");
	expect(texts.take("10.0.0.3")).toBeTypeOf("string");
});

test("so many a minute from one address, and from all together", () => {
	const texts = allowance();
	const made = (address: string) => make(texts, address);
	expect([1, 2, 3, 4].map(() => made("10.0.0.1"))).toEqual([
		true,
		true,
		true,
		false,
	]);
	expect([1, 2, 3].map(() => made("10.0.0.2"))).toEqual([true, true, false]);
	nowMs += 59_999;
	expect(made("10.0.0.2")).toBe(false);
	nowMs += 1;
	expect(made("10.0.0.1")).toBe(true);
});

test("the limits hold in every minute, also in one that begins in the middle of another", () => {
	const texts = allowance();
	const made = () => make(texts, "10.0.0.1");
	expect(made()).toBe(true);
	nowMs += 50_000;
	expect([made(), made()]).toEqual([true, true]);
	nowMs += 10_000;
	expect([made(), made()]).toEqual([true, false]);
	nowMs += 50_000;
	expect([made(), made(), made()]).toEqual([true, true, false]);
});
