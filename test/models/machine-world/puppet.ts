/** A flow that does what it is told by a key or by its game, so that a walk can bring about what a sound flow would not. */
import { assign } from "xstate";
import { flow } from "../../../src/flows/kit.js";
import type { ConversableFlow } from "../../../src/machines/conversation/conversation-input.js";
import { flowName } from "../cast.js";

type Moves =
	| { type: "move.nod" }
	| { type: "move.sing" }
	| { type: "move.never" };

/** What it does when its last line before a code was heard. */
type WhenHeard =
	| "nothing"
	| "breaks down"
	| "ends"
	| "hangs up"
	| "says goodbye"
	| "moves on";

export interface PuppetInput {
	readonly whenHeard?: WhenHeard;
	/** It goes on with the caller of a game that has left. */
	readonly outlivesGame?: boolean;
}

/** What it is told to do; each is a key, and what a game tells it. */
export const order = {
	think: "0",
	tellStory: "1",
	giveNotice: "2",
	askForCode: "3",
	end: "4",
	sayGoodbye: "5",
	breakDown: "6",
	repeatItself: "7",
	moveOn: "8",
	insist: "9",
	hangUp: "*",
	beUnreadable: "#",
	/** No key is that. */
	sayNothing: "blank",
} as const;

export const puppetLines = {
	story: `It was a dark night, ${"and it rained and rained, ".repeat(20)}until it did not.`,
	notice: "You must hear this.",
	bye: "Good night.",
} as const;

const story = {
	type: "say",
	params: { line: "story", text: puppetLines.story },
} as const;
const notice = {
	type: "say",
	params: { line: "notice", text: puppetLines.notice, interruptible: false },
} as const;
const bye = {
	type: "say",
	params: { line: "bye", text: puppetLines.bye, interruptible: false },
} as const;
const goodbye = [
	bye,
	{ type: "hangUp", params: { after: "bye" } } as const,
] as const;

function upon<const Name extends string>(params: Name) {
	return { type: "isTold", params } as const;
}

function when<const Value extends WhenHeard>(value: Value) {
	return { type: "is", params: { key: "whenHeard", value } } as const;
}

const obeys = [
	{ guard: upon(order.think), actions: "think" },
	{ guard: upon(order.tellStory), actions: story },
	{ guard: upon(order.giveNotice), actions: notice },
	{ guard: upon(order.askForCode), actions: [notice, "askForCode"] },
	{ guard: upon(order.end), target: ".over" },
	{ guard: upon(order.sayGoodbye), actions: goodbye },
	{ guard: upon(order.breakDown), actions: "breakDown" },
	{ guard: upon(order.repeatItself), target: ".repeating" },
	{ guard: upon(order.moveOn), target: ".elsewhere" },
	{ guard: upon(order.insist), target: ".insisting" },
	{ guard: upon(order.hangUp), actions: "hangUp" },
	{ guard: upon(order.beUnreadable), target: ".unreadable" },
	{
		guard: upon(order.sayNothing),
		actions: { type: "say", params: { line: "nothing", text: " " } },
	},
] as const;

/** Scenes are read whenever the flow has taken a step. */
const unreadable = {
	get goal(): string {
		throw new Error("made to fail by the test");
	},
};

/** The flow, under the name of the one that the models know. */
export function puppet({
	whenHeard = "nothing",
	outlivesGame = false,
}: PuppetInput = {}): ConversableFlow {
	const machine = flow<{ whenHeard: WhenHeard }, Moves>()
		.extend({
			actions: {
				breakDown: assign(() => {
					throw new Error("made to fail by the test");
				}),
			},
			guards: {
				isTold: ({ event }, name: string) =>
					(event.type === "game.told" && event.name === name) ||
					(event.type === "caller.pressed" && event.digit === name),
				never: () => false,
			},
		})
		.createMachine({
			id: "puppet",
			context: { whenHeard },
			meta: {
				patienceMs: 600_000,
				moves: {
					"move.nod": { means: "Nod." },
					"move.sing": { means: "Sing." },
					"move.never": { means: "Never." },
				},
			},
			initial: "obeying",
			on: {
				"caller.said": { actions: "think" },
				"caller.pressed": obeys,
				"game.told": obeys,
				"line.heard": [
					{ guard: when("breaks down"), actions: "breakDown" },
					{ guard: when("ends"), target: ".over" },
					{ guard: when("hangs up"), actions: "hangUp" },
					{ guard: when("says goodbye"), actions: goodbye },
					{ guard: when("moves on"), target: ".elsewhere" },
				],
				"move.nod": { actions: { type: "tell", params: { name: "nodded" } } },
				"move.sing": { actions: story },
				"move.never": { guard: "never" },
				...(outlivesGame && {
					"game.left": { actions: { type: "tell", params: { name: "alone" } } },
				}),
			},
			states: {
				obeying: {},
				repeating: {
					entry: story,
					on: { "line.cut": { actions: story } },
				},
				elsewhere: { meta: { words: ["elsewhere"] } },
				insisting: {
					entry: "think",
					on: { "mind.failed": { actions: "think" } },
				},
				unreadable: { meta: unreadable },
				over: { type: "final" },
			},
		});
	return { name: flowName, machine };
}
