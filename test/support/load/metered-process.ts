import type { LogLine } from "../server/server-process.js";
import { ServerProcess } from "../server/server-process.js";

/** What a process has used so far. */
export interface Used {
	/** User and system time of all its threads, in milliseconds. */
	readonly cpuMs: number;
	/** Bytes, as `process.memoryUsage` names them. */
	readonly rss: number;
	readonly heapUsed: number;
	readonly external: number;
}

const meter = new URL("../bench/process-meter.mjs", import.meta.url).href;

/** A program in a process of its own that can be asked what it has used; nothing else runs in it. */
export class MeteredProcess {
	/** Starts plain Node on this file, or on the built server, and waits until it listens. */
	static async start(
		environment: Readonly<Record<string, string>>,
		entry?: string,
	): Promise<MeteredProcess> {
		const NODE_OPTIONS = `--import=${meter}`;
		return new MeteredProcess(
			await ServerProcess.start({ NODE_OPTIONS, ...environment }, entry),
		);
	}

	private constructor(readonly server: ServerProcess) {}

	/** What it has used so far. */
	used(): Promise<Used> {
		return this.#ask("SIGUSR2");
	}

	/** What it has used so far, after its garbage was collected. */
	usedWithoutGarbage(): Promise<Used> {
		return this.#ask("SIGHUP");
	}

	/** Ends it at once. */
	async kill(): Promise<void> {
		this.server.child.kill("SIGKILL");
		await this.server.exited();
	}

	async #ask(signal: NodeJS.Signals): Promise<Used> {
		this.server.child.kill(signal);
		const line = await this.server.log.first(({ msg }) => msg === "used");
		return line as LogLine & Used;
	}
}
