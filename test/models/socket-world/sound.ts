/** Sound in which one can tell who made it, and what was said. */
import type { CallerName } from "../cast.js";

const frameBytes = 160;

/** A frame of sound by which a caller is known. */
export function frameOf(name: CallerName): Buffer {
	return Buffer.alloc(frameBytes, name.charCodeAt(0));
}

/** What the emulator's voice has said: each character is 50 ms of its own byte. */
export function textOf(sound: Buffer): string {
	const bytesPerCharacter = 400;
	const characters = Math.round(sound.length / bytesPerCharacter);
	return Array.from({ length: characters }, (_, at) =>
		String.fromCharCode(sound[at * bytesPerCharacter] ?? 0),
	).join("");
}
