/** Somebody who takes codes as fast as he can, beside games that want one each. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { GameClient } from "../../support/games/game-client.js";
import { TypedGame } from "../../support/games/typed-game.js";
import { InProcessServer } from "../../support/server/in-process-server.js";
import { ScrapedMetrics } from "../../support/server/scraped-metrics.js";

let whole: InProcessServer;
let folder: string | undefined;

afterEach(async () => {
	await whole.close();
	if (folder !== undefined) rmSync(folder, { recursive: true });
	folder = undefined;
});

const url = () => whole.socketUrl("/game");

/** A setting that makes these words the codes. */
function wordCodes(words: readonly string[]): Record<string, string> {
	folder = mkdtempSync(join(tmpdir(), "callsign-codes-"));
	const path = join(folder, "codes.json");
	writeFileSync(path, JSON.stringify({ game_codes: words }));
	return { GAME_CODES: path };
}

const words = Array.from("bdfghjkmnp", (letter) => `${letter}oggle`);

/** Nothing holds the attacker but the code book itself. */
const withoutLimits = {
	NEW_CODES_PER_GAME: "10000",
	NEW_CODES_PER_ADDRESS: "1000000",
	GAME_MESSAGES_PER_SECOND: "10000",
};

/** Asks for so many codes, some at once. Returns what was answered. */
async function askFor(count: number, game: TypedGame) {
	const answers: string[] = [];
	for (let asked = 0; asked < count; asked += 100) {
		for (let at = 0; at < 100; at++) game.send({ type: "newCode" });
		for (let at = 0; at < 100; at++) {
			const event = await game.next();
			answers.push(event.type === "error" ? event.code : event.type);
		}
	}
	return answers;
}

/** Until the server knows so many games, and no more. */
function untilGames(games: number): Promise<void> {
	return vi.waitFor(() =>
		expect(whole.server.known).toEqual({ calls: 0, games }),
	);
}

async function codeOf(game: Promise<GameClient>): Promise<string> {
	const { code } = await (await game).shown();
	return code;
}

describe("one game that asks for codes without end", () => {
	test("gets a few, then typed errors, and keeps the code it has, which pairs", async () => {
		whole = await InProcessServer.start({ GAME_MESSAGES_PER_SECOND: "10000" });
		const greedy = await TypedGame.join(url());
		greedy.send({ type: "newCode", id: "first" });
		await greedy.event("code");
		const answers = await askFor(200, greedy);
		expect(answers.filter((answer) => answer === "code")).toHaveLength(9);
		expect(new Set(answers)).toEqual(new Set(["code", "tooManyCodes"]));
		greedy.send({ type: "newCode", id: "mine" });
		expect(await greedy.event("error")).toMatchObject({
			code: "tooManyCodes",
			message: expect.stringContaining("stays valid"),
			id: "mine",
		});
		const last = greedy.events.findLast(({ type }) => type === "code");
		const caller = await whole.call();
		caller.press(`${last?.type === "code" ? last.code : ""}#`);
		await greedy.event("paired");
		const metrics = await ScrapedMetrics.from(whole.server.adminUrl);
		const refused = "callsign_refused_codes_total";
		expect(metrics.value(refused, { bound: "game" })).toBe(192);
		expect(metrics.value(refused, { bound: "address" })).toBe(0);
		const logged = whole.log.filter(({ refusedCodes }) => refusedCodes);
		expect(logged.map(({ refusedCodes }) => refusedCodes)).toEqual([
			1, 2, 4, 8, 16, 32, 64, 128,
		]);
	});

	test("has no honest game's code longer than is due, even if nothing limits it", async () => {
		whole = await InProcessServer.start(withoutLimits);
		const honest = await codeOf(whole.join());
		const greedy = await TypedGame.join(url());
		// As many as 48 a second are in 200 seconds.
		const answers = await askFor(9_600, greedy);
		expect(new Set(answers)).toEqual(new Set(["code"]));
		greedy.client.leave();
		await untilGames(1);
		expect(honest).toHaveLength(4);
		const later = [
			await codeOf(whole.join()),
			await codeOf(whole.join()),
			await codeOf(whole.join()),
		];
		expect(later.map(({ length }) => length)).toEqual([4, 5, 5]);
	}, 60_000);

	test("has every word left for others, even if nothing limits it", async () => {
		whole = await InProcessServer.start({
			...withoutLimits,
			...wordCodes(words),
		});
		const greedy = await TypedGame.join(url());
		expect(new Set(await askFor(200, greedy))).toEqual(new Set(["code"]));
		const honest = await Promise.all(
			words.slice(1).map(() => codeOf(whole.join())),
		);
		expect(new Set(honest).size).toBe(words.length - 1);
	});
});

describe("games that are opened and closed in a loop", () => {
	/** One after the other, on several lanes at once. */
	async function loop(lanes: number, rounds: number) {
		const one = async () => {
			for (let round = 0; round < rounds; round++) {
				const game = await TypedGame.join(url());
				game.client.leave();
				await game.closed();
			}
		};
		await Promise.all(Array.from({ length: lanes }, one));
		await untilGames(0);
	}

	test("have no honest game's code longer than is due", async () => {
		whole = await InProcessServer.start();
		await loop(4, 100);
		const codes = [await codeOf(whole.join()), await codeOf(whole.join())];
		expect(codes.map(({ length }) => length)).toEqual([4, 4]);
	}, 30_000);

	test("leave a word for each honest game", async () => {
		whole = await InProcessServer.start(wordCodes(words));
		await loop(4, 25);
		const honest = await Promise.all(words.map(() => codeOf(whole.join())));
		expect(new Set(honest)).toEqual(new Set(words));
		const oneMore = await whole.join();
		expect(await oneMore.closed()).toMatchObject({ code: 1013 });
	}, 30_000);
});

describe("many games from one address", () => {
	test("are let in at once, and each has the code that is due", async () => {
		whole = await InProcessServer.start();
		const codes = await Promise.all(
			Array.from({ length: 300 }, () => codeOf(whole.join())),
		);
		const lengths = [4, 5, 6, 7].map(
			(digits) => codes.filter(({ length }) => length === digits).length,
		);
		expect(lengths).toEqual([2, 24, 249, 25]);
	}, 30_000);

	test("take as many new codes together as one address may, also by opening more of them", async () => {
		whole = await InProcessServer.start({ NEW_CODES_PER_ADDRESS: "25" });
		const answers: string[] = [];
		for (let opened = 0; opened < 4; opened++) {
			const game = await TypedGame.join(url());
			for (let at = 0; at < 10; at++) game.send({ type: "newCode" });
			for (let at = 0; at < 10; at++) {
				const event = await game.next();
				answers.push(event.type === "error" ? event.code : event.type);
			}
			game.client.leave();
		}
		expect(answers.filter((answer) => answer === "code")).toHaveLength(25);
		expect(answers.slice(25)).toEqual(Array(15).fill("tooManyCodes"));
		const metrics = await ScrapedMetrics.from(whole.server.adminUrl);
		const bound = { bound: "address" };
		expect(metrics.value("callsign_refused_codes_total", bound)).toBe(15);
	});
});

test("strangers behind a trusted proxy are counted each for himself", async () => {
	whole = await InProcessServer.start({
		TRUSTED_PROXIES: "loopback",
		NEW_CODES_PER_ADDRESS: "3",
	});
	const from = (address: string) =>
		TypedGame.join(url(), { headers: { "X-Forwarded-For": address } });
	const greedy = await from("203.0.113.9");
	for (let at = 0; at < 4; at++) greedy.send({ type: "newCode" });
	expect(await greedy.event("error")).toMatchObject({ code: "tooManyCodes" });
	const honest = await from("203.0.113.10");
	honest.send({ type: "newCode" });
	await honest.event("code");
});
