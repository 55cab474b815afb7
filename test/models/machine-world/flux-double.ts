import type { Heard } from "../../../src/machines/events.js";
import type { EarFact } from "../../../src/machines/recogniser/ear-events.js";
import { heard } from "../../support/codes/spoken.js";
import { type FluxTelling, note } from "../cast.js";

const noted: Heard = { type: "recogniser.noted", verbatim: note };

/** What comes of Flux's messages about one caller, and of their lack. */
export class FluxDouble {
	/** What was said in the turn that is open. */
	#open = "";
	/** The same of a turn whose socket was lost. */
	#lost = "";
	/** How many words of Flux's turn were told for good. */
	#toldWords = 0;

	constructor(private readonly tell: (fact: EarFact) => void) {}

	hear(what: FluxTelling, words: string, atMs: number): void {
		const news = words.split(" ").slice(this.#toldWords).join(" ");
		switch (what) {
			case "noise":
				this.#tellOfSound(atMs);
				this.tell(noted);
				break;
			case "sign":
				this.#update(words, atMs);
				this.forget();
				this.tell(heard(words, { startMs: atMs, endMs: atMs + 1_000 }));
				break;
			case "words":
			case "more words":
				this.#update(news, atMs);
				break;
			case "eager":
				this.#update(news, atMs);
				this.tell({ type: "turn.eager", verbatim: undefined });
				break;
			case "resumed":
				this.tell({ type: "turn.resumed", verbatim: undefined });
				this.#update(news, atMs);
				break;
			case "end":
				this.forget();
				this.tell(heard(news, { startMs: atMs, endMs: atMs + 1_000 }));
				break;
			case "nothing more":
				this.endHere();
				break;
			case "no words after all":
				this.endHere();
				this.tell(noted);
		}
	}

	/** What was said is all. */
	endHere(): void {
		const words = this.#open || this.#lost;
		if (this.#open) this.#toldWords += this.#open.split(" ").length;
		this.#open = "";
		this.#lost = "";
		if (words) this.tell(heard(words));
	}

	loseSocket(): void {
		this.#lost = this.#open || this.#lost;
		this.#open = "";
		this.#toldWords = 0;
	}

	forget(): void {
		this.#open = "";
		this.#lost = "";
		this.#toldWords = 0;
	}

	#tellOfSound(atMs: number): void {
		if (!this.#open && !this.#lost)
			this.tell({ type: "speech.started", atMs, verbatim: undefined });
	}

	#update(words: string, atMs: number): void {
		this.#tellOfSound(atMs);
		this.#open = words;
		this.#lost = "";
		const interim = { isFinal: false, endsSpeech: false };
		this.tell(heard(words, { ...interim, startMs: atMs, endMs: atMs + 1_000 }));
	}
}
