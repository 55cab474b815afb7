import type {
	PhoneFact,
	PhoneOrder,
	VoiceFact,
	VoiceOrder,
} from "../../../src/machines/events.js";
import type {
	EarFact,
	EarOrder,
} from "../../../src/machines/recogniser/ear-events.js";
import { turnPauseMs } from "../../../src/machines/recogniser/recogniser-setup.js";
import { heard } from "../../support/codes/spoken.js";
import {
	brokenMs,
	brokenText,
	type CallerName,
	cleared,
	closed,
	type DeepgramState,
	heardAnew,
	hears,
	movedOver,
	unansweredWords,
	type VoiceState,
} from "../cast.js";
import { soundMs } from "../model/lines.js";
import type { Unanswered } from "../model/memory.js";
import { policyTimes } from "../policy.js";
import type { Sightings } from "../sightings.js";
import { Doubles } from "./doubles.js";
import { FluxDouble } from "./flux-double.js";
import { MindDouble } from "./mind-double.js";

/** What a double needs of its world. */
export interface Surroundings {
	readonly deepgram: DeepgramState;
	readonly voice: VoiceState;
	readonly sightings: Sightings;
}

/** The phone, the ear and the voice of one call. */
export class CallDouble {
	tellPhone: (fact: PhoneFact) => void = () => {};
	tellByEar: (fact: EarFact) => void = () => {};
	failPhone: (error: unknown) => void = () => {};
	/** The stream is closed, or has become another call's. */
	isStreamGone = false;
	hasSlowResults = false;
	/** What was said without a final result, as yet. */
	unanswered: Unanswered | undefined;
	readonly flux = new FluxDouble((fact) => this.tellByEar(fact));
	readonly mind: MindDouble;
	/** There is sound that the recogniser has not answered for. */
	hasUnheard = true;
	#tellVoice: (fact: VoiceFact) => void = () => {};
	/** What there is of each line, piece by piece. */
	readonly #texts = new Map<string, string>();
	#marks: string[] = [];
	/** What the phone plays once it is paused no longer; undefined unless it is. */
	#paused: string[] | undefined;
	#held: Extract<VoiceOrder, { type: "synthesise" }> | undefined;
	#words: readonly string[] = [];
	/** No socket is dialled again. */
	#isRefused = false;

	constructor(
		readonly world: Surroundings,
		readonly caller: CallerName,
	) {
		this.mind = new MindDouble(world.sightings);
	}

	phone(tell: (fact: PhoneFact) => void, fail: (error: unknown) => void) {
		this.tellPhone = tell;
		this.failPhone = fail;
		return {
			obey: (order: PhoneOrder) => this.#obeyAsPhone(order),
			close: () => {
				if (!this.isStreamGone)
					this.world.sightings.see(this.caller, closed(1000));
			},
		};
	}

	ear(tell: (fact: EarFact) => void) {
		this.tellByEar = tell;
		this.#isRefused = false;
		// Another ear knows nothing of what the one before it had not answered.
		this.unanswered = undefined;
		this.flux.forget();
		return {
			obey: (order: EarOrder) => this.#obeyAsEar(order),
			close: () => {},
		};
	}

	voice(tell: (fact: VoiceFact) => void) {
		this.#tellVoice = tell;
		return {
			obey: (order: VoiceOrder) => {
				this.#held = undefined;
				if (order.type === "synthesise") this.#synthesise(order);
			},
			close: () => {},
		};
	}

	/** How long a pause is that ends a turn which the ear does not end. */
	get turnPauseMs(): number {
		return this.world.sightings.setting.hasFlux
			? policyTimes.turnPauseMs
			: turnPauseMs.usual;
	}

	/** All that is at the phone has been played. */
	playAll(): void {
		const marks = this.#marks;
		this.#marks = [];
		for (const name of marks) this.tellPhone({ type: "mark.returned", name });
	}

	/** The voice gets on with what it holds. */
	goOnSpeaking(): void {
		const held = this.#held;
		this.#held = undefined;
		if (held) this.#synthesise(held);
	}

	/** There is some sound of the line that the voice holds. */
	beginLine(lineId: string): void {
		this.#tellVoice({ type: "line.begun", lineId });
	}

	/** The same, of a voice that can tell which words were heard. */
	beginLineWithWords(lineId: string): void {
		this.#tellVoice({ type: "line.begun", lineId, canTellWords: true });
	}

	/** The voice tells which words of this line were heard. */
	tellWords(lineId: string, heardText: string): void {
		this.#tellVoice({ type: "words.told", lineId, heardText });
	}

	/** For the moment there is no more of this line. */
	pauseLine(lineId: string, audioMs: number): void {
		this.#tellVoice({ type: "line.paused", lineId, audioMs });
	}

	/** There is more of it. */
	resumeLine(lineId: string): void {
		this.#tellVoice({ type: "line.resumed", lineId });
	}

	/** No more is made of this line. */
	failLine(lineId: string, audioMs: number): void {
		this.#tellVoice({ type: "line.failed", lineId, audioMs });
	}

	/** Deepgram has changed under the call's socket. */
	changeDeepgram(was: DeepgramState): void {
		const { deepgram } = this.world;
		if (deepgram === "up") this.#open();
		else if (was === "up") this.#loseSocket(false);
		if (deepgram === "refuses") this.#loseSocket(true);
	}

	#dial(): void {
		const { deepgram } = this.world;
		if (deepgram === "up") this.#open();
		else this.#loseSocket(deepgram === "refuses");
	}

	#open(): void {
		const missedMs = this.unanswered?.so === "too long" ? 2_000 : 0;
		this.tellByEar({ type: "ear.opened", missedMs });
	}

	#loseSocket(isFinal: boolean): void {
		this.hasSlowResults = false;
		if (this.unanswered) this.unanswered = { ...this.unanswered, anew: true };
		if (isFinal) this.flux.endHere();
		else this.flux.loseSocket();
		this.tellByEar({
			type: "ear.ended",
			isFinal,
			chance: 0,
			hasUnheard: this.hasUnheard,
		});
	}

	#obeyAsPhone(order: PhoneOrder): void {
		switch (order.type) {
			case "mark":
				if (this.isStreamGone) break;
				if (this.#paused) this.#paused.push(order.name);
				else this.#play(order.name);
				break;
			case "clear":
				if (!this.#paused) this.world.sightings.see(this.caller, cleared);
				this.#paused = undefined;
				this.playAll();
				break;
			case "pause":
				this.world.sightings.see(this.caller, cleared);
				this.#paused = this.#marks;
				this.#marks = [];
				break;
			case "go.on": {
				const names = this.#paused ?? [];
				this.#paused = undefined;
				for (const name of names) this.#play(name);
				break;
			}
			case "refuse.stream":
				this.isStreamGone = true;
				this.world.sightings.see(this.caller, closed(1008));
				break;
			case "take.over":
				if (!this.isStreamGone)
					this.world.sightings.see(this.caller, movedOver);
				this.isStreamGone = false;
				this.hasSlowResults = false;
				this.#marks = [];
				this.#paused = undefined;
				callDoubles.of(order.fromCallId).isStreamGone = true;
		}
	}

	#play(name: string): void {
		const text = this.#texts.get(name) ?? "";
		this.world.sightings.see(
			this.caller,
			hears(this.world.sightings.wordingOf(this.caller, text)),
		);
		this.#marks.push(name);
	}

	#obeyAsEar(order: EarOrder): void {
		switch (order.type) {
			case "dial":
			case "dial.again":
				this.#dial();
				break;
			case "give.up":
				this.#isRefused = true;
				break;
			case "expect.code":
				this.#expect([]);
				break;
			case "expect.words":
				this.#expect(order.words);
				break;
			case "finish":
				this.#finish();
				break;
			case "tell.rest":
				this.flux.endHere();
				this.tellByEar({ type: "ear.finished" });
		}
	}

	/** What is left is told, and that this was all; once Deepgram is there. */
	#finish(): void {
		if (this.hasSlowResults) return;
		if (this.world.deepgram !== "up" && !this.#isRefused) return;
		if (this.unanswered) this.tellByEar(heard(wordsOf(this.unanswered)));
		this.flux.endHere();
		this.tellByEar({ type: "ear.finished" });
	}

	#expect(words: readonly string[]): void {
		if (words.length === 0 && this.#words.length === 0) return;
		this.#words = words;
		if (this.world.deepgram === "up" && !this.#isRefused) {
			this.tellByEar({ type: "words.asked" });
			this.tellByEar({ type: "words.answered", when: "now" });
		} else this.tellByEar({ type: "words.taken", when: "next" });
	}

	#synthesise(order: Extract<VoiceOrder, { type: "synthesise" }>): void {
		const { lineId, text } = order;
		const before = this.#texts.get(lineId) ?? "";
		switch (this.world.voice) {
			case "waits":
				this.#held = order;
				break;
			case "fails":
			case "refuses": {
				const isFinal = this.world.voice === "refuses";
				this.#tellVoice({ type: "voice.lost", lineId, isFinal, chance: 0 });
				break;
			}
			case "breaks off":
				this.#texts.set(lineId, before + brokenText(text));
				this.beginLine(lineId);
				this.failLine(lineId, brokenMs);
				break;
			case "works": {
				this.#texts.set(lineId, before + text);
				this.beginLine(lineId);
				const audioMs = soundMs({ text, isStoppable: true });
				this.#tellVoice({ type: "line.synthesised", lineId, audioMs });
			}
		}
	}
}

/** How Deepgram understands speech that it has heard for the first or for the second time. */
export function wordsOf({ so, anew }: Unanswered): string {
	const words = unansweredWords[so];
	return anew ? heardAnew(words) : words;
}

/** The doubles of all calls. */
export const callDoubles = new Doubles<CallDouble>();
