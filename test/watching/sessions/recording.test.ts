import { expect, test } from "vitest";
import {
	type Happening,
	Recording,
} from "../../../src/watching/sessions/recording.js";

const message = (at: number): Happening => ({
	kind: "message",
	at,
	from: "phone",
	to: "call",
	type: "key.pressed",
});

test("the newest 2000 are kept, and how many are forgotten is known", () => {
	const recording = new Recording();
	for (let at = 0; at < 5_000; at++) recording.add(message(at));
	expect(recording.happenings).toHaveLength(2_000);
	expect(recording.happenings[0]).toEqual(message(3_000));
	expect(recording.forgotten).toBe(3_000);
});

test("listeners are told what happens while they listen", () => {
	const recording = new Recording();
	const heard: number[] = [];
	const stop = recording.listen(({ at }) => heard.push(at));
	recording.add(message(1));
	expect(recording.isWatched).toBe(true);
	stop();
	recording.add(message(2));
	expect(heard).toEqual([1]);
	expect(recording.isWatched).toBe(false);
});

test("a party is met once", () => {
	const recording = new Recording();
	recording.meet({ name: "phone", isOutside: false });
	recording.meet({ name: "phone", isOutside: false });
	expect(recording.parties).toEqual([{ name: "phone", isOutside: false }]);
});
