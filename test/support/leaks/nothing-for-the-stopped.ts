/**
 * Fails each test of machines in which an actor that was stopped is sent something. XState drops that, and warns of it in
 * builds for development alone (`Actor._send`).
 */
import { afterEach, expect } from "vitest";

/**
 * The end of a turn is told in the step of the words that it ends, in which the call may end, too. A step of its own would
 * come behind what is already on its way, such as that the recogniser has finished.
 */
const toldInOneStep = 'Event "turn.ended" was sent to stopped actor';

const path = expect.getState().testPath ?? "";

if (/\/test\/(?:machines\/|models\/machines\.)/.test(path)) {
	const warn = console.warn;
	const sent: string[] = [];
	console.warn = (...words: readonly unknown[]) => {
		const [first] = words;
		const warning = String(first);
		if (warning.startsWith(toldInOneStep)) return;
		if (warning.includes("was sent to stopped actor")) sent.push(warning);
		else warn(...words);
	};
	afterEach(() => {
		expect(sent.splice(0)).toEqual([]);
	});
}
