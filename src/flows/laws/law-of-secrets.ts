/** The law of what the mind may know. */
import type { AnyMachineSnapshot } from "xstate";
import {
	type Edge,
	type Exploration,
	type Node,
	wayTo,
} from "../exploration.js";
import { legalMoves, type Scene, sceneOf } from "../scene.js";
import { type Breach, type GeneralLaw, stateInWords } from "./breach.js";

/** So many words in a row are no chance. */
const wordsInRow = 4;

export const lawOfSecrets: GeneralLaw = {
	name: "kept secrets",
	sentence:
		"What a move reveals is not told to the mind where a guard forbids that move.",
	breachesIn: (exploration) => new SecretSearch(exploration).leaks(),
};

/** Looks for what moves reveal where they may not be made. */
class SecretSearch {
	/** The rows of words of each text, which many worlds have in common. */
	readonly #rows = new Map<string, ReadonlySet<string>>();

	constructor(private readonly exploration: Exploration) {}

	leaks(): readonly Breach[] {
		const types = this.exploration.edges.map(({ event }) => event.type);
		const moves = new Set(types.filter((type) => type.startsWith("move.")));
		return [...moves].flatMap((move) => this.#leaksOf(move));
	}

	#leaksOf(move: string): readonly Breach[] {
		const secrets = new Set(
			this.exploration.edges
				.filter(({ event }) => event.type === move)
				.flatMap((edge) => this.#revealedBy(edge)),
		);
		if (secrets.size === 0) return [];
		return nodesBefore(move, this.exploration).flatMap((node) => {
			const leak = this.#leakIn(node.world.snapshot, move, secrets);
			return leak === undefined ? [] : [{ what: leak, way: wayTo(node) }];
		});
	}

	/** What a move adds: the lines that it says, and what the mind is told only after it. */
	#revealedBy({ from, world }: Edge): readonly string[] {
		const before = new Set(
			this.#rowsIn(toldToMind(sceneOf(from.world.snapshot))),
		);
		const after = this.#rowsIn(toldToMind(sceneOf(world.snapshot)));
		const said = world.steps
			.flatMap(({ asked }) => asked)
			.flatMap((each) => (each.type === "say" ? [each.text] : []));
		return [...this.#rowsIn(said), ...after.filter((row) => !before.has(row))];
	}

	#leakIn(
		snapshot: AnyMachineSnapshot,
		move: string,
		secrets: ReadonlySet<string>,
	): string | undefined {
		const scene = sceneOf(snapshot);
		const moves = new Map(Object.entries(scene.moves ?? {}));
		const legal = legalMoves(snapshot);
		if (!moves.has(move) || legal.includes(move)) return undefined;
		const offered = legal.map((type) => moves.get(type)?.means ?? "");
		const told = this.#rowsIn([...toldToMind(scene), ...offered]);
		const leak = told.find((row) => secrets.has(row));
		return leak === undefined
			? undefined
			: `${stateInWords(snapshot)}: the mind is told "${leak}", which ${move} reveals and may not be made yet`;
	}

	#rowsIn(texts: readonly string[]): readonly string[] {
		return texts.flatMap((text) => [...this.#rowsOf(text)]);
	}

	#rowsOf(text: string): ReadonlySet<string> {
		const rows = this.#rows.get(text) ?? rowsOfWords(text);
		this.#rows.set(text, rows);
		return rows;
	}
}

function toldToMind({ persona = "", goal = "" }: Scene): readonly string[] {
	return [persona, goal];
}

/** The nodes that can be come to without the move: what was revealed once is no secret after. */
function nodesBefore(move: string, { nodes }: Exploration): readonly Node[] {
	const found = new Set(nodes.slice(0, 1));
	for (const node of found)
		for (const { event, to } of node.edges)
			if (event.type !== move) found.add(to);
	return [...found];
}

/** All rows of words in a text, in lower case and without punctuation. */
function rowsOfWords(text: string): ReadonlySet<string> {
	const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
	return new Set(
		words
			.slice(0, Math.max(0, words.length - wordsInRow + 1))
			.map((_, at) => words.slice(at, at + wordsInRow).join(" ")),
	);
}
