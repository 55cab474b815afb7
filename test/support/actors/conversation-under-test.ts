import { type AnyStateMachine, createActor, fromTransition } from "xstate";
import type { CallAdapterInput } from "../../../src/machines/adapter-contract.js";
import type { LineOrder } from "../../../src/machines/conversation/change.js";
import {
	type ConversationActor,
	conversationMachine,
} from "../../../src/machines/conversation/conversation.js";
import type {
	ConversationEvent,
	ConversationInput,
	KeptConversation,
} from "../../../src/machines/conversation/conversation-input.js";
import type {
	MindFact,
	MindOrder,
	ThinkOrder,
} from "../../../src/machines/conversation/mind.js";
import type { ConversationFact } from "../../../src/machines/conversation-events.js";
import type { LineOutcome } from "../../../src/machines/events.js";
import type { SpeakingEventOf } from "../../../src/machines/speaking/speaking-guards.js";
import { heard } from "../codes/spoken.js";
import { AdapterDouble } from "./adapter-double.js";
import { StrictClock } from "./strict-clock.js";

type SpeakingOrder = LineOrder | SpeakingEventOf<"ask.whether.told">;

/** A line that the speaking was asked for, with all of its text. */
export interface LineSpoken {
	readonly lineId: string;
	text: string;
	isOpen: boolean;
	isStopped: boolean;
	/** Its end was told. */
	isOver: boolean;
	readonly keep: boolean;
	readonly voice: string | undefined;
	readonly interruptible: string;
}

/** How a conversation under test begins. */
export interface ConversationOptions {
	readonly input?: unknown;
	readonly kept?: KeptConversation;
	readonly name?: string;
	/** The speaking ends a line as soon as it is told to stop it. */
	readonly stopsAtOnce?: boolean;
}

/** The machine of one conversation, of the call `c`, between doubles of mind, speaking and call, with a clock that the test moves. */
export class ConversationUnderTest {
	readonly clock = new StrictClock();
	readonly mind = new AdapterDouble<MindOrder, MindFact, CallAdapterInput>();
	/** What the call was told. */
	readonly told: ConversationFact[] = [];
	/** What the speaking was ordered. */
	readonly orders: LineOrder[] = [];
	readonly lines: LineSpoken[] = [];
	readonly actor: ConversationActor;

	constructor(machine: AnyStateMachine, options: ConversationOptions = {}) {
		const { stopsAtOnce = true, name = "npc", input, kept } = options;
		const told = this.told;
		const call = createActor(
			fromTransition((_: null, event: { type: string }) => {
				if (!event.type.startsWith("xstate."))
					told.push(event as ConversationFact);
				return null;
			}, null),
			{ clock: this.clock },
		).start();
		const obey = (order: LineOrder) => this.#obey(order, stopsAtOnce);
		const speaking = createActor(
			fromTransition((_: null, order: SpeakingOrder) => {
				if (order.type === "ask.whether.told")
					order.asker.send({ type: "lines.told" });
				else obey(order);
				return null;
			}, null),
		).start();
		this.actor = createActor(
			conversationMachine.provide({ actors: { mind: this.mind.logic } }),
			{
				parent: call,
				input: {
					callId: "c",
					conversationId: "conversation-1",
					flow: { name, machine },
					input,
					speaking: speaking as unknown as ConversationInput["speaking"],
					languages: ["en"],
					now: () => this.clock.now(),
					...(kept && { kept }),
				},
			},
		);
		this.actor.subscribe({ error: () => {} });
		this.actor.start();
	}

	#obey(order: LineOrder, stopsAtOnce: boolean): void {
		this.orders.push(order);
		if (order.type === "speak") {
			const lineId = order.line.owner?.lineId ?? "";
			const { text, keep, voice, interruptible, openSinceMs } = order.line;
			this.lines.push({
				lineId,
				text,
				isOpen: openSinceMs !== undefined,
				isStopped: false,
				isOver: false,
				keep,
				voice,
				interruptible,
			});
			return;
		}
		const line = this.lines.find(({ lineId }) => lineId === order.lineId);
		if (!line) throw new Error(`There is no line ${order.lineId}.`);
		if (order.type === "append") {
			line.text += order.text;
			line.isOpen = order.more;
			return;
		}
		line.isStopped = true;
		if (stopsAtOnce) this.endLine(line, "interrupted", "");
	}

	send(event: ConversationEvent): void {
		this.actor.send(event);
	}

	/** The caller's words so far: an interim result. */
	say(text: string, isFinal = false): void {
		this.send(heard(text, { isFinal, endsSpeech: false }));
		this.send({ type: "floor.cleared" });
	}

	/** What the recogniser makes of his turn. */
	turn(state: "eager" | "resumed" | "ended"): void {
		this.send({ type: `turn.${state}`, verbatim: undefined });
	}

	/** A whole turn of the caller's. */
	sayAll(text: string): void {
		this.say(text, true);
		this.turn("ended");
	}

	makeNoise(): void {
		this.send({ type: "speech.started", atMs: 0, verbatim: undefined });
	}

	press(digit: string): void {
		this.send({ type: "key.pressed", digit });
		this.send({ type: "floor.cleared" });
	}

	tellGame(name: string, data?: unknown): void {
		this.send({
			type: "game.told",
			name,
			...(data !== undefined && { data }),
		});
	}

	/** The newest line of this text. */
	line(text: string): LineSpoken {
		const line = this.lines.findLast((each) => each.text === text);
		if (!line) throw new Error(`Nobody said "${text}": ${this.said.join("|")}`);
		return line;
	}

	/** The texts of all lines, in order. */
	get said(): string[] {
		return this.lines.map(({ text }) => text);
	}

	/** The lines that are not over. */
	get unheard(): LineSpoken[] {
		return this.lines.filter(({ isOver }) => !isOver);
	}

	beginLine({ lineId }: LineSpoken): void {
		this.send({ type: "line.begun", callId: "c", lineId });
	}

	endLine(line: LineSpoken, outcome: LineOutcome, heardText: string): void {
		line.isOver = true;
		const { lineId } = line;
		const ending = { callId: "c", lineId, outcome, heardMs: 0, heardText };
		this.send({ type: "line.ended", ...ending });
	}

	/** The caller hears this line to its end. */
	hear(text: string): void {
		const line = this.line(text);
		this.beginLine(line);
		this.endLine(line, "heard", line.text);
	}

	/** The caller hears the lines that were said so far, but for those that are open. */
	hearAll(): void {
		for (const line of this.unheard)
			if (!line.isOpen) {
				this.beginLine(line);
				this.endLine(line, "heard", line.text);
			}
	}

	/** The line is stopped after these words were heard. */
	cut(text: string, heardText: string): void {
		this.endLine(this.line(text), "interrupted", heardText);
	}

	/** The orders to think so far. */
	get thoughts(): ThinkOrder[] {
		return this.mind.orders.filter((order) => order.type === "think");
	}

	/** The newest order to think. */
	get thought(): ThinkOrder {
		const order = this.thoughts.at(-1);
		if (!order) throw new Error("The mind was not asked.");
		return order;
	}

	/** The mind says these words, of its newest thought. */
	think(text: string, { thought } = this.thought): void {
		this.mind.tell({ type: "mind.text", thought, text });
	}

	move(
		name: `move.${string}`,
		data?: unknown,
		{ thought } = this.thought,
	): void {
		this.mind.tell({ type: "mind.moved", thought, name, data });
	}

	endThought({ thought } = this.thought): void {
		this.mind.tell({ type: "mind.ended", thought });
	}

	failThought(
		why: "timeout" | "refused" | "budget" | "error" = "error",
		{ thought } = this.thought,
	): void {
		this.mind.tell({ type: "mind.failed", thought, why });
	}

	/** What the flow was told, by type. */
	get steps(): string[] {
		return this.told.flatMap((fact) =>
			fact.type === "flow.stepped" ? [fact.cause] : [],
		);
	}

	/** How it ended, if it has. */
	get reason(): string | undefined {
		const over = this.told.find(({ type }) => type === "conversation.over");
		return over?.type === "conversation.over" ? over.reason : undefined;
	}

	/** The states of its regions, outermost names alone; or its only state. */
	get regions(): Record<string, string> {
		const { value } = this.actor.getSnapshot();
		if (typeof value === "string") return { top: value };
		const [top = "", inner] = Object.entries(value)[0] ?? [];
		if (typeof inner === "string") return { top, inner };
		const regions = Object.entries<string | object>(inner ?? {});
		return {
			top,
			...Object.fromEntries(
				regions.map(([name, state]) => [
					name,
					typeof state === "string" ? state : (Object.keys(state)[0] ?? ""),
				]),
			),
		};
	}

	pass(ms: number): void {
		this.clock.increment(ms);
	}
}
