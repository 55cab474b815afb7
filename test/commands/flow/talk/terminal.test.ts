import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Terminal } from "../../../../src/commands/flow/talk/terminal.js";

class Stream extends PassThrough {
	constructor(readonly isTTY: boolean) {
		super({ encoding: "utf8" });
	}
}

let stdin: Stream;
let stdout: Stream;
let terminal: Terminal;

function open(
	isTTY: boolean,
	environment: Readonly<Record<string, string>> = {},
): void {
	stdin = new Stream(isTTY);
	stdout = new Stream(isTTY);
	terminal = new Terminal(stdin, stdout, environment);
}

beforeEach(() => open(true));
afterEach(() => terminal.close());

/** What was written since the last time. */
const written = () => (stdout.read() ?? "") as string;

const clearsLine = "\u001b[1G\u001b[2K";

describe("where somebody sits", () => {
	test("what is shown stands above the line that is being typed", () => {
		written();
		terminal.print("keeper: Who rings?\n");
		expect(written().startsWith(`${clearsLine}keeper: Who rings?\n`)).toBe(
			true,
		);
	});

	test("there are colours, unless nobody wants them", () => {
		expect([terminal.isLive, terminal.hasColours]).toEqual([true, true]);
		terminal.close();
		open(true, { NO_COLOR: "1" });
		expect([terminal.isLive, terminal.hasColours]).toEqual([true, false]);
	});

	test("every key that is touched is told", async () => {
		const touched = new Promise<void>((resolve) => terminal.onTyping(resolve));
		stdin.write("h");
		await touched;
	});

	test("Ctrl-D is the end", async () => {
		stdin.write("\u0004");
		expect(await terminal.next()).toBeUndefined();
	});
});

describe("of a script", () => {
	beforeEach(() => {
		terminal.close();
		open(false);
	});

	test("lines come one by one, the last one without an end of its own, too", async () => {
		stdin.write("one\ntw");
		expect(await terminal.next()).toBe("one");
		stdin.end("o\nthree");
		expect(await terminal.next()).toBe("two");
		expect(await terminal.next()).toBe("three");
		expect(await terminal.next()).toBeUndefined();
	});

	test("what is shown is nothing but that", () => {
		terminal.print("keeper: Who rings?\n");
		expect(written()).toBe("keeper: Who rings?\n");
		expect([terminal.isLive, terminal.hasColours]).toEqual([false, false]);
	});
});
