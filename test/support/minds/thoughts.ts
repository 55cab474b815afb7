import type {
	OfferedMove,
	Remembered,
	ThinkOrder,
} from "../../../src/machines/conversation/mind.js";

/** A move that callers ask for. */
export const openGate: OfferedMove = {
	name: "move.openGate",
	means: "Open the gate, for a caller whom you trust.",
	heardAs: ["open the gate"],
};

/** A move that says how far, in whole steps. */
export const step: OfferedMove = {
	name: "move.step",
	means: "Step towards the caller.",
	data: {
		schema: {
			type: "object",
			properties: { far: { type: "integer" } },
			required: ["far"],
		},
		check: (data) => {
			const { far } = Object(data) as { readonly far?: unknown };
			return Number.isInteger(far)
				? { data: { far } }
				: { problem: "far must be a whole number." };
		},
	},
};

/** A caller's words, in his first turn unless it is said which. */
export function said(text: string, turn = 1): Remembered {
	return { kind: "said", turn, text };
}

/** A line that the caller heard whole, or only so much of it. */
export function heard(text: string, wasCut = false): Remembered {
	return { kind: "heard", text, wasCut };
}

/** An order to think of an answer to a caller of a lighthouse's keeper. */
export function thinkOf(
	thought: number,
	memory: readonly Remembered[],
	more: Partial<ThinkOrder> = {},
): ThinkOrder {
	return {
		type: "think",
		turn: 1,
		thought,
		scene: {
			persona: "You are Wren, keeper of a lighthouse.",
			goal: "Find out who rings.",
			otherwise: ["Fog tonight."],
		},
		moves: [],
		memory,
		isSpeculative: false,
		...more,
	};
}
