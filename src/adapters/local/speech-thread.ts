import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import { orFail } from "../guarding.js";
import type { SpeechResult, SpeechTask } from "./speech-worker.js";

/** Further tasks are refused at once. */
const maxWaiting = 50;

interface Waiting {
	readonly resolve: (result: SpeechResult) => void;
	readonly reject: (error: Error) => void;
}

/** The thread could not take a task, or has ended over it: it may be able to later. */
export class ThreadUnavailable extends Error {}

/** The worker thread of local mode, as the rest of the server sees it. It is started again when it dies. */
export class SpeechThread {
	#worker: Worker | undefined;
	readonly #waiting = new Map<number, Waiting>();
	#tasks = 0;
	#isOver = false;

	/** Without the folder of a model the thread can only speak. */
	constructor(
		private readonly modelFolder: string | undefined,
		private readonly log: Logger,
		private readonly program = new URL("./speech-worker.js", import.meta.url),
	) {}

	/** Does one task after those before it. Rejects when too many wait, when it fails, and when the thread dies. */
	async do(task: SpeechTask): Promise<SpeechResult> {
		if (this.#isOver) throw new Error("The speech thread is closed.");
		if (this.#waiting.size >= maxWaiting) {
			throw new ThreadUnavailable(
				"Too many callers speak at once for local mode.",
			);
		}
		this.#worker ??= this.#start();
		const id = ++this.#tasks;
		const result = await this.#resultOf(id, task);
		if ("problem" in result) throw new Error(result.problem);
		return result;
	}

	/** Speaks a text: mulaw at 8000 Hz. Rejects as `do` does. */
	async speak(text: string): Promise<Uint8Array> {
		const task = { do: "synthesise", text, voice: undefined } as const;
		const result = await this.do(task);
		return "sound" in result ? result.sound : new Uint8Array();
	}

	/** Stops the thread; what it had not done is rejected. */
	async close(): Promise<void> {
		this.#isOver = true;
		await this.#worker?.terminate();
	}

	async #resultOf(id: number, task: SpeechTask): Promise<SpeechResult> {
		try {
			return await new Promise<SpeechResult>((resolve, reject) => {
				this.#waiting.set(id, { resolve, reject });
				this.#worker?.postMessage({ id, task });
			});
		} finally {
			this.#waiting.delete(id);
		}
	}

	#start(): Worker {
		const { modelFolder } = this;
		const worker = new Worker(this.program, { workerData: { modelFolder } });
		const fail = (error: unknown) => {
			this.log.error({ err: error }, "the speech thread failed");
			void worker.terminate();
		};
		const take = ({ id, result }: { id: number; result: SpeechResult }) =>
			this.#waiting.get(id)?.resolve(result);
		worker.on("message", orFail(take, fail));
		worker.on("error", fail);
		worker.on(
			"exit",
			orFail(() => this.#forget(worker), fail),
		);
		return worker;
	}

	#forget(worker: Worker): void {
		if (this.#worker === worker) this.#worker = undefined;
		const gone = new ThreadUnavailable("The speech thread has ended.");
		for (const { reject } of this.#waiting.values()) reject(gone);
		this.#waiting.clear();
	}
}
