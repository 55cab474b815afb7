/**
 * The one actor that pairs calls with games. It routes nothing else: paired, a call and its game hold each
 * other's refs.
 *
 *   open ──drain──▶ draining
 *
 * It decides by its registry, the switchboard, which answers each event with the messages to be sent.
 */
import { type ActorRefFrom, enqueueActions, setup } from "xstate";
import type { CoordinatorEvent } from "../events.js";
import type { Outgoing, Switchboard } from "./switchboard.js";

export interface CoordinatorInput {
	readonly switchboard: Switchboard;
}

const setUp = setup({
	types: {
		context: {} as CoordinatorInput,
		input: {} as CoordinatorInput,
		events: {} as CoordinatorEvent,
	},
});

type Enqueue = Parameters<
	Parameters<typeof setUp.enqueueActions>[0]
>[0]["enqueue"];
type EventOf<Type> = Extract<CoordinatorEvent, { type: Type }>;

function deliver(enqueue: Enqueue, messages: readonly Outgoing[]): void {
	for (const message of messages) {
		if (message.to === "call") enqueue.sendTo(message.call, message.event);
		else enqueue.sendTo(message.game, message.event);
	}
}

const coordinatorSetup = setUp.extend({
	actions: {
		admitCall: enqueueActions(
			({ context, enqueue }, event: EventOf<"call.arrived">) => {
				deliver(enqueue, context.switchboard.admitCall(event));
			},
		),
		admitNoNewCall: enqueueActions(
			({ context, enqueue }, event: EventOf<"call.arrived">) => {
				deliver(enqueue, context.switchboard.admitNoNewCall(event));
			},
		),
		forgetCall: enqueueActions(
			({ context, enqueue }, event: EventOf<"call.left">) => {
				deliver(enqueue, context.switchboard.forgetCall(event));
			},
		),
		lookUp: enqueueActions(
			({ context, enqueue }, event: EventOf<"code.heard">) => {
				deliver(enqueue, context.switchboard.lookUp(event));
			},
		),
		admitGame: enqueueActions(
			({ context, enqueue }, event: EventOf<"game.arrived">) => {
				deliver(enqueue, context.switchboard.admitGame(event));
			},
		),
		refuseGame: enqueueActions(
			({ context, enqueue }, event: EventOf<"game.arrived">) => {
				deliver(enqueue, context.switchboard.refuseGame(event));
			},
		),
		issueAnew: enqueueActions(
			({ context, enqueue }, event: EventOf<"new.code">) => {
				deliver(enqueue, context.switchboard.issueAnew(event));
			},
		),
		forgetGame: enqueueActions(
			({ context, enqueue }, event: EventOf<"game.left">) => {
				deliver(enqueue, context.switchboard.forgetGame(event));
			},
		),
		dismissIdleGames: enqueueActions(({ context, enqueue }) => {
			deliver(enqueue, context.switchboard.dismissIdleGames());
		}),
	},
});

/** The machine of the coordinator. Its input brings the registry that it decides by. */
export const coordinatorMachine = coordinatorSetup.createMachine({
	id: "coordinator",
	description:
		"Pairs calls with games. What stands here holds in each of its states, unless the state itself says otherwise.",
	context: ({ input }) => input,
	initial: "open",
	on: {
		"code.heard": {
			actions: { type: "lookUp", params: ({ event }) => event },
		},
		"new.code": {
			actions: { type: "issueAnew", params: ({ event }) => event },
		},
		"game.left": {
			actions: { type: "forgetGame", params: ({ event }) => event },
		},
	},
	states: {
		open: {
			description: "New calls and new games are let in.",
			on: {
				"call.arrived": {
					actions: { type: "admitCall", params: ({ event }) => event },
				},
				"call.left": {
					actions: { type: "forgetCall", params: ({ event }) => event },
				},
				"game.arrived": {
					actions: { type: "admitGame", params: ({ event }) => event },
				},
				drain: { target: "draining", actions: "dismissIdleGames" },
			},
		},
		draining: {
			description:
				"Nothing new is let in; what is there comes to its end, and a game without a call is sent away.",
			on: {
				"call.arrived": {
					actions: { type: "admitNoNewCall", params: ({ event }) => event },
				},
				"call.left": {
					actions: [
						{ type: "forgetCall", params: ({ event }) => event },
						"dismissIdleGames",
					],
				},
				"game.arrived": {
					actions: { type: "refuseGame", params: ({ event }) => event },
				},
			},
		},
	},
	options: { maxIterations: 1000 },
});

/** The running coordinator. */
export type CoordinatorActor = ActorRefFrom<typeof coordinatorMachine>;
