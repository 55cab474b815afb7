import type { StreamSids } from "../../../src/commands/phone/emulated-stream.js";
import { type Mutant, mutantsOf } from "./mutations.js";

/** One WebSocket message; the bytes of a text need not be UTF-8. */
export interface OddMessage {
	readonly data: string | Buffer;
	readonly isBinary?: boolean;
}

/** Something that no Twilio sends, on a stream. */
export interface MalformedTwilio {
	readonly wire: "twilio";
	readonly name: string;
	/** Whether it comes in place of `connected` and `start`, or after them. */
	readonly when: "instead of start" | "in the call";
	/** `sids` are those of the stream it comes on, `others` those of a call that goes on beside it. */
	messages(sids: StreamSids, others: StreamSids): readonly OddMessage[];
}

// The names in mutants are put in before they are sent.
const sids: StreamSids = {
	accountSid: "@accountSid@",
	callSid: "@callSid@",
	streamSid: "@streamSid@",
};
const { streamSid } = sids;

const connected = { event: "connected", protocol: "Call", version: "1.0.0" };
const start = {
	event: "start",
	sequenceNumber: "1",
	streamSid,
	start: {
		...sids,
		tracks: ["inbound"],
		mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
		customParameters: { caller: "0123456789abcdef" },
	},
};
const media = {
	event: "media",
	sequenceNumber: "2",
	streamSid,
	media: {
		track: "inbound",
		chunk: "1",
		timestamp: "102",
		payload: Buffer.alloc(160, 0xff).toString("base64"),
	},
};
const dtmf = {
	event: "dtmf",
	sequenceNumber: "3",
	streamSid,
	dtmf: { track: "inbound_track", digit: "#" },
};
const mark = {
	event: "mark",
	sequenceNumber: "4",
	streamSid,
	mark: { name: "line-1" },
};
const stop = {
	event: "stop",
	sequenceNumber: "5",
	streamSid,
	stop: { accountSid: sids.accountSid, callSid: sids.callSid },
};

/** Everything wrong that may come on a stream. */
export const malformedTwilio: readonly MalformedTwilio[] = [
	...mutantsOf("connected", connected).map(insteadOfStart),
	...mutantsOf("start", start).map(insteadOfStart),
	...[
		...mutantsOf("media", media),
		...mutantsOf("dtmf", dtmf),
		...mutantsOf("mark", mark),
		...mutantsOf("stop", stop),
	].map(inTheCall),
	...wrongOrder(),
	...wrongStream(),
	...wrongPayloads().map(([name, payload]) =>
		inTheCall({
			name: `media: ${name}`,
			text: JSON.stringify({ ...media, media: { ...media.media, payload } }),
		}),
	),
	...wrongNumbers(),
	...noJson(),
];

function insteadOfStart({ name, text }: Mutant): MalformedTwilio {
	return inOrder("instead of start", name, [text, media, stop]);
}

function inTheCall({ name, text }: Mutant): MalformedTwilio {
	return inOrder("in the call", name, [text, media]);
}

function inOrder(
	when: MalformedTwilio["when"],
	name: string,
	messages: readonly (object | string)[],
): MalformedTwilio {
	const texts = messages.map((message) =>
		typeof message === "string" ? message : JSON.stringify(message),
	);
	return {
		wire: "twilio",
		when,
		name,
		messages: (own) => texts.map((text) => ({ data: named(text, own) })),
	};
}

function named(text: string, own: StreamSids): string {
	return Object.entries(own).reduce(
		(filled, [name, sid]) => filled.replaceAll(`@${name}@`, sid),
		text,
	);
}

function wrongOrder(): readonly MalformedTwilio[] {
	const orders: Readonly<Record<string, readonly object[]>> = {
		"media before anything": [media, connected, start, media],
		"start without connected": [start, media],
		"stop before start": [connected, stop, start],
		"keys before start": [connected, dtmf, dtmf, start],
		"a mark before start": [connected, mark, start],
		"connected twice": [connected, connected, start],
		"only connected": [connected],
	};
	const later: Readonly<Record<string, readonly object[]>> = {
		"start twice": [start, media],
		"connected again": [connected, media],
		"media after stop": [stop, media, media],
		"keys after stop": [stop, dtmf],
		"stop twice": [stop, stop],
		"start after stop": [stop, connected, start, media],
		"a mark that nobody set": [mark, mark],
	};
	return [
		...Object.entries(orders).map(([name, messages]) =>
			inOrder("instead of start", name, messages),
		),
		...Object.entries(later).map(([name, messages]) =>
			inOrder("in the call", name, messages),
		),
	];
}

/** Messages in the name of another caller's call. */
function wrongStream(): readonly MalformedTwilio[] {
	return [media, dtmf, mark, stop].map((message) => ({
		wire: "twilio",
		when: "in the call",
		name: `${message.event} of another stream`,
		messages: (_, others) => [{ data: named(JSON.stringify(message), others) }],
	}));
}

function wrongPayloads(): readonly (readonly [string, string])[] {
	return [
		["a payload that is no base64", "!!!!"],
		["a payload in base64url", "_-_-"],
		["a payload with broken lines", "//\r\n//"],
		["a payload cut off", "////a"],
		["a payload of one byte", "/w=="],
		["a payload of 999 bytes", Buffer.alloc(999).toString("base64")],
		["a payload of 40,000 bytes", Buffer.alloc(40_000).toString("base64")],
		["a payload beyond the limit", Buffer.alloc(100_000).toString("base64")],
	];
}

function wrongNumbers(): readonly MalformedTwilio[] {
	const numbers = [
		"0",
		"-5",
		"1",
		"9007199254740993",
		"1e400",
		"NaN",
		"٣",
		"4x",
	];
	return numbers.map((number) =>
		inOrder("in the call", `media numbered ${number}`, [
			{
				...media,
				sequenceNumber: number,
				media: { ...media.media, chunk: number, timestamp: number },
			},
			media,
		]),
	);
}

function noJson(): readonly MalformedTwilio[] {
	const odd: Readonly<Record<string, OddMessage>> = {
		"an empty text": { data: "" },
		"a space": { data: " " },
		words: { data: "four two seven one" },
		"a number": { data: "42" },
		null: { data: "null" },
		"a list 100,000 deep": { data: "[".repeat(100_000) },
		"a text beyond the limit": { data: "x".repeat(70_000) },
		"a text that is no UTF-8": { data: Buffer.from([0x22, 0xff, 0xfe, 0x22]) },
		"half a character": { data: Buffer.from([0xe2, 0x82]) },
		"surrogates in UTF-8": { data: Buffer.from([0xed, 0xa0, 0x80]) },
		"an empty binary message": { data: Buffer.alloc(0), isBinary: true },
		"binary audio": { data: Buffer.alloc(160, 0xff), isBinary: true },
		"good media in binary": {
			data: Buffer.from(JSON.stringify(media)),
			isBinary: true,
		},
		"binary beyond the limit": { data: Buffer.alloc(70_000), isBinary: true },
	};
	return Object.entries(odd).flatMap(([name, message]) =>
		(["instead of start", "in the call"] as const).map((when) => ({
			wire: "twilio",
			when,
			name: `${name} ${when}`,
			messages: () => [message],
		})),
	);
}
