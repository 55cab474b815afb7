/** How a call with the keeper stands. */
export type Ending =
	/** Nothing is decided. */
	| "open"
	/** He lit the lamp. */
	| "won"
	/** He hung up, and the lamp stays dark. */
	| "lost"
	/** Nobody talked to him. */
	| "left";

/** Where Marrow is in the lighthouse. */
export type Place = "kitchen" | "stairs" | "lamp";

const endings: Readonly<Record<string, Ending>> = {
	shining: "won",
	parting: "won",
	slamming: "lost",
	grieving: "lost",
	leaving: "left",
};
const places: Readonly<Record<string, Place>> = {
	climbing: "stairs",
	shining: "lamp",
	parting: "lamp",
};
/** Once he has begun to tell his secret, he trusts the caller. */
const trusting = new Set(["confessing", "deciding", "climbing"]);

/** What the flow's states say of the game; the last state of all, `over`, says nothing new. */
export function endingIn(states: readonly string[], before: Ending): Ending {
	return found(states, endings) ?? before;
}

export function placeIn(states: readonly string[], before: Place): Place {
	if (names(states).includes("over")) return before;
	return found(states, places) ?? "kitchen";
}

/** How many of the three steps are done that the page proposes: to ring, to win his trust, to have the lamp lit. */
export function stepsDone(states: readonly string[], ending: Ending): number {
	if (ending === "won") return 3;
	return names(states).some((name) => trusting.has(name)) ? 2 : 1;
}

/** Without the id of the flow, which comes before the first point. */
function names(states: readonly string[]): readonly string[] {
	return states.map((id) => id.split(".").at(-1) ?? "");
}

function found<Value>(
	states: readonly string[],
	values: Readonly<Record<string, Value>>,
): Value | undefined {
	return names(states)
		.map((name) => values[name])
		.find((value) => value !== undefined);
}
