/** The laws of what the mind may do. */
import type { AnyMachineSnapshot, EventObject } from "xstate";
import { getStateNodes } from "xstate/graph";
import { type Exploration, type Node, wayTo } from "../exploration.js";
import { activeStates, type Scene, sceneOf, wouldTake } from "../scene.js";
import { isOver } from "../world.js";
import { type Breach, type GeneralLaw, stateInWords } from "./breach.js";

export const lawsOfMoves: readonly GeneralLaw[] = [
	{
		name: "declared moves",
		sentence:
			"Every move that a state declares is taken there, and no move is taken that none declares.",
		breachesIn: (exploration) => [
			...idleMoves(exploration),
			...undeclaredMoves(exploration),
		],
	},
];

/** A move where a state declares it. */
interface Declaration {
	readonly state: string;
	readonly move: string;
}

/** Moves that are declared by a state and never taken while it is active. */
function idleMoves(exploration: Exploration): readonly Breach[] {
	const taken = takenMoves(exploration);
	return declarationsIn(exploration)
		.filter((each) => !taken.has(asText(each)))
		.map((each) => idleMove(each, exploration));
}

function declarationsIn({ machine }: Exploration): readonly Declaration[] {
	return [machine.root, ...getStateNodes(machine.root)].flatMap(
		({ id, meta }) =>
			Object.keys((meta as Scene | undefined)?.moves ?? {}).map((move) => ({
				state: id,
				move,
			})),
	);
}

function takenMoves({ edges }: Exploration): ReadonlySet<string> {
	const moves = edges.filter(({ event }) => isMove(event.type));
	return new Set(
		moves.flatMap(({ event, from }) =>
			activeStates(from.world.snapshot).map(({ id }) =>
				asText({ state: id, move: event.type }),
			),
		),
	);
}

const asText = ({ state, move }: Declaration) => `${state} ${move}`;
const isMove = (type: string) => type.startsWith("move.");

function idleMove(
	{ state, move }: Declaration,
	{ nodes }: Exploration,
): Breach {
	const isThere = ({ world }: Node) =>
		activeStates(world.snapshot).some(({ id }) => id === state);
	const thinking = nodes.find((node) => node.world.isThinking && isThere(node));
	if (thinking)
		return {
			what: `${state}: declares ${move} and never takes it`,
			way: wayTo(thinking),
		};
	const entered = nodes.find(isThere);
	return {
		what: entered
			? `${state}: declares ${move} where the mind never thinks`
			: `${state}: declares ${move} and is never entered`,
		way: entered ? wayTo(entered) : [],
	};
}

function undeclaredMoves({ machine, nodes }: Exploration): readonly Breach[] {
	const moves = machine.events.filter(
		(type) => isMove(type) && !type.endsWith("*"),
	);
	return nodes.flatMap((node) => {
		const { snapshot, isThinking } = node.world;
		if (!isThinking || isOver(node.world)) return [];
		return moves
			.filter((type) => isTakenUndeclared(snapshot, { type }))
			.map((type) => ({
				what: `${stateInWords(snapshot)}: would take ${type}, which it does not declare`,
				way: wayTo(node),
			}));
	});
}

function isTakenUndeclared(
	snapshot: AnyMachineSnapshot,
	move: EventObject,
): boolean {
	return (
		!Object.hasOwn(sceneOf(snapshot).moves ?? {}, move.type) &&
		wouldTake(snapshot, move)
	);
}
