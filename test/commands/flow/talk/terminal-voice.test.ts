import { beforeEach, describe, expect, test } from "vitest";
import { TalkClock } from "../../../../src/commands/flow/talk/talk-clock.js";
import {
	type GivenLine,
	TerminalVoice,
} from "../../../../src/commands/flow/talk/terminal-voice.js";

let clock: TalkClock;
let voice: TerminalVoice;
let told: string[];

beforeEach(() => {
	clock = new TalkClock();
	told = [];
	voice = new TerminalVoice(clock, {
		begun: (lineId) => told.push(`${lineId} begins`),
		spoken: (text) => told.push(`"${text}"`),
		ended: ({ lineId, outcome, heardMs, heardText, hasSounded }) =>
			told.push(
				`${lineId} ${outcome} ${heardMs} "${heardText}"${hasSounded ? "" : " silent"}`,
			),
	});
});

function speak(lineId: string, text: string, more: Partial<GivenLine> = {}) {
	voice.speak({
		lineId,
		text,
		interruptible: "pause",
		isOpen: false,
		...more,
	});
}

/** What was told since the last time. */
function news(): string[] {
	return told.splice(0);
}

function pass(ms: number): void {
	clock.setTimeout(() => {}, ms);
	const until = clock.nowMs + ms;
	while (clock.nowMs < until && clock.leap());
}

describe("a line", () => {
	test("sounds as long as it would on the phone, and the next follows it", () => {
		speak("one", "Good day.");
		speak("two", "Sit.");
		expect(news()).toEqual(['"Good day."', "one begins"]);
		pass(9 * 65);
		expect(news()).toEqual([
			'one heard 585 "Good day."',
			'"Sit."',
			"two begins",
		]);
		expect(voice.isQuiet).toBe(false);
		pass(4 * 65);
		expect(news()).toEqual(['two heard 260 "Sit."']);
		expect(voice.isQuiet).toBe(true);
	});

	test("that is broken into was heard to a word", () => {
		speak("one", "Who rings a lighthouse at night?");
		pass(12 * 65);
		news();
		voice.hearCaller("Me.");
		expect(news()).toEqual(['one interrupted 780 "Who rings a"']);
		expect(clock.leap()).toBe(false);
	});

	test("goes on over a sign of listening", () => {
		speak("one", "It is a long story.");
		pass(65);
		voice.hearCaller("mhm");
		voice.hearKey("#");
		pass(19 * 65);
		expect(news()).toContain('one heard 1235 "It is a long story."');
	});

	test("that any sound stops is stopped by a sign of listening", () => {
		speak("one", "Listen.", { interruptible: "sound" });
		voice.hearCaller("mhm");
		expect(news()).toContain('one interrupted 0 ""');
	});

	test("that nothing stops is heard to its end", () => {
		speak("one", "Goodbye.", { interruptible: "never" });
		voice.hearCaller("But wait!");
		voice.hearKey("5");
		pass(8 * 65);
		expect(news()).toContain('one heard 520 "Goodbye."');
	});

	test("is stopped by a key", () => {
		speak("one", "Hello there.");
		voice.hearKey("5");
		expect(news()).toContain('one interrupted 0 ""');
	});

	test("that waits is stopped without a sound", () => {
		speak("one", "First.");
		speak("two", "Second.");
		news();
		voice.stop("two");
		expect(news()).toEqual(['two interrupted 0 "" silent']);
		voice.stop("nobody's");
		expect(news()).toEqual([]);
	});

	test("of all, when all are stopped, none begins", () => {
		speak("one", "First.");
		speak("two", "Second.");
		news();
		voice.stopAll();
		expect(news()).toEqual([
			'two interrupted 0 "" silent',
			'one interrupted 0 ""',
		]);
		expect(voice.isQuiet).toBe(true);
	});
});

describe("a line that comes in pieces", () => {
	test("is shown by sentences, and sounds as far as it has come", () => {
		speak("one", "", { isOpen: true });
		expect(voice.sounds).toBe(false);
		expect(news()).toEqual([]);
		voice.append("one", "Well. I do", true);
		voice.append("one", " not know", true);
		expect(news()).toEqual(['"Well."', "one begins"]);
		voice.append("one", ". Ask", true);
		voice.append("one", " her.", false);
		expect(news()).toEqual(['"I do not know."', '"Ask her."']);
		pass(30 * 65);
		expect(news()).toEqual(['one heard 1885 "Well. I do not know. Ask her."']);
	});

	test("waits for more without an end", () => {
		speak("one", "Well. ", { isOpen: true });
		pass(10_000);
		expect(news()).toEqual(['"Well."', "one begins"]);
		voice.append("one", "No.", false);
		pass(10_000);
		expect(news()).toEqual(['"No."', 'one heard 585 "Well. No."']);
	});

	test("takes more while another sounds", () => {
		speak("one", "Hm.");
		speak("two", "Well. ", { isOpen: true });
		voice.append("two", "No.", false);
		pass(10_000);
		expect(news()).toEqual([
			'"Hm."',
			"one begins",
			'one heard 195 "Hm."',
			'"Well. No."',
			"two begins",
			'two heard 585 "Well. No."',
		]);
	});

	test("takes nothing more once it is over", () => {
		speak("one", "Well. ", { isOpen: true });
		voice.stop("one");
		news();
		voice.append("one", "No.", false);
		expect(news()).toEqual([]);
		expect(voice.isQuiet).toBe(true);
	});
});

describe("halfway", () => {
	test("through the line that sounds something happens once", () => {
		speak("one", "Ten chars.");
		voice.onceAtHalf(() => told.push("half"));
		pass(325);
		expect(news()).toEqual(['"Ten chars."', "one begins", "half"]);
		speak("two", "Another.");
		pass(5_000);
		expect(news()).not.toContain("half");
	});

	test("through the next line, when none sounds", () => {
		voice.onceAtHalf(() => told.push("half"));
		pass(1_000);
		expect(news()).toEqual([]);
		speak("one", "Ten chars.");
		pass(325);
		expect(news()).toContain("half");
	});

	test("through a later line, when this one is stopped before", () => {
		voice.onceAtHalf(() => told.push("half"));
		speak("one", "Ten chars.");
		voice.stop("one");
		pass(1_000);
		expect(news()).not.toContain("half");
		speak("two", "Ten chars.");
		pass(325);
		expect(news()).toContain("half");
	});
});
