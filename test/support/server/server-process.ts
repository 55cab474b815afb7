import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { Arrivals } from "../waiting/arrivals.js";
import { within } from "../waiting/within.js";

/** One line of a server's log; pino's fields and those of the line itself. */
export interface LogLine {
	readonly level: number;
	readonly msg: string;
	readonly [field: string]: unknown;
}

/** How a process ended: with a code, or by a signal. */
export interface Exit {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
}

/** What the system grants the process. */
export interface ProcessOptions {
	/** How many files and sockets it may have open. */
	readonly maxOpenFiles?: number;
}

const builtServer = fileURLToPath(
	new URL("../../../dist/main.js", import.meta.url),
);
/** A server with flows proves them first. */
const startDeadlineMs = 30_000;

/** A server in a process of its own, as an operator runs it: plain Node on what `npm run build` made. */
export class ServerProcess {
	/** Every line of the log, parsed; waiting for one: `log.first((line) => ...)`. */
	readonly log = new Arrivals<LogLine>("log line");
	/** Lines that are no log lines, and everything on stderr. */
	readonly otherLines: string[] = [];
	readonly #exited: Promise<Exit>;
	#url = "";

	/**
	 * Starts the server on free ports of 127.0.0.1 and waits until it listens. Nothing of this
	 * process's environment reaches it but `PATH`. Rejects, with what it said, if it ends instead.
	 */
	static async start(
		environment: Readonly<Record<string, string>> = {},
		entry = builtServer,
		options: ProcessOptions = {},
	): Promise<ServerProcess> {
		const server = ServerProcess.spawn(environment, entry, options);
		const line = await server.log.first(
			({ msg, url }) => msg.includes("listening") && typeof url === "string",
			startDeadlineMs,
		);
		server.#url = String(line.url);
		return server;
	}

	/** Starts the server and waits for nothing, for tests of a start that fails. */
	static spawn(
		environment: Readonly<Record<string, string>> = {},
		entry = builtServer,
		{ maxOpenFiles }: ProcessOptions = {},
	): ServerProcess {
		const limit =
			maxOpenFiles === undefined ? "" : `ulimit -n ${maxOpenFiles}; `;
		const run = `${limit}exec "$0" "$@"`;
		return new ServerProcess(
			spawn("/bin/sh", ["-c", run, process.execPath, entry], {
				stdio: ["ignore", "pipe", "pipe"],
				env: {
					PATH: process.env.PATH,
					PROXY_URL: "127.0.0.1:0",
					ADMIN_URL: "127.0.0.1:0",
					...environment,
				},
			}),
		);
	}

	private constructor(readonly child: ChildProcess) {
		const { stdout, stderr } = child;
		createInterface(stdout as Readable).on("line", (line) => this.#read(line));
		createInterface(stderr as Readable).on("line", (line) =>
			this.otherLines.push(line),
		);
		this.#exited = new Promise((resolve) => {
			child.once("close", (code, signal) => {
				this.log.fail(this.#obituary({ code, signal }));
				resolve({ code, signal });
			});
		});
	}

	/** Where it listens, as its log says: `http://127.0.0.1:PORT`. */
	get url(): string {
		return this.#url;
	}

	/** The address of a WebSocket path, such as `/game`. */
	socketUrl(path: string): string {
		return new URL(path, this.#url.replace(/^http/, "ws")).href;
	}

	/** It has not ended. */
	get isUp(): boolean {
		return this.child.exitCode === null && this.child.signalCode === null;
	}

	/** How it ended, once it has. */
	exited(deadlineMs = startDeadlineMs): Promise<Exit> {
		return within(this.#exited, () => "the end of the server", deadlineMs);
	}

	/** Asks it to stop and waits until it has; it is killed when it does not. */
	async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Exit> {
		this.child.kill(signal);
		try {
			return await this.exited();
		} finally {
			this.child.kill("SIGKILL");
		}
	}

	#read(line: string): void {
		const parsed = logLineOf(line);
		if (parsed === undefined) this.otherLines.push(line);
		else this.log.push(parsed);
	}

	#obituary({ code, signal }: Exit): Error {
		const last = [
			...this.log.all.slice(-5).map((line) => JSON.stringify(line)),
			...this.otherLines.slice(-20),
		];
		return new Error(
			`The server ended (${signal ?? `exit code ${code}`}):\n${last.join("\n")}`,
		);
	}
}

function logLineOf(line: string): LogLine | undefined {
	try {
		const value = JSON.parse(line) as Partial<LogLine> | null;
		return typeof value?.msg === "string" ? (value as LogLine) : undefined;
	} catch {
		return undefined;
	}
}
