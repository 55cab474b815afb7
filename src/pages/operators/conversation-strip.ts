import { clock, duration } from "./durations.js";
import type { Story } from "./story.js";
import type { Sight, Stepped, Thought } from "./wire.js";

const maxThoughts = 4;
const maxRefused = 4;

/** What a character does who has the caller: which flow, its scene, its moves, what was refused, and its last thoughts. */
export class ConversationStrip {
	#drawn = "";

	constructor(
		private readonly section: HTMLElement,
		private readonly facts: HTMLElement,
	) {
		// Those who have no mouse can scroll it, too.
		section.tabIndex = 0;
	}

	/** Shows how things stood at this moment; nothing where there was no conversation yet. */
	show({ sights, begunAt }: Story, moment: number): void {
		const seen = sights.filter(({ at }) => at <= moment);
		const rows = rowsOf(seen, begunAt);
		const drawn = JSON.stringify(rows);
		if (drawn === this.#drawn) return;
		this.#drawn = drawn;
		this.section.hidden = rows.length === 0;
		this.facts.replaceChildren(...rows.flatMap(rowAsElements));
	}
}

/** How the flow stood at this moment, and before its last step; undefined where it had not begun. */
export function stepsAt(
	sights: readonly Sight[],
	moment: number,
): { readonly now: Stepped; readonly before: Stepped | undefined } | undefined {
	const steps = sights.filter(
		(each): each is Stepped & Sight =>
			each.kind === "stepped" && each.at <= moment,
	);
	const now = steps.at(-1);
	return now && { now, before: steps.at(-2) };
}

type Row = readonly [name: string, values: readonly string[]];

function rowsOf(seen: readonly Sight[], begunAt: number): readonly Row[] {
	const newest = seen.at(-1);
	const step = seen.findLast((each) => each.kind === "stepped");
	if (!newest) return [];
	const since = (at: number) => clock(at - begunAt);
	const refused = seen.filter((each) => each.kind === "refused");
	const thoughts = seen.filter((each) => each.kind === "thought");
	return [
		["Flow", [sentenceOf(newest, since)]],
		["Scene", step ? [`${step.state}, by ${step.cause}`] : none],
		["Legal moves", orNone(step?.legalMoves ?? [])],
		[
			"Refused",
			orNone(
				refused
					.slice(-maxRefused)
					.map(({ move, at }) => `${move} at ${since(at)}`),
			),
		],
		[
			"Thoughts",
			orNone(
				thoughts
					.slice(-maxThoughts)
					.reverse()
					.map((each) => `${since(each.at)}: ${thoughtInWords(each)}`),
			),
		],
	];
}

const none = ["none"];
const orNone = (values: readonly string[]) =>
	values.length > 0 ? values : none;

function sentenceOf(newest: Sight, since: (at: number) => string): string {
	return newest.kind === "over"
		? `${newest.flow}, over at ${since(newest.at)}: ${newest.reason}`
		: newest.flow;
}

function thoughtInWords({
	outcome,
	firstAfterMs,
	wasSpeculative,
	inputTokens,
	outputTokens,
}: Thought): string {
	return [
		wasSpeculative ? `${outcome}, ahead of the turn` : outcome,
		...(firstAfterMs === undefined ? [] : [`first ${duration(firstAfterMs)}`]),
		...(inputTokens + outputTokens > 0
			? [`${inputTokens} + ${outputTokens} tokens`]
			: []),
	].join(", ");
}

function rowAsElements([name, values]: Row): HTMLElement[] {
	const term = document.createElement("dt");
	term.textContent = name;
	const description = document.createElement("dd");
	for (const value of values) {
		const item = document.createElement("span");
		item.textContent = value;
		description.append(item, " ");
	}
	return [term, description];
}
