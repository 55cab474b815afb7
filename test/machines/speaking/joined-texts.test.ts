/** A plain game is not told that one line too many waits: what it says is joined. */
import { beforeEach, describe, expect, test } from "vitest";
import { CallUnderTest } from "../../support/actors/call-under-test.js";

let call: CallUnderTest;

beforeEach(() => {
	call = new CallUnderTest();
	call.pair();
	call.say("1", "Who is there?");
});

describe("what a plain game says faster than it is spoken", () => {
	const texts = (from: number, to: number) =>
		Array.from({ length: to - from }, (_, at) => `Text number ${from + at}.`);
	const sayPlainly = (text: string) =>
		call.say("x", text, { joins: true, interruptible: "never" });

	/** Lets the voice make and the phone play every line, for as long as its pieces take. */
	function hearOut(): void {
		for (let pieces = -1; pieces < call.linesSaid.length; ) {
			pieces = call.linesSaid.length;
			call.finishSpeaking();
			call.clock.increment(61_000);
		}
	}

	test("is spoken whole, though a hundred lines could not wait", () => {
		const all = texts(0, 150);
		for (const text of all) sayPlainly(text);
		const { length } = call.lines.waiting;
		hearOut();
		const said = call.linesSaid.slice(2).join("\n").replace(/\n+/g, "\n");
		expect(said).toBe(all.join("\n"));
		expect(length).toBeLessThan(10);
	});

	test("is spoken to the bound for characters, and what is beyond it is told to those who watch", () => {
		const refused: string[] = [];
		call.actor.on("line.refused", ({ bound }) => refused.push(bound));
		call.finishSpeaking();
		const sentence = "These are words. ";
		sayPlainly(sentence.repeat(52_000 / sentence.length));
		expect(refused).toEqual(["waiting_characters"]);
		hearOut();
		const said = call.linesSaid.slice(2).join(" ").replace(/ +/g, " ");
		expect(said.length).toBeGreaterThan(50_000 - sentence.length);
		expect(said.length).toBeLessThanOrEqual(50_000);
		expect(sentence.repeat(3_500).startsWith(said)).toBe(true);
	});

	test("is refused whole where nothing of it has room", () => {
		const refused: string[] = [];
		call.actor.on("line.refused", ({ bound }) => refused.push(bound));
		sayPlainly("x".repeat(50_000));
		sayPlainly("Too much.");
		expect(refused).toEqual(["waiting_characters"]);
		expect(call.endings).toEqual([["x", "failed", 0]]);
	});
});
