import { after, every } from "../guarding.js";
import type { RelayMeter } from "../relay-meter.js";
import type { AudioRing } from "../sound/audio-ring.js";
import { bytesPerMs } from "../sound/mulaw.js";
import type { DeepgramDialler, ListenSocket } from "./dialler.js";
import {
	type ExpectedSpeech,
	type ListenUrl,
	thresholdFor,
	withExpectation,
} from "./urls.js";
import { guarded, type SocketEnding, type SocketOwner } from "./wire.js";

/** Deepgram wants 20 to 250 ms in a message (its page "Measuring Streaming Latency"). */
export const maxMessageBytes = 250 * bytesPerMs;
/** With so much unsent audio in the socket, more of it waits in the ring, where the oldest can be dropped. */
const maxBufferedBytes = 2000 * bytesPerMs;
const pulseMs = 1000;
/** Deepgram wants KeepAlive every 3 to 5 s, and closes after 10 s with neither that nor audio. */
const pulsesToKeepAlive = 4;
const pulsesToStall = 10;
/** Flux takes audio in pieces of 80 ms, and is at its best when it gets these (Deepgram's page "Migrating from Nova-3 to Flux"). */
const fluxPieceMs = 80;

/** Whoever wants to know what comes of one listen socket. */
export interface ListeningOwner {
	/** The socket is open and no audio has been taken from the ring yet. */
	opened(requestId: string | undefined): void;
	/** Times in the text count from 0 at `offsetMs` of the call audio. */
	heard(text: string, offsetMs: number): void;
	/** Said once, and last. */
	ended(end: SocketEnding): void;
	/** One of the above has failed. */
	failed(error: unknown): void;
}

/** What one listen socket needs to know. */
export interface ListeningOptions {
	readonly deepgram: DeepgramDialler;
	readonly listen: ListenUrl;
	readonly expectation: ExpectedSpeech;
	readonly batchMs: number;
	readonly meter: RelayMeter;
}

/**
 * One listen socket of a call: sends what is in the ring, a batch at a time, keeps the socket open while
 * there is nothing to send, and notices when Deepgram stalls.
 */
export class DeepgramListening implements SocketOwner {
	readonly #socket: ListenSocket;
	readonly #batchMs: number;
	readonly #pieceBytes: number;
	readonly #listen: ListenUrl;
	readonly #meter: RelayMeter;
	#batch: NodeJS.Timeout | undefined;
	#pulse: NodeJS.Timeout | undefined;
	#offsetMs = 0;
	#sentBytes = 0;
	#sentAtPulse = 0;
	#quietPulses = 0;
	#unansweredPulses = 0;
	#hasFinished = false;

	constructor(
		{ deepgram, listen, expectation, batchMs, meter }: ListeningOptions,
		private readonly ring: AudioRing,
		private readonly owner: ListeningOwner,
	) {
		const { isFlux } = listen;
		this.#listen = listen;
		const isInPieces = isFlux && batchMs >= fluxPieceMs;
		this.#batchMs = isInPieces ? batchMs - (batchMs % fluxPieceMs) : batchMs;
		this.#pieceBytes = isInPieces ? fluxPieceMs * bytesPerMs : maxMessageBytes;
		this.#meter = meter;
		this.#socket = deepgram.listen(
			{ url: withExpectation(listen, expectation), isFlux },
			guarded(this, owner.failed),
		);
	}

	opened(requestId: string | undefined): void {
		const { failed } = this.owner;
		this.#batch = after(this.#batchMs, () => this.#send(), failed);
		this.#pulse = every(pulseMs, () => this.#beat(), failed);
		this.owner.opened(requestId);
		// A backlog goes at once, what is sent again with it, as Deepgram's own reconnect example sends it:
		// Deepgram takes it in at 1.25 times real time, and the ring holds no more than a few seconds.
		this.#send();
	}

	heardText(text: string): void {
		this.#meter.handleResult(() => this.#read(text));
	}

	heardAudio(): void {}

	ended(end: SocketEnding): void {
		this.#stopTimers();
		this.owner.ended(end);
	}

	/** Times of this socket count from 0: it begins at so many milliseconds of call audio. */
	beginAt(callMs: number): void {
		this.#offsetMs = callMs;
	}

	get isOpen(): boolean {
		return this.#socket.isOpen;
	}

	/** To be called when audio has come into the ring. */
	audioCame(bytes: number): void {
		if (!this.isOpen) return;
		const { waitingBytes } = this.ring;
		if (this.ring.hasGap) this.#stall();
		else if (waitingBytes >= this.#batchMs * bytesPerMs) this.#send();
		else if (waitingBytes === bytes) this.#batch?.refresh();
	}

	/** Asks that other words be expected from now on. */
	expect(expectation: ExpectedSpeech): void {
		const { words, isCode } = expectation;
		this.#socket.configure(words, thresholdFor(this.#listen, isCode));
	}

	/** Whether the socket has ended because it was asked to finish, and not before. Flux closes without a code then. */
	hasFinished({ code }: SocketEnding): boolean {
		return this.#hasFinished && (code === 1000 || code === 1005);
	}

	/** Sends what is left and asks for the last results. */
	finish(): void {
		this.#send(Number.POSITIVE_INFINITY);
		this.#socket.closeStream();
		this.#hasFinished = true;
		this.#stopTimers();
	}

	/** Closes in good order; the owner hears no more. */
	close(): void {
		this.#socket.closeStream();
		this.#socket.close();
		this.#stopTimers();
	}

	/** Breaks the socket, as a failing network does; the owner is told. */
	cutOff(): void {
		this.#breakOff("cut off");
	}

	#read(text: string): void {
		this.#meter.receivedBytes.recogniser += Buffer.byteLength(text);
		this.#unansweredPulses = 0;
		this.owner.heard(text, this.#offsetMs);
	}

	#send(maxBuffered = maxBufferedBytes): void {
		while (
			this.ring.waitingBytes > 0 &&
			this.#socket.bufferedBytes <= maxBuffered
		) {
			this.#meter.frameSent(this.ring.waitingSince);
			const audio = this.ring.take(this.#pieceBytes);
			this.#socket.sendAudio(audio);
			this.#meter.sentBytes.recogniser += audio.length;
			this.#sentBytes += audio.length;
		}
	}

	#beat(): void {
		this.#send();
		if (this.#sentBytes > this.#sentAtPulse) {
			this.#sentAtPulse = this.#sentBytes;
			this.#quietPulses = 0;
			if (++this.#unansweredPulses >= pulsesToStall) this.#stall();
		} else if (++this.#quietPulses >= pulsesToKeepAlive) {
			this.#quietPulses = 0;
			// It helps only on sockets that have had some audio.
			if (this.#sentBytes > 0) this.#socket.keepAlive();
		}
	}

	/** Deepgram has answered nothing for 10 s of audio, or takes no more of it. */
	#stall(): void {
		this.#breakOff("stalled");
	}

	#breakOff(reason: string): void {
		this.#socket.terminate();
		this.#stopTimers();
		this.owner.ended({
			code: 1006,
			reason,
			status: undefined,
			requestId: undefined,
		});
	}

	#stopTimers(): void {
		clearTimeout(this.#batch);
		clearInterval(this.#pulse);
	}
}
