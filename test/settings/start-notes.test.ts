import { expect, test } from "vitest";
import { readConfig } from "../../src/settings/config.js";
import { noteTheStart } from "../../src/settings/start-notes.js";
import { readableLog } from "../support/server/listening.js";

function notesFor(environment: Record<string, string>): string {
	const reading = readConfig(environment);
	if ("problems" in reading) throw new Error(reading.problems.join("\n"));
	const { log, logged } = readableLog();
	noteTheStart(reading.config, 5000, log);
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
