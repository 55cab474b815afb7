import type { Step } from "./wire.js";

/** A transition that was taken: the state that it left, and the event. */
export type Taken = Pick<Step, "from" | "type">;

/** The statechart of one machine, with the live states and the transitions just taken lit. */
export class Statechart {
	#machine = "";
	#lit: { state: string; taken: readonly Taken[] } = { state: "", taken: [] };

	constructor(
		private readonly frame: HTMLElement,
		sizeButton: HTMLElement,
	) {
		frame.tabIndex = 0;
		sizeButton.addEventListener("click", () => {
			const isLarge = frame.classList.toggle("large");
			sizeButton.setAttribute("aria-pressed", String(isLarge));
			this.#bringIntoView();
		});
	}

	/** Shows the chart of another machine. */
	async show(machine: string): Promise<void> {
		if (machine === this.#machine) return;
		this.#machine = machine;
		this.frame.replaceChildren();
		const response = await fetch(`/inspect/charts/${machine}`);
		if (!response.ok || machine !== this.#machine) {
			if (machine === this.#machine) this.#fail();
			return;
		}
		const text = await response.text();
		const { documentElement } = new DOMParser().parseFromString(
			text,
			"image/svg+xml",
		);
		this.frame.replaceChildren(document.importNode(documentElement, true));
		const { state, taken } = this.#lit;
		this.light(state, taken);
	}

	/**
	 * Lights the states of this text, such as `paired.talking`, and the ways that events took: several where the
	 * regions of a parallel state took the same event at once, whose states then stand with spaces between them.
	 */
	light(state: string, taken: readonly Taken[]): void {
		const isNewState = state !== this.#lit.state;
		this.#lit = { state, taken };
		const live = new Set(state.split(" ").flatMap((path) => this.#ids(path)));
		for (const box of this.#all("[data-state]"))
			box.classList.toggle("chart-live", live.has(box.dataset.state ?? ""));
		for (const label of this.#all("[data-events]")) {
			const isTaken = taken.some(
				({ from, type }) =>
					listed(label.dataset.events).includes(type) &&
					listed(label.dataset.from).includes(from),
			);
			label.classList.toggle("chart-taken", isTaken);
		}
		for (const way of this.#all(".chart-way")) {
			const { from = "", to = "" } = way.dataset;
			const isTaken = live.has(to) && this.#hasTaken(from, to);
			way.classList.toggle("chart-taken", isTaken);
		}
		if (isNewState) this.#bringIntoView();
	}

	/** In a large chart the live state may be out of sight. */
	#bringIntoView(): void {
		const [live] = this.#all(".chart-live").slice(-1);
		if (this.frame.classList.contains("large"))
			live?.scrollIntoView({ block: "center", inline: "center" });
	}

	/** The label of the way is lit, so the event leads there. */
	#hasTaken(from: string, to: string): boolean {
		return this.#all(".chart-label.chart-taken").some(
			({ dataset }) =>
				listed(dataset.from).includes(from) && listed(dataset.to).includes(to),
		);
	}

	#ids(path: string): string[] {
		const parts = path === "" ? [] : path.split(".");
		return [
			this.#machine,
			...parts.map((_, at) =>
				[this.#machine, ...parts.slice(0, at + 1)].join("."),
			),
		];
	}

	#all(selector: string): SVGElement[] {
		return [...this.frame.querySelectorAll<SVGElement>(selector)];
	}

	#fail(): void {
		this.#machine = "";
		const problem = document.createElement("p");
		problem.textContent =
			"The chart cannot be drawn; the server's log says why.";
		this.frame.replaceChildren(problem);
	}
}

const listed = (names = "") => names.split(" ");
