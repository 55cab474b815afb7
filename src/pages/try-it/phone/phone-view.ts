import { created, element, onText, setText } from "../page-elements.js";
import type { Phone, PhoneState } from "./phone.js";

const letters: Readonly<Record<string, string>> = {
	2: "ABC",
	3: "DEF",
	4: "GHI",
	5: "JKL",
	6: "MNO",
	7: "PQRS",
	8: "TUV",
	9: "WXYZ",
};
const spokenKeys: Readonly<Record<string, string>> = {
	"*": "star",
	"#": "hash",
};

const states: Readonly<Record<PhoneState, string>> = {
	idle: "Ready",
	ringing: "Ringing…",
	greeting: "Answered",
	waiting: "Listening for your code",
	connected: "Connected",
	goodbye: "Goodbye",
};

/** What the phone's side of the page needs to know of who is rung. */
export interface WhoIsRung {
	/** The code that they want; undefined where they want none. */
	readonly code: string | undefined;
	/** What could be typed to them, once they are on the line; empty where somebody else has the caller. */
	readonly example: string;
	/** The number that is rung, where it matters. */
	findNumber(): Promise<string | undefined>;
}

/** Shows a phone and takes what is pressed on it. */
export class PhoneView {
	readonly #call = element<HTMLButtonElement>("call");
	readonly #mute = element<HTMLButtonElement>("mute");
	readonly #sayCode = element<HTMLButtonElement>("say-code");

	constructor(
		private readonly phone: Phone,
		private readonly rung: WhoIsRung,
	) {
		this.#call.addEventListener("click", () => {
			if (phone.state === "idle") void phone.call(() => rung.findNumber());
			else phone.hangUp();
		});
		this.#mute.addEventListener("click", () =>
			phone.mute(phone.microphone !== "muted"),
		);
		this.#sayCode.addEventListener("click", () => {
			const said = spoken(rung.code ?? "", ", ");
			if (said) void phone.say(said);
		});
		onText("type", "type-text", (text) => void phone.say(text));
		this.#layKeys();
		this.#watchLevels();
		this.show();
	}

	/** Brings what is seen up to date. */
	show(): void {
		const { state, notice } = this.phone;
		const isIdle = state === "idle";
		document.body.dataset.call = state;
		setText(element("phone-state"), states[state]);
		setText(element("phone-hint"), this.#hint());
		setText(element("phone-notice"), notice);
		setText(this.#call, isIdle ? "Call" : "Hang up");
		this.#call.classList.toggle("hang-up", !isIdle);
		this.#showMute();
		const isAnswered = !isIdle && state !== "ringing";
		for (const button of document.querySelectorAll<HTMLButtonElement>(
			"#type button, #keypad button",
		))
			button.disabled = !isAnswered;
		const { code, example } = this.rung;
		element<HTMLInputElement>("type-text").placeholder =
			state === "connected" || code === undefined
				? example
				: "four two seven one";
		this.#sayCode.hidden = code === undefined;
		this.#sayCode.disabled = state !== "waiting" && state !== "greeting";
	}

	#hint(): string {
		const { state, microphone } = this.phone;
		const { code = "" } = this.rung;
		switch (state) {
			case "idle":
				return "Press Call. Your browser will ask for the microphone; without one, type or press keys.";
			case "ringing":
				return microphone === "asked"
					? "Please allow the microphone, so that you can be heard."
					: "Somebody will answer in a moment.";
			case "greeting":
				return "Listen, or go on: keys and typed words end the greeting.";
			case "waiting":
				return isOfDigits(code)
					? `Say “${spoken(code)}”, or press ${[...code].join(" ")}.`
					: `Say “${code}”.`;
			case "connected":
				return microphone === "off"
					? "You are on the line. Type what you want to say."
					: "You are on the line. Just talk.";
			case "goodbye":
				return "The call ends. Listen why.";
		}
	}

	#showMute(): void {
		const isMuted = this.phone.microphone === "muted";
		this.#mute.hidden = !isMuted && this.phone.microphone !== "on";
		this.#mute.setAttribute("aria-pressed", String(isMuted));
	}

	#layKeys(): void {
		const keypad = element("keypad");
		for (const digit of "123456789*0#") keypad.append(this.#key(digit));
		element("phone").addEventListener("keydown", (event) => {
			if (event.target instanceof HTMLInputElement) return;
			const isKey = /^[0-9*#]$/.test(event.key);
			if (!isKey || event.ctrlKey || event.metaKey || event.altKey) return;
			const key = keypad.querySelector<HTMLButtonElement>(
				`[data-digit="${event.key}"]`,
			);
			key?.click();
		});
	}

	#key(digit: string): HTMLButtonElement {
		const key = created("button", digit);
		key.type = "button";
		key.dataset.digit = digit;
		const spokenKey = spokenKeys[digit];
		if (spokenKey) key.setAttribute("aria-label", spokenKey);
		if (letters[digit]) {
			const small = created("small", letters[digit]);
			small.setAttribute("aria-hidden", "true");
			key.append(small);
		}
		key.addEventListener("click", () => {
			key.classList.add("pressed");
			setTimeout(() => key.classList.remove("pressed"), 120);
			this.phone.press(digit);
		});
		return key;
	}

	#watchLevels(): void {
		const mouth = element("mouth-level");
		const ear = element("ear-level");
		const show = () => {
			const { line, earLevel } = this.phone;
			mouth.style.transform = `scaleX(${line?.level ?? 0})`;
			ear.style.transform = `scaleX(${earLevel})`;
			requestAnimationFrame(show);
		};
		requestAnimationFrame(show);
	}
}

const digitWords = "zero one two three four five six seven eight nine".split(
	" ",
);

/** A code as people say it: digit by digit, or the word that it is. Commas make pauses. */
function spoken(code: string, between = " "): string {
	if (!isOfDigits(code)) return code;
	return [...code].map((digit) => digitWords[Number(digit)]).join(between);
}

function isOfDigits(code: string): boolean {
	return /^\d+$/.test(code);
}
