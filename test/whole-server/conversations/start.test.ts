/** Which flows a server begins with, and that it does not begin with one that is broken: in this process, and as it was built. */
import {
	copyFileSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openFlows } from "../../../src/flows-at-start.js";
import { readConfig, tryItKeeperNumber } from "../../../src/settings/config.js";
import { readableLog } from "../../support/server/listening.js";
import { ServerProcess } from "../../support/server/server-process.js";

const root = join(import.meta.dirname, "../../..");
const examples = join(root, "examples");
const deepgram = {
	DEEPGRAM_API_KEY: "a-secret-key",
	TWILIO_PHONE_NUMBER: "+15005550006",
};

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "callsign-flows-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, contents: string): void {
	writeFileSync(join(folder, name), contents);
}

function putExample(name: string, as = name): void {
	copyFileSync(join(examples, name), join(folder, as));
}

/** The ferryman, who says nothing when his mind fails. */
function putBroken(name: string): void {
	const config = JSON.parse(
		readFileSync(join(examples, "ferryman.json"), "utf8"),
	);
	delete config.on["mind.failed"];
	put(name, JSON.stringify(config));
}

async function flowsWith(environment: Record<string, string>) {
	const reading = readConfig(environment);
	if ("problems" in reading) throw new Error(reading.problems.join("\n"));
	const { log, logged } = readableLog();
	const now = () => performance.now();
	const opened = await openFlows({ config: reading.config, log, now });
	return { ...opened, names: [...opened.flows.keys()], logged };
}

describe("the flows of a server", () => {
	test("are those of the folder, each proved, and the log says how much was walked", async () => {
		putExample("ferryman.json");
		putExample("keeper.ts", "marrow.ts");
		const { names, logged } = await flowsWith({ ...deepgram, FLOWS: folder });
		expect(names).toEqual(["ferryman", "marrow"]);
		expect(logged.join("")).toMatch(
			/"flow":"ferryman",.*"laws":\d+,"edges":\d+,"states":\d+,"ms":\d+,"msg":"flow proved"/,
		);
		expect(logged).toHaveLength(2);
	});

	test("are none where none is set and no try-it page is there", async () => {
		const { names, answeringFlow } = await flowsWith(deepgram);
		expect(names).toEqual([]);
		expect(answeringFlow(tryItKeeperNumber)).toBeUndefined();
	});

	test("are the keeper with the try-it page, who has a number of his own", async () => {
		const { names, answeringFlow } = await flowsWith({});
		expect(names).toEqual(["keeper"]);
		expect(answeringFlow(tryItKeeperNumber)?.name).toBe("keeper");
		for (const to of ["+12025550100", "+12025550102", undefined])
			expect(answeringFlow(to)).toBeUndefined();
	});

	test("are the operator's own, where he has a keeper", async () => {
		putExample("ferryman.json", "keeper.json");
		const { flows } = await flowsWith({ FLOWS: folder });
		expect(flows.get("keeper")?.machine.id).toBe("ferryman");
	});

	test("answer the number that is theirs, and one of them all others", async () => {
		putExample("ferryman.json");
		putExample("ferryman.json", "oarsman.json");
		const { answeringFlow } = await flowsWith({
			...deepgram,
			FLOWS: folder,
			ANSWER_WITH: "ferryman,+1 555 123 4567=oarsman",
		});
		const answers = (to?: string) => answeringFlow(to)?.name;
		expect(answers("+15551234567")).toBe("oarsman");
		expect(answers("15551234567")).toBe("oarsman");
		for (const to of ["+15551234568", "sip:+15551234567@host", "", undefined])
			expect(answers(to)).toBe("ferryman");
	});

	test("answer no other number where each has its own", async () => {
		putExample("ferryman.json");
		const { answeringFlow } = await flowsWith({
			...deepgram,
			FLOWS: folder,
			ANSWER_WITH: "+15551234567=ferryman",
		});
		expect(answeringFlow("+15551234567")?.name).toBe("ferryman");
		for (const to of ["+15551234568", undefined])
			expect(answeringFlow(to)).toBeUndefined();
	});

	test("are told of together where several are broken", async () => {
		putBroken("one.json");
		put("two.json", "{");
		putExample("ferryman.json");
		await expect(flowsWith({ ...deepgram, FLOWS: folder })).rejects.toThrow(
			/^flows are broken: one, two\.\n\n\/.*one\.json:\n {2}BROKEN: no dead air.*\n\n\/.*two\.json:\n {2}.*JSON/s,
		);
	});
});

/** The built server, installed as by `npm ci --omit=optional`: what is to be started. */
function withoutOptionalPackages(where: string): string {
	const { dependencies, devDependencies } = JSON.parse(
		readFileSync(join(root, "package.json"), "utf8"),
	);
	cpSync(join(root, "dist"), join(where, "dist"), { recursive: true });
	copyFileSync(join(root, "package.json"), join(where, "package.json"));
	for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
		const place = join(where, "node_modules", name);
		mkdirSync(dirname(place), { recursive: true });
		symlinkSync(join(root, "node_modules", name), place);
	}
	return join(where, "dist/main.js");
}

/** Nothing that it might listen for is there, so nothing is waited for but its end. */
async function endOf(environment: Record<string, string>) {
	const server = ServerProcess.spawn({ ...deepgram, ...environment });
	const exit = await server.exited(30_000);
	const messages = server.log.all.map(({ msg }) => msg);
	return { ...exit, messages, said: server.otherLines.join("\n") };
}

describe("a built server", { timeout: 60_000 }, () => {
	test("does not start with a flow that breaks a law, and shows the conversation that breaks it", async () => {
		putBroken("ferryman.json");
		putExample("keeper.ts");
		const { code, messages, said } = await endOf({ FLOWS: folder });
		expect(code).toBe(1);
		expect(messages).toEqual(["flow proved"]);
		expect(said).toContain(`Callsign cannot start: a flow is broken: ferryman.

${join(folder, "ferryman.json")}:
  BROKEN: no dead air`);
		expect(said).toContain(`      Caller: "Tell me more."
          asks the mind
      The mind fails: timeout.`);
	});

	test("does not start with a module that waits for ever", async () => {
		put("waits.mjs", "await new Promise(() => {});");
		const { code, said } = await endOf({ FLOWS: folder });
		expect(code).toBe(1);
		expect(said).toContain(`${join(folder, "waits.mjs")}:
  It does not finish loading within 10 seconds`);
	});

	test("ends with the other problems of its settings where a flow that is to answer is not there", async () => {
		putExample("ferryman.json");
		const { code, said } = await endOf({
			FLOWS: folder,
			ANSWER_WITH: "wren",
			AUDIO_BATCH_MS: "7",
		});
		expect(code).toBe(2);
		expect(said).toMatch(
			/^AUDIO_BATCH_MS .*\nANSWER_WITH has in entry number 1/,
		);
	});

	test("starts without the optional packages, unless a model is set", async () => {
		const entry = withoutOptionalPackages(folder);
		const flows = mkdtempSync(join(folder, "flows-"));
		copyFileSync(join(examples, "ferryman.json"), join(flows, "ferryman.json"));
		const conversing = { ...deepgram, FLOWS: flows, ANSWER_WITH: "ferryman" };
		const server = await ServerProcess.start(conversing, entry);
		await server.stop();
		const model = { MIND_URL: "http://127.0.0.1:1/v1", MIND_MODEL: "m" };
		const refused = ServerProcess.spawn({ ...conversing, ...model }, entry);
		expect(await refused.exited()).toMatchObject({ code: 1 });
		expect(refused.otherLines.join("\n")).toContain(
			"MIND_URL needs ai and @ai-sdk/openai-compatible, which are not installed.",
		);
	});

	test("reads flows in TypeScript from anywhere, which find the kit and what they share", async () => {
		mkdirSync(join(folder, "shared"));
		put("shared/lines.ts", 'export const bye: string = "Good night.";\n');
		put(
			"night.ts",
			`import { flow } from "callsign/flows";
import { bye } from "./shared/lines.js";

export default flow<Record<string, never>, never>().createMachine({
	id: "night",
	context: {},
	meta: { persona: "You are the night." },
	entry: [
		{ type: "say", params: { line: "bye", text: bye, interruptible: false } },
		{ type: "hangUp", params: { after: "bye" } },
	],
});
`,
		);
		putExample("ferryman.json");
		const server = await ServerProcess.start({ ...deepgram, FLOWS: folder });
		const [note] = server.log.all.filter(({ flows }) => flows);
		expect(note?.flows).toEqual(["ferryman", "night"]);
		await server.stop();
	});
});
