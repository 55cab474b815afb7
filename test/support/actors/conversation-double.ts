import {
	type ActorRef,
	type AnyMachineSnapshot,
	createMachine,
	initialTransition,
	type Snapshot,
	sendParent,
	setup,
} from "xstate";
import type {
	ConversableFlow,
	ConversationFromCall,
	ConversationInput,
} from "../../../src/machines/conversation/conversation-input.js";
import type {
	ConversationFact,
	OfConversation,
} from "../../../src/machines/conversation-events.js";
import type { LineAskerRef, LineEnding } from "../../../src/machines/events.js";
import type { NewLine } from "../../../src/machines/speaking/speech-queue.js";

/** A fact without the names that each of a conversation's has. */
type Bare<Fact> = Fact extends unknown
	? Omit<Fact, "callId" | "flow" | keyof OfConversation>
	: never;
export type BareFact = Bare<ConversationFact>;

type Told = ConversationFromCall | LineEnding;

interface FactToTell {
	readonly type: "double tells";
	readonly fact: ConversationFact;
}

/** One conversation that a call has begun: keeps what it is told, and tells what the test wants told. */
export class ConversationOfDouble {
	readonly told: Told[] = [];

	constructor(
		readonly input: ConversationInput,
		private readonly self: ActorRef<Snapshot<unknown>, FactToTell | Failure>,
	) {}

	get isRunning(): boolean {
		return this.self.getSnapshot().status === "active";
	}

	/** The types of all that it was told, but for how its lines ended and that the speaking knows of it. */
	get toldTypes(): string[] {
		return this.told
			.map(({ type }) => type)
			.filter((type) => type !== "line.ended" && type !== "floor.cleared");
	}

	/** How its lines ended. */
	get endings(): [string, string][] {
		return this.told.flatMap((event): [string, string][] =>
			event.type === "line.ended" ? [[event.lineId, event.outcome]] : [],
		);
	}

	/** Tells its call; a conversation that is over is no more after that. */
	tell(fact: BareFact): void {
		const { callId, conversationId, flow } = this.input;
		const whole = { callId, conversationId, flow: flow.name, ...fact };
		this.self.send({ type: "double tells", fact: whole as ConversationFact });
	}

	/** Is over, in its last state. */
	end(reason: "ended" | "hung up" | "failed", error?: unknown): void {
		this.tell({
			type: "conversation.over",
			state: "last",
			reason,
			...(error !== undefined && { error }),
		});
	}

	/** Says a line, which it knows by its text. */
	say(text: string, more: Partial<NewLine> = {}): void {
		this.input.speaking.send({
			type: "speak",
			line: {
				owner: { asker: this.self as unknown as LineAskerRef, lineId: text },
				text,
				voice: undefined,
				keep: false,
				interruptible: "pause",
				...more,
			},
		});
	}

	/** Throws, as no conversation should. */
	break(): void {
		this.self.send({ type: "double throws" });
	}
}

interface Failure {
	readonly type: "double throws";
}

/** Stands for the conversations of a call in tests of calls. */
export class ConversationDouble {
	/** All that were begun, oldest first. */
	readonly all: ConversationOfDouble[] = [];
	readonly logic;

	constructor() {
		const ofSelf = new WeakMap<object, ConversationOfDouble>();
		this.logic = setup({
			types: {
				context: {} as {
					readonly talk: { readonly snapshot: AnyMachineSnapshot };
				},
				input: {} as ConversationInput,
				events: {} as Told | FactToTell | Failure,
			},
		}).createMachine({
			context: ({ input, self }) => {
				const one = new ConversationOfDouble(input, self as never);
				ofSelf.set(self, one);
				this.all.push(one);
				const [snapshot] = initialTransition(input.flow.machine);
				return { talk: { snapshot } };
			},
			initial: "running",
			states: {
				running: {
					on: {
						"double tells": [
							{
								guard: ({ event }) => event.fact.type === "conversation.over",
								target: "over",
								actions: sendParent(({ event }) => event.fact),
							},
							{ actions: sendParent(({ event }) => event.fact) },
						],
						"double throws": {
							actions: () => {
								throw new Error("The conversation throws.");
							},
						},
						"*": {
							actions: ({ event, self }) =>
								void ofSelf.get(self)?.told.push(event as Told),
						},
					},
				},
				over: {},
			},
		});
	}

	/** How many run. */
	get running(): number {
		return this.all.filter(({ isRunning }) => isRunning).length;
	}

	/** The newest that was begun. */
	get newest(): ConversationOfDouble {
		const newest = this.all.at(-1);
		if (!newest) throw new Error("No conversation was begun.");
		return newest;
	}

	/** The only one that was begun with this flow. */
	of(flow: string): ConversationOfDouble {
		const [one, another] = this.all.filter(
			({ input }) => input.flow.name === flow,
		);
		if (!one || another) throw new Error(`Not one conversation has ${flow}.`);
		return one;
	}
}

/** A flow for such doubles: it takes nothing, or that its game leaves. */
export function flowForDouble(
	name: string,
	takes: readonly "game.left"[] = [],
): ConversableFlow {
	const on = Object.fromEntries(
		takes.map((type) => [type, { actions: () => {} }]),
	);
	return { name, machine: createMachine({ on }) };
}
