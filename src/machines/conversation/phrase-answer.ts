/** What a character answers where nobody but its author thinks: a move by its phrases, or one of the scene's own lines. */

import { moveHeardIn } from "./heard-phrases.js";
import type { OfferedMove, Remembered, ThinkOrder } from "./mind.js";

/** A move, a line, or nothing at all. */
export type PhraseAnswer =
	| {
			readonly kind: "move";
			readonly name: OfferedMove["name"];
			readonly data: unknown;
	  }
	| { readonly kind: "line"; readonly text: string }
	| { readonly kind: "nothing" };

/** The same question is always answered in the same way. */
export function phraseAnswer({
	turn,
	scene,
	moves,
	memory,
}: Pick<ThinkOrder, "turn" | "scene" | "moves" | "memory">): PhraseAnswer {
	const takeable = moves.flatMap(withUsualData);
	const move = moveHeardIn(
		unansweredWords(turn, memory),
		takeable.map((each) => each.move),
	);
	const taken = takeable.find((each) => each.move === move);
	if (taken) return { kind: "move", name: taken.move.name, data: taken.data };
	const text = nextLine(scene.otherwise ?? [], memory);
	return text === undefined ? { kind: "nothing" } : { kind: "line", text };
}

/** Phrases carry no data: a move that needs some is none for them. */
function withUsualData(
	move: OfferedMove,
): { readonly move: OfferedMove; readonly data: unknown }[] {
	if (!move.data) return [{ move, data: undefined }];
	const checked = move.data.check({});
	return "data" in checked ? [{ move, data: checked.data }] : [];
}

/** What the caller said in this turn; nothing, if a move was taken or refused for it. */
function unansweredWords(turn: number, memory: readonly Remembered[]): string {
	const isMove = ({ kind }: Remembered) =>
		kind === "moved" || kind === "refused";
	const begin = memory.findIndex(
		(each) => each.kind === "said" && each.turn === turn,
	);
	const since = begin < 0 ? [] : memory.slice(begin);
	if (since.some(isMove)) return "";
	return since
		.flatMap((each) =>
			each.kind === "said" && each.turn === turn ? [each.text] : [],
		)
		.join(" ");
}

/** The line after the one that the caller heard last of these: in turn, and so never the same twice while there is another. */
function nextLine(
	lines: readonly string[],
	memory: readonly Remembered[],
): string | undefined {
	const spoken = lines.filter((line) => line.trim() !== "");
	const last = placesHeardLast(spoken, memory);
	const [first = -1] = last;
	const inTurn = spoken.map((_, step) => (first + 1 + step) % spoken.length);
	const next = inTurn.find((place) => !last.includes(place)) ?? inTurn[0];
	return next === undefined ? undefined : spoken[next];
}

/** Of a line that was cut short several may have been meant. */
function placesHeardLast(
	lines: readonly string[],
	memory: readonly Remembered[],
): readonly number[] {
	for (const each of memory.toReversed()) {
		if (each.kind !== "heard" || each.text.trim() === "") continue;
		const { text, wasCut } = each;
		const heard = text.trim();
		const places = lines.flatMap((line, place) =>
			line.trim() === heard || (wasCut && line.trim().startsWith(heard))
				? [place]
				: [],
		);
		if (places.length > 0) return places;
	}
	return [];
}
