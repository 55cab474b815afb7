/** Starts the servers of the models: in this process, or as built, in one of their own. */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { type InspectionEvent, SimulatedClock } from "xstate";
import { startServer } from "../../../src/server.js";
import { readConfig } from "../../../src/settings/config.js";
import { DeepgramServer } from "../../support/deepgram/deepgram-server.js";
import { ModelServer } from "../../support/minds/model-server.js";
import { environmentWith } from "../../support/server/in-process-server.js";
import { Arrivals } from "../../support/waiting/arrivals.js";
import { flowName } from "../cast.js";
import { prompts } from "../policy.js";
import {
	environmentFor,
	fluxQuery,
	listenQuery,
	type SettingOfServer,
} from "./server-environment.js";
import { factCount, type Steering, steering } from "./steering.mjs";

/** A running server, and how a test gets at what no socket reaches. */
export interface SteeredServer {
	/** The address of a WebSocket path, such as `/game`. */
	socketUrl(path: string): string;
	readonly deepgram: DeepgramServer;
	/** Whom flows ask what to say; undefined where there is no flow. */
	readonly model: ModelServer | undefined;
	steer<Name extends keyof Steering>(
		name: Name,
		...args: Parameters<Steering[Name]>
	): Promise<Awaited<ReturnType<Steering[Name]>>>;
	close(): Promise<void>;
}

/** What a server is started with: its Deepgram, its environment, and files that go with it. */
interface Ground {
	readonly deepgram: DeepgramServer;
	readonly model: ModelServer | undefined;
	readonly environment: Readonly<Record<string, string>>;
	clear(): Promise<void>;
}

async function groundFor(setting: SettingOfServer): Promise<Ground> {
	const deepgram = await DeepgramServer.start();
	deepgram.silenceMs = 600_000;
	const folder = mkdtempSync(join(tmpdir(), "callsign-models-"));
	const fileOf = (name: string, content: unknown): string => {
		const path = join(folder, name);
		writeFileSync(path, JSON.stringify(content));
		return path;
	};
	const { words, porter } = setting;
	const model = porter && (await ModelServer.start());
	return {
		deepgram,
		model,
		environment: {
			...environmentWith(deepgram, listenQuery),
			...(setting.hasFlux && { DEEPGRAM_URL: deepgram.fluxUrl + fluxQuery }),
			PROMPTS: fileOf("prompts.json", prompts),
			...(words && { GAME_CODES: fileOf("codes.json", { game_codes: words }) }),
			...(model && environmentOfFlows(model, porter === "answers")),
			...environmentFor(setting),
		},
		clear: async () => {
			await deepgram.close();
			await model?.stop();
			rmSync(folder, { recursive: true });
		},
	};
}

/** The flows of `flows/`, which think by this model. */
function environmentOfFlows(
	model: ModelServer,
	answers: boolean,
): Record<string, string> {
	return {
		FLOWS: fileURLToPath(new URL("./flows", import.meta.url)),
		...(answers && { ANSWER_WITH: flowName }),
		MIND_URL: model.url,
		MIND_MODEL: model.model,
	};
}

/** A server in this process. */
export async function startInProcess(
	setting: SettingOfServer,
	inspect?: (event: InspectionEvent) => void,
): Promise<SteeredServer> {
	const { deepgram, model, environment, clear } = await groundFor(setting);
	const reading = readConfig(environment);
	if ("problems" in reading) throw new Error(reading.problems.join("\n"));
	let away = 0;
	const write = (line: string) => {
		if (JSON.parse(line).msg === "game away") away += 1;
	};
	const clock = new SimulatedClock();
	const facts = factCount();
	// Whoever watches every event slows the server down.
	const watch = setting.porter
		? (event: InspectionEvent) => {
				facts.inspect(event);
				inspect?.(event);
			}
		: inspect;
	const server = await startServer(reading.config, {
		log: pino({ level: "info" }, { write }),
		clock,
		...(watch && { inspect: watch }),
	});
	const steer = steering({ server, clock, gamesAway: () => away, facts });
	return {
		deepgram,
		model,
		socketUrl: (path) => server.url.replace(/^http/, "ws") + path,
		steer: async (name, ...args) => {
			const order = steer[name] as (...args: unknown[]) => unknown;
			return order(...args) as never;
		},
		close: async () => {
			await server.close();
			await clear();
		},
	};
}

interface Answer {
	readonly id: number;
	readonly answer: unknown;
}

/** The built server in plain Node. `npm run build` comes before. */
export async function startBuilt(
	setting: SettingOfServer,
): Promise<SteeredServer> {
	const { deepgram, model, environment, clear } = await groundFor(setting);
	const script = fileURLToPath(
		new URL("./steered-server.mjs", import.meta.url),
	);
	const child = fork(script, {
		env: { PATH: process.env.PATH, ...environment },
		stdio: ["ignore", "inherit", "inherit", "ipc"],
		execArgv: [],
	});
	const answers = new Arrivals<Answer | { readonly url: string }>("answer");
	child.on("message", (message) => answers.push(message as Answer));
	child.on("exit", (code) =>
		answers.fail(new Error(`The server ended with ${code}.`)),
	);
	const first = (await answers.next(15_000)) as { readonly url: string };
	let asked = 0;
	return {
		deepgram,
		model,
		socketUrl: (path) => first.url.replace(/^http/, "ws") + path,
		steer: async (name: keyof Steering, ...args: unknown[]) => {
			const id = ++asked;
			child.send({ id, name, args });
			const isMine = (each: Answer | object) => "id" in each && each.id === id;
			const { answer } = (await answers.first(isMine)) as Answer;
			return answer as never;
		},
		close: async () => {
			await ended(child);
			await clear();
		},
	};
}

function ended(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null) return Promise.resolve();
	return new Promise((resolve) => {
		child.once("exit", () => resolve());
		child.disconnect();
	});
}
