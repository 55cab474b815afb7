/** What is shown of a conversation beside its lines, in words. */
import type { AnyMachineSnapshot } from "xstate";
import { legalMoves, type MoveInScene, sceneOf } from "../../../flows/scene.js";
import type {
	ConversationNews,
	ConversationSight,
} from "../../../machines/conversation-events.js";

type Step = Extract<ConversationSight, { type: "flow.stepped" }>;

/** Follows a flow, and says what has changed in it. */
export class FlowSights {
	#state: string | undefined;
	#moves = "";
	/** What the flow has done in a step, of which the cause is still to be told. */
	readonly #done: string[] = [];

	add(deed: string): void {
		this.#done.push(deed);
	}

	/** What is new since the step before. */
	of({ cause, state, legalMoves: moves }: Step): readonly string[] {
		const legal = moves.length > 0 ? moves.join(", ") : "nothing";
		const lines = [
			...causeInWords(cause),
			...this.#done.splice(0),
			...(state === this.#state ? [] : [`→ ${state}`]),
			...(legal === this.#moves ? [] : [`the mind may do: ${legal}`]),
		];
		this.#state = state;
		this.#moves = legal;
		return lines;
	}
}

/** Only what is not seen otherwise: whoever types knows what he has typed. */
function causeInWords(cause: string): readonly string[] {
	if (cause.startsWith("move.")) return [`the mind moves: ${cause}`];
	if (cause === "mind.failed") return ["the mind has no answer"];
	return cause === "caller.silent" ? ["the caller is silent"] : [];
}

/** What a thought has cost, of a mind that costs something. */
export function costInWords({
	outcome,
	firstAfterMs,
	inputTokens,
	outputTokens,
}: Extract<ConversationSight, { type: "thought.over" }>): string {
	const first =
		firstAfterMs === undefined
			? "no words"
			: `first words after ${Math.round(firstAfterMs)} ms`;
	return `thought (${outcome}): ${first}, ${inputTokens} tokens read, ${outputTokens} written`;
}

/** What a flow tells its game. */
export function newsInWords({
	name,
	data,
}: Extract<ConversationNews, { type: "flow.told" }>): string {
	return data === undefined ? name : `${name} ${JSON.stringify(data)}`;
}

/** The scene as it stands: what the flow knows, and what the mind is told and may do. */
export function sceneInWords(
	snapshot: AnyMachineSnapshot,
	state: string,
): readonly string[] {
	const scene = sceneOf(snapshot);
	const legal = legalMoves(snapshot);
	const moves = Object.entries(scene.moves ?? {}) as [string, MoveInScene][];
	return [
		row("state", state),
		...known(snapshot.context as object),
		...texts("persona", scene.persona),
		...texts("goal", scene.goal),
		...moves.flatMap(([name, { means, heardAs = [] }]) => [
			row(legal.includes(name) ? "move" : "not now", `${name}: ${means}`),
			...(heardAs.length > 0 ? [row("", `heard as ${quoted(heardAs)}`)] : []),
		]),
		...(scene.words ? [row("words", scene.words.join(", "))] : []),
		...(scene.otherwise ?? []).map(({ text }) => row("otherwise", text)),
		...(scene.patienceMs ? [row("patience", `${scene.patienceMs} ms`)] : []),
		...texts("voice", scene.voice),
		...texts("filler", scene.filler),
	];
}

const titleWidth = 10;

function row(title: string, text: string): string {
	return `${title.padEnd(titleWidth)}${text}`.trimEnd();
}

function texts(title: string, text: string | undefined): readonly string[] {
	return text === undefined || text === "" ? [] : [row(title, text)];
}

function known(context: object): readonly string[] {
	const facts = Object.entries(context).map(
		([key, value]) => `${key}: ${JSON.stringify(value)}`,
	);
	return facts.length > 0 ? [row("knows", facts.join(", "))] : [];
}

function quoted(phrases: readonly string[]): string {
	return phrases.map((phrase) => `"${phrase}"`).join(", ");
}
