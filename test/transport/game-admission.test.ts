import { describe, expect, test } from "vitest";
import type { Dialect } from "../../src/protocol/dialects.js";
import {
	type GameDoubts,
	judgeGame,
	type NoSeat,
} from "../../src/transport/game-admission.js";

const seat = { giveBack: () => {} };
const full: NoSeat = { sentence: "The server is full.", why: "full" };
const crowded: NoSeat = { sentence: "Too many.", why: "address" };

/** A server that takes every game, but for what is given; it counts how often a seat is taken. */
function doubts({
	hasKey = true,
	isDraining = false,
	noSeat,
}: {
	readonly hasKey?: boolean;
	readonly isDraining?: boolean;
	readonly noSeat?: NoSeat;
}): GameDoubts & { readonly taken: number } {
	let taken = 0;
	return {
		hasKey,
		isDraining: () => isDraining,
		takeSeat: () => {
			taken += 1;
			return noSeat ?? seat;
		},
		get taken() {
			return taken;
		},
	};
}

function request(query: string, dialect: Dialect) {
	return { query: new URLSearchParams(query), dialect, address: "192.0.2.1" };
}

const typed = request("callers=2", "callsign.v1");
const returning = request("resume=token&after=3", "callsign.v1");
const plainLikeReturning = request("resume=token", "plain");

describe("a game that comes in", () => {
	test.each([
		{ game: "a plain one", request: request("", "plain") },
		{ game: "a typed one", request: typed },
		{ game: "a plain one that asks to resume", request: plainLikeReturning },
	])("is a new one with a seat: $game", ({ request }) => {
		const server = doubts({});
		expect(judgeGame(request, server)).toEqual({ becomes: "new", seat });
		expect(server.taken).toBe(1);
	});

	test.each([
		{ when: "nothing is against it" },
		{ when: "the server drains", isDraining: true },
		{ when: "no seat is left", noSeat: full },
	])("is resumed, without another seat, when $when", (changes) => {
		const server = doubts(changes);
		expect(judgeGame(returning, server)).toEqual({ becomes: "resumed" });
		expect(server.taken).toBe(0);
	});

	const key = [4401, "The game's key is missing or wrong.", "key"];
	const away = [1013, "The server is going away. Please come again."];
	test.each([
		{ when: "its key is wrong", hasKey: false, told: key },
		{
			when: "its key is wrong, though it asks to resume",
			request: returning,
			hasKey: false,
			told: key,
		},
		{
			when: "its key is wrong and the server drains",
			hasKey: false,
			isDraining: true,
			told: key,
		},
		{
			when: "the server drains",
			isDraining: true,
			told: [...away, "draining"],
		},
		{
			when: "the server drains and is full",
			isDraining: true,
			noSeat: full,
			told: [...away, "draining"],
		},
		{
			when: "the server drains, and a plain one asks to resume",
			request: plainLikeReturning,
			isDraining: true,
			told: [...away, "draining"],
		},
		{
			when: "all seats are taken",
			noSeat: full,
			told: [1013, full.sentence, "full"],
		},
		{
			when: "its address has its share",
			noSeat: crowded,
			told: [1013, crowded.sentence, "address"],
		},
	])(
		"is sent away, and told why, when $when",
		({ request = typed, told: [code, reason, why], ...changes }) => {
			const verdict = judgeGame(request, doubts(changes));
			expect(verdict).toMatchObject({
				becomes: "sent away",
				closing: { code, reason },
				why,
			});
		},
	);

	test.each([{ hasKey: false }, { isDraining: true }])(
		"takes no seat when it is sent away for %j",
		(changes) => {
			const server = doubts(changes);
			judgeGame(typed, server);
			expect(server.taken).toBe(0);
		},
	);
});
