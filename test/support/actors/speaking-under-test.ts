import {
	type ActorRefFrom,
	createActor,
	type EventObject,
	type InspectionEvent,
	setup,
} from "xstate";
import type { CallAdapterInput } from "../../../src/machines/adapter-contract.js";
import type {
	PhoneOrder,
	VoiceFact,
	VoiceOrder,
} from "../../../src/machines/events.js";
import { speakingMachine } from "../../../src/machines/speaking/speaking.js";
import type {
	SpeakingEvent,
	SpeakingInput,
} from "../../../src/machines/speaking/speaking-guards.js";
import type { NewLine } from "../../../src/machines/speaking/speech-queue.js";
import { AdapterDouble } from "./adapter-double.js";
import { recorder } from "./recorder.js";
import { StrictClock } from "./strict-clock.js";

const voiceDouble = new AdapterDouble<
	VoiceOrder,
	VoiceFact,
	CallAdapterInput
>();

/** The machine of what one call says: one object, so that its transitions can be told apart. */
export const speakingBetweenDoubles = speakingMachine.provide({
	actors: { voice: voiceDouble.logic },
});

const parent = setup({
	types: { input: {} as SpeakingInput },
	actors: { speaking: speakingBetweenDoubles },
}).createMachine({
	context: ({ input }) => ({ input, facts: [] as EventObject[] }),
	invoke: {
		id: "speaking",
		src: "speaking",
		input: ({ context }) => context.input,
	},
	on: { "*": { actions: ({ context, event }) => context.facts.push(event) } },
});

/** What one call, `c`, says, between a parent that takes down what it is told, a phone, and a double of the voice. One at a time. */
export class SpeakingUnderTest {
	readonly clock = new StrictClock();
	readonly voice = voiceDouble;
	readonly #phoneOrders: PhoneOrder[] = [];
	readonly #root;

	constructor(inspect: (event: InspectionEvent) => void) {
		this.voice.orders.length = 0;
		const input = {
			callId: "c",
			phone: recorder(this.#phoneOrders),
			now: () => this.clock.now(),
			languages: ["en"],
		};
		const options = { clock: this.clock, input, inspect };
		this.#root = createActor(parent, options).start();
	}

	stop(): void {
		this.#root.stop();
	}

	get actor(): ActorRefFrom<typeof speakingBetweenDoubles> {
		const { speaking } = this.#root.getSnapshot().children;
		return speaking as ActorRefFrom<typeof speakingBetweenDoubles>;
	}

	send(event: SpeakingEvent): void {
		this.actor.send(event);
	}

	/** Has a line said: one of the server's own that must be heard, unless said otherwise. */
	speak(text: string, more: Partial<NewLine> = {}): void {
		const usual = {
			owner: undefined,
			voice: undefined,
			keep: false,
			interruptible: "never",
		} as const;
		this.send({ type: "speak", line: { text, ...usual, ...more } });
	}

	/** What the call was told since this was last asked. */
	facts(): EventObject[] {
		return this.#root.getSnapshot().context.facts.splice(0);
	}

	/** What the phone was ordered since this was last asked. */
	orders(): PhoneOrder[] {
		return this.#phoneOrders.splice(0);
	}

	/** What the voice was to do since this was last asked: a text to be made, or to be quiet. */
	voiced(): string[] {
		return this.voice.orders
			.splice(0)
			.map((order) => (order.type === "synthesise" ? order.text : order.type));
	}

	/** The first audio of a line is with the phone. */
	begins(line: number): void {
		this.voice.tell({ type: "line.begun", lineId: `line-${line}` });
	}

	/** A line has been made in full. */
	made(line: number, audioMs = 1_000): void {
		const lineId = `line-${line}`;
		this.voice.tell({ type: "line.synthesised", lineId, audioMs });
	}

	/** The phone has played a line. */
	played(line: number): void {
		this.send({ type: "mark.returned", name: `line-${line}` });
	}
}
