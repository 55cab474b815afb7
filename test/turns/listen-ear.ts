import type { DeepgramListener } from "../support/deepgram/deepgram-listener.js";
import type { Conversation } from "./conversation.js";
import { ownSocket, soundOf } from "./own-sockets.js";
import type { CommonStep, ListenStep, Step } from "./scripts.js";

const stepMs = 120;

/** Deepgram's listen v1, as one conversation has it. */
export class ListenEar {
	#socket: DeepgramListener | undefined;
	/** What was said since its last final result. */
	#said = "";
	/** Where that began, and how far it has come, in milliseconds of this socket's sound. */
	#sinceMs = 0;
	#audioMs = 0;

	constructor(private readonly conversation: Conversation) {}

	async perform({ does, words }: Step, waits: boolean): Promise<void> {
		const listener = await this.#listener();
		this.#hear(stepMs);
		await this.#say(listener, does as ListenStep | CommonStep, words);
		if (waits) await listener.read();
		if (waits && does === "end") await this.conversation.turnEnds();
	}

	async #say(
		listener: DeepgramListener,
		does: ListenStep | CommonStep,
		words: string,
	): Promise<void> {
		switch (does) {
			case "noise":
				listener.startSpeech(this.#audioMs);
				break;
			case "silence":
				if (this.#said === "") this.#tell(listener, "", true, false);
				break;
			case "words":
				this.#said = this.#said === "" ? words : `${this.#said} ${words}`;
				this.#tell(listener, this.#said, false, false);
				break;
			case "final":
				this.#tell(listener, this.#said || words, true, false);
				break;
			case "end":
				this.#tell(listener, this.#said, true, true);
				break;
			case "gap":
				listener.endUtterance(this.#audioMs);
				break;
			case "old gap":
				listener.endUtterance(0);
				break;
			case "stuck":
				await listener.read();
				await this.conversation.turnEnds();
				break;
			case "drop":
				await this.#drop(listener);
		}
	}

	#tell(
		listener: DeepgramListener,
		words: string,
		final: boolean,
		speechFinal: boolean,
	): void {
		const startMs = this.#sinceMs;
		const durationMs = this.#audioMs - startMs;
		listener.say(words, { final, speechFinal, startMs, durationMs });
		if (!final) return;
		this.#said = "";
		this.#sinceMs = this.#audioMs;
	}

	async #drop(listener: DeepgramListener): Promise<void> {
		await listener.read();
		listener.drop();
		await this.conversation.recognitionIs("down");
		await this.#listener();
		await this.conversation.recognitionIs("up");
	}

	async #listener(): Promise<DeepgramListener> {
		if (this.#socket && this.#socket.closedWith === undefined)
			return this.#socket;
		const { around, number } = this.conversation;
		this.#socket = await ownSocket(number, around.deepgram.listeners, () =>
			this.#hear(40),
		);
		this.#said = "";
		this.#sinceMs = 0;
		this.#audioMs = this.#socket.audio.length / 8;
		return this.#socket;
	}

	#hear(ms: number): void {
		const { caller, number } = this.conversation;
		caller.sendAudio(soundOf(number, ms));
		this.#audioMs += ms;
	}
}
