import type { CallActor } from "../../../src/machines/call/call.js";
import { spoken } from "../../support/codes/spoken.js";
import {
	type CallerName,
	type CodeBy,
	type CodeOf,
	callers,
	type FluxTelling,
	type HangUp,
	halfOf,
	noise,
	note,
	pause,
	type SpokenSo,
	unansweredWords,
} from "../cast.js";
import { followedBy, spokenDigits } from "../policy.js";
import type { Sightings } from "../sightings.js";
import type { WorldCallers } from "../world.js";
import {
	CallDouble,
	callDoubles,
	type Surroundings,
	wordsOf,
} from "./call-double.js";
import type { MachineServer } from "./machine-server.js";

/** The callers of a world of machines: what they do, their phones and recognisers tell. */
export class MachineCallers implements WorldCallers {
	/** How far the recognisers have come in the sound. */
	audioMs = 0;
	readonly #ids = new Map<CallerName, string>();
	readonly #names = new Map<string, CallerName>();
	readonly #server: MachineServer;
	readonly #sightings: Sightings;
	readonly #surroundings: Surroundings;
	#lastInterim: readonly string[] = [];
	#lastInterimMs = 0;

	constructor(server: MachineServer, surroundings: Surroundings) {
		this.#server = server;
		this.#sightings = surroundings.sightings;
		this.#surroundings = surroundings;
	}

	async dial(caller: CallerName): Promise<void> {
		this.#sightings.beginCall(caller);
		this.#ids.set(caller, this.#newCall(caller));
	}

	async start(caller: CallerName, hasToken = false): Promise<void> {
		this.#startStream(caller, this.double(caller), hasToken);
	}

	/** The call of this caller. */
	actor(caller: CallerName): CallActor {
		const call = this.#server.actors.calls.get(this.#ids.get(caller) ?? "");
		if (!call) throw new Error(`${caller} has no call.`);
		return call;
	}

	/** Twilio says which call it is, and what it says is not believed. */
	refuseStream(caller: CallerName): void {
		this.double(caller).tellPhone({ type: "stream.refused" });
	}

	async giveCode(caller: CallerName, of: CodeOf, by: CodeBy): Promise<void> {
		const readings = this.#sightings.readingsOf(caller, of);
		if (by === "keys") {
			for (const digit of readings[0])
				this.double(caller).tellPhone({ type: "key.pressed", digit });
			return;
		}
		const texts = readings.map((code) => spokenDigits(code));
		if (by === "speech") this.#hear(caller, texts, true);
		else {
			this.#hear(caller, texts, false);
			this.#hear(caller, texts, false, 0);
			this.#lastInterim = texts;
			this.#lastInterimMs = this.audioMs;
		}
	}

	async finish(caller: CallerName, goesOn?: string): Promise<void> {
		const texts = this.#lastInterim.map((text) => followedBy(text, goesOn));
		this.#hear(caller, texts, true, 0, this.#lastInterimMs);
	}

	async talk(caller: CallerName, words: string): Promise<void> {
		this.#hear(caller, [words], true);
	}

	async speak(caller: CallerName, so: SpokenSo): Promise<void> {
		this.double(caller).unanswered = { so, anew: false };
		if (so === "half answered")
			this.#hear(caller, [halfOf(unansweredWords[so])], false);
	}

	async answer(caller: CallerName): Promise<void> {
		const { unanswered } = this.double(caller);
		if (unanswered) this.#hear(caller, [wordsOf(unanswered)], true);
	}

	async tellByFlux(
		caller: CallerName,
		what: FluxTelling,
		words: string,
	): Promise<void> {
		this.audioMs += 10_000;
		this.double(caller).flux.hear(what, words, this.audioMs);
		if (what === "end" || what === "sign")
			this.double(caller).hasUnheard = false;
	}

	async makeNoise(caller: CallerName): Promise<void> {
		const atMs = this.audioMs;
		this.double(caller).tellByEar({
			type: "speech.started",
			atMs,
			verbatim: noise,
		});
	}

	async pause(caller: CallerName): Promise<void> {
		const lastWordEndMs = this.audioMs;
		this.double(caller).tellByEar({
			type: "utterance.ended",
			lastWordEndMs,
			verbatim: pause,
		});
	}

	async note(caller: CallerName): Promise<void> {
		this.double(caller).tellByEar({ type: "recogniser.noted", verbatim: note });
	}

	async press(caller: CallerName, digit: string): Promise<void> {
		this.double(caller).tellPhone({ type: "key.pressed", digit });
	}

	async listen(caller: CallerName): Promise<void> {
		this.double(caller).playAll();
	}

	async callAgain(caller: CallerName): Promise<void> {
		const newer = this.#newCall(caller);
		this.#startStream(caller, callDoubles.of(newer));
	}

	async hangUp(caller: CallerName, how: HangUp): Promise<void> {
		const call = this.double(caller);
		call.isStreamGone = true;
		call.hasUnheard = true;
		call.hasSlowResults = how === "results late";
		call.tellPhone({ type: "phone.hung.up" });
	}

	async finishRecognition(caller: CallerName): Promise<void> {
		this.double(caller).tellByEar({ type: "ear.finished" });
	}

	#hear(
		caller: CallerName,
		texts: readonly string[],
		isFinal: boolean,
		stepMs = 10_000,
		sinceMs?: number,
	): void {
		this.audioMs += stepMs;
		const [text = "", ...others] = texts;
		const alternative = (each: string) => ({
			text: each,
			confidence: 0.98,
			words: [],
		});
		const speech = spoken(text, {
			alternatives: [alternative(text), ...others.map(alternative)],
			isFinal,
			startMs: sinceMs ?? this.audioMs,
			endMs: this.audioMs + 2_000,
		});
		if (isFinal) {
			this.double(caller).unanswered = undefined;
			this.double(caller).hasUnheard = false;
		}
		this.double(caller).tellByEar({
			type: "speech.heard",
			speech,
			verbatim: text,
		});
	}

	#newCall(caller: CallerName): string {
		const callId = this.#server.newId("call");
		this.#names.set(callId, caller);
		callDoubles.set(callId, new CallDouble(this.#surroundings, caller));
		this.#server.actors.startCall(callId);
		return callId;
	}

	#startStream(caller: CallerName, call: CallDouble, hasToken = false): void {
		const callSid = `CA of ${this.#ids.get(caller)}`;
		const callerKey = caller;
		call.tellPhone({ type: "stream.started", callSid, callerKey, hasToken });
	}

	/** The newest call of this caller. */
	idOf(caller: CallerName): string {
		return this.#ids.get(caller) ?? "";
	}

	/** Whose call that is. */
	withCall(callId: string): CallerName {
		return this.#names.get(callId) ?? callers[0];
	}

	/** The phone, the recogniser and the voice of this caller's newest call. */
	double(caller: CallerName): CallDouble {
		return callDoubles.of(this.idOf(caller));
	}

	/** Those of each caller's newest call. */
	get doubles(): readonly CallDouble[] {
		return [...this.#ids.values()].map((id) => callDoubles.of(id));
	}
}
