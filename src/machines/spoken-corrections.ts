/** "4275, no, 4271": what still holds of an utterance when its speaker's own corrections are made. */
import type { Item, Role, Talk } from "./code-talk.js";

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
export function corrected<Said extends { readonly kind: string }>(
	items: readonly Item<Said>[],
	isSaid: (item: Item<Said>) => item is Said,
): Corrected<Said> {
	const first = items.findIndex(isSaid);
	const last = items.findLastIndex(isSaid);
	const turn = items.findLastIndex(
		(item, at) => at > first && at < last && turns(item),
	);
	const isCorrection = first >= 0 && turn >= 0;
	const left = items.map((item, at) =>
		isCorrection && at < turn && isSaid(item) ? takenBack : item,
	);
	return {
		items: withoutDenied(left, isSaid),
		isCorrection,
		isWithdrawn:
			last >= 0 && items.slice(last).some((item) => has(item, "correction")),
	};
}

const takenBack: Talk = { kind: "talk", word: "", role: "frame" };

/** "Not 4275": the number behind a denial does not count. */
function withoutDenied<Said extends { readonly kind: string }>(
	items: readonly Item<Said>[],
	isSaid: (item: Item<Said>) => item is Said,
): Item<Said>[] {
	let denial: "none" | "begins" | "goes on" = "none";
	return items.map((item) => {
		if (has(item, "denial")) denial = "begins";
		else if (isSaid(item) && denial !== "none") {
			denial = "goes on";
			return takenBack;
		} else if (denial === "goes on" && !has(item, "filler")) denial = "none";
		return item;
	});
}

function turns(item: unknown): boolean {
	return has(item, "correction") || has(item, "afterthought");
}

function has(item: unknown, role: Role): boolean {
	return (item as Partial<Talk>).role === role;
}
