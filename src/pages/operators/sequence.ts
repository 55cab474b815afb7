import { clock, duration } from "./durations.js";
import type { Row, Story } from "./story.js";

/** More rows than this make a page slow; older ones are reached by going back in time. */
const maxDrawn = 300;

/** The messages of a session as a sequence: a column for each actor, a row for each message. */
export class Sequence {
	#drawn: {
		first: number;
		last: number;
		parties: number;
		story: Story | undefined;
	} = {
		first: 0,
		last: 0,
		parties: 0,
		story: undefined,
	};

	constructor(
		private readonly parties: HTMLElement,
		private readonly list: HTMLElement,
		private readonly frame: HTMLElement,
		private readonly choose: (at: number) => void,
	) {
		frame.tabIndex = 0;
		list.addEventListener("click", (event) => {
			const row = (event.target as Element).closest<HTMLElement>("[data-at]");
			if (row) this.choose(Number(row.dataset.at));
		});
	}

	/** Draws the newest rows up to this count; the last of them is the current one. */
	show(story: Story, count: number, isLive: boolean): void {
		const columns = columnsOf(story);
		this.frame.style.setProperty("--columns", String(columns.length));
		this.#drawParties(story, columns);
		this.#drawRows(story, columns, count);
		for (const [at, item] of [...this.list.children].entries())
			item.classList.toggle(
				"at-hand",
				!isLive && at === this.list.children.length - 1,
			);
		this.frame.scrollTop = this.frame.scrollHeight;
	}

	#drawParties(story: Story, columns: readonly string[]): void {
		if (this.#drawn.story === story && this.#drawn.parties === columns.length)
			return;
		this.#drawn = { first: 0, last: 0, parties: columns.length, story };
		this.list.replaceChildren();
		this.parties.replaceChildren(
			...columns.map((name) => {
				const item = document.createElement("li");
				const isOutside = story.parties.some(
					(party) => party.name === name && party.isOutside,
				);
				item.textContent = name;
				item.classList.toggle("outside", isOutside);
				item.classList.toggle("own", name === story.kind);
				return item;
			}),
		);
	}

	#drawRows(story: Story, columns: readonly string[], count: number): void {
		const first = Math.max(0, count - maxDrawn);
		const shift = story.rows[first]?.message.at ?? 0;
		while (
			this.list.firstElementChild &&
			Number((this.list.firstElementChild as HTMLElement).dataset.at) < shift
		)
			this.list.firstElementChild.remove();
		const known = new Map(
			([...this.list.children] as HTMLElement[]).map((item) => [
				item.dataset.key ?? "",
				item,
			]),
		);
		const items = story.rows.slice(first, count).map((row, at) => {
			const key = keyOf(row);
			const before = story.rows[first + at - 1];
			return known.get(key) ?? rowItem(story, columns, row, before, key);
		});
		this.list.replaceChildren(...items);
		this.#drawn.first = first;
		this.#drawn.last = count;
	}
}

/** The session's own actor stands between its adapters and the actors outside. */
function columnsOf({ kind, parties }: Story): string[] {
	const inside = parties.filter(
		(each) => !each.isOutside && each.name !== kind,
	);
	const outside = parties.filter((each) => each.isOutside);
	return [
		...inside.map(({ name }) => name),
		kind,
		...outside.map(({ name }) => name),
	];
}

/** A row is drawn again when more is known about it. */
function keyOf({ message, tookMs, newState, steps }: Row): string {
	return [
		message.at,
		message.type,
		message.to,
		tookMs,
		newState,
		steps.length,
	].join();
}

function rowItem(
	story: Story,
	columns: readonly string[],
	row: Row,
	before: Row | undefined,
	key: string,
): HTMLElement {
	const { message, newState, tookMs, steps } = row;
	const item = document.createElement("li");
	item.dataset.at = String(message.at);
	item.dataset.key = key;
	const isPassedOver =
		tookMs !== undefined && steps.length === 0 && message.to === story.kind;
	item.classList.toggle("passed-over", isPassedOver);
	item.append(
		timeOf(story, message.at, before),
		arrowOf(columns, row, isPassedOver),
	);
	if (newState !== undefined) {
		const changed = changedPart(newState, stateAfter(story, before));
		item.append(stateOf(columns, story, changed));
	}
	return item;
}

function stateAfter(story: Story, row: Row | undefined): string {
	return row
		? story.stateAfter(
				(story.rows as readonly Row[]).indexOf(row) + 1,
				row.message.at,
			)
		: "";
}

/** Where several regions have a state each, the states of those that have changed. */
function changedPart(state: string, stateBefore: string): string {
	const before = new Set(stateBefore.split(" "));
	const changed = state.split(" ").filter((each) => !before.has(each));
	return changed.join(" ") || state;
}

function timeOf(
	story: Story,
	at: number,
	before: Row | undefined,
): HTMLElement {
	const time = document.createElement("span");
	time.className = "time";
	time.textContent = clock(at - story.begunAt);
	if (before)
		time.title = `${duration(at - before.message.at)} after the one before`;
	return time;
}

function arrowOf(
	columns: readonly string[],
	{ message, tookMs, steps }: Row,
	isPassedOver: boolean,
): HTMLElement {
	const from = columns.indexOf(message.from);
	const to = columns.indexOf(message.to);
	const [left, right] = [Math.min(from, to), Math.max(from, to)];
	const arrow = document.createElement("span");
	arrow.className = `arrow ${to > from ? "to-right" : to < from ? "to-left" : "to-self"}`;
	arrow.style.gridColumn = `${left + 2} / ${right + 3}`;
	arrow.style.setProperty("--span", String(right - left + 1));
	const label = document.createElement("b");
	label.textContent = message.words;
	const route = document.createElement("span");
	route.className = "unseen";
	route.textContent = `${message.from} to ${message.to}: `;
	arrow.append(route, label);
	if (tookMs !== undefined) {
		const took = document.createElement("i");
		took.textContent = isPassedOver ? "passed over" : duration(tookMs);
		took.title = `handled in ${duration(tookMs)}; ${steps.length} transitions`;
		arrow.append(took);
	}
	return arrow;
}

function stateOf(
	columns: readonly string[],
	{ kind }: Story,
	state: string,
): HTMLElement {
	const pill = document.createElement("span");
	pill.className = "new-state";
	const column = columns.indexOf(kind) + 2;
	pill.style.gridColumn = `${Math.max(2, column - 1)} / ${Math.min(column + 2, columns.length + 2)}`;
	pill.textContent = state;
	return pill;
}
