import { clock, duration } from "./durations.js";
import type { Story } from "./story.js";
import type { TimedTurn } from "./wire.js";

/** In the order of the table's columns. */
const stages = [
	"end_of_speech_to_turn_ended",
	"turn_ended_to_first_text",
	"first_text_to_first_sound",
	"sound_to_mark",
] as const;

/** How long the newest turns of a call took, stage by stage: a row for each turn, the newest first. */
export class TurnTable {
	#drawn = "";

	constructor(
		private readonly section: HTMLElement,
		private readonly rows: HTMLElement,
	) {
		// Those who have no mouse can scroll it, too.
		section.tabIndex = 0;
	}

	/** Shows the turns until this moment; nothing where there are none. */
	show({ turns, begunAt }: Story, moment: number): void {
		const shown = turns.filter(({ at }) => at <= moment).reverse();
		const cells = shown.map((turn) => cellsOf(turn, begunAt));
		const drawn = JSON.stringify(cells);
		if (drawn === this.#drawn) return;
		this.#drawn = drawn;
		this.section.hidden = cells.length === 0;
		this.rows.replaceChildren(...cells.map(rowOf));
	}
}

function cellsOf({ at, times }: TimedTurn, begunAt: number): string[] {
	const { gapMs, stagesMs } = times;
	const figures = [gapMs, ...stages.map((stage) => stagesMs[stage])];
	return [clock(at - begunAt), ...figures.map(inWords)];
}

function inWords(ms: number | undefined): string {
	return ms === undefined ? "–" : duration(ms);
}

function rowOf([at = "", ...figures]: string[]): HTMLElement {
	const row = document.createElement("tr");
	const head = document.createElement("th");
	head.scope = "row";
	head.textContent = at;
	row.append(head);
	for (const figure of figures) row.insertCell().textContent = figure;
	return row;
}
