/** A server with phones, games and Deepgram around it on real sockets, and the receipts of all that they get. */
import { policyTimes } from "../models/policy.js";
import { untilSo } from "../models/socket-world/patience.js";
import type { SettingOfServer } from "../models/steered/server-environment.js";
import type { SteeredServer } from "../models/steered/steered-servers.js";
import { FreshWords } from "./fresh-words.js";
import { GameEnds } from "./game-ends.js";
import { PhoneEnds } from "./phone-ends.js";
import { Receipts } from "./receipts.js";

/** Starts a server with a clock that stands still. */
export type Start = (setting: SettingOfServer) => Promise<SteeredServer>;

/** So many tries that no walk spends them all. */
export const triesPerCall = 6;

/** How many rounds without news it takes until nothing more can come: a message and its answer pass in each. */
const quietRounds = 3;

/** How long words wait that a game expects so soon after others. */
const wordsSettleMs = 1_000;

const unlimited = Number.POSITIVE_INFINITY;

export class Surroundings {
	/** The names of the steps that were taken in them. */
	readonly taken: string[] = [];
	readonly receipts = new Receipts();
	readonly words = new FreshWords();
	readonly phones: PhoneEnds;
	readonly games: GameEnds;

	/** Around a server that is started so. */
	static async open(start: Start): Promise<Surroundings> {
		const [triesPerCaller, newCodesPerGame] = [unlimited, unlimited];
		return new Surroundings(
			await start({ triesPerCall, triesPerCaller, newCodesPerGame }),
		);
	}

	private constructor(private readonly server: SteeredServer) {
		this.phones = new PhoneEnds(server, this.receipts);
		this.games = new GameEnds(server, this.receipts, this.phones);
	}

	/** Moves the clock of the server. */
	async pass(ms: number): Promise<void> {
		this.games.nowMs += ms;
		this.phones.audioMs += ms;
		await this.server.steer("pass", ms);
	}

	/**
	 * Waits until all has come that must, or nothing more can come, and compares. Nothing is given up by the time
	 * that passes, so that a machine that is busy is not taken for a server that keeps something back. Words that
	 * a game expects may wait for a moment of the server's clock, which is let pass once.
	 */
	async settle(): Promise<void> {
		let quiet = 0;
		let hasPassed = false;
		await untilSo(async () => {
			const { seen } = this.receipts;
			await Promise.all([this.phones.flush(), this.games.flush()]);
			const isSpeaking = (await this.server.steer("callsSpeaking")) > 0;
			quiet = seen === this.receipts.seen && !isSpeaking ? quiet + 1 : 0;
			if (this.receipts.isDecided) return quiet >= 1;
			if (quiet < quietRounds || hasPassed) return quiet >= quietRounds;
			hasPassed = true;
			quiet = 0;
			await this.pass(wordsSettleMs);
			return false;
		}, "that nothing more comes");
		this.receipts.compare();
	}

	async close(): Promise<void> {
		this.phones.vanish();
		this.games.vanish();
		await this.server.close();
	}
}

/** A little longer than a code takes to settle. */
export const settlingMs = policyTimes.codeSettleMs + 100;
