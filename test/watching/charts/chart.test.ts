import { describe, expect, test } from "vitest";
import {
	type AnyStateMachine,
	and,
	assign,
	createActor,
	createMachine,
	fromPromise,
	not,
	stateIn,
} from "xstate";
import {
	type ChartState,
	chartOf,
	eventInWords,
	liveStates,
} from "../../../src/watching/charts/chart.js";
import {
	drawChart,
	drawMachine,
} from "../../../src/watching/charts/chart-drawing.js";
import {
	type Arrow,
	layOut,
	type PlacedChart,
	type StateBox,
} from "../../../src/watching/charts/chart-layout.js";
import type {
	Point,
	TextOptions,
} from "../../../src/watching/charts/chart-texts.js";
import type { Frame } from "../../../src/watching/charts/free-place.js";
import { drawnMachines } from "../../models/machine-world/drawn-machines.js";
import { ferry } from "./ferry.js";

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

/** A town with so many ways into its houses that its own name finds no place above them. */
const town = createMachine({
	id: "town",
	initial: "north",
	states: {
		north: { on: { a: "#town.centre.mill", b: "#town.centre.inn" } },
		south: { on: { a: "#town.centre.mill", b: "#town.centre.forge" } },
		east: { on: { a: "#town.centre.inn", b: "#town.centre.forge" } },
		west: { on: { a: "#town.centre.inn", b: "#town.centre.mill" } },
		centre: {
			description: "All that anybody needs is in one of these houses.",
			initial: "mill",
			states: { mill: {}, inn: {}, forge: {} },
		},
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

	test.each([
		["#clock.chime.on", "stateIn(clock.chime.on)"],
		[{ chime: "on" }, 'stateIn({"chime":"on"})'],
	])("says which state a guard asks for: %j", (state, words) => {
		const clock = createMachine({ on: { ring: { guard: stateIn(state) } } });
		expect(chartOf(clock).transitions[0]?.guard).toBe(words);
	});
});

test.each([
	["xstate.after.codeWait.call.listening", "after codeWait"],
	["xstate.after.500.ferry.moored", "after 500 ms"],
	["xstate.after.90000.ferry.moored", "after 90 s"],
	["xstate.after.1500.ferry.moored", "after 1.5 s"],
	["xstate.after.600000.ferry.moored", "after 10 min"],
	["*", "any other event"],
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

describe.each<[string, AnyStateMachine]>([
	...drawnMachines.map(({ machine }): [string, AnyStateMachine] => [
		machine.id,
		machine,
	]),
	["door", door],
	["ferry", ferry],
	["town", town],
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
		for (const box of placed.boxes) {
			for (const text of box.texts) {
				expect(contains(box, frameAround(text)), text.text).toBe(true);
			}
		}
	});

	test("has no arrow through a text but its own label", async () => {
		const { boxes, arrows } = await layOut(chart);
		const texts = boxes.flatMap((box) => [...box.texts, ...box.lines]);
		for (const arrow of arrows) {
			const others = arrows.flatMap(({ lines, label }) =>
				lines !== arrow.lines && label ? [{ ...label, text: "label" }] : [],
			);
			const frames = [...texts.map(frameAround), ...others];
			expect(
				frames.filter((frame) => runsThrough(arrow, frame)),
				`${arrow.from} to ${arrow.to}`,
			).toEqual([]);
		}
	});

	test("has labels that do not overlap, each on its own arrow", async () => {
		const { arrows } = await layOut(chart);
		const labels = arrows.flatMap(({ label }) => label ?? []);
		for (const [at, label] of labels.entries()) {
			const later = labels.slice(at + 1);
			expect(later.filter((other) => overlap(label, other))).toEqual([]);
		}
		for (const arrow of arrows) {
			if (arrow.label) expect(runsThrough(arrow, arrow.label)).toBe(true);
		}
	});
});

test("a loop goes from its state's box to its label and back", async () => {
	const lamp = createMachine({
		id: "lamp",
		initial: "lit",
		states: {
			lit: { on: { flicker: { target: "lit", reenter: true } } },
		},
	});
	const { boxes, arrows } = await layOut(chartOf(lamp));
	const box = boxes.find(({ state }) => state.id === "lamp.lit");
	const loop = arrows.find(({ from, to }) => from === to);
	if (!box || !loop?.label) throw new Error("The lamp has no loop.");
	const { x, width } = loop.label;
	expect(x + width).toBeLessThan(box.x);
	expect([loop.points[0]?.x, loop.points.at(-1)?.x]).toEqual([box.x, box.x]);
	const between = { ...loop.label, width: box.x - x };
	for (const point of loop.points) {
		const place = { ...point, width: 0, height: 0 };
		expect([contains(between, place), isBeside(box, point)]).toEqual([
			true,
			true,
		]);
	}
	expect(runsThrough(loop, loop.label)).toBe(true);
});

describe("the drawing of the ferry", () => {
	const chart = chartOf(ferry);
	const textsOfBox = async (id: string, options?: TextOptions) => {
		const { boxes } = await layOut(chart, options);
		const box = boxes.find(({ state }) => state.id === id);
		return {
			texts: box?.texts.map(({ text }) => text) ?? [],
			lines: box?.lines.map(({ text }) => text) ?? [],
		};
	};
	const labelOf = async (from: string, to: string) => {
		const { arrows } = await layOut(chart);
		const arrow = arrows.find((each) => each.from === from && each.to === to);
		return arrow?.lines.map(({ text }) => text);
	};

	test("says what a state means and does, and what it takes without leaving", async () => {
		expect(await textsOfBox("ferry.moored")).toEqual({
			texts: [
				"moored",
				"Cars and people come aboard, and all",
				"that wait are let on until the ramp goes",
				"up.",
				"entry / lowerRamp, greet",
				"exit / raiseRamp",
			],
			lines: ["car.came", "after 500 ms", "after patience"],
		});
	});

	test("leaves the meaning to the tooltip where there is little room", async () => {
		const { texts } = await textsOfBox("ferry.moored", {
			hasDescriptions: false,
		});
		expect(texts).not.toContain("that wait are let on until the ramp goes");
		const svg = await drawChart(chart, { isStandingAlone: false });
		expect(svg).not.toContain("chart-description");
		expect(svg).toMatch(
			/data-state="ferry.moored"[^>]*><title>Cars and people[^<]*goes up.<\/title>/,
		);
	});

	test("lists what is taken in every state with the state that it leads to", async () => {
		expect(await textsOfBox("ferry")).toEqual({
			texts: [
				"ferry",
				"One ferry, from the first trip of the day to the last.",
				"invoke / radio",
				"output / the day's trips",
				"in every state",
			],
			lines: [
				"radio.called",
				"storm.warned [isFoggy] → laidUp",
				"error: * → laidUp",
			],
		});
	});

	test("says which actor runs in a state, and what all of its regions take", async () => {
		expect(await textsOfBox("ferry.crossing")).toEqual({
			texts: [
				"crossing",
				"Under way.",
				"invoke / engine as main engine",
				"entry / countTrip",
				"in every state of crossing",
			],
			lines: ["light.failed → lights.out"],
		});
	});

	test("says how long each delay is that the machine has as a number", async () => {
		expect(await labelOf("ferry.moored", "ferry.crossing")).toEqual([
			"bell.rung",
			"after boarding (90 s)",
			"at once [isFull]",
		]);
		expect(
			await labelOf(
				"ferry.crossing.course.yielding",
				"ferry.crossing.course.steady",
			),
		).toEqual(["after 1.5 s"]);
	});

	test("tells in a tooltip what a transition means and does", async () => {
		const svg = await drawMachine(ferry);
		expect(svg).toContain(
			"bell.rung: nothing to do → ferry.crossing (The captain is in a hurry.)",
		);
		expect(svg).toContain("radio.called: note</title>");
	});

	test("marks the regions of each parallel state", async () => {
		const { boxes } = await layOut(chart);
		const regions = boxes.filter(({ isRegion }) => isRegion);
		expect(regions.map(({ state }) => state.id)).toEqual([
			"ferry.crossing.course",
			"ferry.crossing.lights",
			"ferry.crossing.lights.burning.port",
			"ferry.crossing.lights.burning.starboard",
		]);
		const svg = await drawMachine(ferry);
		expect(svg.match(/class="[^"]*chart-region/g)).toHaveLength(4);
	});

	test("has a box for each state that the machine is in at once", async () => {
		const actor = createActor(ferry).start();
		actor.send({ type: "bell.rung" });
		const live = liveStates("ferry", actor.getSnapshot().value);
		actor.stop();
		expect(live).toContain("ferry.crossing.lights.burning.starboard.bright");
		expect(live).toContain("ferry.crossing.lights.burning.port");
		expect(live).toContain("ferry.crossing.course.steady");
		const svg = await drawMachine(ferry);
		for (const id of live) expect(svg).toContain(`data-state="${id}"`);
	});
});

test("what has no name is drawn as what it is", async () => {
	const nameless = createMachine({
		id: "nameless",
		entry: [assign({}), () => {}],
		initial: "busy",
		states: {
			busy: {
				invoke: { src: fromPromise(async () => {}), onDone: "done" },
			},
			done: { type: "final", output: () => 1 },
		},
	});
	const svg = await drawMachine(nameless);
	expect(svg).toContain("entry / assign, an action");
	expect(svg).toContain("invoke / an actor");
	expect(svg).toContain("output / computed");
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

/** The rectangle that a text fills, from the top of its letters to its baseline. */
function frameAround({ text, x, y }: { text: string } & Point) {
	return { text, x, y: y - 9, width: 6.6 * text.length, height: 9 };
}

function runsThrough({ points }: Arrow, frame: Frame): boolean {
	return points.some((point, at) => {
		const next = points[at + 1];
		return (
			next !== undefined &&
			overlap(frame, {
				x: Math.min(point.x, next.x),
				y: Math.min(point.y, next.y),
				width: Math.abs(point.x - next.x),
				height: Math.abs(point.y - next.y),
			})
		);
	});
}

function isBeside({ y, height }: Frame, point: Point): boolean {
	return point.y >= y && point.y <= y + height;
}

function contains(outer: Frame, inner: Frame): boolean {
	return (
		inner.x >= outer.x &&
		inner.y >= outer.y &&
		inner.x + inner.width <= outer.x + outer.width &&
		inner.y + inner.height <= outer.y + outer.height
	);
}

function overlap(one: Frame, other: Frame): boolean {
	return (
		one.x < other.x + other.width &&
		other.x < one.x + one.width &&
		one.y < other.y + other.height &&
		other.y < one.y + one.height
	);
}

function overlapsIn(boxes: readonly StateBox[]): string[] {
	return boxes.flatMap((one, at) =>
		boxes
			.slice(at + 1)
			.filter((other) => overlap(one, other))
			.map((other) => `${one.state.id} and ${other.state.id}`),
	);
}
