import { type ActorRefFrom, createActor } from "xstate";
import type { callMachine } from "../../../src/machines/call/call.js";
import type {
	CallContext,
	CallPolicy,
} from "../../../src/machines/call/call-memory.js";
import type {
	CallEvent,
	CallFromCoordinator,
	CoordinatorEvent,
	GameEvent,
	VoiceOrder,
} from "../../../src/machines/events.js";
import { defaultPrompts } from "../../../src/machines/speaking/prompts.js";
import {
	nothingToSay,
	type SpeechQueue,
} from "../../../src/machines/speaking/speech-queue.js";
import { heard } from "../codes/spoken.js";
import { CallDoubles } from "./call-doubles.js";
import { recorder } from "./recorder.js";
import { StrictClock } from "./strict-clock.js";

const usualPolicy: CallPolicy = {
	startTimeoutMs: 10_000,
	codeWaitMs: 60_000,
	codeRemindersMs: [8_000, 20_000],
	codeSettleMs: 1_500,
	triesPerCall: 3,
	maxCallMs: 3_600_000,
	vocabulary: { kind: "digits" },
	prompts: defaultPrompts,
	languages: ["en"],
	promptVoice: undefined,
	flows: new Map(),
	answeringFlow: () => undefined,
};

/** The machine of one call, `c`, between doubles of its adapters, with a clock that the test moves. */
export class CallUnderTest extends CallDoubles {
	readonly clock = new StrictClock();
	readonly toCoordinator: CoordinatorEvent[] = [];
	/** What the game was told, but for how the caller's turns stand. */
	readonly toGame: GameEvent[] = [];
	/** How the caller's turns stand, as the game was told. */
	readonly turnsTold: string[] = [];
	readonly actor: ActorRefFrom<typeof callMachine>;
	readonly #game = recorder(this.toGame, (event) => !this.#isOfTurn(event));

	constructor(policy: Partial<CallPolicy> = {}) {
		super();
		this.actor = createActor(this.machine, {
			clock: this.clock,
			input: {
				callId: "c",
				coordinator: recorder(this.toCoordinator),
				now: () => this.clock.now(),
				policy: { ...usualPolicy, ...policy },
			},
		}).start();
	}

	/** The state, without the state inside it. */
	get state(): string {
		const { value } = this.actor.getSnapshot();
		return typeof value === "string" ? value : (Object.keys(value)[0] ?? "");
	}

	get context(): CallContext {
		return this.actor.getSnapshot().context;
	}

	send(event: CallEvent): void {
		this.actor.send(event);
	}

	/** Its stream starts, and the coordinator admits it. */
	begin(): void {
		this.phone.tell({
			type: "stream.started",
			callSid: "CA1",
			callerKey: "k",
		});
		this.send({ type: "call.admitted" });
	}

	/** The caller says a code, if none is being looked up yet, and this is what the coordinator has to say of it. */
	answer(answer: CallFromCoordinator): void {
		if (!this.isLookingUp) this.recogniser.tell(heard("four two seven one"));
		this.send(answer);
	}

	/** The caller says a code, and the coordinator has found the game that shows it. */
	match(gameId = "g"): void {
		this.answer({ type: "code.matched", gameId, game: this.#game });
	}

	/** The call waits for the coordinator's answer to a code. */
	get isLookingUp(): boolean {
		return this.actor
			.getSnapshot()
			.matches({ listeningForCode: { listening: { code: "lookingUp" } } });
	}

	/** The lines that are said and wait. */
	get lines(): SpeechQueue {
		const { speaking } = this.context;
		return speaking?.getSnapshot().context.lines ?? nothingToSay;
	}

	/** Begins, and is paired with the game `g`, which has been told nothing yet. */
	pair(): void {
		this.begin();
		this.match();
		this.finishSpeaking();
		this.toGame.length = 0;
	}

	/** The caller presses these keys. */
	press(keys: string): void {
		for (const digit of keys) this.phone.tell({ type: "key.pressed", digit });
	}

	/** The caller says the code 4271, by interim results that agree. */
	sayCodeInterim(startMs = 500): void {
		const interim = { startMs, isFinal: false, endsSpeech: true };
		for (const endMs of [startMs + 3_000, startMs + 4_000])
			this.recogniser.tell(heard("four two seven one", { ...interim, endMs }));
	}

	/** The recogniser notices that the caller begins to speak. */
	startSpeaking(): void {
		this.recogniser.tell({
			type: "speech.started",
			atMs: 0,
			verbatim: undefined,
		});
	}

	/** The game says a line; one that must be heard, unless said otherwise. */
	say(lineId: string, text: string, more: object = {}): void {
		const interruptible = "never";
		const said = { type: "say", gameId: "g", lineId, text, interruptible };
		this.send({ ...said, ...more } as CallEvent);
	}

	/** The line that the voice is making now. */
	get lineAtVoice(): string {
		return this.lines.atVoice?.lineId ?? "";
	}

	/** The voice hands the first audio of its line to the phone. */
	beginLine(): void {
		this.voice.tell({ type: "line.begun", lineId: this.lineAtVoice });
	}

	/** The voice has made its line. */
	makeLine(audioMs: number): void {
		const lineId = this.lineAtVoice;
		this.voice.tell({ type: "line.synthesised", lineId, audioMs });
	}

	/** The voice makes no more of its line, after this much of it. */
	breakLine(audioMs: number): void {
		const lineId = this.lineAtVoice;
		this.voice.tell({ type: "line.failed", lineId, audioMs });
	}

	/** The voice is lost before it has made any of its line. */
	loseVoice(isFinal = false): void {
		const lineId = this.lineAtVoice;
		this.voice.tell({ type: "voice.lost", lineId, isFinal, chance: 0 });
	}

	/** All that came before it has been played, and so has this. */
	returnMark(name: string): void {
		this.phone.tell({ type: "mark.returned", name });
	}

	/** Lets the voice make, and the phone play, every line, as far as the voice may go on now. */
	finishSpeaking(): void {
		for (let facts = 0; this.state !== "ended"; facts++) {
			if (facts > 1_000) throw new Error("The call never stops speaking.");
			const { lines } = this;
			if (lines.atVoice?.piece) this.makeLine(1_000);
			else if (lines.atPhone[0]) {
				const name = lines.atPhone[0].lineId;
				this.phone.tell({ type: "mark.returned", name });
			} else return;
		}
	}

	/** The lines that the voice was to make. */
	get synthesised(): Extract<VoiceOrder, { type: "synthesise" }>[] {
		return this.voice.orders.filter((order) => order.type === "synthesise");
	}

	get linesSaid(): string[] {
		return this.synthesised.map(({ text }) => text);
	}

	/** The alarms that are set, but for those of the whole call. */
	get timers(): string[] {
		const { _scheduledEvents: scheduled } = this.actor.system.getSnapshot();
		return Object.values(scheduled)
			.map(({ id }) => id)
			.filter((id) => !/untilLastMinute|maxCall/.test(id));
	}

	#isOfTurn(event: GameEvent): boolean {
		if (event.type !== "caller.heard") return false;
		const { type } = event.heard;
		if (type.startsWith("turn.")) this.turnsTold.push(type);
		return type.startsWith("turn.");
	}

	/** How the game's lines ended, as it was told. */
	get endings(): [string, string, number][] {
		return this.toGame.flatMap((event): [string, string, number][] =>
			event.type === "line.ended"
				? [[event.lineId, event.outcome, event.heardMs]]
				: [],
		);
	}

	/** The texts of the caller's that the game was told. */
	get textsTold(): string[] {
		return this.toGame.flatMap((event) =>
			event.type === "caller.heard" && event.heard.type === "speech.heard"
				? [event.heard.speech.text]
				: [],
		);
	}

	/** The keys that the game was told. */
	get keysTold(): string[] {
		return this.toGame.flatMap((event) =>
			event.type === "caller.pressed" ? [event.digit] : [],
		);
	}

	/** The codes that the coordinator was to look up, as they were understood, best first. */
	get lookUps(): string[][] {
		return this.toCoordinator.flatMap((event) =>
			event.type === "code.heard"
				? [event.candidates.map(({ code }) => code)]
				: [],
		);
	}

	get reasonOfTheEnd(): string | undefined {
		const left = this.toCoordinator.find(({ type }) => type === "call.left");
		return left?.type === "call.left" ? left.reason : undefined;
	}
}
