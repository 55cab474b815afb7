import { frameMs } from "../../adapters/sound/mulaw.js";
import type { EmulatedStream } from "./emulated-stream.js";
import { Hearing } from "./hearing.js";
import type { Cue } from "./script.js";

/** Takes a line for the screen. */
export type Tell = (line: string) => void;

/** One call of the phone: each frame sends what the script says next, and hears what the server has sent. */
export class PhoneCall {
	readonly hearing = new Hearing();
	#timeMs = 0;
	#refusals = 0;
	#actionsDone = 0;

	constructor(
		readonly stream: EmulatedStream,
		readonly cues: Iterator<Cue, void>,
		readonly tell: Tell,
	) {
		stream.onMarkReturned = (name) => this.report(`returned mark ${name}`);
	}

	/** How long the call has lasted. */
	get lengthMs(): number {
		return this.#timeMs;
	}

	/** How many of the script's sounds and rows of keys are finished. */
	get actionsDone(): number {
		return this.#actionsDone;
	}

	/** Lets 20 ms pass; false when the script is over. */
	frame(): boolean {
		const cue = this.cues.next();
		if (cue.done) return false;
		this.#timeMs += frameMs;
		this.#send(cue.value);
		this.#tellSpeech(this.hearing.listen(this.stream.play(frameMs)));
		return true;
	}

	/** Takes a message of the server. */
	receive(message: Buffer, isBinary: boolean): void {
		const read = this.stream.receive(message, isBinary);
		if (read.event === "clear")
			this.report("the server cleared what was not yet heard");
		if (read.event === "refused") this.#tellRefusal(read.why);
	}

	/** Nothing more is heard. */
	end(): void {
		this.#tellSpeech(this.hearing.end());
	}

	/** Prints a line with the time of the call before it. */
	report(line: string): void {
		this.tell(`${inSeconds(this.#timeMs).padStart(8)}  ${line}`);
	}

	#send({ frame, key, report }: Cue): void {
		if (key !== undefined) this.stream.press(key);
		this.stream.sendFrame(frame);
		if (report === undefined) return;
		this.#actionsDone += 1;
		this.report(report);
	}

	#tellSpeech(ms: number | undefined): void {
		if (ms !== undefined) this.report(`heard ${inSeconds(ms)} of speech`);
	}

	/** Twilio warns once for each stream; so does the phone. */
	#tellRefusal(why: string): void {
		this.#refusals += 1;
		if (this.#refusals > 1) return;
		this.report(`the server sent what Twilio would refuse: ${why}`);
	}
}

/** A time for people: "1.8 s". */
export function inSeconds(ms: number): string {
	return `${(ms / 1000).toFixed(1)} s`;
}
