import type { LineOutcome } from "../machines/events.js";
import { telephoneHz } from "./sound/mulaw.js";

/** The parties that the server exchanges messages with. */
export type Peer = "phone" | "recogniser" | "voice" | "game";

/** What bounds the audio of a call. */
type AudioBound = "audio_keep" | "phone_buffer" | "phone_pace";

type Counts<Name extends string> = Record<Name, number>;

/**
 * What the adapters of one server have counted since it started, as plain numbers that are read when
 * somebody asks: counting a frame costs an addition. Only delays are reported one by one, and these
 * not for each frame but for each message to the recogniser.
 */
export class RelayMeter {
	/** Bytes of the messages that came from each, WebSocket framing not counted. */
	readonly receivedBytes: Counts<Peer> = none();
	/** Bytes of the messages that went to each, WebSocket framing not counted. */
	readonly sentBytes: Counts<Peer> = none();
	/** Connections that were made anew within a call or a game. */
	readonly reconnects: Counts<"recogniser" | "voice" | "game"> = {
		recogniser: 0,
		voice: 0,
		game: 0,
	};
	/** Deepgram said no for good: a bad key or a bad request. */
	recogniserRefusals = 0;
	/** Turns of callers that Flux left open, and that were ended here. */
	stuckTurns = 0;
	/** Bytes of mulaw that were dropped: while the recogniser was away, at a phone that does not read, and of one that sends more than anybody can say. */
	readonly droppedAudioBytes: Counts<AudioBound> = {
		audio_keep: 0,
		phone_buffer: 0,
		phone_pace: 0,
	};
	/** What a game did not get: interim results, since it reads too slowly; events that were gone when it came back. */
	readonly droppedMessages: Counts<"game_buffer" | "game_log"> = {
		game_buffer: 0,
		game_log: 0,
	};
	/** Games whose socket was closed for what they did, by the bound that they ran into. */
	readonly closedGames: Counts<
		"game_buffer" | "game_messages" | "game_message_bytes"
	> = {
		game_buffer: 0,
		game_messages: 0,
		game_message_bytes: 0,
	};
	/** How often a game's socket was not read for a while, since its address had used up what it may send. */
	heldGames = 0;
	/** How lines that games wanted spoken have ended. */
	readonly endedLines: Counts<LineOutcome> = {
		heard: 0,
		interrupted: 0,
		failed: 0,
		stale: 0,
	};
	#resultCameAt: number | undefined;

	constructor(
		private readonly now: () => number = () => performance.now(),
		private readonly delays: RelayDelays = {
			frame: () => {},
			result: () => {},
		},
	) {}

	/** The audio that was dropped, in seconds of the caller's or the server's voice. */
	droppedAudioSeconds(): Counts<AudioBound> {
		const { audio_keep, phone_buffer, phone_pace } = this.droppedAudioBytes;
		return {
			audio_keep: audio_keep / telephoneHz,
			phone_buffer: phone_buffer / telephoneHz,
			phone_pace: phone_pace / telephoneHz,
		};
	}

	/** Audio goes to the recogniser; it has waited since then, by `performance.now`. */
	frameSent(waitingSince: number): void {
		this.delays.frame(this.now() - waitingSince);
	}

	/** Runs what must be done for one message of the recogniser. Everything up to the game's socket happens in it. */
	handleResult(handle: () => void): void {
		this.#resultCameAt = this.now();
		try {
			handle();
		} finally {
			this.#resultCameAt = undefined;
		}
	}

	/** A game has been sent what its caller said. One message may tell of several things, and counts once. */
	resultSent(): void {
		if (this.#resultCameAt === undefined) return;
		this.delays.result(this.now() - this.#resultCameAt);
		this.#resultCameAt = undefined;
	}
}

/** Who is told how long things take, in milliseconds. Neither may throw. */
export interface RelayDelays {
	/** From a frame of the caller's voice until the message to the recogniser that begins with it. */
	readonly frame: (ms: number) => void;
	/** From a message of the recogniser until the game's socket has what the caller said. */
	readonly result: (ms: number) => void;
}

function none(): Counts<Peer> {
	return { phone: 0, recogniser: 0, voice: 0, game: 0 };
}
