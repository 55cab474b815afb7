import { expect } from "vitest";
import { Watched } from "../support/waiting/watched.js";
import {
	asSeen,
	type CallerName,
	type CodeOf,
	type GameName,
	type GameSight,
	type PartyName,
} from "./cast.js";
import type { Setting } from "./model/memory.js";
import { prompts } from "./policy.js";

/** What all worlds keep in the same way: what has been seen, and which codes were shown. */
export class Sightings extends Watched {
	readonly #seen = new Map<PartyName, string[]>();
	readonly #codes = new Map<GameName, string>();
	readonly #rested: string[] = [];
	readonly #lastCodes = new Map<CallerName, string>();

	/** `patienceMs`: how long things may take to be seen. */
	constructor(
		readonly setting: Setting,
		private readonly patienceMs: number,
	) {
		super();
	}

	/** Waits until this party has seen all of this, and fails if it has seen anything else. */
	async expectSights(of: PartyName, sights: readonly string[]): Promise<void> {
		const seen = this.seenBy(of);
		if (isSame(seen, sights)) return;
		if (this.patienceMs > 0) await this.#untilDecided(of, seen, sights);
		expect(seen, `all that ${of} has seen`).toEqual(sights);
	}

	/** Until as much is seen as shall be, or something else. */
	#untilDecided(
		of: PartyName,
		seen: readonly string[],
		sights: readonly string[],
	): Promise<void> {
		return this.until(
			() =>
				seen.length >= sights.length ||
				seen.some((sight, at) => sight !== sights[at]),
			() =>
				`${of} sees ${JSON.stringify(sights.slice(seen.length))} after ${JSON.stringify(seen)}`,
			this.patienceMs,
		);
	}

	seenBy(of: PartyName): string[] {
		const seen = this.#seen.get(of) ?? [];
		this.#seen.set(of, seen);
		return seen;
	}

	see(of: PartyName, what: string): void {
		this.seenBy(of).push(what);
		this.changed();
	}

	seeAsGame(game: GameName, sight: GameSight): void {
		const what = asSeen(sight, this.setting.dialects[game]);
		if (what !== undefined) this.see(game, what);
	}

	/** A game shows this code from now on, in place of the one before. */
	showCode(game: GameName, code: string): void {
		const shown = [...this.#codes.values()];
		expect(shown, "codes that are shown").not.toContain(code);
		if (this.setting.words) this.#wakeWord(code, this.setting.words);
		else {
			expect(this.#rested, "codes at rest").not.toContain(code);
			expect(code).toMatch(/^\d{4}$/);
		}
		this.restCode(game);
		this.#codes.set(game, code);
		this.seeAsGame(game, { sees: "code" });
	}

	/** Words are few: one that rests is shown again where the others are shown, or rest for less long. */
	#wakeWord(code: string, words: readonly string[]): void {
		expect(words).toContain(code);
		const rested = this.#rested.indexOf(code);
		if (rested !== -1) this.#rested.splice(rested, 1);
	}

	restCode(game: GameName): void {
		const code = this.#codes.get(game);
		if (code !== undefined) this.#rested.push(code);
		this.#codes.delete(game);
	}

	/** What a caller says or keys, best reading first. */
	readingsOf(caller: CallerName, of: CodeOf): [string, ...string[]] {
		const readings = this.#codesOf(of);
		this.#lastCodes.set(caller, readings[0]);
		return readings;
	}

	#codesOf(of: CodeOf): [string, ...string[]] {
		switch (of) {
			case "nobody":
				return [this.#unknownCode()];
			case "rested":
				return [this.#rested.at(-1) ?? ""];
			case "two games": {
				const [one = "", two = ""] = this.#codes.values();
				return [one, two];
			}
			default:
				return [this.#codes.get(of) ?? ""];
		}
	}

	#unknownCode(): string {
		const shown = [...this.#codes.values()];
		if (this.setting.words)
			return this.setting.words.find((word) => !shown.includes(word)) ?? "";
		shown.push(...this.#rested);
		const candidates = ["5829", "6173", "7392", "8415", "2957", "3684"];
		const isFar = (code: string) =>
			shown.every(
				(other) =>
					[...code].filter((digit, at) => digit !== other[at]).length > 1,
			);
		return candidates.find(isFar) ?? "";
	}

	beginCall(caller: CallerName): void {
		this.#lastCodes.set(caller, "");
	}

	/** The wording of a line before the code was put into it. */
	wordingOf(caller: CallerName, text: string): string {
		const code = this.#lastCodes.get(caller) ?? "";
		const spelled = /^\d+$/.test(code) ? [...code].join(", ") : code;
		const wording = Object.values(prompts).find(
			(prompt) => prompt.replaceAll("{code}", spelled) === text,
		);
		return wording ?? text;
	}
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
	return (
		some.length === others.length &&
		some.every((each, at) => each === others[at])
	);
}
