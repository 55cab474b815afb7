import { describe, expect, test } from "vitest";
import {
	defaultPrompts,
	isFixed,
	type PromptName,
	promptText,
	wordCodePrompts,
} from "../../../src/machines/speaking/prompts.js";

const everyPrompt = Object.entries({ ...defaultPrompts });
const forWords = Object.entries({ ...defaultPrompts, ...wordCodePrompts });

/** After these the server hangs up. */
const farewells = [
	...["tooManyTries", "noCodeHeard", "refused", "serverGoingAway", "timeUp"],
	"characterFailed",
];

test.each(everyPrompt)("%s is made of whole sentences", (_, text) => {
	expect(text).toMatch(/^[A-Z].+[.!?]$/);
});

test("who is let go is told goodbye, and nobody else", () => {
	const told = everyPrompt.filter(([, text]) => text.endsWith("Goodbye."));
	expect(told.map(([name]) => name).sort()).toEqual([...farewells].sort());
});

test("only the prompts of an unknown code read it back", () => {
	const names = everyPrompt.map(([name]) => name as PromptName);
	const varying = names.filter((name) => !isFixed(defaultPrompts, name));
	expect(varying).toEqual(["unknownCode", "lastTry"]);
});

test.each(forWords)(
	"where codes are words, %s asks for no digit and no key",
	(_, text) => {
		expect(text).toMatch(/^[A-Z].+[.!?]$/);
		expect(text).not.toMatch(/digit|\bkeys?\b/);
	},
);

describe("the code in a prompt", () => {
	const prompts = { ...defaultPrompts, lastTry: "{code}? No, {code}!" };

	test("is read digit by digit, as often as it stands there", () => {
		expect(promptText(prompts, "lastTry", "4271")).toBe(
			"4, 2, 7, 1? No, 4, 2, 7, 1!",
		);
	});

	test.each(["banana", "route 66", "42nd"])("is read as it is: %s", (code) => {
		expect(promptText(prompts, "lastTry", code)).toBe(`${code}? No, ${code}!`);
	});
});
