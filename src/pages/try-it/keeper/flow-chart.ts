import type { SceneNews } from "../keeper-news.js";
import { element } from "../page-elements.js";

/** The flow's statechart, as the server draws it, with what is live in it lit, and in sight. */
export class FlowChart {
	readonly #frame = element("keeper-chart");
	#asked: Promise<void> | undefined;
	#lit = "";

	/** Shows the drawing, with this scene in it; `before` is the one that it came from. */
	show(scene: SceneNews | undefined, before: SceneNews | undefined): void {
		this.#asked ??= this.#ask();
		void this.#asked.then(() => this.#light(scene, before));
	}

	/** Brings the live state into sight, where the frame has just come to be seen. */
	follow(): void {
		const [live] = this.#all<SVGGElement>("g.chart-leaf.chart-live");
		const box = live?.getBoundingClientRect();
		const frame = this.#frame.getBoundingClientRect();
		if (!box || frame.height === 0) return;
		// The frame alone is scrolled: the page stays where its reader has it.
		this.#frame.scrollBy({
			left: box.left + box.width / 2 - frame.left - frame.width / 2,
			top: box.top + box.height / 2 - frame.top - frame.height / 2,
		});
	}

	async #ask(): Promise<void> {
		try {
			const response = await fetch("/try-it/keeper/chart");
			if (!response.ok) throw new Error(String(response.status));
			const { documentElement } = new DOMParser().parseFromString(
				await response.text(),
				"image/svg+xml",
			);
			this.#frame.replaceChildren(document.importNode(documentElement, true));
		} catch {
			this.#frame.textContent = "The server could not draw the statechart.";
			this.#asked = undefined;
		}
	}

	#light(scene: SceneNews | undefined, before: SceneNews | undefined): void {
		const lit = JSON.stringify([scene, before]);
		if (lit === this.#lit) return;
		this.#lit = lit;
		const live = new Set(scene?.activeStates);
		for (const box of this.#all("[data-state]"))
			box.classList.toggle("chart-live", live.has(box.dataset.state ?? ""));
		const left = new Set(before?.activeStates);
		const isTaken = ({ dataset: { from, to, events } }: SVGElement) =>
			scene !== undefined &&
			listed(events).includes(scene.cause) &&
			listed(from).some((id) => left.has(id)) &&
			listed(to).every((id) => id === "" || isIn(live, id));
		const taken = this.#all("[data-events]").filter((label) => {
			const isLit = isTaken(label);
			label.classList.toggle("chart-taken", isLit);
			return isLit;
		});
		for (const way of this.#all(".chart-way")) {
			const { from = "", to = "" } = way.dataset;
			const isLit = taken.some(
				({ dataset }) =>
					listed(dataset.from).includes(from) &&
					listed(dataset.to).includes(to),
			);
			way.classList.toggle("chart-taken", isLit);
		}
		this.follow();
	}

	#all<Kind extends SVGElement = SVGElement>(selector: string): Kind[] {
		return [...this.#frame.querySelectorAll<Kind>(selector)];
	}
}

const listed = (names = "") => names.split(" ");

/** Whether a target was reached: a state that is live; or one that remembers, and stands for a live one beside it. */
function isIn(live: ReadonlySet<string>, id: string): boolean {
	const outer = id.slice(0, id.lastIndexOf("."));
	return live.has(id) || (outer.includes(".") && live.has(outer));
}
