/** Sound in which one can tell who made it, and what was said. */
import type { CallerName, SpokenSo } from "../cast.js";

const frameBytes = 160;
const bytesPerMs = 8;

/** A frame of sound by which a caller is known. */
export function frameOf(name: CallerName): Buffer {
	return Buffer.alloc(frameBytes, name.charCodeAt(0));
}

/** So much sound of a caller's. */
export function soundOf(name: CallerName, ms: number): Buffer {
	return Buffer.alloc(ms * bytesPerMs, name.charCodeAt(0));
}

let speeches = 0;

/** Speech of a caller's: it begins with his own frames, and ends with one by which it is known. */
export function newSpeech(name: CallerName, so: SpokenSo): Buffer {
	speeches += 1;
	// More than a server keeps, where it goes on for too long.
	const frames = so === "too long" ? 65 : 5;
	return Buffer.concat([
		...Array(frames).fill(frameOf(name)),
		Buffer.alloc(frameBytes, 128 + (speeches % 64)),
	]);
}

/** Whether this sound has the end of that speech in it. */
export function hasSpeech(sound: Buffer, speech: Buffer): boolean {
	return sound.includes(speech.subarray(-frameBytes));
}

/** What the emulator's voice has said: each character is 50 ms of its own byte. */
export function textOf(sound: Buffer): string {
	const bytesPerCharacter = 400;
	const characters = Math.round(sound.length / bytesPerCharacter);
	return Array.from({ length: characters }, (_, at) =>
		String.fromCharCode(sound[at * bytesPerCharacter] ?? 0),
	).join("");
}
