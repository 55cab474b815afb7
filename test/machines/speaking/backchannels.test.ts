import { describe, expect, test } from "vitest";
import { isOnlyBackchannel } from "../../../src/machines/speaking/backchannels.js";

describe("a sign of listening", () => {
	test.each([
		"mhm",
		"Mhm.",
		"Mm-hmm.",
		"uh-huh",
		"Yeah.",
		"yeah yeah",
		"Yeah, uh-huh, right.",
		"I see.",
		"okay",
		"Hm",
	])("is %j", (text) => {
		expect(isOnlyBackchannel(text, ["en-US"])).toBe(true);
	});

	test.each([
		"",
		"...",
		"stop",
		"yeah but",
		"no",
		"huh",
		"what",
		"I see a door",
		"wait, okay",
		"I",
		"ja",
		"yeah yeah yeah yeah yeah yeah yeah yeah yeah",
	])("is not %j", (text) => {
		expect(isOnlyBackchannel(text, ["en"])).toBe(false);
	});

	test("is of the language that is understood", () => {
		expect(isOnlyBackchannel("Ja, genau.", ["de"])).toBe(true);
		expect(isOnlyBackchannel("はい", ["ja"])).toBe(true);
		expect(isOnlyBackchannel("ठीक है", ["hi"])).toBe(true);
		expect(isOnlyBackchannel("d'accord", ["fr-CA"])).toBe(true);
		expect(isOnlyBackchannel("yeah", ["de"])).toBe(false);
		expect(isOnlyBackchannel("ja yeah", ["de", "en"])).toBe(true);
	});

	test("is of any where that is not known, and a hum in each", () => {
		expect(isOnlyBackchannel("sí", [])).toBe(true);
		expect(isOnlyBackchannel("no", [])).toBe(false);
		expect(isOnlyBackchannel("mhm", ["eo"])).toBe(true);
		expect(isOnlyBackchannel("jes", ["eo"])).toBe(false);
	});
});
