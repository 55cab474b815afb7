import type { KeeperFacts, SceneNews, TalkNews } from "../keeper-news.js";
import { type Ending, endingIn, type Place, placeIn } from "./ending.js";

export interface KeeperListener {
	/** Something of the talk is to be written down. */
	tell(told: ToldOfTalk): void;
	/** Called after each change of what can be seen. */
	changed(): void;
}

/** What is written down of a talk. */
export type ToldOfTalk =
	| Extract<TalkNews, { type: "said" | "heard" | "speaking" }>
	| { readonly type: "note"; readonly text: string };

/** The keeper, as far as the caller's page knows of him. */
export class Keeper {
	/** Undefined until the server has told it. */
	facts: KeeperFacts | undefined;
	/** Why there is no fact. */
	trouble = "";
	/** The scene of the call that goes on, or of the last one. */
	scene: SceneNews | undefined;
	/** The scene before that. */
	before: SceneNews | undefined;
	/** Whether he has the caller. */
	isTalking = false;
	ending: Ending = "open";
	place: Place = "kitchen";
	#asked: Promise<void> | undefined;

	constructor(private readonly listener: KeeperListener) {}

	/** Asks the server for all that there is to know before a call. */
	learn(): Promise<void> {
		this.#asked ??= this.#ask();
		return this.#asked;
	}

	/** Another call begins. */
	begin(): void {
		this.scene = undefined;
		this.before = undefined;
		this.isTalking = false;
		this.ending = "open";
		this.place = "kitchen";
		this.listener.changed();
	}

	hear(news: TalkNews): void {
		if (news.type === "scene") this.#goOn(news);
		else if (news.type === "over") this.isTalking = false;
		else if (news.type === "refused")
			this.#note(`He wanted ${news.move}, and was refused.`);
		else this.listener.tell(news);
		this.listener.changed();
	}

	/** The call is over, whoever ended it. */
	end(): void {
		if (!this.isTalking) return;
		this.isTalking = false;
		this.listener.changed();
	}

	async #ask(): Promise<void> {
		try {
			const response = await fetch("/try-it/keeper");
			if (!response.ok) throw new Error(String(response.status));
			this.facts = (await response.json()) as KeeperFacts;
			this.trouble = "";
		} catch {
			this.trouble = "The server cannot be reached. Load this page again.";
			this.#asked = undefined;
		}
		this.listener.changed();
	}

	#goOn(news: SceneNews): void {
		const { scene } = this;
		const { cause, state, activeStates } = news;
		this.before = scene;
		this.scene = news;
		this.isTalking = true;
		this.ending = endingIn(activeStates, this.ending);
		this.place = placeIn(activeStates, this.place);
		const note = noteOf(cause, state, scene?.state);
		if (note !== undefined) this.#note(note);
	}

	#note(text: string): void {
		this.listener.tell({ type: "note", text });
	}
}

/** What a step says to somebody who reads the talk; nothing of what can be read there anyway. */
function noteOf(
	cause: string,
	state: string,
	stateBefore: string | undefined,
): string | undefined {
	const way = state === stateBefore ? "" : ` → ${state}`;
	if (cause.startsWith("move.")) return `${cause}${way}`;
	switch (cause) {
		case "caller.pressed":
			return "You pressed a key.";
		case "caller.silent":
			return "You say nothing.";
		case "mind.failed":
			return "His thoughts came to nothing.";
		default:
			return undefined;
	}
}
