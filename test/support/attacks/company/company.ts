import { maxLiveCodes } from "../../../../src/machines/codes/code-length.js";
import { type Health, HealthProbe } from "./health-probe.js";
import { HonestPair, type Talk } from "./honest-pair.js";
import type { Door, StreamPass } from "./ways-in.js";

/** How many honest pairs there are, and how they behave. */
export interface CompanyOptions {
	readonly pairs: number;
	readonly lineCharacters: number;
	/** One more pair comes so often, talks a little, and leaves. */
	readonly newcomerEveryMs: number;
	/** How many ring again at the end, with the code that they had all along. */
	readonly ringAgain: number;
	/** Codes are keyed, which takes less time than to say them. */
	readonly alwaysKeys: boolean;
	/** How many games of strangers may be live beside. */
	readonly gamesBeside: number;
}

/** What became of the honest games and calls in one stretch of time. */
export interface Fate {
	/** What broke, each in a few words. */
	readonly breaks: readonly string[];
	readonly wordsSaid: number;
	readonly wordsLost: number;
	readonly wordsForeign: number;
	readonly linesSaid: number;
	readonly linesUnheard: number;
	readonly newcomers: number;
	/** Of which so many were not let in, or not understood, or not heard. */
	readonly newcomersFailed: readonly string[];
	/** By how many digits a code was longer than the promise to callers needs it to be, at the most. */
	readonly excessDigits: number;
	/** The longest silence of a phone for which a line was meant. */
	readonly longestGapMs: number;
	readonly characters: number;
	readonly health: Health;
}

const triesPerCall = 3;

/** Honest games and calls, who behave as the documents say, and who notice if they are not served. */
export class Company {
	readonly #pairs: HonestPair[] = [];
	readonly #newcomers = new Set<Promise<void>>();
	readonly #newcomersFailed: string[] = [];
	readonly #probe: HealthProbe;
	#newcomersCame = 0;
	#newcomersCharacters = 0;
	#gapsOfNewcomersMs = 0;
	#excessDigits = 0;
	#timer: NodeJS.Timeout | undefined;

	/** All of them are there, are paired, and say nothing yet. */
	static async gather(door: Door, options: CompanyOptions): Promise<Company> {
		const company = new Company(door, options);
		for (let pair = 0; pair < options.pairs; pair++)
			company.#pairs.push(
				await HonestPair.meet(door, company.#talk(`pair ${pair}`, pair)),
			);
		return company;
	}

	private constructor(
		private readonly door: Door,
		private readonly options: CompanyOptions,
	) {
		this.#probe = new HealthProbe(door.url);
	}

	/** What a stranger has seen who listened in: how the first pairs' streams came in. */
	get overheard(): readonly StreamPass[] {
		return this.#pairs.map(({ phone }) => phone.pass);
	}

	/** How many of their games are live at once, at the most. */
	get games(): number {
		return this.#pairs.length + 2;
	}

	/** Characters that they have heard so far. */
	get characters(): number {
		const heard = this.#pairs.map(({ characters }) => characters);
		return heard.reduce((sum, each) => sum + each, this.#newcomersCharacters);
	}

	/** From now on all of them talk, and others come and go. What was seen before is forgotten. */
	talkOn(): void {
		this.#probe.take();
		this.#newcomersCame = 0;
		this.#newcomersFailed.length = 0;
		this.#gapsOfNewcomersMs = 0;
		for (const pair of this.#pairs) {
			pair.phone.gaps.longestMs = 0;
			pair.talkOn();
		}
		this.#timer = setInterval(
			() => this.#receive(),
			this.options.newcomerEveryMs,
		);
		this.#receive();
	}

	/** What `/healthz` was like since this was asked last. */
	health(): Health {
		return this.#probe.take();
	}

	/** They fall silent, and tell what became of them. */
	async fallSilent(): Promise<Omit<Fate, "health">> {
		clearInterval(this.#timer);
		await Promise.all([
			...this.#newcomers,
			...this.#pairs.map((pair) => pair.fallSilent()),
		]);
		const sum = (of: (pair: HonestPair) => number) =>
			this.#pairs.reduce((total, pair) => total + of(pair), 0);
		const gaps = this.#pairs.map(({ phone }) => phone.gaps.longestMs);
		return {
			breaks: this.#pairs.flatMap(({ breaks }) => breaks),
			wordsSaid: sum(({ wordsSaid }) => wordsSaid),
			wordsLost: sum(({ wordsLost }) => wordsLost),
			wordsForeign: sum(({ wordsForeign }) => wordsForeign),
			linesSaid: sum(({ linesSaid }) => linesSaid),
			linesUnheard: sum(({ linesUnheard }) => linesUnheard),
			newcomers: this.#newcomersCame,
			newcomersFailed: [...this.#newcomersFailed],
			excessDigits: this.#excessDigits,
			longestGapMs: Math.max(...gaps, this.#gapsOfNewcomersMs),
			characters: this.characters,
		};
	}

	/** Some ring again, with the code that they had all along. Returns what went wrong. */
	async ringAgain(): Promise<readonly string[]> {
		const failed: string[] = [];
		for (const pair of this.#pairs.slice(0, this.options.ringAgain))
			await pair.callAgain().catch((error: Error) => {
				failed.push(error.message);
			});
		return failed;
	}

	leave(): void {
		clearInterval(this.#timer);
		this.#probe.stop();
		for (const pair of this.#pairs) pair.end();
	}

	#talk(name: string, number: number): Talk {
		const { lineCharacters, alwaysKeys } = this.options;
		const isTyped = number % 2 === 1;
		const isKeyed = alwaysKeys || number % 4 < 2;
		return { name, isTyped, isKeyed, lineCharacters };
	}

	#receive(): void {
		const number = this.#newcomersCame++;
		const visit: Promise<void> = this.#visit(number)
			.catch((error: Error) => void this.#newcomersFailed.push(error.message))
			.finally(() => this.#newcomers.delete(visit));
		this.#newcomers.add(visit);
	}

	async #visit(number: number): Promise<void> {
		const talk = this.#talk(`newcomer ${number}`, number);
		const pair = await HonestPair.meet(this.door, {
			...talk,
			lineCharacters: 16,
		});
		this.#measure(pair.game.code);
		pair.sayWord();
		pair.sayLine();
		pair.sayWord();
		await pair.fallSilent();
		this.#newcomersCharacters += pair.characters;
		this.#gapsOfNewcomersMs = Math.max(
			this.#gapsOfNewcomersMs,
			pair.phone.gaps.longestMs,
		);
		pair.end();
		const lost = pair.wordsLost + pair.linesUnheard + pair.wordsForeign;
		if (lost > 0 || pair.breaks.length > 0)
			throw new Error(
				`${pair.wordsLost} words lost, ${pair.linesUnheard} lines unheard, ${pair.breaks.join(", ")}`,
			);
	}

	/** As many digits as the number of live games asks for are no excess. */
	#measure(code: string): void {
		if (!/^\d+$/.test(code)) return;
		const live = this.games + this.options.gamesBeside;
		let needed = 4;
		while (maxLiveCodes(needed, triesPerCall) < live) needed += 1;
		this.#excessDigits = Math.max(this.#excessDigits, code.length - needed);
	}
}
