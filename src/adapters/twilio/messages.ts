/**
 * The wire of a Twilio bidirectional Media Stream: what Twilio sends, and the three messages that a
 * server may send. Source: Twilio's documentation, "Media Streams - WebSocket Messages".
 */

import {
	type Fields,
	fieldsOf,
	parsedJsonOfStranger,
} from "../../protocol/json.js";

/** One message from Twilio. `unreadable` is anything else, with what is wrong about it. */
export type FromTwilio =
	| { readonly event: "connected" }
	| {
			readonly event: "start";
			readonly streamSid: string;
			readonly callSid: string;
			readonly encoding: string;
			readonly parameters: Readonly<Record<string, string>>;
			/** The number that was rung, where the parameter `to` brings it. */
			readonly to?: string;
	  }
	| {
			readonly event: "media";
			readonly streamSid: string;
			/** Mulaw at 8000 Hz; usually 160 bytes (20 ms), but no length is promised. */
			readonly frame: Buffer;
	  }
	| {
			readonly event: "dtmf";
			readonly streamSid: string;
			/** `0` to `9`, `*` or `#`. */
			readonly digit: string;
	  }
	| {
			readonly event: "mark";
			readonly streamSid: string;
			readonly name: string;
	  }
	| { readonly event: "stop"; readonly streamSid: string }
	| { readonly event: "unreadable"; readonly why: string };

/** Reads one text from Twilio. Never throws. */
export function readTwilio(text: string): FromTwilio {
	const message = fieldsOf(parsedJsonOfStranger(text));
	if (!message) return unreadable("not a JSON object");
	if (message.event === "connected") return { event: "connected" };
	const { streamSid } = message;
	if (!isText(streamSid)) return unreadable("no streamSid");
	switch (message.event) {
		case "media":
			return readMedia(streamSid, fieldsOf(message.media));
		case "start":
			return readStart(streamSid, fieldsOf(message.start));
		case "dtmf":
			return readDtmf(streamSid, fieldsOf(message.dtmf));
		case "mark":
			return readMark(streamSid, fieldsOf(message.mark));
		case "stop":
			return { event: "stop", streamSid };
		default:
			return unreadable("an unknown event");
	}
}

function readMedia(streamSid: string, media: Fields | undefined): FromTwilio {
	if (!media || typeof media.payload !== "string") {
		return unreadable("media without a payload");
	}
	// A server that asked for both tracks would hear itself; only the caller counts.
	if (media.track === "outbound") return unreadable("media of another track");
	return {
		event: "media",
		streamSid,
		frame: Buffer.from(media.payload, "base64"),
	};
}

function readStart(streamSid: string, start: Fields | undefined): FromTwilio {
	if (!start || !isText(start.callSid)) {
		return unreadable("start without a callSid");
	}
	const format = fieldsOf(start.mediaFormat);
	const parameters = textsOf(start.customParameters);
	return {
		event: "start",
		streamSid,
		callSid: start.callSid,
		encoding: isText(format?.encoding) ? format.encoding : "audio/x-mulaw",
		parameters,
		...numberRungIn(parameters),
	};
}

/** A number, or an address such as `sip:ann@example.org`. */
const numberOrAddress = /^\P{Cc}{1,271}$/u;

function numberRungIn({ to }: Readonly<Record<string, string>>): {
	readonly to?: string;
} {
	return to !== undefined && numberOrAddress.test(to) ? { to } : {};
}

/** Twilio's documentation names `0` to `9`, `*` and `#`. DTMF has `A` to `D` too, which switchboards may send: no key of a caller. */
function readDtmf(streamSid: string, dtmf: Fields | undefined): FromTwilio {
	const digit = dtmf?.digit;
	if (!isText(digit)) return unreadable("dtmf without a digit");
	return /^[0-9*#]$/.test(digit)
		? { event: "dtmf", streamSid, digit }
		: unreadable("dtmf of a key that no telephone has");
}

function readMark(streamSid: string, mark: Fields | undefined): FromTwilio {
	return isText(mark?.name)
		? { event: "mark", streamSid, name: mark.name }
		: unreadable("mark without a name");
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
	const entries = Object.entries(fieldsOf(value) ?? {});
	return Object.fromEntries(
		entries.filter(([, text]) => isText(text)),
	) as Record<string, string>;
}

/** No name or id of Twilio is longer than this. */
const maxTextLength = 1_000;

function isText(value: unknown): value is string {
	return (
		typeof value === "string" && value !== "" && value.length <= maxTextLength
	);
}

function unreadable(why: string): FromTwilio {
	return { event: "unreadable", why };
}

/** Audio for the caller: raw mulaw at 8000 Hz, no header. */
export function writeMedia(streamSid: string, audio: Buffer): string {
	// Hot path: base64 needs no escaping, so no JSON.stringify of the payload.
	return `{"event":"media","streamSid":${JSON.stringify(streamSid)},"media":{"payload":"${audio.toString("base64")}"}}`;
}

/** Asks Twilio to report when all audio sent before this has been played. */
export function writeMark(streamSid: string, name: string): string {
	return JSON.stringify({ event: "mark", streamSid, mark: { name } });
}

/** Asks Twilio to drop the audio that it has not played. All pending marks come back at once. */
export function writeClear(streamSid: string): string {
	return JSON.stringify({ event: "clear", streamSid });
}
