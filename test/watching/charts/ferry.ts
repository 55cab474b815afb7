import { fromPromise, setup } from "xstate";

const nobody = fromPromise<void>(async () => {});

/** A machine with everything that a drawing has to show: regions inside a state and inside each other among it. */
export const ferry = setup({
	types: { context: {} as { readonly patienceMs: number } },
	actors: { engine: nobody, radio: nobody },
	actions: {
		castOff: () => {},
		countTrip: () => {},
		greet: () => {},
		lowerRamp: () => {},
		note: (_, _params: { what: string }) => {},
		raiseRamp: () => {},
		sound: () => {},
	},
	guards: { isFull: () => false, isFoggy: () => false },
	delays: { boarding: 90_000, patience: ({ context }) => context.patienceMs },
}).createMachine({
	id: "ferry",
	description: "One ferry, from the first trip of the day to the last.",
	context: { patienceMs: 1_000 },
	initial: "moored",
	invoke: { id: "radio", src: "radio" },
	output: "the day's trips",
	on: {
		"radio.called": { actions: { type: "note", params: { what: "call" } } },
		"storm.warned": { guard: "isFoggy", target: ".laidUp" },
		"xstate.error.actor.*": ".laidUp",
	},
	states: {
		moored: {
			description:
				"Cars and people come aboard, and all that wait are let on until the ramp goes up.",
			entry: ["lowerRamp", "greet"],
			exit: "raiseRamp",
			always: { guard: "isFull", target: "crossing" },
			after: {
				boarding: { target: "crossing", actions: "castOff" },
				patience: { actions: "sound" },
				500: { actions: "sound" },
			},
			on: {
				"car.came": { actions: "greet" },
				"bell.rung": {
					target: "crossing",
					description: "The captain is in a hurry.",
				},
			},
		},
		crossing: {
			description: "Under way.",
			type: "parallel",
			entry: "countTrip",
			invoke: { id: "main engine", src: "engine" },
			on: {
				"shore.reached": "moored",
				"light.failed": { target: ".lights.out" },
			},
			onDone: "laidUp",
			states: {
				course: {
					description: "Where it heads.",
					initial: "steady",
					states: {
						steady: { on: { "boat.seen": "yielding" } },
						yielding: {
							after: { 1500: "steady" },
							on: { "*": { actions: "sound" } },
						},
					},
				},
				lights: {
					initial: "burning",
					states: {
						burning: {
							type: "parallel",
							states: {
								port: {},
								starboard: {
									initial: "bright",
									states: { bright: { on: { dim: "dimmed" } }, dimmed: {} },
								},
							},
						},
						out: {
							on: {
								"lamp.changed": "burning",
								"captain.gave.up": "#ferry.laidUp",
							},
						},
					},
				},
			},
		},
		laidUp: { type: "final", description: "No trip any more today." },
	},
});
