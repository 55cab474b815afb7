import type { Logger } from "pino";
import { SparingLog } from "../../limits/sparing-log.js";
import type {
	AdapterLogic,
	CallAdapterInput,
} from "../../machines/adapter-contract.js";
import type { PhoneFact, PhoneOrder } from "../../machines/events.js";
import { adapterLogic, type Driver } from "../adapter-logic.js";
import { CallLatencies } from "../latency/call-latencies.js";
import type { TurnLatency } from "../latency/turn-latency.js";
import { RelayMeter } from "../relay-meter.js";
import type { PlayedLine, SoundPath, SoundPaths } from "../sound/sound-path.js";
import { AudioAllowance } from "./audio-allowance.js";
import type { FromTwilio } from "./messages.js";
import type { StreamListener, TwilioStream } from "./stream.js";

/** The streams of all live calls, by call id. */
export type TwilioStreams = Map<string, TwilioStream>;

export interface TwilioPhoneOptions {
	readonly soundPaths: SoundPaths;
	readonly streams: TwilioStreams;
	/** Whether a stream from this address may speak for the call that it names: whose it is, or why not. */
	readonly check: (
		callSid: string,
		parameters: Readonly<Record<string, string>>,
		address: string,
	) => StreamOwner | { readonly refusal: string };
	/** Is told of each stream that was taken at first, and then may not speak for its call. */
	readonly refused?: () => void;
	readonly meter?: RelayMeter;
	/** Is told what the phones hear and play. */
	readonly latencies?: CallLatencies;
	/** The time in milliseconds, by a clock that does not run backwards. */
	readonly now?: () => number;
	readonly log: Logger;
}

/** Whose a stream is, as the call's machine is told. */
type StreamOwner = Omit<
	Extract<PhoneFact, { type: "stream.started" }>,
	"type" | "callSid" | "to"
>;

/** What the phones of all calls share. */
interface PhonesShare extends TwilioPhoneOptions {
	/** For what any stream may cause as often as it likes. */
	readonly sparingLog: SparingLog;
	readonly latencies: CallLatencies;
}

/** The adapter of a call's phone: its Twilio media stream. */
export function twilioPhone(
	options: TwilioPhoneOptions,
): AdapterLogic<PhoneOrder, CallAdapterInput> {
	const { latencies = new CallLatencies(), log } = options;
	const shared = { ...options, latencies, sparingLog: new SparingLog(log) };
	return adapterLogic<PhoneOrder, PhoneFact, CallAdapterInput>(
		({ callId }, tell, fail) => new TwilioPhone(shared, callId, tell, fail),
	);
}

/** RFC 6455, section 7.4.1: a message breaks a rule. */
const policyViolated = 1008;

/** How often it is logged at most that a call's audio is dropped. */
const dropLoggedEveryMs = 60_000;

const rightNow = () => performance.now();

class TwilioPhone implements Driver<PhoneOrder>, StreamListener {
	readonly #soundPath: SoundPath;
	readonly #now: () => number;
	readonly #meter: RelayMeter;
	/** Of the call, whatever streams it has: another one brings no other voice. */
	readonly #audio: AudioAllowance;
	#droppedBytes = 0;
	#dropLoggedAtMs = Number.NEGATIVE_INFINITY;

	constructor(
		private readonly options: PhonesShare,
		private readonly callId: string,
		private readonly tell: (fact: PhoneFact) => void,
		private readonly fail: (error: unknown) => void,
	) {
		const stream = options.streams.get(callId);
		const line = options.soundPaths.get(callId);
		if (!stream || !line) throw new Error("A call began without its stream.");
		this.#soundPath = line;
		this.#now = options.now ?? rightNow;
		this.#meter = options.meter ?? new RelayMeter();
		this.#audio = new AudioAllowance(this.#now);
		this.#attend(stream);
	}

	obey(order: PhoneOrder): void {
		switch (order.type) {
			case "mark":
				this.#stream?.outlet.mark(order.name);
				this.#latency?.markSent(order.name);
				break;
			case "clear":
				this.#stream?.outlet.clear();
				this.#latency?.soundDropped();
				break;
			case "pause":
				this.#stream?.outlet.pause(order.lineId, order.playedMs);
				break;
			case "go.on":
				this.#stream?.outlet.goOn();
				break;
			case "refuse.stream":
				this.#close(order.why);
				this.options.refused?.();
				break;
			case "take.over":
				this.#takeOver(order.fromCallId);
				break;
		}
	}

	close(): void {
		this.#stream?.release();
		this.options.streams.delete(this.callId);
		this.#soundPath.hangUp();
		this.options.soundPaths.delete(this.callId);
	}

	heard(message: FromTwilio): void {
		this.#hear(message);
	}

	failed(error: unknown): void {
		this.fail(error);
	}

	ended(): void {
		this.tell({ type: "phone.hung.up" });
	}

	/** The stream of this call, unless it was handed to another. */
	get #stream(): TwilioStream | undefined {
		return this.options.streams.get(this.callId);
	}

	/** Undefined while the call is with no game. */
	get #latency(): TurnLatency | undefined {
		return this.options.latencies.of(this.callId);
	}

	#attend(stream: TwilioStream): void {
		this.#soundPath.play = (audio, line) => this.#play(stream, audio, line);
		stream.outlet.sent = (audio) => this.#latency?.soundSent(audio);
		stream.attend(this);
	}

	#hear(message: FromTwilio): void {
		switch (message.event) {
			case "media":
				this.#listenTo(message.frame);
				break;
			case "start":
				this.#begin(message);
				break;
			case "dtmf":
				this.tell({ type: "key.pressed", digit: message.digit });
				break;
			case "mark":
				this.#returnMark(message.name);
				break;
			case "stop":
				this.#stream?.end();
				break;
			case "unreadable":
				this.#passOver(message.why);
		}
	}

	/** Hot path. */
	#listenTo(frame: Buffer): void {
		if (!this.#audio.take(frame.length)) {
			this.#drop(frame);
			return;
		}
		this.#soundPath.hear(frame);
		this.#latency?.hear(frame);
	}

	#play(stream: TwilioStream, audio: Buffer, line?: PlayedLine): void {
		if (line) this.#latency?.lineGoesOut(line);
		stream.outlet.play(audio);
	}

	#drop({ length }: Buffer): void {
		this.#droppedBytes += length;
		this.#meter.droppedAudioBytes.phone_pace += length;
		const nowMs = this.#now();
		if (nowMs - this.#dropLoggedAtMs < dropLoggedEveryMs) return;
		this.#dropLoggedAtMs = nowMs;
		this.options.log.warn(
			{ callId: this.callId, droppedBytes: this.#droppedBytes },
			"more audio than anybody can say: what is beyond is dropped",
		);
	}

	/** Only a mark that was sent is one: its name means nothing to us otherwise. */
	#returnMark(wireName: string): void {
		const name = this.#stream?.outlet.returned(wireName);
		if (name === undefined) {
			this.#passOver(
				"a mark that was not sent, is back already, or was before a pause",
			);
			return;
		}
		this.#latency?.markCame(name);
		this.tell({ type: "mark.returned", name });
	}

	#begin({
		callSid,
		encoding,
		parameters,
		to,
	}: Extract<FromTwilio, { event: "start" }>): void {
		if (encoding !== "audio/x-mulaw") {
			this.options.sparingLog.warn(
				{ callId: this.callId, encoding },
				"the stream's audio is not mulaw, so its speech cannot be understood",
			);
		}
		const address = this.#stream?.address ?? "";
		const verdict = this.options.check(callSid, parameters, address);
		if ("refusal" in verdict) this.#refuse(verdict.refusal);
		else {
			this.#soundPath.callSid = callSid;
			const rung = to === undefined ? {} : { to };
			this.tell({ type: "stream.started", callSid, ...verdict, ...rung });
		}
	}

	#refuse(why: string): void {
		this.#close(why);
		this.tell({ type: "stream.refused" });
	}

	#close(why: string): void {
		const { callId } = this;
		this.options.sparingLog.warn({ callId, reason: why }, "stream refused");
		this.#stream?.release(policyViolated);
	}

	#passOver(why: string): void {
		const { callId } = this;
		this.options.log.debug(
			{ callId, why },
			"passed over a message from Twilio",
		);
	}

	/** The same phone call came in on a newer stream: the newest wins, and the older one is closed. */
	#takeOver(fromCallId: string): void {
		const { streams } = this.options;
		const newer = streams.get(fromCallId);
		if (!newer) return;
		streams.delete(fromCallId);
		this.#stream?.release();
		streams.set(this.callId, newer);
		this.#attend(newer);
		this.#latency?.soundDropped();
	}
}
