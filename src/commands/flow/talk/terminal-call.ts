import {
	type AnyMachineSnapshot,
	createActor,
	type EventObject,
	type InspectionEvent,
} from "xstate";
import { wouldTake } from "../../../flows/scene.js";
import type {
	AdapterLogic,
	CallAdapterInput,
} from "../../../machines/adapter-contract.js";
import { conversationMachine } from "../../../machines/conversation/conversation.js";
import type {
	ConversableFlow,
	ConversationEvent,
} from "../../../machines/conversation/conversation-input.js";
import type { MindOrder } from "../../../machines/conversation/mind.js";
import type { ConversationFact } from "../../../machines/conversation-events.js";
import type { SpeakingEvent } from "../../../machines/speaking/speaking-guards.js";
import type { LineOwner } from "../../../machines/speaking/speech-queue.js";
import type { Screen } from "./screen.js";
import { costInWords, FlowSights, newsInWords } from "./sights.js";
import type { TalkClock } from "./talk-clock.js";
import {
	conversationIn,
	onlyCall,
	type TelephoneEvent,
	telephoneMachine,
} from "./telephone.js";
import { type LineFate, TerminalVoice } from "./terminal-voice.js";
import { typedSpeech } from "./typed-speech.js";

/** What a call on a terminal is made from. */
export interface TerminalCallParts {
	readonly flow: ConversableFlow;
	/** What the flow begins with. */
	readonly input: unknown;
	readonly mind: AdapterLogic<MindOrder, CallAdapterInput>;
	/** Why the mind refuses whatever is asked. */
	readonly whyRefused: () => string | undefined;
	/** To think costs something. */
	readonly isMindPaid: boolean;
	readonly screen: Screen;
}

/** How a conversation has ended by itself. */
type EndByItself = Extract<ConversationFact, { type: "conversation.over" }>;

/** A caller's call with a flow: what he does in it, and what he and whoever watches see of it. */
export class TerminalCall {
	readonly #voice: TerminalVoice;
	readonly #sights = new FlowSights();
	readonly #actor;
	/** To whom it is told what became of a line. */
	readonly #owners = new Map<string, LineOwner>();
	/** What the conversation wants spoken, until it is shown why. */
	readonly #orders: SpeakingEvent[] = [];
	#isHungUp = false;
	#state = "";
	/** The thought that is awaited. */
	#thought: number | undefined;
	#isAskingForCode = false;
	#silences = 0;
	#over: EndByItself | undefined;

	/** `changed` is called whenever something has happened. */
	constructor(
		private readonly parts: TerminalCallParts,
		clock: TalkClock,
		private readonly changed: () => void,
	) {
		const { flow, input, mind } = parts;
		this.#voice = new TerminalVoice(clock, {
			begun: (lineId) => this.#lineBegun(lineId),
			spoken: (text) => parts.screen.show(`${flow.name}: ${text}`, "character"),
			ended: (fate) => this.#lineEnded(fate),
		});
		const conversation = conversationMachine.provide({ actors: { mind } });
		this.#actor = createActor(
			telephoneMachine.provide({ actors: { conversation } }),
			{
				clock,
				inspect: (seen) => this.#inspect(seen),
				input: {
					flow,
					input,
					now: () => clock.nowMs,
					speak: (event) => this.#order(event),
					tell: (event) => this.#take(event),
				},
			},
		);
	}

	begin(): void {
		// XState throws what no subscriber takes, where nobody could catch it.
		this.#actor.subscribe({ error: () => {} });
		this.#actor.start();
	}

	/** Speaks what is to be spoken. */
	flush(): void {
		for (let order = this.#orders.shift(); order; order = this.#orders.shift())
			this.#speak(order);
	}

	/** The caller hangs up, or the call is over. */
	hangUp(): void {
		this.#isHungUp = true;
		this.#actor.stop();
	}

	/** The conversation has ended by itself, and all was heard. */
	get over(): EndByItself | undefined {
		return this.#isSilent ? this.#over : undefined;
	}

	get sounds(): boolean {
		return this.#voice.sounds;
	}

	get isThinking(): boolean {
		return this.#thought !== undefined;
	}

	/** Nothing sounds or waits to, and nobody thinks. */
	get isQuiet(): boolean {
		return this.#isSilent && !this.isThinking;
	}

	get #isSilent(): boolean {
		return this.#voice.isQuiet && this.#orders.length === 0;
	}

	/** The caller is not with the flow: he is asked for a code. */
	get isAskingForCode(): boolean {
		return this.#isAskingForCode;
	}

	/** How often the caller's silence was told to the flow. */
	get silences(): number {
		return this.#silences;
	}

	/** Where the flow is, by name. */
	get state(): string {
		return this.#state;
	}

	/** The flow itself, as it stands. */
	get flow(): AnyMachineSnapshot {
		return conversationIn(this.#actor.getSnapshot()).context.talk.snapshot;
	}

	say(text: string): void {
		const speech = typedSpeech(text);
		this.#send({ type: "speech.heard", speech, verbatim: undefined });
		this.#voice.hearCaller(text);
		this.#send({ type: "floor.cleared" });
		this.#send({ type: "turn.ended", verbatim: undefined });
	}

	/** Once, halfway through the line that sounds, or through the next one. */
	onceAtHalf(happen: () => void): void {
		this.#voice.onceAtHalf(happen);
	}

	/** The caller makes a sound, of which no words come. */
	makeSound(): void {
		this.#send({ type: "speech.started", atMs: 0, verbatim: undefined });
	}

	press(digit: string): void {
		this.#send({ type: "key.pressed", digit });
		this.#voice.hearKey(digit);
		this.#send({ type: "floor.cleared" });
	}

	tellFromGame(name: string, data: unknown): void {
		const more = data === undefined ? {} : { data };
		this.#send({ type: "game.told", name, ...more });
	}

	/** False where the flow is nothing without its game. */
	gameLeaves(): boolean {
		const left = { type: "game.left" } as const;
		const { talk } = conversationIn(this.#actor.getSnapshot()).context;
		const isTaken = wouldTake(talk.snapshot, left);
		if (isTaken) this.#send(left);
		return isTaken;
	}

	/** The caller, who was asked for a code, is back. */
	comeBack(why: "noCode" | "gameLeft"): void {
		this.#isAskingForCode = false;
		this.#send({ type: "caller.returned", why });
	}

	/** The conversation goes on, and is to hear of what happens. */
	get #isListening(): boolean {
		return this.#over === undefined && !this.#isHungUp;
	}

	#send(event: ConversationEvent): void {
		const { conversation } = this.#actor.getSnapshot().context;
		if (this.#isListening) conversation.send(event);
	}

	/** A line is asked for before it is told why, and is read better after it. */
	#order(event: SpeakingEvent): void {
		if (event.type === "ask.whether.told") {
			event.asker.send({ type: "lines.told" });
			return;
		}
		const last = this.#orders.at(-1);
		const joined = last && joinedOrder(last, event);
		if (joined) this.#orders.splice(-1, 1, joined);
		else this.#orders.push(event);
		queueMicrotask(() => this.flush());
	}

	#speak(event: SpeakingEvent): void {
		if (event.type === "append")
			this.#voice.append(event.lineId, event.text, event.more);
		else if (event.type === "stop.line") this.#voice.stop(event.lineId);
		else if (event.type === "speak" && event.line.owner) {
			const { owner, text, interruptible, openSinceMs } = event.line;
			const { lineId } = owner;
			const isOpen = openSinceMs !== undefined;
			this.#owners.set(lineId, owner);
			this.#voice.speak({ lineId, text, interruptible, isOpen });
		}
	}

	#lineBegun(lineId: string): void {
		const owner = this.#owners.get(lineId);
		if (owner?.tellsBeginning && this.#isListening)
			owner.asker.send({ type: "line.begun", callId: onlyCall, lineId });
	}

	#lineEnded({ hasSounded, ...fate }: LineFate): void {
		const owner = this.#owners.get(fate.lineId);
		this.#owners.delete(fate.lineId);
		if (fate.outcome === "interrupted" && hasSounded)
			this.#note(
				fate.heardText === ""
					? "(is cut before a word of it is heard)"
					: `(is cut; the caller heard: "${fate.heardText}")`,
			);
		if (this.#isListening)
			owner?.asker.send({ type: "line.ended", callId: onlyCall, ...fate });
		this.changed();
	}

	/** What the conversation tells its call. */
	#take(event: TelephoneEvent): void {
		switch (event.type) {
			case "flow.stepped":
				this.#stepped(event);
				break;
			case "move.refused":
				this.#warn(`refused: ${event.move}, which the flow does not take now`);
				break;
			case "thought.over":
				this.#thoughtOver(event);
				break;
			case "flow.told":
				this.#sights.add(`tells the game: ${newsInWords(event)}`);
				break;
			case "ask.for.code":
				this.#isAskingForCode = true;
				this.#sights.add("asks the caller for a code");
				break;
			case "conversation.over":
				this.#over = event;
				break;
			case "xstate.error.actor.conversation":
				throw event.error;
		}
		this.changed();
	}

	#stepped(step: Extract<ConversationFact, { type: "flow.stepped" }>): void {
		this.#state = step.state;
		if (step.cause === "caller.silent") this.#silences += 1;
		for (const line of this.#sights.of(step)) this.#note(line);
	}

	#thoughtOver(
		thought: Extract<ConversationFact, { type: "thought.over" }>,
	): void {
		if (this.parts.isMindPaid) this.#note(costInWords(thought));
		const why = this.parts.whyRefused();
		if (why !== undefined) this.#warn(why);
	}

	/** Whether somebody is thinking, of whom no fact has come yet. */
	#inspect(seen: InspectionEvent): void {
		if (seen.type !== "@xstate.event") return;
		const { type, thought } = seen.event as EventObject & {
			readonly thought?: number;
		};
		const isLast = type === "mind.ended" || type === "mind.failed";
		if (type === "think") this.#thought = thought;
		else if (type === "cancel" || (isLast && thought === this.#thought))
			this.#thought = undefined;
		this.changed();
	}

	/** Beside what is said. */
	#note(text: string): void {
		this.parts.screen.show(`    ${text}`, "aside");
	}

	#warn(text: string): void {
		this.parts.screen.show(`    ${text}`, "warning");
	}
}

/** An open line with what comes of it at once; undefined for what belongs to something else. */
function joinedOrder(
	order: SpeakingEvent,
	more: SpeakingEvent,
): SpeakingEvent | undefined {
	if (order.type !== "speak" || more.type !== "append") return undefined;
	const { line } = order;
	if (line.owner?.lineId !== more.lineId) return undefined;
	const openSinceMs = more.more ? line.openSinceMs : undefined;
	return {
		...order,
		line: { ...line, text: line.text + more.text, openSinceMs },
	};
}
