/**
 * The local recogniser, as one conversation has it: its own ear, that listens for speech and pauses, before a decoder
 * that takes no time. The real one takes a tenth of the time that somebody speaks.
 */
import type { Recognised } from "../../src/adapters/local/recognition.js";
import { ThreadUnavailable } from "../../src/adapters/local/speech-thread.js";
import type {
	SpeechResult,
	SpeechTask,
} from "../../src/adapters/local/speech-worker.js";
import { silence } from "../../src/adapters/sound/mulaw.js";
import type { Conversation } from "./conversation.js";
import {
	type CommonStep,
	type LocalStep,
	type Step,
	vocabulary,
} from "./scripts.js";

/** Each word is a loud sound of its own, and so is what is no word. All of them are loud in mulaw. */
const firstWord = 0x80;
const slow = 0x8d;
const unheard = 0x8e;
const cough = 0x8f;
const wordMs = 240;
/** Longer than the pause at which an utterance ends. */
const pauseMs = 1_000;
const slowness = 40;

/** Does what the speech thread does: finds the words in such sound, and makes sound of a text. */
export async function decode(task: SpeechTask): Promise<SpeechResult> {
	if (task.do === "synthesise") return { sound: silence(400) };
	if (task.sound.includes(unheard))
		throw new ThreadUnavailable("The speech thread has ended.");
	if (task.sound.includes(slow))
		await new Promise((resolve) => setTimeout(resolve, slowness));
	return { readings: readingsOf(task.sound) };
}

function readingsOf(sound: Uint8Array): readonly Recognised[] {
	const words: string[] = [];
	let before = -1;
	for (const byte of sound) {
		const word = vocabulary[byte - firstWord];
		if (byte !== before && word !== undefined) words.push(word);
		before = byte;
	}
	if (words.length === 0) return [];
	return [{ text: words.join(" "), confidence: 0.9, words: [] }];
}

export class LocalEar {
	constructor(private readonly conversation: Conversation) {}

	async perform({ does, words }: Step, waits: boolean): Promise<void> {
		this.#makeSound(does as LocalStep | CommonStep, words);
		if (does === "stuck" || does === "drop" || (waits && does === "end")) {
			await this.conversation.settles();
			await this.conversation.turnEnds();
		}
	}

	#makeSound(does: LocalStep | CommonStep, words: string): void {
		const { caller } = this.conversation;
		switch (does) {
			case "noise":
				caller.sendAudio(Buffer.alloc(wordMs * 8, cough));
				break;
			case "slow words":
				caller.sendAudio(Buffer.alloc(160, slow));
				caller.sendAudio(soundOfWords(words));
				break;
			case "words":
				caller.sendAudio(soundOfWords(words));
				break;
			case "end":
				caller.sendAudio(pauseMs);
				break;
			// Nobody understands this, and then the next words.
			case "drop":
				caller.sendAudio(Buffer.alloc(wordMs * 8, unheard));
				caller.sendAudio(pauseMs);
		}
	}
}

function soundOfWords(words: string): Buffer {
	return Buffer.concat(
		words.split(" ").flatMap((word) => {
			const at = vocabulary.indexOf(word);
			return [
				Buffer.alloc(wordMs * 8, firstWord + at),
				// Between words that are the same there is something, too.
				Buffer.alloc(160, cough),
			];
		}),
	);
}
