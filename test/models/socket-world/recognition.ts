import type { DeepgramListener } from "../../support/deepgram/deepgram-listener.js";
import type { FluxListener } from "../../support/deepgram/flux-listener.js";
import { type CallerName, callers, type DeepgramState } from "../cast.js";
import type { SteeredServer } from "../steered/steered-servers.js";
import { type CallerEnd, type CallerEnds, wordsIn } from "./caller-end.js";
import { patienceMs, untilSo } from "./patience.js";
import { frameOf, hasSpeech } from "./sound.js";

/** Deepgram as the calls of a world find it, and which of its sockets hears whom. */
export class Recognition {
	readonly #server: SteeredServer;
	readonly #ends: CallerEnds;
	readonly #hasFlux: boolean;
	#is: DeepgramState = "up";

	constructor(server: SteeredServer, ends: CallerEnds, hasFlux: boolean) {
		this.#server = server;
		this.#ends = ends;
		this.#hasFlux = hasFlux;
		server.deepgram.lastWordsOf = (listener) => this.#lastWordsOf(listener);
	}

	/** A call has begun, and is heard as well as Deepgram can. */
	async begin(name: CallerName): Promise<void> {
		const end = this.#ends.of(name);
		end.isDialling = this.#is === "down";
		if (end.isDialling) await this.untilRecognition(end, "down");
		if (this.#is === "up") await this.findListeners([name]);
	}

	/** Deepgram changes for all calls. */
	async become(is: DeepgramState): Promise<void> {
		const { deepgram } = this.#server;
		this.#is = is;
		await this.#forgetThoseWhoHaveLeft();
		if (is === "up") {
			deepgram.refuses.delete("listen");
			await this.#redial();
			await this.findListeners(this.#callersWho((end) => end.isDialling));
			return;
		}
		deepgram.refuses.set("listen", is === "down" ? 503 : 401);
		for (const name of this.#callersWho(
			({ listener }) => listener !== undefined,
		)) {
			const end = this.#ends.of(name);
			end.listener?.drop();
			end.listener = undefined;
			end.isDialling = true;
			await this.#untilLost(end);
			if (!end.hasHungUp) end.phone.sendAudio(frameOf(name));
		}
		if (is === "refuses") {
			await this.#redial();
			for (const end of this.#ends.values()) end.isDialling = false;
		}
	}

	/** Calls that wait for their next dial wait no longer, until each knows what Deepgram is now. */
	async #redial(): Promise<void> {
		for (const name of this.#callersWho((end) => end.isDialling)) {
			const { id } = this.#ends.of(name);
			await untilSo(
				async () => !(await this.#server.steer("redial", id)),
				`that ${name}'s recogniser has dialled`,
			);
		}
	}

	/** Each call that dials sends a frame of its caller's own, so that its socket is known by it. */
	async findListeners(names: readonly CallerName[]): Promise<void> {
		for (const _ of names) {
			const listener = await this.#nextCallsListener();
			const name = callers.find(
				(each) => frameOf(each)[0] === listener.audio[0],
			);
			if (!name) throw new Error("Deepgram heard a stranger.");
			const end = this.#ends.of(name);
			end.listener = listener;
			end.isDialling = false;
			await this.untilRecognition(end, "up");
		}
	}

	/** The server also dials to see whether Deepgram is there: such a socket brings no sound. */
	async #nextCallsListener(): Promise<DeepgramListener | FluxListener> {
		const { deepgram } = this.#server;
		for (;;) {
			const listener = this.#hasFlux
				? await deepgram.nextFluxListener()
				: await deepgram.nextListener();
			await listener.until(
				() => listener.audio.length > 0 || listener.closedWith !== undefined,
				() => "a frame of the caller's",
				patienceMs,
			);
			if (listener.audio.length > 0) return listener;
		}
	}

	/** Until the call knows how it stands with its recogniser. */
	async untilRecognition({ id }: CallerEnd, is: "up" | "down"): Promise<void> {
		await untilSo(
			async () => (await this.#server.steer("recognition", id)) === is,
			`that recognition is ${is}`,
		);
	}

	/** Until Deepgram has all of this speech. */
	async hasHeard(listener: DeepgramListener, speech: Buffer): Promise<void> {
		await listener.until(
			() => hasSpeech(listener.audio, speech),
			() => "speech that was not answered",
			patienceMs,
		);
	}

	/** Until the call has noticed, or has ended for it. */
	async #untilLost({ id }: CallerEnd): Promise<void> {
		await untilSo(
			async () =>
				(await this.#server.steer("recognition", id)) === "down" ||
				!(await this.#server.steer("hasEar", id)),
			"that recognition is down",
		);
	}

	/** A caller who has hung up may have been waiting for his last words to be heard. */
	async #forgetThoseWhoHaveLeft(): Promise<void> {
		for (const end of this.#ends.values()) {
			if (end.hasHungUp && !(await this.#server.steer("hasEar", end.id)))
				end.isDialling = false;
		}
	}

	/** The last words of whoever had said something that is not answered. */
	#lastWordsOf(listener: DeepgramListener): string {
		for (const { speech } of this.#ends.values()) {
			if (speech && hasSpeech(listener.audio, speech.sound))
				return wordsIn(speech, listener);
		}
		return "";
	}

	#callersWho(isMeant: (end: CallerEnd) => boolean): readonly CallerName[] {
		return [...this.#ends].flatMap(([name, end]) =>
			isMeant(end) && this.#isLive(end) ? [name] : [],
		);
	}

	#isLive({ phone, hasHungUp, isDialling, listener }: CallerEnd): boolean {
		if (hasHungUp)
			return (
				isDialling ||
				(listener !== undefined && listener.closedWith === undefined)
			);
		return phone.socket.readyState === phone.socket.OPEN;
	}
}
