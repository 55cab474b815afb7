import { describe, expect, test } from "vitest";
import { and, createMachine, not } from "xstate";
import { callMachine } from "../../../src/machines/call/call.js";
import { gameMachine } from "../../../src/machines/game/game.js";
import {
	type ChartState,
	chartOf,
	eventInWords,
	liveStates,
} from "../../../src/watching/charts/chart.js";
import { drawMachine } from "../../../src/watching/charts/chart-drawing.js";
import {
	layOut,
	type PlacedChart,
	type StateBox,
} from "../../../src/watching/charts/chart-layout.js";

const door = createMachine({
	id: "door",
	initial: "shut",
	on: { "burned.down": ".gone" },
	states: {
		shut: {
			on: {
				push: { guard: not("isLocked"), target: "open", actions: "creak" },
				knock: { actions: "listen" },
				"turn.key": {},
			},
		},
		open: {
			initial: "ajar",
			states: {
				ajar: { after: { draught: "wide" } },
				wide: { on: { pull: "#door.shut" } },
			},
		},
		gone: { type: "final" },
	},
});

function idsIn({ id, children }: ChartState): string[] {
	return [id, ...children.flatMap(idsIn)];
}

describe("a chart", () => {
	const chart = chartOf(door);

	test("has every state, with where it begins", () => {
		expect(idsIn(chart.root)).toEqual([
			"door",
			"door.shut",
			"door.open",
			"door.open.ajar",
			"door.open.wide",
			"door.gone",
		]);
		expect(chart.root.initial).toEqual(["door.shut"]);
		expect(chart.root.children[2]?.kind).toBe("final");
	});

	test("has every transition, with its condition and its work in words", () => {
		expect(chart.transitions).toMatchObject([
			{ from: "door", to: ["door.gone"], event: "burned.down" },
			{ from: "door.shut", to: ["door.open"], guard: "not(isLocked)" },
			{ from: "door.shut", to: [], event: "knock", actions: ["listen"] },
			{ from: "door.shut", to: [], event: "turn.key", actions: [] },
			{ from: "door.open.ajar", event: "after draught" },
			{ from: "door.open.wide", to: ["door.shut"], event: "pull" },
		]);
	});

	test("says what guards are made of", () => {
		const guard = and(["isMorning", not("isSunday")]);
		const clock = createMachine({ on: { ring: { guard } } });
		expect(chartOf(clock).transitions[0]?.guard).toBe(
			"and(isMorning, not(isSunday))",
		);
	});
});

test.each([
	["xstate.after.codeWait.call.listening", "after codeWait"],
	["xstate.done.actor.phone", "done: phone"],
	["xstate.error.actor.*", "error: *"],
	["xstate.init", "begins"],
	["", "at once"],
	["call.left", "call.left"],
])("%s reads as %s", (type, words) => {
	expect(eventInWords(type)).toBe(words);
});

test.each([
	["shut", ["door", "door.shut"]],
	[{ open: "ajar" }, ["door", "door.open", "door.open.ajar"]],
	[
		{ open: { left: "ajar", right: "wide" } },
		["door", "door.open", "door.open.left", "door.open.left.ajar"].concat(
			"door.open.right",
			"door.open.right.wide",
		),
	],
	[undefined, ["door"]],
])("of the value %j the states %j are live", (value, ids) => {
	expect(liveStates("door", value)).toEqual(ids);
});

describe.each([
	["call", callMachine],
	["game", gameMachine],
	["door", door],
])("the drawing of %s", (_name, machine) => {
	const chart = chartOf(machine);

	test("is the same each time", async () => {
		expect(await drawMachine(machine)).toBe(await drawMachine(machine));
	});

	test("shows every state and every event", async () => {
		const svg = await drawMachine(machine);
		for (const id of idsIn(chart.root)) {
			expect(svg).toContain(`data-state="${id}"`);
		}
		const drawn = [...svg.matchAll(/data-events="([^"]*)"/g)];
		const events = new Set(drawn.flatMap(([, types]) => types?.split(" ")));
		for (const { eventType } of chart.transitions) {
			expect(events).toContain(eventType);
		}
	});

	test("keeps boxes inside their own, apart from each other, and arrows from state to state", async () => {
		const placed = await layOut(chart);
		const boxes = new Map(placed.boxes.map((box) => [box.state.id, box]));
		for (const box of placed.boxes) {
			const parent = boxes.get(box.state.id.replace(/\.[^.]*$/, ""));
			if (parent && parent !== box) expect(contains(parent, box)).toBe(true);
			const inner = box.state.children.map(({ id }) => boxes.get(id));
			expect(overlapsIn(inner.filter((each) => each !== undefined))).toEqual(
				[],
			);
		}
		for (const { points } of placed.arrows) {
			expect(points.length).toBeGreaterThan(1);
		}
	});

	test("has room for every text", async () => {
		const placed = await layOut(chart);
		for (const { x, y, text } of textsOf(placed)) {
			expect(x).toBeGreaterThanOrEqual(0);
			expect(x + 6.6 * text.length).toBeLessThanOrEqual(placed.width);
			expect(y).toBeLessThanOrEqual(placed.height);
		}
	});
});

test("a name cannot end the drawing that it stands in", async () => {
	const hostile = createMachine({
		id: "hostile",
		on: { '"><script>': { actions: "</svg>" } },
	});
	const svg = await drawMachine(hostile);
	expect(svg).not.toContain("<script");
	expect(svg.match(/<\/svg>/g)).toHaveLength(1);
});

function textsOf({ boxes, arrows }: PlacedChart) {
	return [...boxes, ...arrows].flatMap(({ lines }) => lines);
}

function contains(outer: StateBox, inner: StateBox): boolean {
	return (
		inner.x >= outer.x &&
		inner.y >= outer.y &&
		inner.x + inner.width <= outer.x + outer.width &&
		inner.y + inner.height <= outer.y + outer.height
	);
}

function overlapsIn(boxes: readonly StateBox[]): string[] {
	return boxes.flatMap((one, at) =>
		boxes
			.slice(at + 1)
			.filter(
				(other) =>
					one.x < other.x + other.width &&
					other.x < one.x + one.width &&
					one.y < other.y + other.height &&
					other.y < one.y + one.height,
			)
			.map((other) => `${one.state.id} and ${other.state.id}`),
	);
}
