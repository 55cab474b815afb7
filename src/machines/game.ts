/**
 * One game: a program that shows a code and waits for callers.
 *
 *   issuedCode ──call joined──▶ paired ──last call left──▶ issuedCode
 *        └───────── socket lost, no code free ──────────▶ closed
 */
import {
	type ActorRefFrom,
	assertEvent,
	type ErrorActorEvent,
	enqueueActions,
	sendTo,
	setup,
} from "xstate";
import { type GameAdapterInput, unplugged } from "./adapter-contract.js";
import type {
	CallRef,
	CoordinatorRef,
	GameEnd,
	GameEvent,
	GameSocketOrder,
} from "./events.js";

/** What a game's actor is made from. */
export interface GameInput {
	readonly gameId: string;
	readonly coordinator: CoordinatorRef;
	/** The number that players ring. */
	readonly phoneNumber: string;
	/** How many calls may be paired with it at once. */
	readonly callers: number;
}

interface GameContext extends GameInput {
	readonly calls: Readonly<Record<string, CallRef>>;
	readonly linesSent: number;
	readonly endReason: GameEnd;
}

const setUp = setup({
	types: {
		context: {} as GameContext,
		input: {} as GameInput,
		events: {} as GameEvent | ErrorActorEvent<unknown, string>,
		children: {} as { socket: "socket" },
	},
	actors: { socket: unplugged<GameSocketOrder, GameAdapterInput>("socket") },
	guards: {
		isOwnCall: ({ context, event }) =>
			"callId" in event && event.callId in context.calls,
		isLastCall: ({ context, event }) =>
			"callId" in event &&
			Object.keys(context.calls).every((id) => id === event.callId),
	},
});

const gameSetup = setUp.extend({
	actions: {
		askForCode: enqueueActions(({ context, enqueue, self }) => {
			enqueue.sendTo(context.coordinator, {
				type: "game.arrived",
				gameId: context.gameId,
				callers: context.callers,
				game: self,
			});
		}),
		showCode: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "code.issued");
			enqueue.sendTo("socket", {
				type: "show.code",
				phoneNumber: context.phoneNumber,
				code: event.code,
			});
		}),
		bindCall: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "call.joined");
			const { callId, call } = event;
			enqueue.assign({ calls: { ...context.calls, [callId]: call } });
			enqueue.sendTo("socket", { type: "tell.joined", callId });
		}),
		unbindCall: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "call.left");
			const { [event.callId]: _, ...calls } = context.calls;
			enqueue.assign({ calls });
			enqueue.sendTo("socket", {
				type: "tell.left",
				callId: event.callId,
				reason: event.reason,
			});
		}),
		tellWhatWasHeard: sendTo("socket", ({ event }) => {
			assertEvent(event, "caller.heard");
			return { type: "tell.heard", callId: event.callId, heard: event.heard };
		}),
		sayToCallers: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "words.sent");
			const line = context.linesSent + 1;
			enqueue.assign({ linesSent: line });
			for (const call of Object.values(context.calls)) {
				enqueue.sendTo(call, {
					type: "say",
					gameId: context.gameId,
					lineId: `line-${line}`,
					text: event.text,
					isInterruptible: event.isInterruptible,
				});
			}
		}),
		tellCoordinatorOfTheEnd: enqueueActions(({ context, enqueue }) => {
			enqueue.sendTo(context.coordinator, {
				type: "game.left",
				gameId: context.gameId,
				reason: context.endReason,
			});
		}),
		closeSocket: sendTo("socket", ({ context }) => ({
			type: "close",
			reason: context.endReason,
		})),
		endBecause: enqueueActions(
			({ enqueue }, { reason }: { reason: GameEnd }) => {
				enqueue.assign({ endReason: reason });
			},
		),
	},
});

/** The machine of one game. `main.ts` provides its socket adapter. */
export const gameMachine = gameSetup.createMachine({
	id: "game",
	context: ({ input }) => ({
		...input,
		calls: {},
		linesSent: 0,
		endReason: "game left",
	}),
	initial: "issuedCode",
	invoke: {
		id: "socket",
		src: "socket",
		input: ({ context }) => ({ gameId: context.gameId }),
	},
	entry: "askForCode",
	states: {
		issuedCode: {
			on: {
				"code.issued": { actions: "showCode" },
				"code.refused": {
					target: "closed",
					actions: { type: "endBecause", params: { reason: "no code free" } },
				},
				"call.joined": { target: "paired", actions: "bindCall" },
			},
		},
		paired: {
			on: {
				"call.joined": { actions: "bindCall" },
				"call.left": [
					{ guard: "isLastCall", target: "issuedCode", actions: "unbindCall" },
					{ guard: "isOwnCall", actions: "unbindCall" },
				],
				"caller.heard": { guard: "isOwnCall", actions: "tellWhatWasHeard" },
				"words.sent": { actions: "sayToCallers" },
			},
		},
		closed: {
			type: "final",
			entry: ["tellCoordinatorOfTheEnd", "closeSocket"],
		},
	},
	on: {
		"socket.closed": ".closed",
		end: {
			target: ".closed",
			actions: {
				type: "endBecause",
				params: ({ event }) => ({ reason: event.reason }),
			},
		},
		"xstate.error.actor.*": {
			target: ".closed",
			actions: { type: "endBecause", params: { reason: "failed" } },
		},
	},
	options: { maxIterations: 1000 },
});

/** A running game. */
export type GameActor = ActorRefFrom<typeof gameMachine>;
