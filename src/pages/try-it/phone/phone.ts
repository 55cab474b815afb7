import type { TalkNews } from "../keeper-news.js";
import {
	type CallNews,
	FollowedCall,
	type StateNews,
} from "./followed-call.js";
import { Ear, Loudspeaker } from "./loudspeaker.js";
import { type Microphone, openMicrophone } from "./microphone.js";
import { PhoneLine } from "./phone-line.js";
import { playKey, playRinging } from "./tones.js";
import { randomSid } from "./twilio-stream.js";
import { speechOf } from "./typed-speech.js";
import { type Answer, ring } from "./voice-webhook.js";

/**
 * Where a call stands: none; the number rings; the server greets. From then on the server says it: the code is
 * awaited; the caller talks with a game, whichever it is, or with a character; the caller is told why the call ends.
 */
export type PhoneState =
	| "idle"
	| "ringing"
	| "greeting"
	| "waiting"
	| "connected"
	| "goodbye";

/** How the microphone stands: not used, asked for, heard, or muted. */
export type MicrophoneState = "off" | "asked" | "on" | "muted";

type Connection = Extract<Answer, { kind: "connect" }>;

const statesTold = {
	beginning: "greeting",
	listening: "waiting",
	connected: "connected",
	answered: "connected",
	goodbye: "goodbye",
} as const satisfies Record<StateNews["state"], PhoneState>;

export interface PhoneListener {
	/** Called after each change of what can be seen. */
	changed(): void;
	/** Is told how a talk goes on with the character who has the caller. */
	heardOfTalk(news: TalkNews): void;
}

/** A phone rings at least this long: less would look like a mistake. */
const minRingMs = 700;

/** The phone on the page: a caller of the server, by Twilio's protocol, with a microphone, a keypad and an ear. */
export class Phone {
	state: PhoneState = "idle";
	/** What the person should know and cannot see: a sentence, or nothing. */
	notice = "";
	microphone: MicrophoneState = "off";
	/** Names the call; undefined while there is none. */
	callSid: string | undefined;
	/** The id by which games know the call, once the server has told it. */
	callId: string | undefined;
	/** The line of an answered call. */
	line: PhoneLine | undefined;
	#followed: FollowedCall | undefined;
	#ear: Ear | undefined;
	#openMicrophone: Microphone | undefined;
	#keysBeforeTheStream = "";
	#endGreeting: () => void = () => {};

	constructor(private readonly listener: PhoneListener) {}

	/** How loud it is at the ear, from 0 to 1. */
	get earLevel(): number {
		return this.#ear?.level ?? 0;
	}

	/**
	 * Calls; in answer to a press of a button, since browsers allow sound only then. `findNumber` gives the number where it
	 * matters, in its own time.
	 */
	async call(
		findNumber: () => Promise<string | undefined> = async () => undefined,
	): Promise<void> {
		if (this.state !== "idle") return;
		const callSid = randomSid("CA");
		this.callSid = callSid;
		this.#ear ??= new Ear();
		const ear = this.#ear;
		void ear.context.resume();
		this.notice = "";
		this.#become("ringing");
		void this.#openEars(callSid);
		const stopRinging = playRinging(ear);
		try {
			const [answer] = await Promise.all([
				findNumber().then((to) => ring(callSid, to)),
				time(minRingMs),
			]);
			stopRinging();
			if (this.callSid !== callSid) return;
			if (answer.kind === "refuse") await this.#beRefused(answer.sentence, ear);
			else await this.#connect(callSid, answer, ear);
		} catch (error) {
			stopRinging();
			if (this.callSid === callSid) this.#end((error as Error).message);
		}
	}

	hangUp(): void {
		if (this.state === "idle") return;
		this.line?.hangUp();
		this.#end("");
	}

	press(digit: string): void {
		if (this.#ear) playKey(this.#ear, digit);
		if (this.state === "idle") return;
		this.#endGreeting();
		if (this.line?.isOpen) this.line.press(digit);
		else this.#keysBeforeTheStream += digit;
	}

	/** Has a voice say this into the phone. */
	async say(text: string): Promise<void> {
		const { callSid } = this;
		try {
			const speech = await speechOf(text);
			if (this.callSid !== callSid) return;
			this.#endGreeting();
			this.line?.mouth.type(speech);
		} catch (error) {
			this.#notify((error as Error).message);
		}
	}

	mute(isMuted: boolean): void {
		if (!this.#openMicrophone) return;
		this.#openMicrophone.isMuted = isMuted;
		this.microphone = isMuted ? "muted" : "on";
		this.listener.changed();
	}

	async #openEars(callSid: string): Promise<void> {
		this.microphone = "asked";
		this.listener.changed();
		try {
			const microphone = await openMicrophone({
				heard: (frame) => this.line?.mouth.hear(frame),
				lost: () => this.#loseMicrophone("The microphone is gone."),
			});
			if (this.callSid !== callSid) return microphone.close();
			this.#openMicrophone = microphone;
			this.microphone = "on";
			this.listener.changed();
		} catch (error) {
			if (this.callSid === callSid)
				this.#loseMicrophone((error as Error).message);
		}
	}

	#loseMicrophone(why: string): void {
		this.#closeMicrophone();
		this.line?.mouth.loseMicrophone();
		this.#notify(`${why} Type below what you want to say, or press the keys.`);
	}

	#closeMicrophone(): void {
		this.#openMicrophone?.close();
		this.#openMicrophone = undefined;
		this.microphone = "off";
	}

	async #connect(
		callSid: string,
		{ greeting, path, parameters }: Connection,
		ear: Ear,
	): Promise<void> {
		const line = new PhoneLine(
			{ callSid, path, parameters, ear },
			{ closed: () => this.#end("The other side has hung up.") },
		);
		this.line = line;
		this.#keysBeforeTheStream = "";
		this.#become("greeting");
		await this.#hear(greeting, ear);
		if (this.callSid !== callSid) return;
		await line.openStream();
		if (this.callSid !== callSid) return;
		this.#followed = new FollowedCall(callSid, (news) => this.#learn(news));
		for (const digit of this.#keysBeforeTheStream) line.press(digit);
	}

	#learn(news: CallNews): void {
		if (news.type !== "state") {
			this.listener.heardOfTalk(news);
			return;
		}
		this.callId = news.call;
		this.#become(statesTold[news.state]);
	}

	async #beRefused(sentence: string, ear: Ear): Promise<void> {
		this.#notify(sentence);
		this.#become("greeting");
		await this.#hear(sentence, ear);
		this.#end(sentence);
	}

	/** What Twilio itself says, before the stream begins; a key or a word of the caller ends it. */
	async #hear(sentence: string, ear: Ear): Promise<void> {
		if (sentence === "") return;
		const speech = await speechOf(sentence).catch(() => new Uint8Array());
		const loudspeaker = new Loudspeaker(ear, () => {});
		const interrupted = new Promise<void>((resolve) => {
			this.#endGreeting = resolve;
		});
		if (this.#keysBeforeTheStream) this.#endGreeting();
		await Promise.race([loudspeaker.play(speech), interrupted]);
		loudspeaker.silence();
		this.#endGreeting = () => {};
	}

	#become(state: PhoneState): void {
		this.state = state;
		this.listener.changed();
	}

	#notify(notice: string): void {
		this.notice = notice;
		this.listener.changed();
	}

	#end(notice: string): void {
		this.#endGreeting();
		this.line?.hangUp();
		this.line = undefined;
		this.#followed?.close();
		this.#followed = undefined;
		this.callSid = undefined;
		this.callId = undefined;
		this.#closeMicrophone();
		if (notice) this.notice = notice;
		this.#become("idle");
	}
}

function time(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
