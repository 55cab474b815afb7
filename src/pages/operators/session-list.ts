import { duration } from "./durations.js";
import type { ListedSession, SessionsMessage } from "./wire.js";

/** The parts of the page that list sessions. */
export interface ListElements {
	readonly counts: HTMLElement;
	readonly live: HTMLElement;
	readonly ended: HTMLElement;
	readonly more: HTMLElement;
	readonly none: HTMLElement;
	readonly endedTitle: HTMLElement;
}

/** The current sessions and those that ended recently, each a button. */
export class SessionList {
	/** The id of the session that is being watched. */
	chosen = "";

	constructor(
		private readonly elements: ListElements,
		private readonly choose: (id: string) => void,
	) {}

	show({ at, counts, found, live, ended }: SessionsMessage): void {
		const { elements } = this;
		elements.counts.textContent = `${many(counts.call, "call")}, ${many(counts.game, "game")}`;
		this.#fill(elements.live, live, at);
		this.#fill(elements.ended, ended, at);
		elements.none.hidden = live.length > 0;
		elements.none.textContent =
			counts.call + counts.game > 0
				? "None of those that are here fits."
				: "No call and no game is here.";
		elements.endedTitle.hidden = ended.length === 0;
		elements.more.hidden = found <= live.length;
		elements.more.textContent = `and ${found - live.length} more: narrow them down above`;
	}

	/** Buttons stay the same elements, so that focus stays where it is. */
	#fill(
		list: HTMLElement,
		sessions: readonly ListedSession[],
		now: number,
	): void {
		const known = new Map(
			([...list.children] as HTMLElement[]).map((item) => [
				item.dataset.id,
				item,
			]),
		);
		const items = sessions.map((session) => {
			const item = known.get(session.id) ?? this.#item(session);
			this.#update(item, session, now);
			return item;
		});
		const isSame =
			items.length === list.children.length &&
			items.every((item, at) => list.children[at] === item);
		if (!isSame) replaceKeepingFocus(list, items);
	}

	#item({ id, kind }: ListedSession): HTMLElement {
		const item = document.createElement("li");
		item.dataset.id = id;
		const button = document.createElement("button");
		button.type = "button";
		button.append(
			span("kind", kind),
			span("id", id.slice(-6)),
			span("state", ""),
			span("age", ""),
		);
		button.addEventListener("click", () => this.choose(id));
		item.append(button);
		return item;
	}

	#update(
		item: HTMLElement,
		{ id, kind, state, since, end }: ListedSession,
		now: number,
	): void {
		const [button] = item.children;
		button?.setAttribute("aria-current", String(id === this.chosen));
		item.className = `${kind} ${end ? "over" : state.split(".")[0]}`;
		write(item, ".state", end ? end.reason : state);
		write(
			item,
			".age",
			end ? `${duration(now - end.at)} ago` : duration(now - since),
		);
	}
}

function replaceKeepingFocus(
	list: HTMLElement,
	items: readonly HTMLElement[],
): void {
	const focused = document.activeElement;
	list.replaceChildren(...items);
	if (focused instanceof HTMLElement && list.contains(focused)) focused.focus();
}

function write(item: HTMLElement, selector: string, text: string): void {
	const element = item.querySelector(selector);
	if (element && element.textContent !== text) element.textContent = text;
}

function span(name: string, text: string): HTMLElement {
	const element = document.createElement("span");
	element.className = name;
	element.textContent = text;
	return element;
}

function many(count: number, what: string): string {
	return `${count} ${what}${count === 1 ? "" : "s"}`;
}
