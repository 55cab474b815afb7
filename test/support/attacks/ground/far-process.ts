import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { Arrivals } from "../../waiting/arrivals.js";
import type { Answer } from "./far-side.js";

const loader = new URL("./typescript.mjs", import.meta.url).href;
const startDeadlineMs = 30_000;

/** A program in TypeScript in a process of its own, so that nothing it does takes time from the test's clock. */
export class FarProcess {
	readonly #answers = new Arrivals<Answer>("answer of a program");
	readonly #child: ChildProcess;
	#asked = 0;

	/** Starts it and waits until it is ready. The nicer it is, the less it takes from the others on this machine. */
	static async start(program: URL, niceness = 0): Promise<FarProcess> {
		const far = new FarProcess(program);
		const { pid } = far.#child;
		await far.#answers.next(startDeadlineMs);
		if (pid !== undefined && niceness > 0) setPriority(pid, niceness);
		return far;
	}

	private constructor(program: URL) {
		this.#child = fork(fileURLToPath(program), {
			execArgv: ["--import", loader],
			stdio: ["ignore", "inherit", "inherit", "ipc"],
		});
		this.#child.on("message", (answer: Answer) => this.#answers.push(answer));
		this.#child.once("exit", (code, signal) =>
			this.#answers.fail(new Error(`It ended with ${code ?? signal}.`)),
		);
	}

	/** Has it do something; resolves with what came of it. */
	async ask<Result>(
		name: string,
		given: readonly unknown[] = [],
		deadlineMs = startDeadlineMs,
	): Promise<Result> {
		const id = ++this.#asked;
		this.#child.send({ id, name, given });
		const answer = await this.#answers.first(
			(each) => each.id === id,
			deadlineMs,
		);
		if ("error" in answer) throw new Error(answer.error);
		return answer.answer as Result;
	}

	/** Ends it at once. */
	async end(): Promise<void> {
		if (this.#child.exitCode !== null || this.#child.signalCode !== null)
			return;
		const gone = once(this.#child, "exit");
		this.#child.kill("SIGKILL");
		await gone;
	}
}
