/** The test's end of a call. */
import type { RawData } from "ws";
import { DeepgramListener } from "../../support/deepgram/deepgram-listener.js";
import { FluxListener } from "../../support/deepgram/flux-listener.js";
import type { TwilioCaller } from "../../support/twilio/twilio-caller.js";
import {
	type CallerName,
	cleared,
	closed,
	heardAnew,
	hears,
	movedOver,
	type SpokenSo,
	unansweredWords,
} from "../cast.js";
import type { Sightings } from "../sightings.js";
import { textOf } from "./sound.js";

/** Speech without a final result, with the socket that heard it first. */
export interface UnansweredSpeech {
	readonly so: SpokenSo;
	readonly sound: Buffer;
	readonly firstHeardBy: DeepgramListener;
}

/** What a socket of Deepgram's understands of speech: a later one understands it a little otherwise. */
export function wordsIn(
	{ so, firstHeardBy }: UnansweredSpeech,
	listener: DeepgramListener,
): string {
	const words = unansweredWords[so];
	return listener === firstHeardBy ? words : heardAnew(words);
}

/** A caller with his phone, and with the socket on which Deepgram hears him. */
export interface CallerEnd {
	readonly id: string;
	phone: TwilioCaller;
	listener: DeepgramListener | FluxListener | undefined;
	/** Deepgram is dialled again as soon as it is there. */
	isDialling: boolean;
	hasHungUp: boolean;
	/** What he has said without a final result, as yet. */
	speech: UnansweredSpeech | undefined;
	/** Resolves when the sockets that newer ones have replaced are closed. */
	olderClosed: Promise<unknown>;
	interim: readonly string[];
	/** Where it began, in milliseconds of call audio. */
	interimMs: number;
}

/** The ends of all callers who have dialled. */
export class CallerEnds extends Map<CallerName, CallerEnd> {
	/** The end of this caller; an error if he has not called. */
	of(name: CallerName): CallerEnd {
		const end = this.get(name);
		if (!end) throw new Error(`${name} has not called.`);
		return end;
	}

	/** The socket of listen v1 on which Deepgram hears this caller; an error if there is none. */
	listenerOf(name: CallerName): DeepgramListener {
		const { listener } = this.of(name);
		if (listener instanceof DeepgramListener) return listener;
		throw new Error(`Nobody hears ${name}.`);
	}

	/** The socket on which Flux hears this caller; an error if there is none. */
	fluxOf(name: CallerName): FluxListener {
		const { listener } = this.of(name);
		if (listener instanceof FluxListener) return listener;
		throw new Error(`No Flux hears ${name}.`);
	}
}

/** Takes down what this phone hears: a line is known by its mark, which follows its sound. */
export function takeDown(
	sightings: Sightings,
	name: CallerName,
	end: CallerEnd,
	phone: TwilioCaller,
): void {
	let sound: Buffer[] = [];
	// What comes on a newer socket counts as seen after the end of the older one.
	const { olderClosed } = end;
	const take = (data: RawData) => {
		const message = JSON.parse(data.toString());
		if (message.event === "media")
			sound.push(Buffer.from(message.media.payload, "base64"));
		if (message.event === "mark") {
			const text = textOf(Buffer.concat(sound));
			sightings.see(name, hears(sightings.wordingOf(name, text)));
			sound = [];
		}
		if (message.event === "clear") {
			sound = [];
			sightings.see(name, cleared);
		}
	};
	phone.socket.on("message", (data) => void olderClosed.then(() => take(data)));
	phone.socket.on("close", (code) => {
		if (end.phone !== phone) sightings.see(name, movedOver);
		else if (!end.hasHungUp)
			void end.olderClosed.then(() => sightings.see(name, closed(code)));
	});
}
