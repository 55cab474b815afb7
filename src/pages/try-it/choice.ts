/** Whom the phone on the page rings: the game, or the keeper, who needs no game. */
export type WhoAnswers = "game" | "keeper";

/** The two buttons by which it is chosen, and which of the two sides is seen. */
export class Choice {
	readonly #buttons: readonly HTMLInputElement[];

	/** `changed` is called when another is chosen. */
	constructor(changed: () => void) {
		this.#buttons = [
			...document.querySelectorAll<HTMLInputElement>('input[name="who"]'),
		];
		for (const button of this.#buttons)
			button.addEventListener("change", changed);
	}

	get who(): WhoAnswers {
		const chosen = this.#buttons.find(({ checked }) => checked);
		return chosen?.value === "keeper" ? "keeper" : "game";
	}

	choose(who: WhoAnswers): void {
		for (const button of this.#buttons) button.checked = button.value === who;
	}

	/** Shows the chosen side; while a call lasts the other cannot be chosen. */
	show(isCalling: boolean): void {
		const { who } = this;
		for (const button of this.#buttons)
			button.disabled = isCalling && button.value !== who;
		for (const part of document.querySelectorAll<HTMLElement>("[data-of]"))
			part.hidden = part.dataset.of !== who;
		const scene = document.querySelector(".scene");
		const place = document.querySelector(`[data-scene-of="${who}"]`);
		if (scene && place && scene.parentElement !== place) place.append(scene);
	}
}
