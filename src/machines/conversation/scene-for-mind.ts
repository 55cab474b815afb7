/** A scene as a mind is told of it, and what those who watch see of it. */
import type { AnyMachineSnapshot } from "xstate";
import { dataOfMove } from "../../flows/move-data.js";
import {
	activeStates,
	type MoveInScene,
	sceneOf,
	wouldTake,
} from "../../flows/scene.js";
import type { MindScene, OfferedMove } from "./mind.js";

/** What the mind is to know of where the conversation is. */
export function sceneForMind(
	snapshot: AnyMachineSnapshot,
	about: string | undefined,
): MindScene {
	const { persona = "", goal = "", otherwise, words } = sceneOf(snapshot);
	return {
		persona,
		goal,
		...(about !== undefined && { about }),
		...(otherwise && { otherwise: otherwise.map(({ text }) => text) }),
		...(words && { words }),
	};
}

/** The moves that the flow would take now, as the mind is offered them. */
export function offeredMoves(
	snapshot: AnyMachineSnapshot,
): readonly OfferedMove[] {
	if (snapshot.status !== "active") return [];
	return movesIn(snapshot)
		.filter(([type, move]) => mayBeTaken(snapshot, type, move))
		.map(([name, { means, heardAs, final, data }]) => ({
			name,
			means,
			...(heardAs && { heardAs }),
			...(final !== undefined && { final }),
			...(data && { data: dataOfMove(data) }),
		}));
}

/** Whether the scene declares a move, and the flow would take it with this data. */
export function isLegal(
	snapshot: AnyMachineSnapshot,
	move: { readonly type: string; readonly data?: unknown },
): boolean {
	return (
		snapshot.status === "active" &&
		movesIn(snapshot).some(([type]) => type === move.type) &&
		wouldTake(snapshot, move)
	);
}

/** The names of the active states, as `gate.closed`; of parallel ones with ", " between. */
export function stateNames({ _nodes }: AnyMachineSnapshot): string {
	return _nodes
		.filter(({ type }) => type === "atomic" || type === "final")
		.map(({ path, key }) => path.join(".") || key)
		.join(", ");
}

/** The ids of the active states, outermost first. */
export function stateIds(snapshot: AnyMachineSnapshot): readonly string[] {
	return activeStates(snapshot).map(({ id }) => id);
}

function movesIn(
	snapshot: AnyMachineSnapshot,
): readonly (readonly [OfferedMove["name"], MoveInScene])[] {
	return Object.entries(sceneOf(snapshot).moves ?? {}) as [
		OfferedMove["name"],
		MoveInScene,
	][];
}

/** A guard may look into data that there is not yet, and fail: with data it may say yes. */
function mayBeTaken(
	snapshot: AnyMachineSnapshot,
	type: OfferedMove["name"],
	{ data }: MoveInScene,
): boolean {
	if (data === undefined) return wouldTake(snapshot, { type });
	try {
		return snapshot.can({ type });
	} catch {
		return true;
	}
}
