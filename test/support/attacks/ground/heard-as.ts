import { frameBytes } from "../../../../src/adapters/sound/mulaw.js";

/** Begins every frame that means something; no other sound of a test has it. */
const sign = Buffer.from("9e3779b97f4a7c15", "hex");
const headerBytes = sign.length + 3;
const filler = 0x55;

/** One frame of a caller's voice that the emulated Deepgram hears as this text, or as so many repetitions of it. */
export function heardAs(text: string, times = 1): Buffer {
	const said = Buffer.from(text, "latin1");
	if (said.length > frameBytes - headerBytes)
		throw new Error("Too much for one frame.");
	const frame = Buffer.alloc(frameBytes, filler);
	sign.copy(frame);
	frame.writeUInt16BE(times, sign.length);
	frame.writeUInt8(said.length, sign.length + 2);
	said.copy(frame, headerBytes);
	return frame;
}

/** Hears such frames in sound that comes in pieces of any length. */
export class HeardTexts {
	#rest: Buffer = Buffer.alloc(0);

	/** Takes the next piece of sound; returns the texts that end in it. */
	take(sound: Buffer): string[] {
		const texts: string[] = [];
		let at = 0;
		const all = Buffer.concat([this.#rest, sound]);
		for (;;) {
			const found = all.indexOf(sign, at);
			if (found < 0 || found + frameBytes > all.length) {
				const kept = found < 0 ? all.length - sign.length + 1 : found;
				this.#rest = all.subarray(Math.max(at, kept, 0));
				return texts;
			}
			texts.push(textOf(all.subarray(found, found + frameBytes)));
			at = found + frameBytes;
		}
	}
}

function textOf(frame: Buffer): string {
	const times = frame.readUInt16BE(sign.length);
	const length = frame.readUInt8(sign.length + 2);
	const text = frame.toString("latin1", headerBytes, headerBytes + length);
	return Array(times).fill(text).join(" ");
}
