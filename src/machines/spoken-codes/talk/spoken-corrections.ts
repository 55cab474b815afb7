/** "4275, no, 4271": what still holds of an utterance when its speaker's own corrections are made. */
import {
	type AnyItem,
	hasRole,
	type Item,
	isTalk,
	mayStandInside,
	type Talk,
} from "./items.js";

/** An utterance after its corrections. */
export interface Corrected<Said> {
	/** As many items as before; in the place of what was taken back there is only talk. */
	readonly items: readonly Item<Said>[];
	/** Something was said in the place of what was taken back. */
	readonly isCorrection: boolean;
	/** The last thing said was taken back, and nothing has been said in its place yet: "4271, no". */
	readonly isWithdrawn: boolean;
}

/** Makes the corrections in an utterance; `isSaid` tells what may belong to a code. */
export function corrected<Said extends AnyItem>(
	items: readonly Item<Said>[],
	isSaid: (item: Item<Said>) => item is Said,
): Corrected<Said> {
	const first = items.findIndex(isSaid);
	const last = items.findLastIndex(isSaid);
	const denials = items.map((item, at) =>
		hasRole(item, "denial") ? denied(items, at, isSaid) : "nothing",
	);
	const takesBack = (at: number) =>
		hasRole(items[at], "correction") || denials[at] === "what was said";
	const turn = items.findLastIndex(
		(item, at) =>
			at > first &&
			at < last &&
			(takesBack(at) || hasRole(item, "afterthought")),
	);
	const isCorrection = turn >= 0;
	const left = items.map((item, at) =>
		isCorrection && at < turn && isSaid(item) ? takenBack : item,
	);
	return {
		items: withoutDenied(left, denials, isSaid),
		isCorrection,
		isWithdrawn: last >= 0 && items.some((_, at) => at > last && takesBack(at)),
	};
}

type Denied = "nothing" | "what follows" | "what was said";

/** "Not 4275" and "not the 4275" deny what follows; "that's not it" denies what was said before. */
function denied<Said extends AnyItem>(
	items: readonly Item<Said>[],
	at: number,
	isSaid: (item: Item<Said>) => item is Said,
): Denied {
	let next = at + 1;
	while (mayStandInside(items[next]) || isArticle(items[next])) next++;
	const item = items[next];
	return item && isSaid(item) ? "what follows" : "what was said";
}

const takenBack: Talk = { kind: "talk", word: "", role: "frame" };

function withoutDenied<Said extends AnyItem>(
	items: readonly Item<Said>[],
	denials: readonly Denied[],
	isSaid: (item: Item<Said>) => item is Said,
): Item<Said>[] {
	let denial: "none" | "begins" | "goes on" = "none";
	return items.map((item, at) => {
		if (denials[at] === "what follows") denial = "begins";
		else if (isSaid(item) && denial !== "none") {
			denial = "goes on";
			return takenBack;
		} else if (denial === "goes on" && !hasRole(item, "filler"))
			denial = "none";
		return item;
	});
}

function isArticle(item: AnyItem | undefined): boolean {
	return isTalk(item) && /^(the|my)$/.test(item.word);
}
