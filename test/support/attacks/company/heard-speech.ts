import { frameMs, silentByte } from "../../../../src/adapters/sound/mulaw.js";
import { spokenAudio } from "../../deepgram/speaker-end.js";

const bytesPerCharacter = spokenAudio(".").length;

/** The text in what a caller hears: the emulated voice speaks each character as a sound of its own. */
export class HeardSpeech {
	/** All that was heard so far. */
	text = "";
	#sounding = silentByte;
	#bytes = 0;

	/** How many characters were heard. */
	get characters(): number {
		return this.text.length;
	}

	/** Takes what was heard next; returns whether any of it was no silence. */
	take(sound: Buffer): boolean {
		let hasSound = false;
		for (const byte of sound) {
			if (byte === silentByte) continue;
			hasSound = true;
			this.#hear(byte);
		}
		return hasSound;
	}

	#hear(byte: number): void {
		if (byte !== this.#sounding) this.#bytes = 0;
		this.#sounding = byte;
		this.#bytes += 1;
		if (this.#bytes % bytesPerCharacter === 0)
			this.text += String.fromCharCode(byte);
	}
}

/** Lines that a game has said, until they were heard: how long nothing sounds meanwhile. */
export class SoundGaps {
	/** The longest of them so far, in milliseconds. */
	longestMs = 0;
	#silentMs = 0;

	/** One more frame was heard, or was silent though a line was to be heard. */
	frame(isSilent: boolean): void {
		this.#silentMs = isSilent ? this.#silentMs + frameMs : 0;
		this.longestMs = Math.max(this.longestMs, this.#silentMs);
	}
}
