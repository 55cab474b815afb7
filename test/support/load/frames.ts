/** WebSocket frames (RFC 6455, section 5.2) made once and written many times: a load costs little then. */

const opcodes = { text: 0x81, binary: 0x82 } as const;
/** Not zero: ws would leave out the work of unmasking. */
const maskingKey = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

/** A whole text message of 126 to 65535 bytes as a client sends it. The masking key is always the same. */
export function clientText(text: string): Buffer {
	const payload = Buffer.from(text);
	for (let at = 0; at < payload.length; at++) {
		payload[at] = (payload[at] ?? 0) ^ (maskingKey[at & 3] ?? 0);
	}
	return Buffer.concat([header(payload.length, 0x80), maskingKey, payload]);
}

/** A whole text message of 126 to 65535 bytes as a server sends it. */
export function serverText(text: string): Buffer {
	const payload = Buffer.from(text);
	return Buffer.concat([header(payload.length, 0), payload]);
}

function header(length: number, maskBit: number): Buffer {
	if (length < 126 || length > 65_535) throw new Error("Not of that length.");
	return Buffer.from([opcodes.text, maskBit | 126, length >> 8, length & 255]);
}

/** Counts the bytes of binary messages in what a client sends, without keeping or unmasking any. */
export class BinaryCounter {
	/** Payload bytes of binary messages so far. */
	bytes = 0;
	readonly #header = Buffer.alloc(14);
	#headerBytes = 0;
	#payloadLeft = 0;
	#isBinary = false;

	/** Takes the next bytes of the connection. */
	take(chunk: Buffer): void {
		let at = 0;
		while (at < chunk.length) {
			if (this.#payloadLeft > 0) {
				const length = Math.min(this.#payloadLeft, chunk.length - at);
				this.#payloadLeft -= length;
				if (this.#isBinary) this.bytes += length;
				at += length;
			} else {
				this.#header[this.#headerBytes++] = chunk[at++] ?? 0;
				if (this.#headerBytes === this.#headerLength) this.#beginPayload();
			}
		}
	}

	get #headerLength(): number {
		if (this.#headerBytes < 2) return Number.POSITIVE_INFINITY;
		const length = (this.#header[1] ?? 0) & 127;
		return (
			2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + maskingKey.length
		);
	}

	#beginPayload(): void {
		const length = (this.#header[1] ?? 0) & 127;
		this.#isBinary = this.#header[0] === opcodes.binary;
		this.#payloadLeft =
			length === 126
				? this.#header.readUInt16BE(2)
				: length === 127
					? Number(this.#header.readBigUInt64BE(2))
					: length;
		this.#headerBytes = 0;
	}
}
