import { FluxListener } from "../../support/deepgram/flux-listener.js";
import { TwilioCaller } from "../../support/twilio/twilio-caller.js";
import { answered } from "../../support/waiting/answered.js";
import {
	type CallerName,
	type CodeBy,
	type CodeOf,
	callers,
	type FluxTelling,
	type HangUp,
	halfOf,
	heardAnew,
	note,
	type SpokenSo,
	signOfListening,
	stuckMs,
	unansweredWords,
} from "../cast.js";
import { followedBy, spokenDigits } from "../policy.js";
import type { Sightings } from "../sightings.js";
import type { SteeredServer } from "../steered/steered-servers.js";
import type { WorldCallers } from "../world.js";
import {
	type CallerEnd,
	type CallerEnds,
	takeDown,
	wordsIn,
} from "./caller-end.js";
import { untilSo } from "./patience.js";
import type { Recognition } from "./recognition.js";
import { frameOf, newSpeech, soundOf } from "./sound.js";

/** Little: while the clock stands still, no more than ten seconds of a call are heard. */
const wordsMs = 40;
let worlds = 0;

/** Speech may have begun a second before Flux says so: silence up to then has been heard for good. */
function silenceUpToNow({ audioMs }: FluxListener) {
	return { endMs: audioMs + 1_000 };
}

/** The callers of a world of sockets: what they do, Twilio and Deepgram say. */
export class SocketCallers implements WorldCallers {
	/** Who gave a code last: the next pairing is his. */
	lastGiver: CallerName = callers[0];
	/** How far Deepgram has come in the sound. */
	audioMs = 0;
	/** The same names are other callers in each world. */
	readonly #world = ++worlds;
	readonly #server: SteeredServer;
	readonly #sightings: Sightings;
	readonly #ends: CallerEnds;
	/** The sockets of Flux that have told something. */
	readonly #spoken = new WeakSet<FluxListener>();
	/** Those with a turn open in which nothing was said. */
	readonly #wordless = new WeakSet<FluxListener>();
	readonly #recognition: Recognition;

	constructor(
		server: SteeredServer,
		sightings: Sightings,
		ends: CallerEnds,
		recognition: Recognition,
	) {
		this.#server = server;
		this.#sightings = sightings;
		this.#ends = ends;
		this.#recognition = recognition;
	}

	async dial(name: CallerName): Promise<void> {
		this.#sightings.beginCall(name);
		const phone = await this.#dial(name);
		const id = await this.#server.steer("newestCall");
		const end: CallerEnd = {
			id,
			phone,
			listener: undefined,
			isDialling: false,
			hasHungUp: false,
			speech: undefined,
			olderClosed: Promise.resolve(),
			interim: [],
			interimMs: 0,
		};
		this.#ends.set(name, end);
		takeDown(this.#sightings, name, end, phone);
	}

	async start(name: CallerName): Promise<void> {
		const end = this.#ends.of(name);
		const { phone } = end;
		phone.start();
		phone.sendAudio(frameOf(name));
		await answered(phone.socket);
		if (!(await this.#server.steer("hasEar", end.id))) return;
		await this.#recognition.begin(name);
	}

	async giveCode(name: CallerName, of: CodeOf, by: CodeBy): Promise<void> {
		this.lastGiver = name;
		const [code, ...others] = this.#sightings.readingsOf(name, of);
		const end = this.#ends.of(name);
		if (by === "keys") {
			end.phone.press(code);
			return answered(end.phone.socket);
		}
		end.interim = [code, ...others].map((each) => spokenDigits(each));
		if (by === "speech") return this.#hear(name, end.interim, true);
		await this.#hear(name, end.interim, false);
		end.interimMs = this.audioMs;
		return this.#hear(name, end.interim, false, 0);
	}

	async finish(name: CallerName, goesOn?: string): Promise<void> {
		const { interim, interimMs } = this.#ends.of(name);
		const texts = interim.map((text) => followedBy(text, goesOn));
		await this.#hear(name, texts, true, 0, interimMs);
	}

	async talk(name: CallerName, words: string): Promise<void> {
		await this.#hear(name, [words], true);
	}

	async speak(name: CallerName, so: SpokenSo): Promise<void> {
		const end = this.#ends.of(name);
		const listener = this.#ends.listenerOf(name);
		const sound = newSpeech(name, so);
		end.speech = { so, sound, firstHeardBy: listener };
		end.phone.sendAudio(sound);
		await this.#recognition.hasHeard(listener, sound);
		if (so === "half answered")
			await this.#hear(name, [halfOf(unansweredWords[so])], false);
	}

	/** Deepgram can answer for what it has heard, on whichever socket. */
	async answer(name: CallerName): Promise<void> {
		const { speech } = this.#ends.of(name);
		const listener = this.#ends.listenerOf(name);
		if (!speech) throw new Error(`${name} has said nothing.`);
		await this.#recognition.hasHeard(listener, speech.sound);
		await this.#hear(name, [wordsIn(speech, listener)], true);
	}

	async tellByFlux(
		name: CallerName,
		what: FluxTelling,
		words: string,
	): Promise<void> {
		if (what === "nothing more") return this.#beStuck(name, words);
		const flux = this.#ends.fluxOf(name);
		await this.#makeSound(name, flux, what === "noise" ? 20 : wordsMs);
		switch (what) {
			case "noise":
				flux.startTurn("", silenceUpToNow(flux));
				this.#wordless.add(flux);
				break;
			case "words":
				this.#endWordlessTurn(flux, words);
				flux.startTurn(words, { startMs: this.#beginningOf(flux, words) });
				break;
			case "sign":
				this.#endWordlessTurn(flux, words);
				flux.startTurn(words, { startMs: this.#beginningOf(flux, words) });
				flux.endTurn(words);
				break;
			case "more words":
				flux.update(words);
				break;
			case "eager":
				flux.endEagerly(words);
				break;
			case "resumed":
				flux.resume(words);
				break;
			case "end":
				this.#wordless.delete(flux);
				flux.endTurn(words);
				break;
			case "no words after all":
				flux.update("", { endMs: flux.audioMs + 10_000 });
		}
		this.#spoken.add(flux);
		await flux.read();
	}

	/** Other words than those that are heard again are in a turn of their own. */
	#endWordlessTurn(flux: FluxListener, words: string): void {
		const isWordless = this.#wordless.delete(flux);
		if (isWordless && !isHeardAgain(words))
			flux.endTurn("", { endMs: flux.audioMs - wordsMs });
	}

	/** What comes first on a socket, or is heard again, has begun before it; what follows noise or silence has not. */
	#beginningOf(flux: FluxListener, words: string): number {
		const isFirst = !this.#spoken.has(flux);
		return isFirst || isHeardAgain(words) ? 0 : flux.audioMs - wordsMs;
	}

	/** So much sound comes that Flux should have said something; when it does, it has heard that, too. */
	async #beStuck(name: CallerName, words: string): Promise<void> {
		const { listener, phone } = this.#ends.of(name);
		if (!listener) {
			phone.sendAudio(soundOf(name, stuckMs));
			return answered(phone.socket);
		}
		const flux = this.#ends.fluxOf(name);
		await this.#makeSound(name, flux, stuckMs);
		flux.update(words, silenceUpToNow(flux));
		await flux.read();
	}

	async #makeSound(
		name: CallerName,
		flux: FluxListener,
		ms: number,
	): Promise<void> {
		const sound = soundOf(name, ms);
		const before = flux.audio.length;
		this.#ends.of(name).phone.sendAudio(sound);
		await flux.heardAudio(before + sound.length);
	}

	async makeNoise(name: CallerName): Promise<void> {
		this.audioMs += 1_000;
		this.#ends.listenerOf(name).startSpeech(this.audioMs);
		await this.#ends.listenerOf(name).read();
	}

	async pause(name: CallerName): Promise<void> {
		this.audioMs += 1_000;
		this.#ends.listenerOf(name).endUtterance(this.audioMs);
		await this.#ends.listenerOf(name).read();
	}

	async note(name: CallerName): Promise<void> {
		this.#ends.listenerOf(name).push(JSON.stringify({ type: note }));
		await this.#ends.listenerOf(name).read();
	}

	async press(name: CallerName, key: string): Promise<void> {
		const { phone } = this.#ends.of(name);
		phone.press(key);
		await answered(phone.socket);
	}

	async listen(name: CallerName): Promise<void> {
		const { phone } = this.#ends.of(name);
		phone.playAll();
		await answered(phone.socket);
	}

	async callAgain(name: CallerName): Promise<void> {
		const end = this.#ends.of(name);
		const newer = await this.#dial(name, end.phone.sids.callSid);
		const older = end.phone;
		end.phone = newer;
		end.olderClosed = older.closed();
		takeDown(this.#sightings, name, end, newer);
		newer.start();
		if (end.hasHungUp) await this.#beHeardAgain(name, end);
		await answered(newer.socket);
		await end.olderClosed;
	}

	/** A call whose recogniser was about to finish opens another. */
	async #beHeardAgain(name: CallerName, end: CallerEnd): Promise<void> {
		end.hasHungUp = false;
		end.phone.sendAudio(frameOf(name));
		await this.#recognition.findListeners([name]);
	}

	async hangUp(name: CallerName, how: HangUp): Promise<void> {
		const end = this.#ends.of(name);
		const { listener } = end;
		if (how === "results late") {
			end.phone.sendAudio(frameOf(name));
			await answered(end.phone.socket);
		}
		end.hasHungUp = true;
		if (listener) listener.answersCloseStream = how !== "results late";
		if (how === "cut off") end.phone.vanish();
		else end.phone.hangUp();
		if (how === "results late") await listener?.heardText("CloseStream");
		await untilSo(
			async () => !(await this.#server.steer("isOnTheLine", end.id)),
			`that ${name} has hung up`,
		);
	}

	async finishRecognition(name: CallerName): Promise<void> {
		this.#ends.listenerOf(name).timeOut();
	}

	async #dial(name: CallerName, callSid?: string): Promise<TwilioCaller> {
		const phone = await TwilioCaller.dial(this.#server.socketUrl("/twilio"), {
			parameters: { caller: `${this.#world} ${name}` },
			...(callSid !== undefined && { callSid }),
		});
		await answered(phone.socket);
		return phone;
	}

	async #hear(
		name: CallerName,
		texts: readonly string[],
		final: boolean,
		stepMs = 10_000,
		sinceMs?: number,
	): Promise<void> {
		this.audioMs += stepMs;
		const startMs = sinceMs ?? this.audioMs;
		if (final) this.#ends.of(name).speech = undefined;
		const [text = "", ...alternatives] = texts;
		if (this.#ends.of(name).listener instanceof FluxListener)
			return this.tellByFlux(name, "end", text);
		const listener = this.#ends.listenerOf(name);
		listener.say(text, {
			final,
			speechFinal: true,
			startMs,
			durationMs: this.audioMs + 2_000 - startMs,
			alternatives,
		});
		await listener.read();
	}
}

/** Whether these are words of a turn that was lost with an older socket. */
function isHeardAgain(words: string): boolean {
	return words !== signOfListening && words === heardAnew(words);
}
