/**
 * Fails each test of machines in which an actor that was stopped is sent something. XState drops that, and warns of it in
 * builds for development alone (`Actor._send`).
 */
import { afterEach, expect } from "vitest";

const path = expect.getState().testPath ?? "";

if (/\/test\/(?:machines\/|models\/machines\.)/.test(path)) {
	const warn = console.warn;
	const sent: string[] = [];
	console.warn = (...words: readonly unknown[]) => {
		const [first] = words;
		if (String(first).includes("was sent to stopped actor"))
			sent.push(String(first));
		else warn(...words);
	};
	afterEach(() => {
		expect(sent.splice(0)).toEqual([]);
	});
}
