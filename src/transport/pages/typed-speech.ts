import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { bytesPerMs } from "../../adapters/sound/mulaw.js";
import { SparingLog } from "../../limits/sparing-log.js";
import type { PeerAddresses } from "../peers/peer-address.js";
import { answerPlainly, type PlainAnswer } from "../plain-answers.js";
import { readBody } from "../request-body.js";
import { SpeechAllowance } from "./speech-allowance.js";

export interface TypedSpeaker {
	/** Speaks a text: mulaw at 8000 Hz. Rejects when it cannot. */
	speak(text: string): Promise<Uint8Array>;
}

const maxTextLength = 200;
const maxBodyBytes = 2_000;
/** Half a minute: more than 200 characters take, unless they are all digits. */
const maxSpeechBytes = 30_000 * bytesPerMs;
const speechLimits = { atOnce: 4, perMinute: 240, perMinuteAndAddress: 60 };

/** `POST /try-it/speech`: makes speech of a text, bounded in length, rate and number. */
export function createTypedSpeech(
	speaker: TypedSpeaker,
	peers: PeerAddresses,
	log: Logger,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
	const failures = new SparingLog(log);
	const allowance = new SpeechAllowance(speechLimits);
	return async (request, response) => {
		const text = await readText(request);
		if (text === "gone") return;
		if (typeof text === "object") return answerPlainly(response, text);
		const seat = allowance.take(peers.of(request));
		if (typeof seat === "string") return answerPlainly(response, tooMany(seat));
		try {
			const speech = await speaker.speak(text);
			answerWithSpeech(response, speech.subarray(0, maxSpeechBytes));
		} catch (error) {
			failures.warn({ err: error }, "a typed text was not spoken");
			answerPlainly(response, noVoice);
		} finally {
			seat.giveBack();
		}
	};
}

async function readText(
	request: IncomingMessage,
): Promise<string | PlainAnswer | "gone"> {
	const body = await readBody(request, maxBodyBytes);
	if (body === "gone") return body;
	if (body === "too large") return tooLong;
	const text = body
		.toString()
		.replace(/\p{Cc}/gu, " ")
		.trim();
	if (text === "") return noText;
	return text.length > maxTextLength ? tooLong : text;
}

function answerWithSpeech(response: ServerResponse, speech: Uint8Array): void {
	response.writeHead(200, {
		// Mulaw at 8000 Hz, one channel (RFC 2046, section 4.3).
		"Content-Type": "audio/basic",
		"Content-Length": speech.length,
		"Cache-Control": "no-store",
	});
	response.end(speech);
}

const noText: PlainAnswer = { status: 400, sentence: "There is no text." };
const tooLong: PlainAnswer = {
	status: 413,
	sentence: `The text is longer than ${maxTextLength} characters.`,
	// The rest of the body is not waited for.
	headers: { Connection: "close" },
};
const noVoice: PlainAnswer = {
	status: 503,
	sentence:
		"This server cannot speak typed text just now. Use the microphone or the keys.",
};

function tooMany(sentence: string): PlainAnswer {
	return { status: 429, sentence, headers: { "Retry-After": "30" } };
}
