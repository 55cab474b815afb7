import type { FluxListener } from "../support/deepgram/flux-listener.js";
import type { Conversation } from "./conversation.js";
import { ownSocket, soundOf } from "./own-sockets.js";
import type { CommonStep, FluxStep, Step } from "./scripts.js";

/** So much sound without a word from Flux ends a turn. */
const stuckMs = 3_200;

/** Flux, as one conversation has it. It may tell more than the real one would, but in a turn of its own. */
export class FluxEar {
	#socket: FluxListener | undefined;
	/** What was said in its turn; undefined where none is open. */
	#said: string | undefined;

	constructor(private readonly conversation: Conversation) {}

	async perform({ does, words }: Step, waits: boolean): Promise<void> {
		const flux = await this.#flux();
		this.#hear(120);
		await this.#say(flux, does as FluxStep | CommonStep, words);
		if (waits) await flux.read();
		if (waits && (does === "end" || does === "other end"))
			await this.conversation.turnEnds();
	}

	async #say(
		flux: FluxListener,
		does: FluxStep | CommonStep,
		words: string,
	): Promise<void> {
		switch (does) {
			case "noise":
				if (!this.#said) flux.startTurn("");
				break;
			case "silence":
				if (!this.#said) flux.update("");
				break;
			case "words":
				this.#sayWords(flux, words);
				break;
			case "eager":
				if (this.#said) flux.endEagerly(this.#said);
				break;
			case "resumed":
				if (this.#said) flux.resume(this.#said);
				break;
			case "end":
				this.#endTurn(flux, this.#said ?? "");
				break;
			case "other end":
				this.#endTurn(flux, words);
				break;
			case "stuck":
				await flux.read();
				this.#hear(stuckMs);
				await this.conversation.turnEnds();
				break;
			case "drop":
				await this.#drop(flux);
		}
	}

	#sayWords(flux: FluxListener, words: string): void {
		const before = this.#said;
		this.#said = before ? `${before} ${words}` : words;
		if (before) flux.update(this.#said);
		else flux.startTurn(this.#said);
	}

	#endTurn(flux: FluxListener, words: string): void {
		flux.endTurn(words);
		this.#said = undefined;
	}

	/** Another socket hears the turn again, and may find other words in it. */
	async #drop(flux: FluxListener): Promise<void> {
		await flux.read();
		flux.drop();
		this.#said = undefined;
		await this.conversation.recognitionIs("down");
		await this.#flux();
		await this.conversation.recognitionIs("up");
	}

	async #flux(): Promise<FluxListener> {
		if (this.#socket?.closedWith === undefined && this.#socket)
			return this.#socket;
		const { around, number } = this.conversation;
		this.#socket = await ownSocket(number, around.deepgram.fluxListeners, () =>
			this.#hear(40),
		);
		return this.#socket;
	}

	#hear(ms: number): void {
		const { caller, number } = this.conversation;
		caller.sendAudio(soundOf(number, ms));
	}
}
