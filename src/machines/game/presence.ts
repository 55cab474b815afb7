/**
 * Whether a game is there. Its socket may be lost, and for a while the game may come back on another one.
 *
 *   here ──socket lost──▶ lost ──grace over──▶ missed ──too late──▶ gone
 *    ▲                     │                     │
 *    └─────── resumed ─────┴─────────────────────┘
 */
import { sendParent, setup } from "xstate";
import type { PresenceEvent, PresenceFact } from "../events.js";

/** What a game's presence is made from. */
export interface PresenceInput {
	/** How long the game may come back after its socket was lost, in milliseconds. */
	readonly resumeMs: number;
}

/** How long a game may be away until its callers are told. */
const awayGraceMs = 5_000;

const presenceSetup = setup({
	types: {
		context: {} as PresenceInput,
		input: {} as PresenceInput,
		events: {} as PresenceEvent,
	},
	delays: {
		awayGrace: awayGraceMs,
		resumeLimit: ({ context }) => context.resumeMs,
	},
	actions: {
		tellThatGameIsAway: sendParent((): PresenceFact => ({ type: "game.away" })),
		tellNewCallThatGameIsAway: sendParent(
			(_, { callId }: { readonly callId: string }): PresenceFact => ({
				type: "game.away",
				callId,
			}),
		),
	},
});

/** The machine of a game's presence. It is done when the game is given up. */
export const presenceMachine = presenceSetup.createMachine({
	id: "presence",
	description: "Whether one game is there.",
	context: ({ input }) => input,
	initial: "here",
	states: {
		here: {
			description: "The game has a socket.",
			on: { "socket.lost": "away" },
		},
		away: {
			description: "The game's socket is lost, and the game may come back.",
			after: { resumeLimit: "gone" },
			on: { "socket.resumed": "here" },
			initial: "lost",
			states: {
				lost: {
					description: "The game may be back before anybody notices.",
					after: { awayGrace: "missed" },
				},
				missed: {
					description: "The game's callers know that it is away.",
					entry: "tellThatGameIsAway",
					on: {
						"call.joined": {
							actions: {
								type: "tellNewCallThatGameIsAway",
								params: ({ event }) => event,
							},
						},
					},
				},
			},
		},
		gone: {
			description: "The game did not come back in time.",
			type: "final",
		},
	},
	options: { maxIterations: 1000 },
});
