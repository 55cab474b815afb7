import { Worker } from "node:worker_threads";
import type { AnyStateMachine } from "xstate";
import { chartOf } from "./chart.js";

/** Flows by their names, as far as they are drawn. */
export type FlowsToDraw = ReadonlyMap<
	string,
	{ readonly machine: AnyStateMachine }
>;

const drawingProgram = new URL("./chart-worker.js", import.meta.url);

/**
 * The drawings of machines, and of authors' flows, for a page that has `chartStyle`: made when first asked for, and then
 * kept. The machines are drawn together, each flow by itself.
 */
export class PageCharts {
	readonly #machines: Drawings;
	readonly #flows: ReadonlyMap<string, Drawings>;

	constructor(
		machines: readonly AnyStateMachine[],
		flows: FlowsToDraw = new Map(),
		program = drawingProgram,
	) {
		this.#machines = new Drawings(machines, program);
		this.#flows = new Map(
			[...flows].map(([name, { machine }]) => [
				name,
				new Drawings([machine], program),
			]),
		);
	}

	/** The drawing of the machine with this id; undefined when there is no such machine. Rejects when it cannot be drawn. */
	async drawingOf(machineId: string): Promise<string | undefined> {
		return (await this.#machines.all()).get(machineId);
	}

	/** The same for the flow with this name. */
	async drawingOfFlow(name: string): Promise<string | undefined> {
		const drawings = await this.#flows.get(name)?.all();
		return drawings && [...drawings.values()][0];
	}
}

/** Drawings that are made together, by one thread. */
class Drawings {
	#drawn: Promise<ReadonlyMap<string, string>> | undefined;

	constructor(
		private readonly machines: readonly AnyStateMachine[],
		private readonly program: URL,
	) {}

	/** By the machines' ids. */
	async all(): Promise<ReadonlyMap<string, string>> {
		this.#drawn ??= this.#draw();
		try {
			return await this.#drawn;
		} catch (error) {
			// The next page may have better luck.
			this.#drawn = undefined;
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
