import { SlidingWindow, SlidingWindows } from "../../limits/sliding-window.js";
import type { Seat } from "../peers/seats.js";

export interface SpeechLimits {
	readonly atOnce: number;
	readonly perMinute: number;
	readonly perMinuteAndAddress: number;
}

const minuteMs = 60_000;

/** Keeps typed speech, which is open to everyone, from taking the time of the calls. */
export class SpeechAllowance {
	#atOnce = 0;
	readonly #made: SlidingWindow;
	readonly #madeFor: SlidingWindows;

	constructor(
		private readonly limits: SpeechLimits,
		private readonly now: () => number = () => performance.now(),
	) {
		this.#made = new SlidingWindow(limits.perMinute, minuteMs);
		this.#madeFor = new SlidingWindows(limits.perMinuteAndAddress, minuteMs);
	}

	/** Takes the place of one text, to be given back when it is spoken, or says in a sentence why there is none. */
	take(address: string): Seat | string {
		const nowMs = this.now();
		if (this.#atOnce >= this.limits.atOnce)
			return "Too many texts are being spoken.";
		if (!this.#made.hasRoom(nowMs) || !this.#madeFor.hasRoom(address, nowMs))
			return "Too many texts in one minute. Wait a moment, or use the microphone.";
		this.#atOnce += 1;
		this.#made.spend(nowMs);
		this.#madeFor.spend(address, nowMs);
		return this.#seat();
	}

	#seat(): Seat {
		let isTaken = true;
		return {
			giveBack: () => {
				if (isTaken) this.#atOnce -= 1;
				isTaken = false;
			},
		};
	}
}
