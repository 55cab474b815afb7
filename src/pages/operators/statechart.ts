import type { Step } from "./wire.js";

/** A transition that was taken: the state that it left, and the event. */
export type Taken = Pick<Step, "from" | "type">;

/** The statechart of one machine, with the live states and the transitions just taken lit. */
export class Statechart {
	/** Where the shown drawing is from. */
	#address = "";
	#hasFailed = false;
	/** The id of the machine, where the states that are lit are told without it. */
	#machine = "";
	#lit: { states: readonly string[]; taken: readonly Taken[] } = {
		states: [],
		taken: [],
	};

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

	/** Shows the chart of a machine of the server's. */
	show(machine: string): Promise<void> {
		this.#machine = machine;
		return this.#showAt(`/inspect/charts/${machine}`);
	}

	/** Shows the chart of an author's flow. */
	showFlow(name: string): Promise<void> {
		return this.#showAt(`/inspect/flows/${encodeURIComponent(name)}`);
	}

	/** Lets a drawing be asked for again that could not be had. */
	forgetFailure(): void {
		if (this.#hasFailed) this.#address = "";
		this.#hasFailed = false;
	}

	async #showAt(address: string): Promise<void> {
		if (address === this.#address) return;
		this.#address = address;
		this.frame.replaceChildren();
		const response = await fetch(address);
		if (!response.ok || address !== this.#address) {
			if (address === this.#address) this.#fail();
			return;
		}
		const text = await response.text();
		const { documentElement } = new DOMParser().parseFromString(
			text,
			"image/svg+xml",
		);
		this.frame.replaceChildren(document.importNode(documentElement, true));
		const { states, taken } = this.#lit;
		this.lightStates(states, taken);
	}

	/**
	 * Lights the states of this text, such as `paired.talking`, and the ways that events took: several where the
	 * regions of a parallel state took the same event at once, whose states then stand with spaces between them.
	 */
	light(state: string, taken: readonly Taken[]): void {
		this.lightStates(
			state.split(" ").flatMap((path) => this.#ids(path)),
			taken,
		);
	}

	/** Lights the states with these ids, and the ways that events took. */
	lightStates(states: readonly string[], taken: readonly Taken[]): void {
		const isNewState = states.join() !== this.#lit.states.join();
		this.#lit = { states, taken };
		const live = new Set(states);
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
		this.#hasFailed = true;
		const problem = document.createElement("p");
		problem.textContent =
			"The chart cannot be drawn; the server's log says why.";
		this.frame.replaceChildren(problem);
	}
}

const listed = (names = "") => names.split(" ");
