import { beforeEach, describe, expect, test } from "vitest";
import {
	type SpeakSeat,
	SpeakSeats,
} from "../../../src/adapters/deepgram/speak-seats.js";

let seats: SpeakSeats;
let told: string[];

beforeEach(() => {
	seats = new SpeakSeats(2);
	told = [];
});

function take(name: string, giveWay = () => {}): SpeakSeat {
	return seats.take({
		begin: () => void told.push(`${name} begins`),
		giveWay: () => {
			told.push(`${name} gives way`);
			giveWay();
		},
	});
}

describe("seats", () => {
	test("begin at once as long as there is room, then first come, first served", () => {
		const first = take("one");
		take("two");
		take("three");
		take("four");
		expect(told).toEqual(["one begins", "two begins"]);
		first.end();
		expect(told.at(-1)).toBe("three begins");
		expect(told).toHaveLength(3);
	});

	test("at rest are ended for those who wait, the longest first, and those at work are not", () => {
		const [one, two] = [take("one"), take("two")];
		two.rest();
		one.rest();
		take("three");
		expect(told.slice(2)).toEqual(["two gives way", "three begins"]);
		one.resume();
		take("four");
		expect(told).toHaveLength(4);
		one.rest();
		expect(told.slice(4)).toEqual(["one gives way", "four begins"]);
	});

	test("at rest stay as long as nobody waits", () => {
		const one = take("one");
		one.rest();
		take("two");
		expect(told).toEqual(["one begins", "two begins"]);
	});

	test("that are over make room once, however often that is told", () => {
		const one: SpeakSeat = take("one", () => one.end());
		take("two");
		one.rest();
		take("three");
		for (const act of [one.end, one.rest, one.resume]) act();
		take("four");
		expect(told).toEqual([
			"one begins",
			"two begins",
			"one gives way",
			"three begins",
		]);
	});

	test("that are ended before they began are never begun, and take no room", () => {
		const one = take("one");
		take("two");
		take("three").end();
		take("four");
		one.end();
		expect(told.at(-1)).toBe("four begins");
	});

	test("do not rest before they began", () => {
		take("one");
		take("two");
		const three = take("three");
		three.rest();
		take("four");
		expect(told).toHaveLength(2);
	});

	test("all give way when the server closes, and none begins any more", () => {
		take("one");
		take("two");
		take("three");
		seats.close();
		take("four");
		expect(told.slice(2)).toEqual(["one gives way", "two gives way"]);
	});
});
