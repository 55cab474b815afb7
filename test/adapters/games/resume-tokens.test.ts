import { beforeEach, expect, test } from "vitest";
import {
	ResumeTokens,
	sessionOf,
} from "../../../src/adapters/games/resume-tokens.js";

let tokens: ResumeTokens;

beforeEach(() => {
	tokens = new ResumeTokens("game");
});

test("name their session, and are never the same", () => {
	const all = Array.from({ length: 100 }, () => tokens.issue());
	expect(new Set(all).size).toBe(100);
	expect(all.map(sessionOf)).toEqual(all.map(() => "game"));
	expect(["", "x", ".x"].map(sessionOf)).toEqual(["", "", ""]);
});

test("none is good before the first is issued", () => {
	expect(tokens.use("game.")).toBe(false);
});

test("work once, when the game is known to have the next", () => {
	const first = tokens.issue();
	expect(tokens.use(first)).toBe(true);
	const second = tokens.issue();
	tokens.arrived();
	expect(tokens.use(first)).toBe(false);
	expect(tokens.use(second)).toBe(true);
});

test("work again as long as the game may not have the next", () => {
	const first = tokens.issue();
	for (let attempt = 0; attempt < 3; attempt++) {
		expect(tokens.use(first)).toBe(true);
		tokens.issue();
	}
});

test("the next one works, also when it is not known to have arrived; then the one before does not", () => {
	const first = tokens.issue();
	tokens.use(first);
	const second = tokens.issue();
	expect(tokens.use(second)).toBe(true);
	tokens.issue();
	expect(tokens.use(first)).toBe(false);
});

test("one that was replaced unused is not good any more", () => {
	const first = tokens.issue();
	tokens.issue();
	expect(tokens.use(first)).toBe(false);
});

test.each(["", "game", "game.", "game.wrong", "other.x"])(
	"nothing else works: %j",
	(token) => {
		tokens.issue();
		expect(tokens.use(token)).toBe(false);
	},
);
