import type { Heard, Speech } from "../../machines/events.js";
import { bytesPerMs } from "../sound/mulaw.js";
import {
	type FluxMessage,
	readFluxMessage,
	type TurnInfo,
} from "./flux-messages.js";
import type { DeepgramKind } from "./messages.js";

/** What comes of one message of Flux, or of the lack of one. */
export interface FluxNews {
	readonly kind: DeepgramKind;
	/** In order; `verbatim` is with one of them. */
	readonly heard: readonly Heard[];
	/** Call audio before this has been answered for, in milliseconds. */
	readonly answeredMs: number;
}

/** A turn that has words and has not ended. */
interface OpenTurn {
	readonly index: number;
	/** All that was said in it, as Flux has told it last and as nobody was told for good. */
	readonly speech: Speech;
}

/** Speech may have begun so long before Flux says so. */
const onsetMs = 1_000;
/** How much longer than the audio of a turn that is heard again Flux may take to find words in it. */
const secondHearingMs = 2_000;
const none: FluxNews = { kind: "other", heard: [], answeredMs: 0 };

/**
 * What a caller says, as the turns of Flux tell it. Flux tells a whole turn again with each message: until its end
 * that is an interim result, then a final one. A turn that Flux never ends is ended here: when it has said nothing for
 * long (a watchdog: Flux is known to fall silent with a turn open), when its socket is lost and the turn's beginning
 * is no longer kept to be heard again, and when the stream is closed, which Flux does not take for an end.
 */
export class FluxTurns {
	#offsetMs = 0;
	#open: OpenTurn | undefined;
	/** A turn that was lost with its socket, and whose audio another one hears. */
	#heardAgain: Speech | undefined;
	/** The newest turn that was ended here, and how many of its words were told. Flux may yet go on with it. */
	#cutShort = { index: -1, words: 0 };
	#quietBytes = 0;
	/** The newest turn that began without a word: that a sound was made was told then. */
	#soundOfTurn = -1;

	/** `stuckAfterMs`: how much audio without a message ends an open turn. */
	constructor(private readonly stuckAfterMs: number) {}

	/** Another socket listens, from here in the call audio. */
	beginAt(offsetMs: number): void {
		this.#offsetMs = offsetMs;
		this.#cutShort = { index: -1, words: 0 };
		this.#soundOfTurn = -1;
	}

	read(text: string): FluxNews {
		this.#quietBytes = 0;
		const message = readFluxMessage(text, this.#offsetMs);
		if (message.kind === "turn") return this.#readTurn(message.turn, text);
		return {
			...none,
			kind: message.kind,
			heard: [noted(passedOn(message, text))],
		};
	}

	/** So much audio has come. True once a turn is open and Flux has said nothing for too long. */
	isStuckAfter(bytes: number): boolean {
		if (!this.#open && !this.#heardAgain) return false;
		this.#quietBytes += bytes;
		return this.#quietBytes >= this.stuckAfterMs * bytesPerMs;
	}

	/** Whether a turn that was lost with an older socket is to be heard again by the one at hand. */
	get isHearingAgain(): boolean {
		return this.#heardAgain !== undefined;
	}

	/** The socket is lost, or did not open. A turn whose audio is kept from its beginning is heard again; any other one ends. */
	socketLost(keptFromMs: number): FluxNews {
		const speech = this.#open?.speech ?? this.#heardAgain;
		if (!speech || speech.startMs < keptFromMs) return this.endHere();
		this.#open = undefined;
		this.#heardAgain = speech;
		return none;
	}

	/** Ends the turn that is open, if one is, with what is known of it. */
	endHere(): FluxNews {
		const speech = this.#open?.speech ?? this.#heardAgain;
		if (this.#open) {
			const told = this.#cutShort;
			const { index } = this.#open;
			const before = told.index === index ? told.words : 0;
			this.#cutShort = {
				index,
				words: before + wordsIn(this.#open.speech.text).length,
			};
		}
		this.#forget();
		return speech ? finalNews(speech) : none;
	}

	#forget(): void {
		this.#open = undefined;
		this.#heardAgain = undefined;
		this.#quietBytes = 0;
	}

	#readTurn(turn: TurnInfo, verbatim: string): FluxNews {
		const left =
			this.#open && this.#open.index !== turn.index ? this.endHere() : none;
		const speech = this.#speechOf(turn);
		const news =
			turn.event === "ended"
				? this.#readEnd(speech, verbatim)
				: this.#readUpdate(turn, speech, verbatim);
		return left === none
			? news
			: { ...news, heard: [...left.heard, ...news.heard] };
	}

	#readEnd(speech: Speech, verbatim: string): FluxNews {
		const given = this.#unheardAgain(speech);
		this.#forget();
		return {
			kind: "final",
			heard: [
				...given,
				{
					type: "speech.heard",
					speech: { ...speech, isFinal: true, endsSpeech: true },
					verbatim,
				},
			],
			answeredMs: speech.endMs,
		};
	}

	#readUpdate(
		{ event, index }: TurnInfo,
		speech: Speech,
		verbatim: string,
	): FluxNews {
		if (speech.text === "") {
			const begins = event === "started" && !this.#open && !this.#heardAgain;
			if (begins) this.#soundOfTurn = index;
			return this.#readNoise(speech, begins, verbatim);
		}
		const begins = !this.#open && this.#soundOfTurn !== index;
		this.#open = { index, speech };
		this.#heardAgain = undefined;
		const heard: Heard[] = [{ type: "speech.heard", speech, verbatim }];
		if (event === "resumed") heard.unshift(turnFact("turn.resumed"));
		if (event === "eager") heard.push(turnFact("turn.eager"));
		if (begins) heard.unshift(speechStarted(speech));
		return { kind: "interim", heard, answeredMs: speech.startMs };
	}

	/** Silence, or a turn that begins, or has begun, without a word: a breath, a cough, a door, or the sound before a word. */
	#readNoise(speech: Speech, begins: boolean, verbatim: string): FluxNews {
		const given = this.#unheardAgain(speech);
		return {
			kind: "interim",
			heard: [
				...given,
				...(begins ? [speechStarted(speech)] : []),
				noted(verbatim),
			],
			answeredMs: this.#open || this.#heardAgain ? 0 : speech.endMs - onsetMs,
		};
	}

	/** A turn in whose audio another socket finds no words after all: they were said all the same. */
	#unheardAgain({ endMs, text }: Speech): readonly Heard[] {
		const speech = this.#heardAgain;
		if (!speech || text !== "" || endMs < speech.endMs + secondHearingMs)
			return [];
		this.#heardAgain = undefined;
		return finalNews(speech).heard;
	}

	/** What is said of a turn and was not told for good. */
	#speechOf(turn: TurnInfo): Speech {
		const { index, words: told } = this.#cutShort;
		const skipped = turn.index === index ? told : 0;
		const all = wordsIn(turn.text);
		const text = skipped > 0 ? all.slice(skipped).join(" ") : turn.text;
		const words =
			turn.words.length === all.length ? turn.words.slice(skipped) : [];
		const startMs =
			skipped > 0 ? (words[0]?.startMs ?? turn.startMs) : turn.startMs;
		return {
			text,
			alternatives: [{ text, confidence: turn.confidence, words }],
			isFinal: false,
			endsSpeech: false,
			startMs,
			endMs: turn.endMs,
		};
	}
}

/** What an operator's listen URL asks Flux for is all it says, but for the answers to orders of ours. */
function passedOn({ kind }: FluxMessage, text: string): string | undefined {
	return kind === "configured" || kind === "notConfigured" ? undefined : text;
}

function finalNews(speech: Speech): FluxNews {
	const final = { ...speech, isFinal: true, endsSpeech: true };
	return {
		kind: "final",
		heard: [{ type: "speech.heard", speech: final, verbatim: undefined }],
		answeredMs: speech.endMs,
	};
}

function turnFact(type: "turn.eager" | "turn.resumed"): Heard {
	return { type, verbatim: undefined };
}

function speechStarted({ alternatives: [best], startMs }: Speech): Heard {
	const atMs = best.words[0]?.startMs ?? startMs;
	return { type: "speech.started", atMs, verbatim: undefined };
}

function noted(verbatim: string | undefined): Heard {
	return { type: "recogniser.noted", verbatim };
}

function wordsIn(text: string): string[] {
	return text.split(/\s+/).filter((word) => word !== "");
}
