import { setTimeout as pass } from "node:timers/promises";
import { HonestGame } from "./honest-game.js";
import { HonestPhone } from "./honest-phone.js";
import type { Door } from "./ways-in.js";

/** How a pair talks. */
export interface Talk {
	/** Tells it from all others; it stands in every word and every line. */
	readonly name: string;
	readonly isTyped: boolean;
	/** Whether the code is keyed, or said. */
	readonly isKeyed: boolean;
	readonly lineCharacters: number;
}

const wordEveryMs = 500;
/** A plain game is not told when a line was heard, so it leaves time for it. */
const plainRest = 1.5;
const msPerCharacter = 50;
/** So many lines of a typed game wait or sound at a time, so that there is always something to hear. */
const linesAhead = 2;
const settleMs = 12_000;

/** A game and its caller, who talk with each other all the time. */
export class HonestPair {
	phone: HonestPhone;
	#calls = 1;
	#wordsSaid = 0;
	#linesSaid = 0;
	#timers: NodeJS.Timeout[] = [];
	#linesHeard = 0;
	/** Where in what the phone has heard the next line may begin. */
	#heardTo = 0;
	/** Characters that were heard in calls that are over. */
	#earlierCharacters = 0;

	/** Joins, rings, gives the code and is paired. Rejects when any of it fails. */
	static async meet(door: Door, talk: Talk): Promise<HonestPair> {
		const game = await HonestGame.join(door, talk.isTyped);
		try {
			return new HonestPair(door, talk, game, await reach(door, game, talk, 1));
		} catch (error) {
			game.leave();
			throw error;
		}
	}

	private constructor(
		private readonly door: Door,
		private readonly talk: Talk,
		readonly game: HonestGame,
		phone: HonestPhone,
	) {
		this.phone = this.#attend(phone);
	}

	/** Begins to talk: the caller says words, and the game lines. */
	talkOn(): void {
		this.#timers = [setInterval(() => this.sayWord(), wordEveryMs)];
		const lineEveryMs = this.talk.isTyped
			? wordEveryMs / 5
			: this.talk.lineCharacters * msPerCharacter * plainRest;
		this.sayLine();
		this.#timers.push(setInterval(() => this.#sayMore(), lineEveryMs));
	}

	/** Falls silent, and waits until all that was said is heard, or no longer will be. */
	async fallSilent(): Promise<void> {
		for (const timer of this.#timers) clearInterval(timer);
		await waitFor(() => this.wordsLost === 0 && this.linesUnheard === 0);
	}

	sayWord(): void {
		this.#wordsSaid += 1;
		this.phone.say(this.#word(this.#wordsSaid));
	}

	sayLine(): void {
		this.#linesSaid += 1;
		this.game.say(this.#line(this.#linesSaid));
	}

	/** The caller hangs up and rings again, with the code of before. */
	async callAgain(): Promise<void> {
		await this.fallSilent();
		this.#linesHeard = this.#linesSaid;
		this.#heardTo = 0;
		this.#earlierCharacters = this.characters;
		this.phone.hangUp();
		await this.game.hasLost(this.#calls);
		this.#calls += 1;
		this.phone = this.#attend(
			await reach(this.door, this.game, this.talk, this.#calls),
		);
	}

	end(): void {
		for (const timer of this.#timers) clearInterval(timer);
		this.phone.hangUp();
		this.game.leave();
	}

	get wordsSaid(): number {
		return this.#wordsSaid;
	}

	get linesSaid(): number {
		return this.#linesSaid;
	}

	/** Words of the caller that the game did not get, or not in their place. */
	get wordsLost(): number {
		const arrived = this.game.told.words.filter((word) => this.#isOwn(word));
		let next = 1;
		for (const word of arrived) if (word === this.#word(next)) next += 1;
		return this.#wordsSaid - (next - 1);
	}

	/** Words of anybody else that the game got, or of its caller twice. */
	get wordsForeign(): number {
		const { words } = this.game.told;
		const own = new Set(words.filter((word) => this.#isOwn(word)));
		return words.length - own.size;
	}

	/** Lines of the game that the caller did not hear, or not in their order. */
	get linesUnheard(): number {
		const { text } = this.phone.heard;
		while (this.#linesHeard < this.#linesSaid) {
			const line = this.#line(this.#linesHeard + 1);
			const at = text.indexOf(line, this.#heardTo);
			if (at < 0) break;
			this.#linesHeard += 1;
			this.#heardTo = at + line.length;
		}
		return this.#linesSaid - this.#linesHeard;
	}

	/** Characters that the caller has heard. */
	get characters(): number {
		return this.#earlierCharacters + this.phone.heard.characters;
	}

	/** What broke that must not: the game's code, its socket, the call. */
	get breaks(): readonly string[] {
		const { told, closedWith } = this.game;
		return [
			...(told.codes.length > 1 ? ["a code was taken"] : []),
			...(closedWith !== undefined ? [`a game was closed: ${closedWith}`] : []),
			...(this.phone.closedWith !== undefined
				? [`a call was closed: ${this.phone.closedWith}`]
				: []),
			...(told.left >= this.#calls ? ["a caller was lost"] : []),
			...Object.keys(told.outcomes)
				.filter((outcome) => outcome !== "heard")
				.map((outcome) => `a line was ${outcome}`),
		];
	}

	#sayMore(): void {
		const { isTyped } = this.talk;
		const heard = Object.values(this.game.told.outcomes);
		const ended = heard.reduce((sum, count) => sum + count, 0);
		if (!isTyped || this.#linesSaid - ended < linesAhead) this.sayLine();
	}

	#attend(phone: HonestPhone): HonestPhone {
		phone.awaitsSound = () => this.linesUnheard > 0;
		return phone;
	}

	#isOwn(word: string): boolean {
		return word.startsWith(`${this.talk.name} says `);
	}

	#word(count: number): string {
		return `${this.talk.name} says ${count}`;
	}

	#line(count: number): string {
		const { name, lineCharacters } = this.talk;
		return `${`${name} hears ${count}`.padEnd(lineCharacters - 1, "~")}.`;
	}
}

/** A call that gives the code of this game, and is paired with it. */
async function reach(
	door: Door,
	game: HonestGame,
	{ isKeyed }: Talk,
	callers: number,
): Promise<HonestPhone> {
	const phone = await HonestPhone.call(door);
	try {
		const isOfDigits = /^\d+$/.test(game.code);
		if (isKeyed && isOfDigits) phone.press(`${game.code}#`);
		else phone.say(isOfDigits ? [...game.code].join(" ") : game.code);
		await game.hasPaired(callers);
		return phone;
	} catch (error) {
		phone.hangUp();
		throw error;
	}
}

async function waitFor(isSo: () => boolean): Promise<void> {
	const deadline = performance.now() + settleMs;
	while (!isSo() && performance.now() < deadline) await pass(50);
}
