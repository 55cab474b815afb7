import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { GameTraffic } from "../../../src/adapters/games/game-traffic.js";
import type { Inlet } from "../../../src/adapters/games/inlet.js";

const limits = { messagesPerSecond: 100, bytesPerSecond: 10_000 };
let traffic: GameTraffic;
let held: number;

beforeEach(() => {
	vi.useFakeTimers({
		toFake: ["setTimeout", "clearTimeout", "setImmediate", "performance"],
	});
	held = 0;
	traffic = new GameTraffic(limits, { slowedDown: () => held++ });
});

afterEach(() => {
	vi.useRealTimers();
});

/** A game that sends numbered messages, as long as its socket is read. */
class Sender {
	readonly handled: (number | string)[] = [];
	readonly inlet: Inlet;
	isPaused = false;
	failure: unknown;
	sent = 0;

	constructor(
		address: string,
		private readonly handle: (sender: Sender) => void = () => {},
	) {
		this.inlet = traffic.open(address, {
			pause: () => {
				this.isPaused = true;
			},
			resume: () => {
				this.isPaused = false;
			},
			fail: (error) => {
				this.failure = error;
			},
		});
	}

	send(bytes = 20): void {
		const number = ++this.sent;
		this.inlet.take({
			bytes,
			handle: () => {
				this.handled.push(number);
				this.handle(this);
			},
		});
	}

	/** As many as it can in this instant: what the system holds back for a socket that is not read is not here. */
	flood(count: number): void {
		for (let each = 0; each < count && !this.isPaused; each++) this.send();
	}
}

/** Time goes by, and the senders go on meanwhile. */
function goOn(ms: number, meanwhile: () => void = () => {}): void {
	for (let passed = 0; passed < ms; passed += 10) {
		meanwhile();
		vi.advanceTimersByTime(10);
	}
}

describe("games that send as much as they like", () => {
	test("are slowed down to the allowance of their address, and lose nothing", () => {
		const games = Array.from({ length: 20 }, () => new Sender("a"));
		goOn(10_000, () => {
			for (const game of games) game.flood(50);
		});
		const handled = games.reduce((sum, game) => sum + game.handled.length, 0);
		// The burst and each game's own share beside what the address may send in ten seconds.
		expect(handled).toBeGreaterThan(990);
		expect(handled).toBeLessThan(1_000 + 20 + 20 * 10);
		expect(held).toBeGreaterThan(0);
		goOn(60_000);
		for (const game of games) {
			expect(game.handled).toEqual(
				Array.from({ length: game.sent }, (_, at) => at + 1),
			);
			expect(game.isPaused).toBe(false);
		}
	});

	test("are slowed down alike", () => {
		const games = Array.from({ length: 10 }, () => new Sender("a"));
		goOn(10_000, () => {
			for (const game of games) game.flood(50);
		});
		const counts = games.map(({ handled }) => handled.length);
		// Whoever came first had the burst.
		expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(30);
	});

	test("keep no game waiting that sends little, of the same address or another", () => {
		const games = Array.from({ length: 150 }, () => new Sender("a"));
		const honest = new Sender("a");
		const elsewhere = new Sender("b");
		const flood = () => {
			for (const game of games) game.flood(50);
		};
		for (let second = 0; second < 20; second++) {
			for (const game of [honest, elsewhere]) {
				game.send();
				game.send();
				// They are handled in this turn of the loop or the next.
				vi.advanceTimersByTime(0);
				expect(game.handled).toHaveLength(2 * (second + 1));
			}
			goOn(1_000, flood);
		}
		expect(honest.isPaused).toBe(false);
	});

	test("are held to their bytes too, where these are many", () => {
		const game = new Sender("a");
		goOn(10_000, () => {
			if (!game.isPaused) game.send(5_000);
		});
		expect(game.handled.length).toBeGreaterThan(15);
		expect(game.handled.length).toBeLessThan(35);
		expect(game.failure).toBeUndefined();
	});

	test("let all else come in between: a turn handles so many and no more", () => {
		traffic = new GameTraffic({
			messagesPerSecond: 100_000,
			bytesPerSecond: 100_000_000,
		});
		const games = Array.from({ length: 10 }, () => new Sender("a"));
		for (const game of games)
			for (let each = 0; each < 100; each++) game.send();
		const handled = () =>
			games.reduce((sum, game) => sum + game.handled.length, 0);
		const turns = [handled()];
		while (turns.at(-1) !== 1_000 && turns.length < 20) {
			vi.advanceTimersToNextTimer();
			turns.push(handled());
		}
		expect(turns).toEqual([200, 400, 600, 800, 1_000]);
	});

	test("and a turn in which each costs much handles fewer", () => {
		let nowMs = 0;
		traffic = new GameTraffic(limits, undefined, () => nowMs);
		const game = new Sender("a", () => {
			nowMs += 3;
		});
		game.flood(10);
		expect(game.handled).toHaveLength(2);
	});
});

test("what came last, such as a close, waits for what came before and costs nothing", () => {
	const game = new Sender("a");
	for (let each = 0; each < 40; each++) game.send();
	const handle = () => void game.handled.push("closed");
	game.inlet.take({ bytes: 0, isFree: true, handle });
	expect(game.handled.length).toBeLessThan(40);
	goOn(1_000);
	expect(game.handled.slice(-2)).toEqual([40, "closed"]);
});

test("a game that is closed forgets what waits, and is read to its end", () => {
	const game = new Sender("a");
	for (let each = 0; each < 40; each++) game.send();
	expect(game.isPaused).toBe(true);
	const { length } = game.handled;
	game.inlet.close();
	expect(game.isPaused).toBe(false);
	goOn(1_000);
	expect(game.handled).toHaveLength(length);
	expect(traffic.size.busy).toBe(0);
});

test("a throw fails the game that it came up in, and keeps no other waiting", () => {
	const fault = new Error("a fault of the server's own");
	const flooding = new Sender("a");
	flooding.flood(50);
	const failing = new Sender("a", () => {
		if (failing.handled.length > 10) throw fault;
	});
	failing.flood(50);
	const other = new Sender("a");
	other.flood(50);
	goOn(2_000);
	expect(failing.failure).toBe(fault);
	expect(other.handled).toHaveLength(other.sent);
});

test("addresses are forgotten when no game is connected and nothing is owed", () => {
	for (let each = 0; each < 50; each++) new Sender(`${each}`).inlet.close();
	const game = new Sender("stays");
	goOn(6_000);
	new Sender("new").inlet.close();
	expect(traffic.size).toEqual({ addresses: 2, busy: 0 });
	game.inlet.close();
});
