/**
 * One game: a program that shows a code and waits for callers.
 *
 *   issuedCode ──call joined──▶ paired ──last call left──▶ issuedCode
 *        └──── socket closed, game gone, no code free ────▶ closed
 *
 * A socket that is lost may be resumed for a while: the game stays in its state, and its calls with it.
 * `presence.ts` says whether it is there.
 */
import {
	type ActorRefFrom,
	assign,
	type ErrorActorEvent,
	emit,
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
	GamePassesOn,
	GameProblem,
	GameSocketOrder,
	NewCodeBound,
	PresenceEvent,
} from "../events.js";
import { callsLent, type Loans, withoutLoan, withoutLoansOf } from "./loans.js";
import {
	isTooMuch,
	meant,
	type OpenLines,
	withoutCall,
	withoutLines,
	withText,
} from "./open-lines.js";
import { presenceMachine } from "./presence.js";

/** What a game's actor is made from. */
export interface GameInput {
	readonly gameId: string;
	readonly coordinator: CoordinatorRef;
	/** The number that players ring. */
	readonly phoneNumber: string;
	/** How many calls may be paired with it at once. */
	readonly callers: number;
	/** Where it comes from. */
	readonly address: string;
	/** How long it may come back after its socket was lost, in milliseconds. */
	readonly resumeMs: number;
	/** The names of the flows that it may lend its callers to. */
	readonly flows: readonly string[];
}

interface GameContext extends GameInput {
	readonly calls: Readonly<Record<string, CallRef>>;
	readonly linesSent: number;
	/** Those of which it has more to say. */
	readonly openLines: OpenLines;
	/** Which of its callers flows have. */
	readonly loans: Loans;
	/** The words that it expects its callers to say. */
	readonly words: readonly string[];
	readonly endReason: GameEnd;
	/** What one of its children has thrown, if one has. */
	readonly failure: unknown;
}

/** What a game tells those who count and log. */
export interface GameEmission {
	readonly type: "new.code.refused";
	readonly bound: NewCodeBound;
}

/** An event that a game understands, by its type. */
type Told<Type extends GameEvent["type"]> = Extract<GameEvent, { type: Type }>;

const setUp = setup({
	types: {
		context: {} as GameContext,
		input: {} as GameInput,
		output: {} as GameEnd,
		events: {} as GameEvent | ErrorActorEvent<unknown, string>,
		emitted: {} as GameEmission,
		children: {} as { socket: "socket"; presence: "presence" },
	},
	actors: {
		socket: unplugged<GameSocketOrder, GameAdapterInput>("socket"),
		presence: presenceMachine,
	},
	guards: {
		isOwnCall: ({ context, event }) =>
			"callId" in event && has(context, event.callId),
		knowsThatCall: ({ context, event }) =>
			!("callId" in event) ||
			event.callId === undefined ||
			has(context, event.callId),
		isOpenLine: ({ context }, event: Told<"append">) =>
			meant(context.openLines, event).length > 0,
		isTooMuch: ({ context }, event: Told<"append">) =>
			isTooMuch(meant(context.openLines, event), event.text),
		isUnknownFlow: ({ context }, { flow }: Told<"converse">) =>
			!context.flows.includes(flow),
		isLent: ({ context }, { callId }: Told<"take.back" | "tell.flow">) =>
			callsLent(context.loans, callId).length > 0,
		hasNoRoom: (_, { hasNoRoom }: Told<"line.closed">) => hasNoRoom,
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
	return idsMeant(context, callId).flatMap((id) => context.calls[id] ?? []);
}

function idsMeant(
	context: GameContext,
	callId: string | undefined,
): readonly string[] {
	if (callId === undefined) return Object.keys(context.calls);
	return has(context, callId) ? [callId] : [];
}

/** The game's own name for what it asked, whatever that was. */
function commandIdOf(event: object): { readonly commandId?: string } {
	const { commandId, lineId } = event as {
		commandId?: string;
		lineId?: string;
	};
	const name = commandId ?? lineId;
	return name === undefined ? {} : { commandId: name };
}

/** Gives an action the event itself. */
function theEvent<Event>({ event }: { readonly event: Event }): Event {
	return event;
}

const gameSetup = setUp.extend({
	actions: {
		askForCode: sendTo(
			({ context }) => context.coordinator,
			({ context: { gameId, callers, address }, self }) => ({
				type: "game.arrived",
				gameId,
				callers,
				address,
				game: self,
			}),
		),
		askForNewCode: sendTo(
			({ context }) => context.coordinator,
			({ context: { gameId } }, wish: Told<"new.code">) => ({
				...wish,
				gameId,
			}),
		),
		showCode: sendTo(
			"socket",
			(
				{ context: { phoneNumber } },
				{ code }: Told<"code.issued">,
			): GameSocketOrder => ({ type: "show.code", phoneNumber, code }),
		),
		refuse: sendTo(
			"socket",
			({ event }, { problem }: { problem: GameProblem }): GameSocketOrder => ({
				type: "refuse",
				problem,
				...commandIdOf(event),
			}),
		),
		noteRefusedCode: emit((_, { bound }: { bound: NewCodeBound }) => ({
			type: "new.code.refused",
			bound,
		})),
		bindCall: enqueueActions(
			({ context, enqueue }, { callId, call }: Told<"call.joined">) => {
				const { gameId, words } = context;
				const calls = { ...context.calls, [callId]: call };
				enqueue.assign({ calls });
				const callers = Object.keys(calls).length;
				enqueue.sendTo("socket", { type: "call.joined", callId, callers });
				if (words.length > 0)
					enqueue.sendTo(call, { type: "expect.words", gameId, words });
			},
		),
		unbindCall: assign({
			calls: ({ context }, { callId }: Told<"call.left">) => {
				const { [callId]: _, ...others } = context.calls;
				return others;
			},
			openLines: ({ context }, { callId }: Told<"call.left">) =>
				withoutCall(context.openLines, callId),
			loans: ({ context }, { callId }: Told<"call.left">) =>
				withoutLoansOf(context.loans, callId),
		}),
		passToSocket: sendTo(
			"socket",
			(_, event: GamePassesOn): GameSocketOrder => event,
		),
		passToPresence: sendTo("presence", (_, event: PresenceEvent) => event),
		passToCalls: enqueueActions(
			(
				{ context, enqueue },
				{ type, callId }: Told<"stop.speaking" | "hang.up" | "game.away">,
			) => {
				const { gameId } = context;
				for (const call of callsMeant(context, callId))
					enqueue.sendTo(call, { type, gameId });
			},
		),
		sayToCalls: enqueueActions(
			({ context, enqueue }, { callId, ...line }: Told<"say">) => {
				const { gameId, linesSent } = context;
				const lineId = line.lineId ?? `line-${linesSent + 1}`;
				enqueue.assign({ linesSent: linesSent + 1 });
				if (!line.text.trim()) return;
				for (const call of callsMeant(context, callId))
					enqueue.sendTo(call, { ...line, gameId, lineId });
				if (!line.more) return;
				const characters = line.text.length;
				const opened = idsMeant(context, callId).map((id) => ({
					callId: id,
					lineId,
					characters,
				}));
				enqueue.assign({ openLines: [...context.openLines, ...opened] });
			},
		),
		appendInCalls: enqueueActions(
			({ context, enqueue }, event: Told<"append">) => {
				const { gameId, openLines } = context;
				const { callId: _, ...append } = event;
				const lines = meant(openLines, event);
				const { text, more } = append;
				for (const { callId } of lines)
					for (const call of callsMeant(context, callId))
						enqueue.sendTo(call, { ...append, gameId });
				enqueue.assign({ openLines: withText(openLines, lines, text, more) });
			},
		),
		/** What was given of it so far is spoken, and is all of it. */
		closeInCalls: enqueueActions(
			({ context, enqueue }, event: Told<"append">) => {
				const { gameId, openLines } = context;
				const { type, lineId } = event;
				const lines = meant(openLines, event);
				for (const { callId } of lines)
					for (const call of callsMeant(context, callId))
						enqueue.sendTo(call, {
							type,
							gameId,
							lineId,
							text: "",
							more: false,
						});
				enqueue.assign({ openLines: withText(openLines, lines, "", false) });
			},
		),
		noteThatLineTakesNoMore: assign({
			openLines: ({ context }, event: Told<"line.closed" | "line.ended">) =>
				withoutLines(context.openLines, event),
		}),
		tellCallOfTurn: enqueueActions(
			({ context, enqueue }, { callId, turn }: Told<"turn.began">) => {
				const { gameId } = context;
				for (const call of callsMeant(context, callId))
					enqueue.sendTo(call, { type: "turn.began", gameId, turn });
			},
		),
		lendCalls: enqueueActions(
			({ context, enqueue }, event: Told<"converse">) => {
				const { gameId, loans } = context;
				const { callId, commandId: _, ...wish } = event;
				for (const call of callsMeant(context, callId))
					enqueue.sendTo(call, { ...wish, gameId });
				const lent = idsMeant(context, callId).map((id) => ({
					callId: id,
					flow: wish.flow,
				}));
				enqueue.assign({ loans: [...loans, ...lent] });
			},
		),
		passToLentCalls: enqueueActions(
			({ context, enqueue }, event: Told<"take.back" | "tell.flow">) => {
				const { gameId, loans } = context;
				const { callId, commandId: _, ...wish } = event;
				for (const id of callsLent(loans, callId))
					for (const call of callsMeant(context, id))
						enqueue.sendTo(call, { ...wish, gameId });
			},
		),
		noteThatLoanIsOver: assign({
			loans: ({ context }, event: Told<"conversed">) =>
				withoutLoan(context.loans, event),
		}),
		keepWords: assign({
			words: (_, { words }: Told<"expect.words">) => words,
		}),
		tellCallsWhatToExpect: enqueueActions(({ context, enqueue }) => {
			const { gameId, words } = context;
			for (const call of callsMeant(context, undefined))
				enqueue.sendTo(call, { type: "expect.words", gameId, words });
		}),
		tellCoordinatorOfTheEnd: sendTo(
			({ context }) => context.coordinator,
			({ context: { gameId, endReason: reason } }) => ({
				type: "game.left",
				gameId,
				reason,
			}),
		),
		closeSocket: enqueueActions(({ context, enqueue }) => {
			const { endReason: reason } = context;
			if (reason === "failed") return;
			enqueue.sendTo("socket", { type: "close", reason });
		}),
		endBecause: assign({
			endReason: (_, { reason }: { reason: GameEnd }) => reason,
		}),
		noteFailure: assign({
			failure: (_, { error }: { error: unknown }) => error,
		}),
	},
});

const joining = [
	{ type: "bindCall", params: theEvent },
	{ type: "passToPresence", params: theEvent },
] as const;

const leaving = [
	{ type: "unbindCall", params: theEvent },
	{ type: "passToSocket", params: theEvent },
] as const;

const factOfOwnCall = {
	guard: "isOwnCall",
	actions: { type: "passToSocket", params: theEvent },
} as const;

const noSuchCall = {
	actions: { type: "refuse", params: { problem: "no such call" } },
} as const;

const lineOver = {
	guard: "knowsThatCall",
	actions: { type: "refuse", params: { problem: "line over" } },
} as const;

const noSuchFlow = {
	guard: { type: "isUnknownFlow", params: theEvent },
	actions: { type: "refuse", params: { problem: "no such flow" } },
} as const;

const noConversation = {
	guard: "knowsThatCall",
	actions: { type: "refuse", params: { problem: "no conversation" } },
} as const;

/** What becomes of a wish that is for the flows which have the game's callers. */
const forLentCalls = [
	{
		guard: { type: "isLent", params: theEvent },
		actions: { type: "passToLentCalls", params: theEvent },
	},
	noConversation,
	noSuchCall,
] as const;

/** What becomes of more text. */
const moreText = [
	{
		guard: { type: "isTooMuch", params: theEvent },
		actions: [
			{ type: "refuse", params: { problem: "line too long" } },
			{ type: "closeInCalls", params: theEvent },
		],
	},
	{
		guard: { type: "isOpenLine", params: theEvent },
		actions: { type: "appendInCalls", params: theEvent },
	},
	lineOver,
	noSuchCall,
] as const;

/** The machine of one game. `server.ts` provides its socket adapter. */
export const gameMachine = gameSetup.createMachine({
	id: "game",
	description:
		"One game. What stands here holds in each of its states, unless the state itself says otherwise.",
	context: ({ input }) => ({
		...input,
		calls: {},
		linesSent: 0,
		openLines: [],
		loans: [],
		words: [],
		endReason: "game left",
		failure: undefined,
	}),
	initial: "issuedCode",
	invoke: [
		{
			id: "socket",
			src: "socket",
			input: ({ context }) => ({ gameId: context.gameId }),
		},
		{
			id: "presence",
			src: "presence",
			input: ({ context }) => ({ resumeMs: context.resumeMs }),
			onDone: {
				target: ".closed",
				actions: { type: "endBecause", params: { reason: "game lost" } },
			},
		},
	],
	entry: "askForCode",
	states: {
		issuedCode: {
			description: "The game shows a code, and no call is with it.",
			on: {
				"code.refused": {
					target: "closed",
					actions: { type: "endBecause", params: { reason: "no code free" } },
				},
				"call.joined": { target: "paired", actions: joining },
			},
		},
		paired: {
			description: "At least one call is with the game.",
			on: {
				"call.joined": { actions: joining },
				"call.left": [
					{ guard: "isLastCall", target: "issuedCode", actions: leaving },
					{ guard: "isOwnCall", actions: leaving },
				],
				"caller.heard": factOfOwnCall,
				"caller.pressed": factOfOwnCall,
				"line.ended": {
					guard: "isOwnCall",
					actions: [
						{ type: "noteThatLineTakesNoMore", params: theEvent },
						{ type: "passToSocket", params: theEvent },
					],
				},
				"line.closed": [
					{
						guard: { type: "hasNoRoom", params: theEvent },
						actions: [
							{ type: "noteThatLineTakesNoMore", params: theEvent },
							{ type: "refuse", params: { problem: "line over" } },
						],
					},
					{
						actions: { type: "noteThatLineTakesNoMore", params: theEvent },
					},
				],
				"recognition.changed": factOfOwnCall,
				"words.taken": factOfOwnCall,
				"scene.changed": factOfOwnCall,
				"flow.told": factOfOwnCall,
				conversed: {
					guard: "isOwnCall",
					actions: [
						{ type: "noteThatLoanIsOver", params: theEvent },
						{ type: "passToSocket", params: theEvent },
					],
				},
				"turn.began": {
					guard: "isOwnCall",
					actions: { type: "tellCallOfTurn", params: theEvent },
				},
				say: [
					{
						guard: "knowsThatCall",
						actions: { type: "sayToCalls", params: theEvent },
					},
					noSuchCall,
				],
				append: moreText,
				converse: [
					noSuchFlow,
					{
						guard: "knowsThatCall",
						actions: { type: "lendCalls", params: theEvent },
					},
					noSuchCall,
				],
				"take.back": forLentCalls,
				"tell.flow": forLentCalls,
				"stop.speaking": [
					{
						guard: "knowsThatCall",
						actions: { type: "passToCalls", params: theEvent },
					},
					noSuchCall,
				],
				"hang.up": [
					{
						guard: "knowsThatCall",
						actions: { type: "passToCalls", params: theEvent },
					},
					noSuchCall,
				],
			},
		},
		closed: {
			description: "The game is over, for one reason.",
			type: "final",
			entry: ["tellCoordinatorOfTheEnd", "closeSocket"],
		},
	},
	on: {
		"code.issued": { actions: { type: "showCode", params: theEvent } },
		"code.kept": {
			actions: [
				{ type: "refuse", params: { problem: "no code free" } },
				{ type: "noteRefusedCode", params: { bound: "none_free" } },
			],
		},
		"code.withheld": {
			actions: [
				{ type: "refuse", params: { problem: "too many codes" } },
				{ type: "noteRefusedCode", params: theEvent },
			],
		},
		"new.code": { actions: { type: "askForNewCode", params: theEvent } },
		"expect.words": {
			actions: [
				{ type: "keepWords", params: theEvent },
				"tellCallsWhatToExpect",
			],
		},
		say: noSuchCall,
		append: [lineOver, noSuchCall],
		converse: [noSuchFlow, noSuchCall],
		"take.back": [noConversation, noSuchCall],
		"tell.flow": [noConversation, noSuchCall],
		"stop.speaking": noSuchCall,
		"hang.up": noSuchCall,
		"socket.lost": { actions: { type: "passToPresence", params: theEvent } },
		"socket.resumed": { actions: { type: "passToPresence", params: theEvent } },
		"game.away": { actions: { type: "passToCalls", params: theEvent } },
		"socket.closed": ".closed",
		end: {
			target: ".closed",
			actions: { type: "endBecause", params: theEvent },
		},
		"xstate.error.actor.*": {
			target: ".closed",
			actions: [
				{ type: "endBecause", params: { reason: "failed" } },
				{ type: "noteFailure", params: theEvent },
			],
		},
	},
	output: ({ context }) => context.endReason,
	options: { maxIterations: 1000 },
});

/** A running game. */
export type GameActor = ActorRefFrom<typeof gameMachine>;
