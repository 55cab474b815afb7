import { telephoneHz } from "./mulaw.js";

/** What Twilio calls an account, a call and its stream. */
export interface StreamSids {
	readonly accountSid: string;
	readonly callSid: string;
	readonly streamSid: string;
}

/** A name as Twilio makes them: two letters that say of what, and 32 random digits of base 16. */
export function randomSid(of: "AC" | "CA" | "MZ"): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return (
		of + [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
	);
}

export interface FromServer {
	media(mulaw: Uint8Array): void;
	mark(name: string): void;
	clear(): void;
}

/** The first frame of a real stream does not come at 0 (102 was observed). */
const firstTimestampMs = 102;

/**
 * Twilio's side of one bidirectional media stream, message by message. Source: Twilio's documentation,
 * "Media Streams - WebSocket Messages".
 */
export class TwilioStream {
	#sequenceNumber = 0;
	#chunk = 0;
	#timestampMs = firstTimestampMs;

	constructor(
		readonly sids: StreamSids,
		private readonly send: (text: string) => void,
		private readonly told: FromServer,
	) {}

	/** Says `connected` and `start`, the first two messages. */
	start(customParameters: Readonly<Record<string, string>>): void {
		this.send('{"event":"connected","protocol":"Call","version":"1.0.0"}');
		this.#say("start", {
			...this.sids,
			tracks: ["inbound"],
			mediaFormat: {
				encoding: "audio/x-mulaw",
				sampleRate: telephoneHz,
				channels: 1,
			},
			customParameters,
		});
	}

	/** Sends one piece of the caller's voice: mulaw that lasts this many milliseconds. */
	sendFrame(mulaw: Uint8Array, ms: number): void {
		this.#chunk += 1;
		this.#say("media", {
			track: "inbound",
			chunk: String(this.#chunk),
			timestamp: String(Math.round(this.#timestampMs)),
			payload: btoa(String.fromCharCode(...mulaw)),
		});
		this.loseFrame(ms);
	}

	/** A piece of the caller's voice was lost on the way to Twilio: time passes without a message. */
	loseFrame(ms: number): void {
		this.#timestampMs += ms;
	}

	press(digit: string): void {
		this.#say("dtmf", { track: "inbound_track", digit });
	}

	/** All audio before this mark was heard, or cleared. */
	returnMark(name: string): void {
		this.#say("mark", { name });
	}

	/** The call has ended: the last message. */
	stop(): void {
		const { accountSid, callSid } = this.sids;
		this.#say("stop", { accountSid, callSid });
	}

	/** Takes one message of the server; false when Twilio would not understand it. */
	receive(text: string): boolean {
		const message = JSON.parse(text) as {
			readonly event?: string;
			readonly streamSid?: string;
			readonly media?: { readonly payload?: string };
			readonly mark?: { readonly name?: string };
		};
		if (message.streamSid !== this.sids.streamSid) return false;
		const { event, media, mark } = message;
		if (event === "media" && media?.payload !== undefined)
			this.told.media(bytesOf(media.payload));
		else if (event === "mark" && mark?.name !== undefined)
			this.told.mark(mark.name);
		else if (event === "clear") this.told.clear();
		else return false;
		return true;
	}

	/** Every message but `connected` is numbered, and carries its body under its own name. */
	#say(event: string, body: object): void {
		this.#sequenceNumber += 1;
		this.send(
			JSON.stringify({
				event,
				sequenceNumber: String(this.#sequenceNumber),
				streamSid: this.sids.streamSid,
				[event]: body,
			}),
		);
	}
}

function bytesOf(base64: string): Uint8Array {
	return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
