/** What a step is: what must hold before it, what it does, and what each party must be told of it. */
import type { AsyncCommand } from "fast-check";
import { type GameNews, writtenFor } from "./game-news.js";
import type { GameTitle, PhoneOwner } from "./parties.js";
import { expectedToHear, gameHasLeft } from "./phone-ends.js";
import type { Surroundings } from "./surroundings.js";
import type { WhoIsWithWhom } from "./who-is-with-whom.js";

/** One thing that a caller or a game does. */
export class Step implements AsyncCommand<WhoIsWithWhom, Surroundings> {
	constructor(
		readonly name: string,
		/** Who does it, to whom, and how. */
		private readonly parts: readonly string[],
		private readonly isPossible: (model: WhoIsWithWhom) => boolean,
		private readonly take: (walk: Walk) => Promise<void>,
	) {}

	check(model: Readonly<WhoIsWithWhom>): boolean {
		return this.isPossible(model);
	}

	async run(model: WhoIsWithWhom, around: Surroundings): Promise<void> {
		around.taken.push(this.name);
		await this.take(new Walk(model, around));
		await around.settle();
	}

	toString(): string {
		return `${this.name}(${this.parts.join(", ")})`;
	}
}

/** Where a walk is: the model, the server's surroundings, and what follows for both from what happens. */
export class Walk {
	/** The callers whose turn it is. */
	readonly #turns = new Set<PhoneOwner>();

	constructor(
		readonly model: WhoIsWithWhom,
		readonly around: Surroundings,
	) {}

	/** A game must be told of this. */
	tell(title: GameTitle, what: GameNews): void {
		const { receipts, games } = this.around;
		for (const written of writtenFor(title, what))
			receipts.expect(games.partyOf(title), written);
	}

	/** A new word of this caller's, which is for the game that he is with, if for any. */
	newWordOf(owner: PhoneOwner, title = this.model.gameOf(owner)): string {
		const { words, receipts, games } = this.around;
		const word = words.next();
		const own = title ? [games.partyOf(title)] : [];
		receipts.keep(word, `${owner}'s word to ${title ?? "nobody"}`, ...own);
		return word;
	}

	/** The caller's game, if he is with one, is told what he says, and how it stands with his turn: a final result ends it. */
	heard(owner: PhoneOwner, text: string, isFinal = true): void {
		const title = this.model.gameOf(owner);
		if (!title) return;
		this.tell(title, { news: "heard", owner, text, isFinal });
		const turn = { news: "turn", owner, text } as const;
		if (!this.#turns.has(owner))
			this.tell(title, { ...turn, state: "started" });
		if (isFinal) this.tell(title, { ...turn, state: "ended" });
		if (isFinal) this.#turns.delete(owner);
		else this.#turns.add(owner);
	}

	/** A caller has given the code of a game with room for him. */
	pair(owner: PhoneOwner, title: GameTitle): void {
		this.model.pair(owner, title);
		const callers = this.model.callersOf(title).length;
		this.tell(title, { news: "paired", owner, callers });
		this.#expectWords(owner, title);
	}

	/** A caller's call is over, or he is with no game any more. */
	leave(owner: PhoneOwner, reason: string): void {
		const title = this.model.gameOf(owner);
		if (title) this.tell(title, { news: "left", owner, reason });
		this.forgetWords(owner);
		this.model.part(owner);
	}

	/** The game is over, and its callers are with none. */
	endGame(title: GameTitle): void {
		const { receipts, phones } = this.around;
		for (const owner of this.model.callersOf(title)) {
			receipts.expect(phones.partyOf(owner), gameHasLeft);
			this.forgetWords(owner);
		}
		this.model.endGame(title);
	}

	/** The words that a game expects are for the ears of its callers. */
	#expectWords(owner: PhoneOwner, title: GameTitle): void {
		const word = this.model.games.get(title)?.expects;
		if (word === undefined) return;
		const { receipts, phones } = this.around;
		const ear = phones.partyOf(owner);
		receipts.share(word, ear);
		receipts.expect(ear, expectedToHear([word]));
		this.tell(title, { news: "listening", owner });
	}

	expectWords(title: GameTitle, word: string): void {
		const game = this.model.games.get(title);
		if (game) game.expects = word;
		for (const owner of this.model.callersOf(title))
			this.#expectWords(owner, title);
	}

	forgetWords(owner: PhoneOwner): void {
		const title = this.model.gameOf(owner);
		const word = title && this.model.games.get(title)?.expects;
		const { receipts, phones } = this.around;
		if (word) receipts.withhold(word, phones.partyOf(owner));
	}

	/** Time passes, and games that have been away for too long are given up. */
	async pass(ms: number): Promise<void> {
		for (const title of this.model.givenUpWithin(ms)) {
			this.endGame(title);
			this.around.games.over(title);
		}
		this.model.nowMs += ms;
		await this.around.pass(ms);
	}
}
