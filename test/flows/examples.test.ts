/** Every example is proved, and its README tells of it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { flowInFile } from "../../src/adapters/flow-files/flow-file.js";
import { prove } from "../../src/flows/prove.js";
import { replay } from "../../src/flows/replay.js";
import { askedIn } from "../../src/flows/walk.js";

const folder = join(import.meta.dirname, "../../examples");
const files = readdirSync(folder);
const flows = files.filter((file) => /\.(json|ts)$/.test(file));

test("there are three examples at least, and each is told of", () => {
	expect(flows.length).toBeGreaterThanOrEqual(3);
	const readme = readFileSync(join(folder, "README.md"), "utf8");
	for (const file of files.filter((each) => each !== "README.md"))
		expect(readme).toContain(file);
});

test.each(flows)("%s keeps every law", { timeout: 60_000 }, async (file) => {
	const { machine, proof } = await flowInFile(join(folder, file));
	const { refusals, troubles } = prove(machine, proof);
	expect({ refusals, troubles }).toEqual({ refusals: [], troubles: [] });
});

describe("the exchange", async () => {
	const { machine } = await flowInFile(join(folder, "exchange.json"));
	const heard = (line: string) => ({ type: "line.heard", line });
	const back = (why: string) => ({ type: "caller.returned", why });

	test("asks for a code in the step in which it answers, so that nothing is said before", () => {
		expect(replay(machine, []).steps[0]?.asked).toMatchObject([
			{ type: "say", line: "greeting" },
			{ type: "askForCode" },
		]);
	});

	test("asks three times, and then says good night", () => {
		const walk = replay(machine, [
			heard("greeting"),
			back("noCode"),
			heard("again"),
			back("noCode"),
			heard("again"),
			back("noCode"),
			heard("night"),
		]);
		expect(askedIn(walk, "askForCode")).toHaveLength(3);
		expect(askedIn(walk, "hangUp")).toEqual([
			{ type: "hangUp", after: "night" },
		]);
		expect(walk.isOver).toBe(true);
	});

	test("begins anew with a caller whose game has left", () => {
		const walk = replay(machine, [
			heard("greeting"),
			back("noCode"),
			heard("again"),
			back("gameLeft"),
		]);
		expect(walk.steps.at(-1)?.asked).toMatchObject([
			{ type: "say", line: "parted" },
			{ type: "askForCode" },
		]);
		expect(walk.steps.at(-1)?.after.context).toEqual({ tries: 0 });
	});
});
