/** Samples a second on a telephone line, and so bytes a second of mulaw. */
export const telephoneHz = 8000;
/** The length of one frame of a telephone stream. */
export const frameMs = 20;
/** Samples, and so bytes of mulaw, in one frame. */
export const frameLength = (telephoneHz * frameMs) / 1000;
/** The mulaw byte of silence (ITU-T G.711: plus zero). */
export const silentByte = 0xff;

const bias = 132;
const clip = 32_635;
const fullScale = 32_768;
const levels = Float32Array.from({ length: 256 }, (_, byte) => levelOf(byte));

/** The samples, from -1 to 1, that mulaw bytes stand for (ITU-T G.711). */
export function decodeMulaw(mulaw: Uint8Array): Float32Array<ArrayBuffer> {
	return Float32Array.from(mulaw, (byte) => levels[byte] ?? 0);
}

/** Samples from -1 to 1 as mulaw bytes, one each; louder ones than mulaw knows are clipped. */
export function encodeMulaw(samples: Float32Array): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(samples, byteOf);
}

function levelOf(byte: number): number {
	const bits = ~byte & 0xff;
	const exponent = (bits >> 4) & 7;
	const level = ((((bits & 15) << 3) + bias) << exponent) - bias;
	return (bits & 0x80 ? -level : level) / fullScale;
}

function byteOf(sample: number): number {
	const sign = sample < 0 ? 0x80 : 0;
	const level = Math.min(Math.round(Math.abs(sample) * fullScale), clip) + bias;
	const exponent = 24 - Math.clz32(level);
	const mantissa = (level >> (exponent + 3)) & 15;
	return ~(sign | (exponent << 4) | mantissa) & 0xff;
}
