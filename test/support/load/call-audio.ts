import { randomBytes } from "node:crypto";
import { frameBytes } from "../../../src/adapters/sound/mulaw.js";
import { clientText, serverText } from "./frames.js";

export const framesPerSecond = 50;
export const resultsPerSecond = 5;

/** All calls of a load name the same stream, so that the frames can be made once for all of them. */
export const streamSid = `MZ${"0123456789abcdef".repeat(2)}`;

const ring = <Thing>(length: number, make: (index: number) => Thing) =>
	Array.from({ length }, (_, index) => make(index));

/** Ten seconds of a caller's media messages, each ready to be written to a socket. */
export const mediaFrames: readonly Buffer[] = ring(500, (index) =>
	clientText(
		JSON.stringify({
			event: "media",
			sequenceNumber: String(index + 2),
			media: {
				track: "inbound",
				chunk: String(index + 1),
				timestamp: String(102 + index * 20),
				payload: randomBytes(frameBytes).toString("base64"),
			},
			streamSid,
		}),
	),
);

const words = "turn left open the red door and go north again".split(" ");

/** Twenty minutes of results of four words, about 800 bytes each; every fifth is final, so that what it covers is settled. */
export const resultFrames: readonly Buffer[] = ring(6_000, (index) =>
	serverText(JSON.stringify(result(index))),
);

function result(index: number): object {
	const isFinal = index % 5 === 4;
	const start = index / resultsPerSecond;
	const said = ring(4, (at) => words[(index + at) % words.length] ?? "");
	return {
		type: "Results",
		channel_index: [0, 1],
		duration: 1.02,
		start,
		is_final: isFinal,
		speech_final: isFinal,
		channel: {
			alternatives: [
				{
					transcript: said.join(" "),
					confidence: 0.98828125,
					words: said.map((word, at) => ({
						word,
						start: start + at * 0.24,
						end: start + at * 0.24 + 0.2,
						confidence: 0.9873047,
						punctuated_word: word,
					})),
				},
			],
		},
		metadata: {
			request_id: "5a2f7c1e-1111-4000-8000-000000000000",
			model_info: {
				name: "general-nova-3",
				version: "2026-01-01.0",
				arch: "nova-3",
			},
			model_uuid: "00000000-2222-4000-8000-000000000001",
		},
		from_finalize: false,
	};
}
