import { limitedAddress, type Seat } from "../address-limits.js";

/** How much speech may be made. */
export interface SpeechLimits {
	readonly atOnce: number;
	readonly perMinute: number;
	readonly perMinuteAndAddress: number;
}

const minuteMs = 60_000;

/** Keeps typed speech, which anybody may ask for, from taking the time of the calls. */
export class SpeechAllowance {
	#atOnce = 0;
	#minuteBeganMs = Number.NEGATIVE_INFINITY;
	#made = 0;
	readonly #madeFor = new Map<string, number>();

	constructor(
		private readonly limits: SpeechLimits,
		private readonly now: () => number = () => performance.now(),
	) {}

	/** Takes the place of one text, to be given back when it is spoken, or says in a sentence why there is none. */
	take(remoteAddress: string | undefined): Seat | string {
		this.#beginMinute();
		const address = limitedAddress(remoteAddress);
		const madeFor = this.#madeFor.get(address) ?? 0;
		const { atOnce, perMinute, perMinuteAndAddress } = this.limits;
		if (this.#atOnce >= atOnce) return "Too many texts are being spoken.";
		if (this.#made >= perMinute || madeFor >= perMinuteAndAddress)
			return "Too many texts in one minute. Wait a moment, or use the microphone.";
		this.#atOnce += 1;
		this.#made += 1;
		this.#madeFor.set(address, madeFor + 1);
		return this.#seat();
	}

	#beginMinute(): void {
		const nowMs = this.now();
		if (nowMs - this.#minuteBeganMs < minuteMs) return;
		this.#minuteBeganMs = nowMs;
		this.#made = 0;
		this.#madeFor.clear();
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
