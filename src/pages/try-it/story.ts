import type { LineOutcome } from "@callsign/client";
import { created, setText } from "./page-elements.js";

/** A line of a character's, which may still be spoken. */
export interface SpokenLine {
	/** What became of it. */
	ended(how: Pick<LineOutcome, "outcome" | "heardText">): void;
}

const longest = 60;
const outcomes = {
	heard: "",
	interrupted: " (cut short)",
	failed: " (not spoken)",
	stale: " (not spoken: you went on)",
};

/** What was said on the line, as a row of texts. */
export class Story {
	#speaking: HTMLElement | undefined;

	/** `name`: of the character who talks with the caller; `interim`: where stands what may still change, if it is shown. */
	constructor(
		private readonly name: string,
		private readonly list: HTMLElement,
		private readonly interim: HTMLElement | undefined,
	) {}

	/** What the caller is saying just now; it may still change. */
	hear(text: string): void {
		if (this.interim) setText(this.interim, text && `${text}…`);
	}

	/** What the caller has said. */
	heard(text: string): void {
		this.hear("");
		const item = created("p", "", "mine");
		item.append(created("b", "You: ", "unseen"), text);
		this.#add(item);
	}

	/** What happened otherwise. */
	note(text: string): void {
		this.#add(created("p", text, "note"));
	}

	/** What is being said to the caller, of which it is not known yet how much is heard; nothing where it is silent. */
	speak(text: string): void {
		this.#speaking?.remove();
		this.#speaking = undefined;
		if (text === "") return;
		this.#speaking = created("p", "", "speaking");
		this.#speaking.append(
			created("b", `${this.name}: `),
			text,
			created("span", "", "outcome"),
		);
		this.#add(this.#speaking);
	}

	/** What the caller has heard of a line. */
	heardOfLine(text: string, wasCut: boolean): void {
		this.speak("");
		const item = created("p");
		const note = !wasCut ? "" : text === "" ? "(not heard)" : " (cut short)";
		item.append(
			created("b", `${this.name}: `),
			text,
			created("span", note, "outcome"),
		);
		this.#add(item);
	}

	/** What the game says. */
	say(text: string): SpokenLine {
		const item = created("p", "", "speaking");
		const heard = created("span", text);
		const unheard = created("s", "", "unheard");
		const outcomeNote = created("span", "", "outcome");
		item.append(created("b", `${this.name}: `), heard, unheard, outcomeNote);
		this.#add(item);
		return {
			ended: ({ outcome, heardText }) => {
				item.classList.remove("speaking");
				outcomeNote.textContent = outcomes[outcome];
				if (outcome === "heard") return;
				heard.textContent = heardText;
				unheard.textContent = text.slice(heardText.length);
			},
		};
	}

	#add(item: HTMLElement): void {
		this.list.append(item);
		while (this.list.childElementCount > longest)
			this.list.firstElementChild?.remove();
		this.list.scrollTop = this.list.scrollHeight;
	}
}
