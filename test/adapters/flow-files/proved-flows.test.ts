import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
	type BrokenFlow,
	type ProvedFlow,
	provedFlow,
} from "../../../src/adapters/flow-files/proved-flows.js";

const ferryman = join(import.meta.dirname, "../../../examples/ferryman.json");

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "callsign-flows-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

let time = 0;
const now = () => (time += 5);

function read(
	file: string,
	beginsWithoutInput = false,
): Promise<ProvedFlow | BrokenFlow> {
	return provedFlow({ name: "npc", file }, { beginsWithoutInput, now });
}

async function whyBroken(
	file: string,
	beginsWithoutInput?: boolean,
): Promise<string> {
	const flow = await read(file, beginsWithoutInput);
	return "why" in flow ? flow.why : "";
}

function fileWith(name: string, contents: string): string {
	const file = join(folder, name);
	writeFileSync(file, contents);
	return file;
}

test("a flow that keeps every law is there, with its proof and what that took", async () => {
	const flow = await read(ferryman);
	expect(flow).toMatchObject({
		name: "npc",
		file: ferryman,
		proof: { holds: true },
		proofMs: 5,
	});
	expect("machine" in flow && flow.machine.id).toBe("ferryman");
});

test("a flow that breaks a law is not, and the shortest conversation that shows it is told", async () => {
	const config = JSON.parse(readFileSync(ferryman, "utf8"));
	delete config.on["mind.failed"];
	const file = fileWith("faulty.json", JSON.stringify(config));
	const why = await whyBroken(file);
	expect(why).toContain("BROKEN: no dead air");
	expect(why).toContain(`    Caller: "Tell me more."
        asks the mind
    The mind fails: timeout.`);
});

describe("what cannot be read is told in words", () => {
	test.each([
		["text.json", "{", /JSON/],
		[
			"wrong.json",
			'{"id":"npc","entry":"sing"}',
			/entry\.0\.type: must be one of/,
		],
		["none.mjs", "export const npc = 1;", /^Its default export is no machine/],
		["throws.mjs", 'throw new Error("No wind.");', /^No wind\.$/],
		["thrown.mjs", 'throw "no wind";', /^It throws no wind\.$/],
		["lacks.mjs", 'import "./nowhere.js";', /nowhere\.js/],
		[
			"invokes.mjs",
			`import { createMachine } from "xstate";
			export default createMachine({ id: "npc", initial: "a", states: { a: { after: { 10: "a" } } } });`,
			/npc\.a .*after/,
		],
	])("%s", async (name, contents, why) => {
		expect(await whyBroken(fileWith(name, contents))).toMatch(why);
	});

	test("a file that is gone", async () => {
		expect(await whyBroken(join(folder, "gone.json"))).toContain("ENOENT");
	});

	test("a module that never finishes loading", async () => {
		vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
		try {
			const file = fileWith("waits.mjs", "await new Promise(() => {});");
			const why = whyBroken(file);
			await vi.advanceTimersByTimeAsync(9_999);
			expect(vi.getTimerCount()).toBe(1);
			await vi.advanceTimersByTimeAsync(1);
			expect(await why).toMatch(
				/^It does not finish loading within 10 seconds/,
			);
		} finally {
			vi.useRealTimers();
		}
	});
});

describe("a flow that is proved with an input", () => {
	const needy = `
		const say = (line, text) => ({ type: "say", params: { line, text, interruptible: false } });
		import { flow } from "callsign/flows";
		export default flow().createMachine({
			id: "needy",
			context: ({ input }) => ({ name: input.name }),
			meta: { persona: "You are short." },
			entry: [say("bye", "Bye."), { type: "hangUp", params: { after: "bye" } }],
		});
		export const proof = { input: { name: "Ann" } };`;

	test("may be lent callers with it", async () => {
		expect(await whyBroken(fileWith("needy.mjs", needy))).toBe("");
	});

	test("may not answer calls, which bring none, unless it can do without", async () => {
		const file = fileWith("needy.mjs", needy);
		expect(await whyBroken(file, true)).toMatch(/cannot be walked|BROKEN/);
		const content = needy.replace("input.name", "input?.name ?? null");
		expect(await whyBroken(fileWith("content.mjs", content), true)).toBe("");
	});
});
