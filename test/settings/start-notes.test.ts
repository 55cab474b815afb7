import { expect, test } from "vitest";
import type { CallPolicy } from "../../src/machines/call/call-memory.js";
import { readConfig } from "../../src/settings/config.js";
import { noteTheStart } from "../../src/settings/start-notes.js";
import { readableLog } from "../support/server/listening.js";

function notesFor(
	environment: Record<string, string>,
	flows: CallPolicy["flows"] = new Map(),
): string {
	const reading = readConfig(environment);
	if ("problems" in reading) throw new Error(reading.problems.join("\n"));
	const { log, logged } = readableLog();
	noteTheStart(reading.config, 5000, log, { flows });
	return logged.join("");
}

const deepgram = {
	DEEPGRAM_API_KEY: "dg-secret",
	TWILIO_PHONE_NUMBER: "+15551234567",
};

test("where games cost money and need no key, a warning says what that means and what to do", () => {
	const warning =
		/"level":40.*GAME_KEYS is not set: whoever reaches this server may be a game.*at your expense.*openssl rand -hex 16/;
	expect(notesFor(deepgram)).toMatch(warning);
	expect(notesFor({ ...deepgram, DEMO: "1" })).toMatch(warning);
	const signed = {
		TWILIO_AUTH_TOKEN: "token",
		PUBLIC_URL: "https://example.org",
	};
	expect(notesFor({ ...deepgram, ...signed })).toMatch(warning);
});

test("with a key, or in local mode, there is nothing to warn of", () => {
	expect(notesFor({ ...deepgram, GAME_KEYS: "a-key" })).toBe("");
	expect(notesFor({})).not.toContain("GAME_KEYS");
});

test("which flows there are is told, and which of them answer, but no number", () => {
	const keeper = { name: "keeper", machine: {} as never };
	const flows = new Map([["keeper", keeper]]);
	expect(notesFor({})).not.toContain("flow");
	expect(notesFor({}, flows)).toMatch(
		/"flows":\["keeper"\],"answering":\[\],"msg":"games may lend/,
	);
	const answered = notesFor({ ANSWER_WITH: "+15551234567=keeper" }, flows);
	expect(answered).toMatch(/"answering":\["keeper"\],"msg":"games may lend/);
	expect(answered).not.toContain("555123");
	expect(notesFor({ ANSWER_WITH: "keeper" }, flows)).toContain(
		"calls are answered by the flow keeper",
	);
});
