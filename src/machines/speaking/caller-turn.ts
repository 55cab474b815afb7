/**
 * Whether the caller's turn takes the floor: then what was prepared for an older turn is stale. An echo takes it not, nor
 * does a mere "mhm" while a line sounds.
 */
import { speakingSetup } from "./line-actions.js";
import type { SpeakingEventOf } from "./speaking-guards.js";

const note = {
	type: "noteTurn",
	params: ({ event }: { event: SpeakingEventOf<"turn.began"> }) => event,
} as const;

/** The region of a speaking that follows the caller's turns, as the game is told of them. */
export const callerTurn = speakingSetup.createStateConfig({
	description:
		"Whether what the caller says makes stale what was to be said before.",
	initial: "none",
	states: {
		none: {
			description: "The caller has said nothing since the last turn ended.",
			on: {
				"speech.heard": [
					{
						guard: { type: "takesFloor", params: ({ event }) => event },
						target: "taken",
					},
					{
						guard: { type: "hasWords", params: ({ event }) => event },
						target: "aside",
					},
				],
				"turn.began": { target: "taken", actions: note },
			},
		},
		aside: {
			description:
				"The caller's turn is so far but an echo, or a sign of listening while a line sounds.",
			on: {
				"speech.heard": {
					guard: { type: "isMoreThanSign", params: ({ event }) => event },
					target: "taken",
				},
				"turn.began": { actions: note },
				"turn.ended": "none",
			},
		},
		taken: {
			description: "The caller's turn is the newest that is to be answered.",
			entry: "takeFloor",
			on: {
				"turn.began": { actions: [note, "takeFloor"] },
				"turn.ended": "none",
			},
		},
	},
});
