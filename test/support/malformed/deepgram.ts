import { mutantsOf } from "./mutations.js";
import type { OddMessage } from "./twilio.js";

/** Something that Deepgram does not send, on one of its sockets. */
export interface MalformedDeepgram {
	readonly wire: "deepgram listen" | "deepgram speak" | "flux speak";
	readonly name: string;
	readonly messages: readonly OddMessage[];
}

const results = {
	type: "Results",
	channel_index: [0, 1],
	duration: 1.5,
	start: 2,
	is_final: true,
	speech_final: true,
	channel: {
		alternatives: [
			{
				transcript: "hello",
				confidence: 0.98,
				words: [{ word: "hello", start: 2.1, end: 2.4, confidence: 0.97 }],
			},
		],
	},
	metadata: { request_id: "5a2f7c1e", model_info: { name: "nova-3" } },
	from_finalize: false,
};
const speechStarted = { type: "SpeechStarted", channel: [0, 1], timestamp: 2 };
const utteranceEnd = {
	type: "UtteranceEnd",
	channel: [0, 1],
	last_word_end: 2.4,
};
const metadata = { type: "Metadata", request_id: "5a2f7c1e", duration: 1 };
const error = { type: "Error", description: "no", variant: "x" };
const flushed = { type: "Flushed", sequence_id: 0 };
const cleared = { type: "Cleared", sequence_id: 0 };
const warning = { type: "Warning", code: "EXCESSIVE_FLUSH", description: "x" };

const speech_id = "dg_sp_000000000001";
const speechMetadata = {
	type: "SpeechMetadata",
	speech_id,
	audio_duration_ms: 5,
	input_character_count: 1,
};
const speechInterrupted = {
	type: "SpeechInterrupted",
	audio_played_ms: 40,
	text_spoken: "This is",
	text_remaining: " it.",
	metadata: { speech_id, audio_duration_ms: 5 },
};

const odd: Readonly<Record<string, OddMessage>> = {
	"an empty text": { data: "" },
	words: { data: "hello" },
	null: { data: "null" },
	"a number": { data: "1e999" },
	"a list 100,000 deep": { data: "[".repeat(100_000) },
	"a text of a megabyte": { data: `{"type":"${"x".repeat(1_000_000)}"}` },
	"text that is no UTF-8": { data: Buffer.from([0x7b, 0xff, 0x7d]) },
	"half a character": { data: Buffer.from([0xe2, 0x82]) },
	"an empty binary message": { data: Buffer.alloc(0), isBinary: true },
	"binary of a megabyte": { data: Buffer.alloc(1_000_000), isBinary: true },
	"one byte of binary": { data: Buffer.alloc(1), isBinary: true },
	"a result of 2,000 words": { data: longResult("word ".repeat(2000)) },
	"a result of 2,000 digits": { data: longResult("four ".repeat(2000)) },
	"a result in binary": {
		data: Buffer.from(JSON.stringify(results)),
		isBinary: true,
	},
};

/** Everything wrong that may come from Deepgram. */
export const malformedDeepgram: readonly MalformedDeepgram[] = [
	...on("deepgram listen", {
		Results: results,
		SpeechStarted: speechStarted,
		UtteranceEnd: utteranceEnd,
		Metadata: metadata,
		Error: error,
	}),
	...on("deepgram speak", {
		Flushed: flushed,
		Cleared: cleared,
		Warning: warning,
		Metadata: metadata,
	}),
	...on("flux speak", {
		Connected: { type: "Connected", request_id: "5a2f7c1e" },
		SpeechStarted: { type: "SpeechStarted", speech_id },
		SpeechMetadata: speechMetadata,
		SpeechInterrupted: speechInterrupted,
		Flushed: { type: "Flushed", speech_id },
		Warning: { type: "Warning", code: "NO_AUDIO_GENERATED" },
		Error: { type: "Error", code: "NET-0000", description: "x" },
	}),
];

function on(
	wire: MalformedDeepgram["wire"],
	good: Readonly<Record<string, object>>,
): readonly MalformedDeepgram[] {
	const mutants = Object.entries(good).flatMap(([name, message]) =>
		mutantsOf(name, message),
	);
	return [
		...mutants.map(({ name, text }) => ({
			wire,
			name,
			messages: [{ data: text }],
		})),
		...Object.entries(odd).map(([name, message]) => ({
			wire,
			name,
			messages: [message],
		})),
	];
}

function longResult(transcript: string): string {
	const alternatives = [{ transcript, confidence: 0.9, words: [] }];
	return JSON.stringify({ ...results, channel: { alternatives } });
}
