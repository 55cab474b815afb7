import { beforeEach, describe, expect, test } from "vitest";
import { createActor, setup } from "xstate";
import {
	adapterLogic,
	type OpenDriver,
	stopEvent,
} from "../../src/adapters/adapter-logic.js";

type Order = { type: "order"; throws?: boolean };
type Fact = { type: "fact"; text: string };

let closed: number;
let facts: string[];
let errors: unknown[];

beforeEach(() => {
	closed = 0;
	facts = [];
	errors = [];
});

/** A parent that keeps what its adapter tells, and outlives its failures. */
function parentOf(open: OpenDriver<Order, Fact, { name: string }>) {
	const adapter = adapterLogic<Order, Fact, { name: string }>(open);
	const machine = setup({
		types: { events: {} as Fact | { type: "stop" } },
		actors: { adapter },
	}).createMachine({
		initial: "on",
		states: {
			on: {
				invoke: {
					id: "adapter",
					src: "adapter",
					input: { name: "x" },
					onError: {
						target: "failed",
						actions: ({ event }) => void errors.push(event.error),
					},
				},
				on: {
					fact: { actions: ({ event }) => void facts.push(event.text) },
					stop: "off",
				},
			},
			off: {},
			failed: {},
		},
	});
	const parent = createActor(machine).start();
	const child = parent.getSnapshot().children.adapter;
	return { parent, child };
}

const driver = {
	obey: (order: Order) => {
		if (order.throws) throw new Error("cannot obey");
	},
	close: () => {
		closed += 1;
	},
};

describe("an adapter actor", () => {
	test("opens with its input, tells its parent, and closes with it", () => {
		const { parent } = parentOf(({ name }, tell) => {
			tell({ type: "fact", text: name });
			return driver;
		});
		expect(facts).toEqual(["x"]);
		parent.send({ type: "stop" });
		expect(closed).toBe(1);
	});

	test("tells as itself: an inspector learns the sender", () => {
		let tellLater: (fact: Fact) => void = () => {};
		const { parent, child } = parentOf((_, tell) => {
			tellLater = tell;
			return driver;
		});
		const senders: unknown[] = [];
		parent.system.inspect((event) => {
			if (event.type === "@xstate.event") senders.push(event.sourceRef);
		});
		tellLater({ type: "fact", text: "x" });
		expect(senders).toEqual([child]);
		expect(facts).toEqual(["x"]);
	});

	test("closes once when an order throws, and its parent is told", () => {
		const { parent, child } = parentOf(() => driver);
		child?.send({ type: "order", throws: true });
		expect(errors).toEqual([new Error("cannot obey")]);
		parent.stop();
		expect(closed).toBe(1);
	});

	test("reports a throw while it opens", () => {
		parentOf(() => {
			throw new Error("cannot open");
		});
		expect(errors).toEqual([new Error("cannot open")]);
	});

	test("can fail at any time, even while it opens, and is closed then", () => {
		let failLater: (error: unknown) => void = () => {};
		parentOf((_, __, fail) => {
			failLater = fail;
			return driver;
		});
		failLater(new Error("socket broke"));
		expect(errors).toEqual([new Error("socket broke")]);
		expect(closed).toBe(1);
	});

	test("tells nothing once it is closed", () => {
		let tellLater: (fact: Fact) => void = () => {};
		const { parent } = parentOf((_, tell) => {
			tellLater = tell;
			return driver;
		});
		parent.send({ type: "stop" });
		tellLater({ type: "fact", text: "late" });
		expect(facts).toEqual([]);
	});

	test("can be closed without its parent, which has failed", () => {
		const { child } = parentOf(() => driver);
		child?.send(stopEvent as never);
		child?.send(stopEvent as never);
		expect(closed).toBe(1);
	});

	test("a driver that throws when it is closed hurts nobody", () => {
		const { parent } = parentOf(() => ({
			...driver,
			close: () => {
				throw new Error("cannot close");
			},
		}));
		parent.send({ type: "stop" });
		expect(parent.getSnapshot().value).toBe("off");
	});
});
