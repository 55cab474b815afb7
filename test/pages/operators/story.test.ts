import { expect, test } from "vitest";
import { Story } from "../../../src/pages/operators/story.js";
import type { Happening } from "../../../src/pages/operators/wire.js";

/** A story of one message, with the steps that its machine took for it, each from a state to the state of the whole. */
function storyOf(steps: readonly (readonly [from: string, state: string])[]) {
	const told = { at: 1, type: "bell.rung", words: "bell.rung" };
	const happenings: Happening[] = [
		{ ...told, kind: "message", from: "phone", to: "call" },
		...steps.map(
			([from, state]) => ({ ...told, kind: "step", from, state }) as const,
		),
	];
	return new Story({
		type: "watching",
		kind: "call",
		id: "some call",
		begunAt: 0,
		isLive: true,
		changes: [],
		parties: [],
		happenings,
		forgotten: 0,
	});
}

test("steps that regions took at once are the newest together", () => {
	const story = storyOf([
		["call.one", "a.b"],
		["call.left", "a.c b.d"],
		["call.right", "a.c b.d"],
	]);
	const steps = story.stepsBefore(1).map(({ from }) => from);
	expect(steps).toEqual(["call.left", "call.right"]);
});

test("a step after others is the newest alone", () => {
	const story = storyOf([
		["call.one", "a.b"],
		["call.two", "a.c"],
	]);
	expect(story.stepsBefore(1).map(({ from }) => from)).toEqual(["call.two"]);
});

test("before any message there was no step", () => {
	expect(storyOf([["call.one", "a.b"]]).stepsBefore(0)).toEqual([]);
});
