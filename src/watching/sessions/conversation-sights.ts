import type { AnyStateMachine, AnyStateNode, EventObject } from "xstate";
import { toldTypes } from "../../flows/told.js";
import type { ConversationSight } from "../../machines/conversation-events.js";
import { safeName } from "./safe-name.js";

/** What operators see of a conversation: only names that its author gave, how it ended, and figures. */
export type Seen =
	| {
			/** The flow was told something, and is in these states now. */
			readonly kind: "stepped";
			readonly flow: string;
			/** The type of what it was told. */
			readonly cause: string;
			readonly state: string;
			/** The ids of the active states, as the drawing of the flow has them. */
			readonly activeStates: readonly string[];
			readonly legalMoves: readonly string[];
	  }
	| {
			/** The mind asked for a move that was not legal. */
			readonly kind: "refused";
			readonly flow: string;
			readonly move: string;
	  }
	| {
			/** A thought is over. */
			readonly kind: "thought";
			readonly flow: string;
			readonly wasSpeculative: boolean;
			readonly outcome: string;
			/** From the order to think to the first words or move; not there where none came. */
			readonly firstAfterMs?: number;
			readonly inputTokens: number;
			readonly outputTokens: number;
	  }
	| {
			/** The conversation is over. */
			readonly kind: "over";
			readonly flow: string;
			readonly reason: string;
	  };

/** What was seen, and when: in milliseconds since 1970. */
export type Sight = { readonly at: number } & Seen;

/** What operators may see of what a call emits; undefined where that is nothing. */
export type SightMaker = (emitted: EventObject) => Seen | undefined;

/** A flow by its name, as far as its names are needed. */
interface NamedFlow {
	readonly machine: AnyStateMachine;
}

type Emitted =
	| ConversationSight
	| {
			readonly type: "conversed";
			readonly flow: string;
			readonly reason: string;
	  };

/**
 * Makes sights of conversations in these flows. A name that the flow's author did not give does not pass: a mind may ask for
 * a move by any name, also by one that a caller has made up.
 */
export function sightsOf(flows: ReadonlyMap<string, NamedFlow>): SightMaker {
	const names = new Map(
		[...flows].map(([flow, { machine }]) => [flow, namesIn(machine)]),
	);
	return (emitted) => {
		const fact = emitted as Emitted;
		const known = "flow" in fact ? names.get(fact.flow) : undefined;
		return known && seen(fact, known);
	};
}

interface NamesOfFlow {
	readonly states: ReadonlySet<string>;
	readonly paths: ReadonlySet<string>;
	readonly events: ReadonlySet<string>;
}

function namesIn(machine: AnyStateMachine): NamesOfFlow {
	const nodes = nodesIn(machine.root);
	const declared = nodes.flatMap(({ meta }) =>
		Object.keys((meta as { moves?: object } | undefined)?.moves ?? {}),
	);
	return {
		states: new Set(nodes.map(({ id }) => id)),
		paths: new Set(nodes.map(({ path }) => path.join("."))),
		events: new Set([...toldTypes, "start", ...machine.events, ...declared]),
	};
}

function nodesIn(node: AnyStateNode): AnyStateNode[] {
	return [node, ...Object.values(node.states).flatMap(nodesIn)];
}

function seen(fact: Emitted, known: NamesOfFlow): Seen | undefined {
	const { flow } = fact;
	const ofAuthor = (event: string) =>
		known.events.has(event) ? event : "unnamed";
	switch (fact.type) {
		case "flow.stepped":
			return {
				kind: "stepped",
				flow,
				cause: ofAuthor(fact.cause),
				state: statesOfAuthor(fact.state, known),
				activeStates: fact.activeStates.filter((id) => known.states.has(id)),
				legalMoves: fact.legalMoves.map(ofAuthor),
			};
		case "move.refused":
			return { kind: "refused", flow, move: ofAuthor(fact.move) };
		case "thought.over":
			return {
				kind: "thought",
				flow,
				wasSpeculative: fact.wasSpeculative,
				outcome: safeName(fact.outcome),
				...(fact.firstAfterMs !== undefined && {
					firstAfterMs: fact.firstAfterMs,
				}),
				inputTokens: fact.inputTokens,
				outputTokens: fact.outputTokens,
			};
		case "conversed":
			return { kind: "over", flow, reason: endOf(fact.reason) };
	}
}

/** Of parallel states the names have ", " between them. */
function statesOfAuthor(state: string, { paths }: NamesOfFlow): string {
	return state
		.split(", ")
		.map((path) => (paths.has(path) ? path : "unnamed"))
		.join(", ");
}

/** An end is of a few words. */
function endOf(reason: string): string {
	return /^[a-z ]{1,20}$/.test(reason) ? reason : "unnamed";
}
