import { clock, duration } from "./durations.js";
import type { Row, Story } from "./story.js";

/** More rows than this make a page slow; older ones are reached by going back in time. */
const maxDrawn = 300;

/** The parts of the page that a sequence is drawn in. */
export interface SequenceElements {
	readonly parties: HTMLElement;
	readonly lifelines: HTMLElement;
	readonly list: HTMLElement;
	readonly frame: HTMLElement;
}

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
		private readonly elements: SequenceElements,
		private readonly choose: (at: number) => void,
	) {
		const { frame, list } = elements;
		frame.tabIndex = 0;
		list.addEventListener("click", (event) => {
			const row = (event.target as Element).closest<HTMLElement>("[data-at]");
			if (row) this.choose(Number(row.dataset.at));
		});
	}

	/** Draws the newest rows up to this count; the last of them is the current one. */
	show(story: Story, count: number, isLive: boolean): void {
		const columns = columnsOf(story);
		const { list, frame } = this.elements;
		this.#drawParties(story, columns);
		this.#drawRows(story, columns, count);
		for (const [at, item] of [...list.children].entries())
			item.classList.toggle(
				"at-hand",
				!isLive && at === list.children.length - 1,
			);
		frame.scrollTop = frame.scrollHeight;
	}

	#drawParties(story: Story, columns: readonly string[]): void {
		if (this.#drawn.story === story && this.#drawn.parties === columns.length)
			return;
		this.#drawn = { first: 0, last: 0, parties: columns.length, story };
		const { parties, lifelines, list, frame } = this.elements;
		frame.style.setProperty("--halves", String(2 * columns.length));
		list.replaceChildren();
		lifelines.replaceChildren(
			...columns.map((_, at) => {
				const line = document.createElement("span");
				line.style.gridColumn = acrossLanes(at, at);
				return line;
			}),
		);
		parties.replaceChildren(
			...columns.map((name, at) => {
				const item = document.createElement("li");
				const isOutside = story.parties.some(
					(party) => party.name === name && party.isOutside,
				);
				item.textContent = name;
				item.style.gridColumn = acrossLanes(at, at);
				item.classList.toggle("outside", isOutside);
				item.classList.toggle("own", name === story.kind);
				return item;
			}),
		);
	}

	#drawRows(story: Story, columns: readonly string[], count: number): void {
		const { list } = this.elements;
		const first = Math.max(0, count - maxDrawn);
		const shift = story.rows[first]?.message.at ?? 0;
		while (
			list.firstElementChild &&
			Number((list.firstElementChild as HTMLElement).dataset.at) < shift
		)
			list.firstElementChild.remove();
		const known = new Map(
			([...list.children] as HTMLElement[]).map((item) => [
				item.dataset.key ?? "",
				item,
			]),
		);
		const items = story.rows.slice(first, count).map((row, at) => {
			const key = keyOf(row);
			const before = story.rows[first + at - 1];
			return known.get(key) ?? rowItem(story, columns, row, before, key);
		});
		list.replaceChildren(...items);
		this.#drawn.first = first;
		this.#drawn.last = count;
	}
}

/** From the line in the middle of one lane to that of another. */
function betweenLines(left: number, right: number): string {
	return `${2 * left + 3} / ${2 * right + 3}`;
}

/** The whole of these lanes. Before them is the column of the times. */
function acrossLanes(left: number, right: number): string {
	return `${2 * left + 2} / ${2 * right + 4}`;
}

/** Where a text goes on that is longer than the room in the middle between these lanes. */
function edgeNear(left: number, right: number, lanes: number): string {
	const middle = (left + right + 1) / (2 * lanes);
	if (middle < 1 / 3) return "near-left";
	return middle > 2 / 3 ? "near-right" : "";
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
	const direction = to > from ? "to-right" : to < from ? "to-left" : "to-self";
	arrow.className = `arrow ${direction} ${edgeNear(left, right, columns.length)}`;
	arrow.style.gridColumn =
		left === right ? acrossLanes(left, left) : betweenLines(left, right);
	const label = document.createElement("span");
	label.className = "label";
	const words = document.createElement("b");
	words.textContent = message.words;
	label.append(words);
	const route = document.createElement("span");
	route.className = "unseen";
	route.textContent = `${message.from} to ${message.to}: `;
	arrow.append(route, label);
	if (tookMs !== undefined) {
		const took = document.createElement("i");
		took.textContent = isPassedOver ? "passed over" : duration(tookMs);
		took.title = `handled in ${duration(tookMs)}; ${steps.length} transitions`;
		label.append(took);
	}
	return arrow;
}

/** The state stands below the lane of the session's own actor, in the middle of all lanes that are as far to the one side as to the other. */
function stateOf(
	columns: readonly string[],
	{ kind }: Story,
	state: string,
): HTMLElement {
	const own = columns.indexOf(kind);
	const last = columns.length - 1;
	const reach = Math.min(own, last - own);
	const [left, right] = reach === 0 ? [0, last] : [own - reach, own + reach];
	const room = document.createElement("span");
	room.className = `new-state ${reach === 0 ? edgeNear(own, own, columns.length) : ""}`;
	room.style.gridColumn = acrossLanes(left, right);
	const pill = document.createElement("span");
	// A long name goes on in the next line after a point, where it can.
	for (const part of state.split(/(?<=\.)/))
		pill.append(part, document.createElement("wbr"));
	room.append(pill);
	return room;
}
