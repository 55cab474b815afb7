/**
 * What every party has been told, and whether it was its own: each thing that is said in a walk is new, and it is
 * known from whom it came and whom it may reach. What has to reach somebody is expected, and missed if it does not come.
 */
import { freshWordsIn } from "./fresh-words.js";

/** Something that not everybody may get to know. */
interface Secret {
	/** Such as "Ann's word". */
	readonly of: string;
	readonly mayReach: Set<string>;
}

/** One of several ways in which a party may be told of a thing. */
type Expected = readonly string[];

export class Receipts {
	/** How many receipts of words, lines, codes and numbers were judged. */
	judged = 0;
	/** How many of the things that were expected have come. */
	fulfilled = 0;
	/** Counts all that comes, so that one can see when nothing more does. */
	seen = 0;
	readonly #secrets = new Map<string, Secret>();
	/** What must stand in no text that a game gets, and whose it is. */
	readonly #hidden = new Map<string, string>();
	readonly #expected = new Map<string, Expected[]>();
	readonly #away = new Set<string>();
	readonly #wrong: string[] = [];

	/** Something was said that may be heard by these, and by nobody else. */
	keep(word: string, of: string, ...mayReach: readonly string[]): void {
		this.#secrets.set(word, { of, mayReach: new Set(mayReach) });
	}

	/** One more party may get to know it. */
	share(word: string, party: string): void {
		this.#secrets.get(word)?.mayReach.add(party);
	}

	/** From now on this party has no business with it. */
	withhold(word: string, party: string): void {
		this.#secrets.get(word)?.mayReach.delete(party);
	}

	/** No game may ever be told this, unless it is its own. */
	hide(text: string, of: string): void {
		this.#hidden.set(text, of);
	}

	/** The party has to be told this, in one of these ways. */
	expect(party: string, ...ways: Expected): void {
		this.#expectedOf(party).push(ways);
	}

	/** What is expected of a party that is away comes when it is back. */
	isAway(party: string, isSo: boolean): void {
		if (isSo) this.#away.add(party);
		else this.#away.delete(party);
	}

	/** The party is told nothing more. */
	leave(party: string): void {
		this.#away.delete(party);
		this.#expected.delete(party);
	}

	/** The party was told this. */
	see(party: string, what: string): void {
		this.seen += 1;
		this.judge(party, what);
		const expected = this.#expectedOf(party);
		const at = expected.findIndex((ways) => ways.includes(what));
		if (at < 0) this.complain(`${party} was told “${what}”, unexpectedly`);
		else {
			expected.splice(at, 1);
			this.fulfilled += 1;
		}
	}

	/** Whether each fresh word in a text is one that this party may know. */
	judge(party: string, text: string): void {
		for (const word of freshWordsIn(text)) {
			this.judged += 1;
			const secret = this.#secrets.get(word);
			if (!secret?.mayReach.has(party))
				this.complain(
					`${party} got to know “${word}”, ${secret?.of ?? "which nobody said"}`,
				);
		}
	}

	/** Whether a text, as a game got it, has nothing hidden in it. */
	search(party: string, text: string): void {
		for (const [hidden, of] of this.#hidden) {
			if (of !== party && text.includes(hidden))
				this.complain(`${party} got to know ${of}: “${hidden}”`);
		}
	}

	complain(what: string): void {
		this.#wrong.push(what);
	}

	/** Whether all that is expected has come, or something wrong has. */
	get isDecided(): boolean {
		return this.#wrong.length > 0 || this.#missing().length === 0;
	}

	/** Fails if anything is wrong or missing. */
	compare(): void {
		const faults = [...new Set([...this.#wrong, ...this.#missing()])];
		if (faults.length > 0) throw new Error(`${faults.join(";\n")}.`);
	}

	#missing(): readonly string[] {
		return [...this.#expected]
			.filter(([party]) => !this.#away.has(party))
			.flatMap(([party, expected]) =>
				expected.map(([what]) => `${party} was not told “${what}”`),
			);
	}

	#expectedOf(party: string): Expected[] {
		const expected = this.#expected.get(party) ?? [];
		this.#expected.set(party, expected);
		return expected;
	}
}
