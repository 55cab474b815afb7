import { Worker } from "node:worker_threads";
import type { AnyStateMachine } from "xstate";
import { chartOf } from "./chart.js";

/** The drawings of machines for a page that has `chartStyle`: made when first asked for, and then kept. */
export class PageCharts {
	#drawings: Promise<ReadonlyMap<string, string>> | undefined;

	constructor(
		private readonly machines: readonly AnyStateMachine[],
		private readonly program = new URL("./chart-worker.js", import.meta.url),
	) {}

	/** The drawing of the machine with this id; undefined when there is no such machine. Rejects when it cannot be drawn. */
	async drawingOf(machineId: string): Promise<string | undefined> {
		this.#drawings ??= this.#draw();
		try {
			return (await this.#drawings).get(machineId);
		} catch (error) {
			// The next page may have better luck.
			this.#drawings = undefined;
			throw error;
		}
	}

	#draw(): Promise<ReadonlyMap<string, string>> {
		return new Promise((resolve, reject) => {
			const charts = this.machines.map(chartOf);
			const worker = new Worker(this.program, { workerData: charts });
			worker.once("message", (drawings: readonly string[]) =>
				resolve(
					new Map(this.machines.map(({ id }, at) => [id, drawings[at] ?? ""])),
				),
			);
			worker.once("error", reject);
			worker.once("exit", () => reject(new Error("No chart was drawn.")));
			worker.unref();
		});
	}
}
