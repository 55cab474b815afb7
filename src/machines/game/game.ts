/**
 * One game: a program that shows a code and waits for callers.
 *
 *   issuedCode ──call joined──▶ paired ──last call left──▶ issuedCode
 *        └──────── socket closed, no code free ─────────▶ closed
 *
 * A socket that is lost may be resumed for a while: the game stays in its state, and its calls with it.
 */
import {
	type ActorRefFrom,
	assertEvent,
	type ErrorActorEvent,
	enqueueActions,
	sendTo,
	setup,
} from "xstate";
import { type GameAdapterInput, unplugged } from "../adapter-contract.js";
import type {
	CallRef,
	CoordinatorRef,
	GameEnd,
	GameEvent,
	GameProblem,
	GameSocketOrder,
} from "../events.js";

/** What a game's actor is made from. */
export interface GameInput {
	readonly gameId: string;
	readonly coordinator: CoordinatorRef;
	/** The number that players ring. */
	readonly phoneNumber: string;
	/** How many calls may be paired with it at once. */
	readonly callers: number;
	/** How long it may come back after its socket was lost, in milliseconds. */
	readonly resumeMs: number;
}

interface GameContext extends GameInput {
	readonly calls: Readonly<Record<string, CallRef>>;
	readonly linesSent: number;
	/** The words that it expects its callers to say. */
	readonly words: readonly string[];
	/** Its socket has been lost for long enough that its callers were told. */
	readonly isAway: boolean;
	readonly endReason: GameEnd;
}

/** How long a game may be away until its callers are told. */
const awayGraceMs = 5_000;

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
			"callId" in event && has(context, event.callId),
		knowsThatCall: ({ context, event }) =>
			!("callId" in event) ||
			event.callId === undefined ||
			has(context, event.callId),
		isLastCall: ({ context, event }) =>
			"callId" in event &&
			Object.keys(context.calls).every((id) => id === event.callId),
	},
});

/** Whether this is one of the game's calls. Games name calls as they like, "__proto__" among others. */
function has({ calls }: GameContext, callId: string | undefined): boolean {
	return callId !== undefined && Object.hasOwn(calls, callId);
}

/** The call with this id, or every call of the game. */
function callsMeant(
	context: GameContext,
	callId: string | undefined,
): readonly CallRef[] {
	const { calls } = context;
	if (callId === undefined) return Object.values(calls);
	const call = has(context, callId) ? calls[callId] : undefined;
	return call ? [call] : [];
}

/** The game's own name for what it asked, whatever that was. */
function commandIdOf(event: object): string | undefined {
	const { commandId, lineId } = event as {
		commandId?: string;
		lineId?: string;
	};
	return commandId ?? lineId;
}

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
			const calls = { ...context.calls, [callId]: call };
			enqueue.assign({ calls });
			const callers = Object.keys(calls).length;
			enqueue.sendTo("socket", { type: "tell.joined", callId, callers });
			const { gameId, words, isAway } = context;
			if (words.length > 0) {
				enqueue.sendTo(call, { type: "expect", gameId, words });
			}
			if (isAway) enqueue.sendTo(call, { type: "game.away", gameId });
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
		tellWhichKey: sendTo("socket", ({ event }) => {
			assertEvent(event, "caller.pressed");
			const { callId, digit } = event;
			return { type: "tell.pressed", callId, digit };
		}),
		tellHowLineEnded: sendTo("socket", ({ event }) => {
			assertEvent(event, "line.ended");
			const { callId, lineId, outcome, heardMs } = event;
			return { type: "tell.line.ended", callId, lineId, outcome, heardMs };
		}),
		tellOfRecognition: sendTo("socket", ({ event }) => {
			assertEvent(event, "recognition.changed");
			const { callId, state, missedMs } = event;
			return { type: "tell.recognition", callId, state, missedMs };
		}),
		tellWhenWordsAreTaken: sendTo("socket", ({ event }) => {
			assertEvent(event, "words.taken");
			const { callId, when } = event;
			return { type: "tell.words.taken", callId, when };
		}),
		sayToCallers: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "words.sent");
			const { gameId, linesSent } = context;
			const { text, voice, isInterruptible } = event;
			const lineId = event.lineId ?? `line-${linesSent + 1}`;
			enqueue.assign({ linesSent: linesSent + 1 });
			if (!text.trim()) return;
			for (const call of callsMeant(context, event.callId)) {
				enqueue.sendTo(call, {
					type: "say",
					gameId,
					lineId,
					text,
					isInterruptible,
					...(voice !== undefined && { voice }),
				});
			}
		}),
		stopSpeaking: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "stop.wanted");
			const { gameId } = context;
			for (const call of callsMeant(context, event.callId)) {
				enqueue.sendTo(call, { type: "stop.speaking", gameId });
			}
		}),
		hangUp: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "hang.up.wanted");
			const { gameId } = context;
			for (const call of callsMeant(context, event.callId)) {
				enqueue.sendTo(call, { type: "hang.up", gameId });
			}
		}),
		expectWords: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "words.expected");
			const { gameId } = context;
			const { words } = event;
			enqueue.assign({ words });
			for (const call of callsMeant(context, undefined)) {
				enqueue.sendTo(call, { type: "expect", gameId, words });
			}
		}),
		askForNewCode: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "code.wanted");
			const { type: _, ...command } = event;
			const { gameId } = context;
			enqueue.sendTo(context.coordinator, {
				type: "new.code",
				gameId,
				...command,
			});
		}),
		refuse: enqueueActions(
			({ event, enqueue }, { problem }: { problem: GameProblem }) => {
				const commandId = commandIdOf(event);
				enqueue.sendTo("socket", {
					type: "refuse",
					problem,
					...(commandId !== undefined && { commandId }),
				});
			},
		),
		awaitReturn: enqueueActions(({ context, enqueue }) => {
			enqueue.raise({ type: "still.away" }, { id: "away", delay: awayGraceMs });
			enqueue.raise(
				{ type: "return.overdue" },
				{ id: "return", delay: context.resumeMs },
			);
		}),
		awaitReturnNoMore: enqueueActions(({ enqueue }) => {
			enqueue.cancel("away");
			enqueue.cancel("return");
			enqueue.assign({ isAway: false });
		}),
		tellCallsOfAbsence: enqueueActions(({ context, enqueue }) => {
			const { gameId } = context;
			enqueue.assign({ isAway: true });
			for (const call of callsMeant(context, undefined)) {
				enqueue.sendTo(call, { type: "game.away", gameId });
			}
		}),
		tellCoordinatorOfTheEnd: enqueueActions(({ context, enqueue }) => {
			enqueue.sendTo(context.coordinator, {
				type: "game.left",
				gameId: context.gameId,
				reason: context.endReason,
			});
		}),
		closeSocket: enqueueActions(({ context, enqueue }) => {
			const { endReason: reason } = context;
			if (reason === "failed") return;
			enqueue.sendTo("socket", { type: "close", reason });
		}),
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
		words: [],
		isAway: false,
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
				"caller.pressed": { guard: "isOwnCall", actions: "tellWhichKey" },
				"line.ended": { guard: "isOwnCall", actions: "tellHowLineEnded" },
				"recognition.changed": {
					guard: "isOwnCall",
					actions: "tellOfRecognition",
				},
				"words.taken": {
					guard: "isOwnCall",
					actions: "tellWhenWordsAreTaken",
				},
				"words.sent": [
					{ guard: "knowsThatCall", actions: "sayToCallers" },
					{ actions: { type: "refuse", params: { problem: "no such call" } } },
				],
				"stop.wanted": [
					{ guard: "knowsThatCall", actions: "stopSpeaking" },
					{ actions: { type: "refuse", params: { problem: "no such call" } } },
				],
				"hang.up.wanted": [
					{ guard: "knowsThatCall", actions: "hangUp" },
					{ actions: { type: "refuse", params: { problem: "no such call" } } },
				],
			},
		},
		closed: {
			type: "final",
			entry: ["tellCoordinatorOfTheEnd", "closeSocket"],
		},
	},
	on: {
		"code.issued": { actions: "showCode" },
		"code.kept": {
			actions: { type: "refuse", params: { problem: "no code free" } },
		},
		"code.wanted": { actions: "askForNewCode" },
		"words.expected": { actions: "expectWords" },
		"words.sent": {
			actions: { type: "refuse", params: { problem: "no such call" } },
		},
		"stop.wanted": {
			actions: { type: "refuse", params: { problem: "no such call" } },
		},
		"hang.up.wanted": {
			actions: { type: "refuse", params: { problem: "no such call" } },
		},
		"socket.lost": { actions: "awaitReturn" },
		"socket.resumed": { actions: "awaitReturnNoMore" },
		"still.away": { actions: "tellCallsOfAbsence" },
		"return.overdue": {
			target: ".closed",
			actions: { type: "endBecause", params: { reason: "game lost" } },
		},
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
