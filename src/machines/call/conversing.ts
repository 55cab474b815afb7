/** What a call does for its conversations: it has them begin and end, and passes on what they tell and are told. */
import { assign, emit, enqueueActions, raise, sendTo } from "xstate";
import type { GameLeft } from "../../flows/told.js";
import type {
	ConversableFlow,
	ConversationFromCall,
} from "../conversation/conversation-input.js";
import { withWordsOfScene } from "../conversation/heard-phrases.js";
import type {
	ConversationEnd,
	ConversationNews,
	ConversationSight,
	OfConversation,
} from "../conversation-events.js";
import type { GameFromConversation } from "../events.js";
import type {
	CallContext,
	ConversationOver,
	RunningConversation,
} from "./call-memory.js";
import type { EventOf } from "./guards.js";
import { toGameSetup } from "./to-game.js";

type Enqueue = Pick<
	Parameters<Parameters<typeof toGameSetup.enqueueActions>[0]>[0]["enqueue"],
	"assign" | "emit" | "sendTo" | "stopChild"
>;

/** Why a conversation is over, as far as its call does not know it already. */
interface Ending {
	readonly reason: ConversationEnd;
	readonly state?: string;
	readonly error?: unknown;
}

/** What a conversation begins with. */
function inputOf(
	{ callId, speaking, policy, now }: CallContext,
	conversationId: string,
	flow: ConversableFlow,
	input: unknown,
) {
	if (!speaking) throw new Error("A call converses, and cannot speak.");
	const { languages } = policy;
	return { callId, conversationId, flow, input, speaking, languages, now };
}

function nextId({ conversationsSoFar }: CallContext): string {
	return `conversation-${conversationsSoFar + 1}`;
}

function begun(
	id: string,
	flow: ConversableFlow,
	ref: RunningConversation["ref"],
	lender: RunningConversation["lender"],
): RunningConversation {
	return { id, flow: flow.name, state: "", ref, words: [], lender };
}

/** The conversation of a state in which there is one. */
function there(
	conversation: RunningConversation | undefined,
): RunningConversation["ref"] {
	if (!conversation)
		throw new Error("A call told its conversation something, and has none.");
	return conversation.ref;
}

function withNews(
	conversation: RunningConversation | undefined,
	{ conversationId }: OfConversation,
	news: Partial<Pick<RunningConversation, "state" | "words">>,
): RunningConversation | undefined {
	return conversation?.id === conversationId
		? { ...conversation, ...news }
		: conversation;
}

/** Tells those who watch, and the game that has lent its caller, that a conversation is over. */
function tellOver(
	enqueue: Enqueue,
	{ callId }: CallContext,
	{ flow, state: lastKnown, lender }: RunningConversation,
	{ reason, state = lastKnown, error }: Ending,
): void {
	const over: ConversationOver = {
		type: "conversed",
		callId,
		flow,
		state,
		reason,
	};
	enqueue.emit(error === undefined ? over : { ...over, error });
	if (lender) enqueue.sendTo(lender, over);
}

function endLent(enqueue: Enqueue, context: CallContext, ending: Ending): void {
	const { lent } = context;
	if (!lent) return;
	tellOver(enqueue, context, lent, ending);
	enqueue.stopChild("lent");
	enqueue.assign({ lent: undefined });
}

function endFrontDoor(
	enqueue: Enqueue,
	context: CallContext,
	ending: Ending,
): void {
	const { frontDoor } = context;
	if (!frontDoor) return;
	tellOver(enqueue, context, frontDoor, ending);
	enqueue.stopChild("frontDoor");
	enqueue.assign({ frontDoor: undefined });
}

/** The words that are likely to be said now: those of the game, and those of the scene that the caller is in. */
function wordsExpected({
	game,
	lent,
	frontDoor,
	expectedWords,
}: CallContext): readonly string[] {
	const conversation = game ? lent : (lent ?? frontDoor);
	return withWordsOfScene(expectedWords, conversation?.words ?? []);
}

function areSame(words: readonly string[], others: readonly string[]): boolean {
	return (
		words.length === others.length &&
		words.every((word, at) => word === others[at])
	);
}

/** An event of a conversation without the name that its call alone has for it. */
function forGame(
	news: ConversationNews & OfConversation,
): GameFromConversation {
	const { conversationId: _, ...told } = news;
	return told;
}

/** The setup of the machine, whole. */
export const callSetup = toGameSetup.extend({
	actions: {
		openFrontDoor: assign(({ context, spawn }) => {
			const flow = context.policy.answeringFlow(context.to);
			if (!flow) return {};
			const conversationId = nextId(context);
			const ref = spawn("conversation", {
				id: "frontDoor",
				input: inputOf(context, conversationId, flow, undefined),
			});
			return {
				conversationsSoFar: context.conversationsSoFar + 1,
				frontDoor: begun(conversationId, flow, ref, undefined),
			};
		}),
		lendCaller: assign(
			({ context, spawn }, { flow: name, input }: EventOf<"converse">) => {
				const flow = context.policy.flows.get(name);
				if (!flow) return {};
				const conversationId = nextId(context);
				const ref = spawn("conversation", {
					id: "lent",
					input: inputOf(context, conversationId, flow, input),
				});
				return {
					conversationsSoFar: context.conversationsSoFar + 1,
					lent: begun(conversationId, flow, ref, context.game?.ref),
				};
			},
		),
		/** There is nothing to lend the caller to, or no caller to lend. */
		refuseToConverse: enqueueActions(
			(
				{ context, enqueue },
				{
					flow,
					reason,
				}: { readonly flow: string; readonly reason: ConversationEnd },
			) => {
				const { callId, game } = context;
				const over = { type: "conversed", callId, flow, state: "", reason };
				enqueue.emit(over as ConversationOver);
				if (game) enqueue.sendTo(game.ref, over as ConversationOver);
			},
		),

		tellFrontDoor: sendTo(
			({ context }) => there(context.frontDoor),
			(_, fact: ConversationFromCall) => fact,
		),
		tellLent: sendTo(
			({ context }) => there(context.lent),
			(_, fact: ConversationFromCall) => fact,
		),
		takeBackToFrontDoor: sendTo(
			({ context }) => there(context.frontDoor),
			(_, { why }: { readonly why: "noCode" | "gameLeft" }) => ({
				type: "caller.returned",
				why,
			}),
		),
		/** The caller of a game is asked for no other game's code. */
		giveBackToLent: sendTo(({ context }) => there(context.lent), {
			type: "caller.returned",
			why: "noCode",
		}),
		tellLentOfGame: sendTo(
			({ context }) => there(context.lent),
			(_, { name, data }: EventOf<"tell.flow">) => ({
				type: "game.told",
				name,
				...(data !== undefined && { data }),
			}),
		),
		tellLentThatGameLeft: sendTo(({ context }) => there(context.lent), {
			type: "game.left",
		} satisfies GameLeft),
		keepLentWithoutGame: assign({
			lent: ({ context: { lent } }) => lent && { ...lent, lender: undefined },
		}),

		noteScene: assign(({ context }, news: EventOf<"scene.changed">) => ({
			frontDoor: withNews(context.frontDoor, news, { state: news.state }),
			lent: withNews(context.lent, news, { state: news.state }),
		})),
		noteWords: assign(({ context }, news: EventOf<"words.expected">) => ({
			frontDoor: withNews(context.frontDoor, news, { words: news.words }),
			lent: withNews(context.lent, news, { words: news.words }),
		})),
		tellGameOfConversation: enqueueActions(
			({ context, enqueue }, news: ConversationNews & OfConversation) => {
				const { lent } = context;
				if (lent?.lender) enqueue.sendTo(lent.lender, forGame(news));
			},
		),
		tellWatchers: emit((_, sight: ConversationSight) => sight),

		expectWords: enqueueActions(({ context, enqueue }) => {
			const words = wordsExpected(context);
			enqueue.sendTo("recogniser", { type: "expect.words", words });
			enqueue.assign({ wordsInUse: words });
		}),
		/** Of the words of a scene no game is told whether they are in use. */
		expectWordsOfScene: enqueueActions(({ context, enqueue }) => {
			const words = wordsExpected(context);
			if (areSame(words, context.wordsInUse)) return;
			const { answerAboutWords: answer } = context;
			enqueue.sendTo("recogniser", { type: "expect.words", words });
			enqueue.assign({
				wordsInUse: words,
				answerAboutWords: answer === "is awaited" ? answer : "concerns no game",
			});
		}),

		/** It is over by itself; what it said goes on. */
		noteFrontDoorOver: enqueueActions(({ context, enqueue }, over: Ending) => {
			endFrontDoor(enqueue, context, over);
		}),
		noteLentOver: enqueueActions(({ context, enqueue }, over: Ending) => {
			endLent(enqueue, context, over);
		}),
		/** It is stopped, and so is what it says. */
		stopLent: enqueueActions(({ context, enqueue }, ending: Ending) => {
			const { lent } = context;
			endLent(enqueue, context, ending);
			if (lent)
				enqueue.sendTo("speaking", { type: "stop.lines.of", asker: lent.ref });
		}),
		endConversations: enqueueActions(({ context, enqueue }) => {
			endLent(enqueue, context, { reason: "call ended" });
			endFrontDoor(enqueue, context, { reason: "call ended" });
		}),
		/** One that throws has failed like one whose flow throws. */
		failFrontDoor: raise(
			({ context }, { error }: { readonly error: unknown }) =>
				brokenOff(context, context.frontDoor, error),
		),
		failLent: raise(({ context }, { error }: { readonly error: unknown }) =>
			brokenOff(context, context.lent, error),
		),
	},
});

function brokenOff(
	{ callId }: CallContext,
	conversation: RunningConversation | undefined,
	error: unknown,
): EventOf<"conversation.over"> {
	const { id = "", flow = "", state = "" } = conversation ?? {};
	const reason = "failed";
	const of = { conversationId: id, callId, flow, state };
	return { type: "conversation.over", ...of, reason, error };
}
