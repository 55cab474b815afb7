/** Bytes after a good handshake that are no good WebSocket frames (RFC 6455, section 5). */
export interface MalformedWebSocket {
	readonly wire: "websocket";
	readonly name: string;
	readonly path: "/twilio" | "/game";
	readonly bytes: Buffer;
}

const fin = 0x80;
const masked = 0x80;
const [CONTINUE, TEXT, CLOSE, PING, PONG] = [0, 1, 8, 9, 10];

const frames: Readonly<Record<string, Buffer>> = {
	"a frame without a mask": Buffer.from([fin | TEXT, 2, 0x68, 0x69]),
	"an opcode that means nothing": frame(fin | 3, "hi"),
	"a control opcode that means nothing": frame(fin | 11, "hi"),
	"the first reserved bit": frame(fin | 0x40 | TEXT, "hi"),
	"the other reserved bits": frame(fin | 0x30 | TEXT, "hi"),
	"a continuation of nothing": frame(fin | CONTINUE, "hi"),
	"a text within a fragmented text": Buffer.concat([
		frame(TEXT, "hi"),
		frame(fin | TEXT, "ho"),
	]),
	"a fragmented text that never ends": frame(TEXT, "hi"),
	"a character broken between fragments, wrongly": Buffer.concat([
		frame(TEXT, Buffer.from([0xe2])),
		frame(fin | CONTINUE, Buffer.from([0x28])),
	]),
	"10,000 empty fragments": Buffer.concat([
		frame(TEXT, ""),
		...Array.from({ length: 10_000 }, () => frame(CONTINUE, "")),
	]),
	"a ping in fragments": frame(PING, "hi"),
	"a ping of 126 bytes": longFrame(fin | PING, 126),
	"a pong that nobody asked for": frame(fin | PONG, "hi"),
	"a close of one byte": frame(fin | CLOSE, "x"),
	"a close with a code that is not allowed": close(1006),
	"a close with code 0": close(0),
	"a close with code 65535": close(65_535),
	"a text with half a character": frame(
		fin | TEXT,
		Buffer.from([0x68, 0xed, 0xa0, 0xbd]),
	),
	"a close whose reason has half a character": frame(
		fin | CLOSE,
		Buffer.from([0x03, 0xe8, 0xed, 0xa0, 0xbd]),
	),
	"a ping with half a character": frame(
		fin | PING,
		Buffer.from([0xed, 0xa0, 0xbd]),
	),
	"a close whose reason is no UTF-8": frame(
		fin | CLOSE,
		Buffer.from([0x03, 0xe8, 0xff]),
	),
	"words after the close": Buffer.concat([
		close(1000),
		frame(fin | TEXT, "hi"),
	]),
	"a length beyond all numbers": Buffer.from([
		fin | TEXT,
		masked | 127,
		...Array.from({ length: 8 }, () => 0xff),
		...[0, 0, 0, 0],
	]),
	"a length of a gigabyte": Buffer.from([
		...[fin | TEXT, masked | 127],
		...[0, 0, 0, 0, 0x40, 0, 0, 0],
		...[0, 0, 0, 0],
	]),
	"half a header": Buffer.from([fin | TEXT]),
	"HTTP once more": Buffer.from("GET /game HTTP/1.1\r\nHost: x\r\n\r\n"),
	noise: Buffer.from(
		Array.from({ length: 4096 }, (_, n) => (n * 73 + 41) % 256),
	),
	zeros: Buffer.alloc(4096),
};

/** Each of these on each of the two paths. */
export const malformedWebSocket: readonly MalformedWebSocket[] = (
	["/twilio", "/game"] as const
).flatMap((path) =>
	Object.entries(frames).map(([name, bytes]) => ({
		wire: "websocket",
		name: `${name} on ${path}`,
		path,
		bytes,
	})),
);

/** A short frame with a mask of zeros, as a client must send it. */
function frame(firstByte: number, payload: string | Buffer): Buffer {
	const body = Buffer.from(payload as string);
	const header = Buffer.from([firstByte, masked | body.length, 0, 0, 0, 0]);
	return Buffer.concat([header, body]);
}

function longFrame(firstByte: number, length: number): Buffer {
	const header = [firstByte, masked | 126, length >> 8, length & 0xff];
	return Buffer.concat([
		Buffer.from([...header, 0, 0, 0, 0]),
		Buffer.alloc(length),
	]);
}

function close(code: number): Buffer {
	return frame(fin | CLOSE, Buffer.from([code >> 8, code & 0xff]));
}
