import { mutantsOf } from "./mutations.js";
import type { OddMessage } from "./twilio.js";

/** Something odd from a game that is paired with a call. */
export interface MalformedGame {
	readonly wire: "game" | "typed game";
	readonly name: string;
	readonly messages: readonly OddMessage[];
}

const say = { type: "say", id: "a", text: "Hello.", interruptible: true };

const texts: Readonly<Record<string, string>> = {
	"an empty text": "",
	"a space": " ",
	"only line ends": "\n".repeat(10_000),
	"a NUL": "\0",
	"control characters": "\u0001\u0007\u001b[2J\u007f\u0085",
	"half a character in JSON": '{"text":"\\ud800"}',
	"characters beyond the first plane": "😀".repeat(500),
	"right-to-left marks": "\u202e4271\u202c",
	"10,000 combining marks": `e${"\u0301".repeat(10_000)}`,
	markup: "<speak><break time='9999s'/>&xxe;</speak>",
	"an entity bomb": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>&b;',
	"a Deepgram order": '{"type":"Close"}',
	"a Twilio message": '{"event":"stop","streamSid":"MZ0"}',
	"the server's own words": "connected",
	"the end of the game": "disconnected",
	"a word of 60,000 letters": "a".repeat(60_000),
	"a text beyond the limit": "a".repeat(70_000),
	"a text of a megabyte": "a".repeat(1_000_000),
	"a list 30,000 deep": "[".repeat(30_000),
	"a prototype": '{"__proto__":{"type":"say"},"text":"x"}',
	"a number": "1e999",
	null: "null",
};

const others: Readonly<Record<string, readonly OddMessage[]>> = {
	"text that is no UTF-8": [{ data: Buffer.from([0x68, 0xff, 0xfe]) }],
	"half a character": [{ data: Buffer.from([0xf0, 0x9f, 0x98]) }],
	"surrogates in UTF-8": [{ data: Buffer.from([0xed, 0xa0, 0x80]) }],
	"an empty binary message": [{ data: Buffer.alloc(0), isBinary: true }],
	"binary of 60,000 bytes": [{ data: Buffer.alloc(60_000), isBinary: true }],
	"binary beyond the limit": [{ data: Buffer.alloc(70_000), isBinary: true }],
	"500 texts at once": Array.from({ length: 500 }, (_, n) => ({
		data: `line ${n}`,
	})),
	"500 empty texts at once": Array.from({ length: 500 }, () => ({ data: "" })),
	"500 binary messages at once": Array.from({ length: 500 }, () => ({
		data: Buffer.from("ping"),
		isBinary: true,
	})),
	"20 texts of 60,000 letters": Array.from({ length: 20 }, () => ({
		data: "b ".repeat(30_000),
	})),
};

const orders = {
	"say to one call": { ...say, call: "c", voice: "aura-2-luna-en" },
	stop: { type: "stop", call: "c", id: "a" },
	hangUp: { type: "hangUp", call: "c", id: "a" },
	newCode: { type: "newCode", id: "a" },
	listen: { type: "listen", keyterms: ["door", "window"], id: "a" },
	converse: { type: "converse", flow: "keeper", input: { seed: 1 }, id: "a" },
	tell: { type: "tell", name: "storm", data: { force: 9 }, call: "c", id: "a" },
};

/** Everything odd that a game of the typed dialect may send, beside the same as a plain one. */
const malformedOrders: readonly MalformedGame[] = Object.entries(
	orders,
).flatMap(([type, order]) =>
	mutantsOf(type, order).map(({ name, text }) =>
		game(name, [{ data: text }], "typed game"),
	),
);

const malformedTexts: readonly MalformedGame[] = [
	...Object.entries(texts).map(([name, data]) => game(name, [{ data }])),
	...Object.entries(others).map(([name, messages]) => game(name, messages)),
	...mutantsOf("say", say).map(({ name, text }) =>
		game(name, [{ data: text }]),
	),
];

/** Everything odd that a game may send. */
export const malformedGame: readonly MalformedGame[] = [
	...malformedTexts,
	...malformedTexts.map((each) => ({ ...each, wire: "typed game" as const })),
	...malformedOrders,
];

function game(
	name: string,
	messages: readonly OddMessage[],
	wire: MalformedGame["wire"] = "game",
): MalformedGame {
	return { wire, name, messages };
}
