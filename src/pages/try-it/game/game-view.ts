import { created, element, onText, setText } from "../page-elements.js";
import type { Game } from "./game.js";
import { suggestions } from "./lighthouse.js";

/** What the game's side of the page needs to know of the phone on it. */
export interface OwnPhone {
	/** The call of the page's own phone, by the name that the game has for it. */
	readonly callId: string | undefined;
	/** Has the phone say this. */
	say(text: string): void;
}

/** Shows a game, and takes what is typed into it. */
export class GameView {
	#suggested = "";
	#shownCode = "";

	constructor(
		private readonly game: Game,
		private readonly phone: OwnPhone,
	) {
		onText("speak", "speak-text", (text) => void game.say(text));
		this.show();
	}

	/** Brings what is seen up to date. */
	show(): void {
		const { state } = this.game;
		this.#showNumber(state.phoneNumber);
		this.#showCode(state.code);
		this.#showStatus();
		this.#suggest();
		const speak = document.querySelector<HTMLButtonElement>("#speak button");
		if (speak) speak.disabled = state.calls.length === 0;
	}

	/** A stand-in says so in brackets. */
	#showNumber(phoneNumber: string): void {
		const [, number = phoneNumber, note] =
			/^(.*?)\s*\((.*)\)$/.exec(phoneNumber) ?? [];
		setText(element("number"), number || "…");
		setText(
			element("number-note"),
			note ? `(${note}: ring it with the phone on this page)` : "",
		);
	}

	#showCode(code: string): void {
		if (code === this.#shownCode) return;
		this.#shownCode = code;
		const tiles = /^\d+$/.test(code) ? [...code] : [code];
		element("code").replaceChildren(
			...tiles.map((tile) => created("span", tile)),
		);
	}

	#showStatus(): void {
		const status = element("game-status");
		const { text, isTrouble } = this.#status();
		setText(status, text);
		status.classList.toggle("trouble", isTrouble);
	}

	#status(): { readonly text: string; readonly isTrouble: boolean } {
		const { connection, calls, isDeaf } = this.game.state;
		const trouble = (text: string) => ({ text, isTrouble: true });
		const fine = (text: string) => ({ text, isTrouble: false });
		if (typeof connection === "object") return trouble(connection.closed);
		if (connection === "offline")
			return trouble("The game has lost the server, and tries to come back.");
		if (connection === "connecting") return fine("Connecting…");
		if (isDeaf)
			return trouble(
				"Nobody understands speech just now. Keys still work; go on talking.",
			);
		const [call] = calls;
		if (call === undefined) return fine("Nobody is on the line.");
		return fine(
			call === this.phone.callId
				? "On the line: the phone on this page."
				: `On the line: a phone (call ${call.slice(-6)}).`,
		);
	}

	#suggest(): void {
		const { lighthouse, calls } = this.game.state;
		const texts = suggestions(lighthouse);
		const isOnLine = calls.some((call) => call === this.phone.callId);
		const wanted = `${isOnLine}:${texts.join()}`;
		if (wanted === this.#suggested) return;
		this.#suggested = wanted;
		element("suggestions").replaceChildren(
			...texts.map((text) => this.#suggestion(text, isOnLine)),
		);
	}

	#suggestion(text: string, isOnLine: boolean): HTMLButtonElement {
		const button = created("button", `“${text}”`);
		button.type = "button";
		button.disabled = !isOnLine;
		button.addEventListener("click", () => this.phone.say(text));
		return button;
	}
}
