/** Samples a second on a telephone line, and so bytes a second of mulaw. Every rate and length of sound follows from this. */
export const telephoneHz = 8000;
export const bytesPerMs = telephoneHz / 1000;
/** The usual length of one frame of Twilio's media stream. */
export const frameMs = 20;
export const frameBytes = frameMs * bytesPerMs;
/** The telephone's sound, in the names that Deepgram's URLs have for it: both of its sockets need both for raw audio. */
export const telephoneSound = {
	encoding: "mulaw",
	sample_rate: String(telephoneHz),
};
/** The mulaw byte of silence (ITU-T G.711: plus zero). */
export const silentByte = 0xff;

const bias = 132;
const clip = 32_635;
const levels = Int16Array.from({ length: 256 }, (_, byte) => levelOf(byte));

/** The 16-bit samples that mulaw bytes stand for (ITU-T G.711). */
export function decodeMulaw(mulaw: Uint8Array): Int16Array {
	return Int16Array.from(mulaw, (byte) => levels[byte] ?? 0);
}

/** 16-bit samples as mulaw bytes, one each; louder ones than mulaw knows are clipped. */
export function encodeMulaw(samples: Int16Array): Buffer {
	return Buffer.from(Uint8Array.from(samples, byteOf));
}

/** Silence in mulaw. */
export function silence(ms: number): Buffer {
	return Buffer.alloc(Math.round(ms * bytesPerMs), silentByte);
}

function levelOf(byte: number): number {
	const bits = ~byte & 0xff;
	const exponent = (bits >> 4) & 7;
	const level = (((bits & 15) << 3) + bias) << exponent;
	return bits & 0x80 ? bias - level : level - bias;
}

function byteOf(sample: number): number {
	const sign = sample < 0 ? 0x80 : 0;
	const level = Math.min(Math.abs(sample), clip) + bias;
	const exponent = 24 - Math.clz32(level);
	const mantissa = (level >> (exponent + 3)) & 15;
	return ~(sign | (exponent << 4) | mantissa) & 0xff;
}
