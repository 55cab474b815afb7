import { Connection } from "./connection.js";
import { SessionList } from "./session-list.js";
import { Story } from "./story.js";
import { WatchedSession } from "./watched-session.js";
import type { FromServer } from "./wire.js";

function element<Kind extends HTMLElement>(id: string): Kind {
	const found = document.getElementById(id);
	if (!found) throw new Error(`The page lacks its #${id}.`);
	return found as Kind;
}

const find = element<HTMLInputElement>("find");
const list = new SessionList(
	{
		counts: element("counts"),
		live: element("live"),
		ended: element("ended"),
		more: element("more"),
		none: element("none"),
		endedTitle: element("ended-title"),
	},
	(id) => choose(id),
);
const watched = new WatchedSession(element);
const connection = new Connection({
	opened: () => {
		element("connection").hidden = true;
		connection.tell({ do: "find", text: find.value });
		if (list.chosen) connection.tell({ do: "watch", id: list.chosen });
	},
	heard,
	lost: () => {
		element("connection").hidden = false;
	},
});

function heard(message: FromServer): void {
	switch (message.type) {
		case "sessions":
			watched.serverTime = message.at;
			list.show(message);
			break;
		case "watching":
			watched.begin(new Story(message));
			break;
		case "happened":
			watched.add(message);
			break;
		case "turns":
			watched.time(message);
			break;
		case "sights":
			watched.see(message);
			break;
		case "ended":
			watched.finish(message);
			break;
		case "gone":
			watched.gone();
	}
}

/** The chosen session is in the address, so that a link to it can be kept and shared. */
function choose(id: string): void {
	if (location.hash.slice(1) !== id) history.replaceState(null, "", `#${id}`);
	list.chosen = id;
	for (const item of document.querySelectorAll<HTMLElement>("[data-id]"))
		item.firstElementChild?.setAttribute(
			"aria-current",
			String(item.dataset.id === id),
		);
	connection.tell(id === "" ? { do: "leave" } : { do: "watch", id });
	if (id === "") watched.leave();
}

list.chosen = location.hash.slice(1);
addEventListener("hashchange", () => choose(location.hash.slice(1)));
element("leave").addEventListener("click", () => choose(""));
find.addEventListener("input", () =>
	connection.tell({ do: "find", text: find.value }),
);
