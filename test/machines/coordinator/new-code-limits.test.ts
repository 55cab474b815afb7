import { expect, test } from "vitest";
import { NewCodeLimits } from "../../../src/machines/coordinator/new-code-limits.js";

const minute = 60_000;
const address = "198.51.100.7";

test("a game may take so many in a minute, and more when the oldest is a minute ago", () => {
	const limits = new NewCodeLimits({ perGame: 2, perAddress: 100 });
	const game = { gameId: "g", address };
	limits.count(game, 0);
	expect(limits.boundFor(game, 0)).toBeUndefined();
	limits.count(game, 1_000);
	expect(limits.boundFor(game, 1_000)).toBe("game");
	expect(limits.boundFor(game, minute - 1)).toBe("game");
	expect(limits.boundFor(game, minute)).toBeUndefined();
	expect(limits.boundFor({ gameId: "h", address }, 1_000)).toBeUndefined();
});

test("all games of an address may take so many, also games that are gone", () => {
	const limits = new NewCodeLimits({ perGame: 1, perAddress: 3 });
	for (const gameId of ["a", "b", "c"]) limits.count({ gameId, address }, 0);
	expect(limits.boundFor({ gameId: "d", address }, 1)).toBe("address");
	const stranger = { gameId: "e", address: "203.0.113.9" };
	expect(limits.boundFor(stranger, 1)).toBeUndefined();
	expect(limits.boundFor({ gameId: "d", address }, minute)).toBeUndefined();
});

test("games that want a code every ten seconds never notice, nor does one of them that wants many at once, beside one that is greedy", () => {
	const limits = new NewCodeLimits({ perGame: 10, perAddress: 120 });
	const refused: string[] = [];
	const wants = (gameId: string, nowMs: number) => {
		const bound = limits.boundFor({ gameId, address }, nowMs);
		if (bound === undefined) limits.count({ gameId, address }, nowMs);
		else refused.push(gameId);
	};
	for (let nowMs = 0; nowMs < 10 * minute; nowMs += 20) {
		wants("greedy", nowMs);
		if (nowMs % 10_000 === 0)
			for (let game = 0; game < 10; game++) wants(`${game}`, nowMs);
		if (nowMs % minute === 30_020)
			for (let burst = 0; burst < 4; burst++) wants("3", nowMs);
	}
	expect(new Set(refused)).toEqual(new Set(["greedy"]));
});

test("games and addresses that count no more are forgotten", () => {
	const limits = new NewCodeLimits({ perGame: 1, perAddress: 100 });
	for (let at = 0; at < 1_000; at++)
		limits.count({ gameId: `${at}`, address: `${at}` }, 0);
	limits.count({ gameId: "late", address }, 3 * minute);
	expect(limits.size).toEqual({ games: 1, addresses: 1 });
});
