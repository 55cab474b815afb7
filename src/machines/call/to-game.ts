/** What a call tells its game and the coordinator, and what it orders its recogniser for them. */
import { assign, enqueueActions, sendTo, spawnChild, stopChild } from "xstate";
import type {
	GameFromCall,
	GameFromNewCall,
	Heard,
	PhoneOrder,
} from "../events.js";
import { isDown } from "../recogniser/recogniser.js";
import { saidAfter, stillHeard } from "../spoken-codes/after-code.js";
import type { CallContext, SpeechHeard } from "./call-memory.js";
import type { EventOf } from "./guards.js";
import { saying } from "./saying.js";

/** The game that a state with a game has. */
function gameOf({ game }: CallContext) {
	if (!game) throw new Error("A call told its game something, and has none.");
	return game.ref;
}

function recognitionDown({ callId }: CallContext): GameFromCall {
	return { type: "recognition.changed", callId, state: "down", missedMs: 0 };
}

function told({ callId }: CallContext, heard: Heard): GameFromCall {
	return { type: "caller.heard", callId, heard };
}

/** A result without the code and what was said before it; undefined if nothing is left. */
function behindCode(
	{ saidCode, policy }: CallContext,
	heard: SpeechHeard,
): SpeechHeard | undefined {
	if (!saidCode) return heard;
	const speech = saidAfter(saidCode, heard.speech, policy.vocabulary);
	return speech?.text ? { ...heard, speech } : undefined;
}

const toGame = ({ context }: { context: CallContext }) => gameOf(context);

export const toGameSetup = saying.extend({
	actions: {
		askForAdmission: sendTo(
			({ context }) => context.coordinator,
			({ context, self }, event: EventOf<"stream.started">) => ({
				type: "call.arrived",
				isAnswered: context.policy.answeringFlow(event.to) !== undefined,
				callId: context.callId,
				callSid: event.callSid,
				callerKey: event.callerKey,
				addressKey: event.addressKey,
				hasToken: event.hasToken === true,
				call: self,
			}),
		),
		noteBeginning: assign(({ context }, { to }: EventOf<"stream.started">) => ({
			beganMs: context.now(),
			to,
		})),
		tellCoordinatorOfTheEnd: sendTo(
			({ context }) => context.coordinator,
			({ context }) => ({
				type: "call.left",
				callId: context.callId,
				reason: context.endReason,
			}),
		),
		refuseStream: sendTo("phone", {
			type: "refuse.stream",
			why: "the call that it names came with a token, and it has none",
		} satisfies PhoneOrder),
		takeOverStream: sendTo("phone", (_, event: EventOf<"stream.replaced">) => ({
			type: "take.over",
			fromCallId: event.fromCallId,
		})),

		openRecogniser: spawnChild("recogniser", {
			id: "recogniser",
			input: ({ context }) => ({ callId: context.callId }),
		}),
		closeRecogniser: stopChild("recogniser"),
		forgetLastCode: assign({ saidCode: undefined }),
		expectCode: sendTo("recogniser", { type: "expect.code" }),
		keepWordsOfGame: assign((_, { words }: EventOf<"expect.words">) => ({
			expectedWords: words,
			answerAboutWords: "is awaited" as const,
		})),
		askForLastWords: sendTo("recogniser", { type: "finish" }),

		bindGame: assign((_, { gameId, game }: EventOf<"code.matched">) => ({
			game: { id: gameId, ref: game },
			nextCode: undefined,
		})),
		joinGame: sendTo(
			toGame,
			({ context: { callId }, self }): GameFromNewCall => ({
				type: "call.joined",
				callId,
				call: self,
			}),
		),
		unbindGame: assign({
			game: undefined,
			expectedWords: [],
			answerAboutWords: "concerns no game",
		}),
		/** The words behind the code, in the results in which it was said and in those that came while it was looked up. */
		tellGameWhatFollowedTheCode: enqueueActions(({ context, enqueue }) => {
			for (const heard of context.heardWithCode) {
				const rest = behindCode(context, heard);
				if (rest) enqueue.sendTo(gameOf(context), told(context, rest));
			}
			enqueue.assign({
				heardWithCode: [],
				saidCode: stillHeard(context.saidCode, context.heardWithCode),
			});
		}),
		/** What the interim result that gave the code did not hold yet. */
		passOnWhatFollowsTheCode: enqueueActions(
			({ context, enqueue }, heard: SpeechHeard) => {
				const rest = behindCode(context, heard);
				if (rest) {
					if (context.lent) enqueue.sendTo(context.lent.ref, rest);
					enqueue.sendTo("speaking", rest);
					enqueue.sendTo(gameOf(context), told(context, rest));
				}
				enqueue.assign({ saidCode: stillHeard(context.saidCode, [heard]) });
			},
		),
		tellGameWhatWasHeard: sendTo(toGame, ({ context }, heard: Heard) =>
			told(context, heard),
		),
		noteCodeKey: assign({ codeKeyAtMs: ({ context }) => context.now() }),
		forgetCodeKey: assign({ codeKeyAtMs: undefined }),
		tellGameWhichKey: sendTo(
			toGame,
			({ context }, { digit }: EventOf<"key.pressed">): GameFromCall => ({
				type: "caller.pressed",
				callId: context.callId,
				digit,
			}),
		),
		tellGameWhenWordsAreTaken: enqueueActions(
			({ context, enqueue }, { when }: EventOf<"words.taken">) => {
				const { callId } = context;
				const fact: GameFromCall = { type: "words.taken", callId, when };
				enqueue.sendTo(gameOf(context), fact);
				enqueue.assign({ answerAboutWords: "was told" });
			},
		),
		tellGameThatRecognitionIsDown: sendTo(toGame, ({ context }) =>
			recognitionDown(context),
		),
		tellGameThatRecognitionIsUp: sendTo(
			toGame,
			(
				{ context },
				{ missedMs }: EventOf<"recognition.restored">,
			): GameFromCall => ({
				type: "recognition.changed",
				callId: context.callId,
				state: "up",
				missedMs,
			}),
		),
		tellGameIfRecognitionIsDown: enqueueActions(
			({ context, self, enqueue }) => {
				const { recogniser } = self.getSnapshot().children;
				if (isDown(recogniser?.getSnapshot()))
					enqueue.sendTo(gameOf(context), recognitionDown(context));
			},
		),
	},
});
