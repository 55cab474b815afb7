/** Whatever comes, in whichever order: the flow is told only what its proof knows, and nothing waits for ever. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { AnyStateMachine, EventObject } from "xstate";
import keeper from "../../../examples/keeper.js";
import { flowFromJson } from "../../../src/flows/flow-from-json.js";
import { flow } from "../../../src/flows/kit.js";
import { whatCanCome } from "../../../src/flows/what-can-come.js";
import { type World, WorldOfFlow } from "../../../src/flows/world.js";
import { Change } from "../../../src/machines/conversation/change.js";
import { keptConversation } from "../../../src/machines/conversation/kept-conversation.js";
import type { ToldCall } from "../../../src/machines/conversation-events.js";
import type { LineOutcome } from "../../../src/machines/events.js";
import {
	ConversationUnderTest,
	type LineSpoken,
} from "../../support/actors/conversation-under-test.js";
import { propertyRuns } from "../../support/randomness/property-runs.js";
import { seededRandom } from "../../support/randomness/seeded-random.js";

const ferryman = flowFromJson(
	JSON.parse(
		readFileSync(
			join(import.meta.dirname, "../../../examples/ferryman.json"),
			"utf8",
		),
	),
);

/** A flow that does at once whatever a flow can do, as often as it can. */
const restless = flow<
	{ heard: number },
	{ type: "move.nod" } | { type: "move.talk" } | { type: "move.leave" }
>().createMachine({
	id: "restless",
	context: { heard: 0 },
	meta: {
		patienceMs: 2_000,
		moves: {
			"move.nod": { means: "Nod." },
			"move.talk": { means: "Talk." },
			"move.leave": { means: "Leave." },
		},
	},
	initial: "here",
	on: {
		"move.nod": { actions: { type: "tell", params: { name: "nod" } } },
		"move.talk": { actions: "think" },
		"mind.failed": {
			actions: { type: "say", params: { line: "fog", text: "Fog." } },
		},
		"reply.ended": {
			actions: { type: "tell", params: { name: "answered" } },
		},
		"caller.silent": [
			{
				guard: ({ event }) => event.times > 2,
				target: ".leaving",
			},
			{ actions: { type: "think", params: { about: "the silence" } } },
		],
		"game.told": [
			{
				guard: { type: "told", params: { key: "name", value: "code" } },
				actions: ["askForCode"],
			},
			{
				guard: { type: "told", params: { key: "name", value: "storm" } },
				actions: [
					{ type: "say", params: { line: "one", text: "One." } },
					{
						type: "say",
						params: { line: "two", text: "Two.", interruptible: false },
					},
					{ type: "say", params: { line: "three", text: "Three." } },
				],
			},
			{ actions: { type: "think", params: { about: "the news" } } },
		],
		"game.left": { actions: { type: "tell", params: { name: "alone" } } },
		"caller.returned": {
			actions: { type: "say", params: { line: "back", text: "Back?" } },
		},
		"caller.pressed": [
			{
				guard: { type: "told", params: { key: "digit", value: "9" } },
				target: ".leaving",
			},
			{
				actions: {
					type: "say",
					params: { line: "beep", text: "Beep.", interruptible: "words" },
				},
			},
		],
		"move.leave": ".leaving",
	},
	states: {
		here: {
			entry: { type: "say", params: { line: "hello", text: "Hello there." } },
			on: {
				"line.cut": {
					guard: ({ context }) => context.heard < 3,
					actions: [
						{ type: "count", params: { key: "heard", upTo: 3 } },
						{ type: "say", params: { line: "again", text: "Let me finish." } },
					],
				},
				"line.heard": {
					guard: ({ event }) => event.line === "two",
					actions: "think",
				},
				"caller.said": [
					{
						guard: ({ event }) => event.text.includes("twice"),
						actions: [{ type: "say", params: { line: "well", text: "Well." } }],
					},
					{ actions: "think" },
				],
			},
		},
		leaving: {
			entry: [
				{ type: "say", params: { line: "so", text: "So." } },
				{
					type: "say",
					params: { line: "bye", text: "Bye.", interruptible: false },
				},
				{ type: "hangUp", params: { after: "bye" } },
			],
		},
	},
});

const flows: readonly (readonly [string, AnyStateMachine])[] = [
	["the keeper", keeper],
	["the ferryman", ferryman],
	["a flow that does all that it can", restless],
];

const wholeEvent = Symbol("what the flow was told");
let lastEvent: EventObject = { type: "start" };

/** The same flow, and what its machine takes last is known. */
function listenedTo<Machine extends AnyStateMachine>(
	machine: Machine,
): Machine {
	const listened = Object.create(machine) as Machine;
	listened.transition = (snapshot, event, scope) => {
		lastEvent = event;
		return machine.transition.call(listened, snapshot, event, scope);
	};
	return listened;
}

// A step that the call is told of has been taken; one that was only foreseen is never told.
const { tellCall } = Change.prototype;
Change.prototype.tellCall = function (this: Change, fact: ToldCall) {
	const isStep = fact.type === "flow.stepped" && fact.cause !== "start";
	tellCall.call(this, isStep ? { ...fact, [wholeEvent]: lastEvent } : fact);
};

/** What the flow was told, in order. */
function toldBy(call: ConversationUnderTest): readonly EventObject[] {
	return call.told.flatMap((fact) =>
		wholeEvent in fact ? [fact[wholeEvent] as EventObject] : [],
	);
}

const maxSilences = 1_000;

/** Performs the events again in the world of the proof; gives what this world does not allow. */
function strangers(
	machine: AnyStateMachine,
	events: readonly EventObject[],
): readonly string[] {
	const world = new WorldOfFlow(machine, maxSilences);
	let current = world.begin(undefined);
	const wrong: string[] = [];
	for (let at = 0; at < events.length; ) {
		const turnAt = turnFrom(current, events, at);
		if (turnAt !== undefined) {
			const event = events[turnAt];
			if (!event || !canCome(current, machine, event))
				wrong.push(`${at}: ${inWords(events.slice(0, turnAt + 1))}`);
			if (event) current = world.after(current, event);
			at = turnAt + 1;
			continue;
		}
		const event = events[at];
		if (!event) break;
		if (!canCome(current, machine, event))
			wrong.push(`${at}: ${inWords(events.slice(0, at + 1))}`);
		current = world.after(current, event);
		at += 1;
	}
	return wrong;
}

function inWords(events: readonly EventObject[]): string {
	return events
		.map((event) => `${event.type} ${(event as { line?: string }).line ?? ""}`)
		.join(" > ");
}

/** Where the turn is that has cut all the lines that wait, if these are its cuts. */
function turnFrom(
	world: World,
	events: readonly EventObject[],
	at: number,
): number | undefined {
	const cut = world.waiting.filter(({ interruptible }) => interruptible);
	if (world.waiting.length >= 3) return undefined;
	for (const [index, line] of cut.entries()) {
		const event = events[at + index];
		if (event?.type !== "line.cut") return undefined;
		if ((event as unknown as { line: string }).line !== line.line)
			return undefined;
	}
	const turn = events[at + cut.length];
	return turn && /^caller\.(said|pressed)$/.test(turn.type)
		? at + cut.length
		: undefined;
}

function canCome(
	world: World,
	machine: AnyStateMachine,
	event: EventObject,
): boolean {
	const samples = { "game.told": [{ type: "game.told", name: "any" }] };
	return whatCanCome(world, machine, samples, maxSilences).some(
		(each) =>
			each.type === event.type &&
			(each as { line?: string }).line === (event as { line?: string }).line &&
			(each as { times?: number }).times ===
				(event as { times?: number }).times,
	);
}

const moves = {
	"the keeper": [
		"move.introduce",
		"move.beKind",
		"move.insult",
		"move.askLamp",
	],
	"the ferryman": ["move.pay", "move.cross"],
	"a flow that does all that it can": ["move.nod", "move.talk", "move.leave"],
} as Record<string, string[]>;

function step(
	call: ConversationUnderTest,
	random: (bound: number) => number,
	names: readonly string[],
): void {
	const pick = <Each>(all: readonly Each[]): Each =>
		all[random(all.length)] as Each;
	const line: LineSpoken | undefined = pick(call.unheard);
	const thought = call.thoughts.at(-1 - random(2)) ?? call.thoughts.at(-1);
	const toss = random(26);
	if (toss === 0) call.makeNoise();
	else if (toss < 3)
		call.say(pick(["hello", "hello keeper", "mhm", "twice", "", "ship"]));
	else if (toss === 3) call.say(pick(["yes", "hello keeper", "mhm", ""]), true);
	else if (toss === 4) call.turn("eager");
	else if (toss === 5) call.turn("resumed");
	else if (toss < 9) call.turn("ended");
	else if (toss === 9) call.press(pick(["1", "1", "1", "#", "9"]));
	else if (toss === 10)
		call.tellGame(pick(["storm", "oil", "code", "ship.struck"]));
	else if (toss === 11 && random(8) === 0) call.send({ type: "game.left" });
	else if (toss === 12) call.send({ type: "caller.returned", why: "noCode" });
	else if (toss < 15 && line) call.beginLine(line);
	else if (toss < 19 && line) endSomehow(call, line, random);
	else if (toss < 21 && thought)
		call.think(pick(["Well, ", "no.", " "]), thought);
	else if (toss === 21 && thought)
		call.move(pick(names) as `move.${string}`, undefined, thought);
	else if (toss === 22 && thought) call.endThought(thought);
	else if (toss === 23 && thought) call.failThought("error", thought);
	else if (toss === 24) call.pass(random(1_500));
	else call.pass(random(30) === 0 ? 13_000 : 300);
}

function endSomehow(
	call: ConversationUnderTest,
	line: LineSpoken,
	random: (bound: number) => number,
): void {
	const outcomes: LineOutcome[] = ["heard", "heard", "interrupted", "failed"];
	const outcome = outcomes[random(4)] ?? "heard";
	const part = line.text.slice(0, random(line.text.length + 1));
	call.endLine(line, outcome, outcome === "heard" ? line.text : part);
}

/** One conversation at random; gives what was wrong with it. */
function converse(
	seed: number,
	name: string,
	machine: AnyStateMachine,
): readonly string[] {
	const random = seededRandom(seed);
	const call = new ConversationUnderTest(listenedTo(machine), {
		stopsAtOnce: random(2) === 0,
	});
	for (let steps = 0; steps < 120 && !call.reason; steps++) {
		step(call, random, moves[name] ?? []);
		if (steps % 40 === 17) expectToRestore(call, machine);
		const { error } = call.actor.getSnapshot();
		if (error !== undefined) return [`${seed}: ${(error as Error).stack}`];
	}
	expectToRest(call, `seed ${seed}`);
	return strangers(machine, toldBy(call)).map((wrong) => `${seed}: ${wrong}`);
}

describe.each(flows)("%s", (name, machine) => {
	test("is told nothing that its proof does not know, and comes to rest", () => {
		const { numRuns, seed = 0 } = propertyRuns(40);
		for (let run = 0; run < numRuns; run++)
			expect(converse(seed + run, name, machine)).toEqual([]);
	});
});

/** What was kept goes on in another process, in the same state. */
function expectToRestore(
	call: ConversationUnderTest,
	machine: AnyStateMachine,
): void {
	const kept = keptConversation(call.actor.getSnapshot());
	expect(JSON.stringify(kept).length).toBeLessThan(10_240);
	const other = new ConversationUnderTest(machine, { kept });
	expect(other.actor.getSnapshot().error).toBeUndefined();
	expect(other.reason ?? "none").not.toBe("failed");
}

/** The caller says no more, the mind no more, and lines are heard: within half a minute nothing is under way. */
function expectToRest(call: ConversationUnderTest, run: string): void {
	for (let seconds = 0; seconds < 30 && !call.reason; seconds++) {
		call.pass(1_000);
		call.hearAll();
		const { ear, keys, mind, mouth } = call.regions;
		if (
			ear === "quiet" &&
			keys === "none" &&
			mind === "idle" &&
			mouth === "quiet"
		)
			return;
		if (call.regions.top === "away") return;
	}
	if (!call.reason) expect(call.regions, run).toEqual({ top: "over" });
}
