/** What a call tells its game and the coordinator, and what it orders its recogniser for them. */
import { assign, enqueueActions, sendTo, spawnChild, stopChild } from "xstate";
import type { GameFromCall, Heard } from "../events.js";
import { isDown } from "../recogniser/recogniser.js";
import type { CallContext } from "./call-memory.js";
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

const toGame = ({ context }: { context: CallContext }) => gameOf(context);

export const callSetup = saying.extend({
	actions: {
		askForAdmission: sendTo(
			({ context }) => context.coordinator,
			({ context, self }, event: EventOf<"stream.started">) => ({
				type: "call.arrived",
				callId: context.callId,
				callSid: event.callSid,
				callerKey: event.callerKey,
				call: self,
			}),
		),
		noteBeginning: assign({ beganMs: ({ context }) => context.now() }),
		tellCoordinatorOfTheEnd: sendTo(
			({ context }) => context.coordinator,
			({ context }) => ({
				type: "call.left",
				callId: context.callId,
				reason: context.endReason,
			}),
		),
		takeOverStream: sendTo("phone", (_, event: EventOf<"stream.replaced">) => ({
			type: "take.over",
			fromCallId: event.fromCallId,
		})),

		openRecogniser: spawnChild("recogniser", {
			id: "recogniser",
			input: ({ context }) => ({ callId: context.callId }),
		}),
		closeRecogniser: stopChild("recogniser"),
		forgetLastCode: assign({ clueInterimMs: undefined }),
		expectCode: sendTo("recogniser", { type: "expect.code" }),
		expectWords: sendTo("recogniser", ({ context }) => ({
			type: "expect.words",
			words: context.expectedWords,
		})),
		keepWordsOfGame: assign((_, { words }: EventOf<"expect.words">) => ({
			expectedWords: words,
		})),
		askForLastWords: sendTo("recogniser", { type: "finish" }),

		bindGame: assign((_, { gameId, game }: EventOf<"code.matched">) => ({
			game: { id: gameId, ref: game },
			nextCode: undefined,
		})),
		unbindGame: assign({ game: undefined, expectedWords: [] }),
		tellGameWhatWasHeard: sendTo(
			toGame,
			({ context }, heard: Heard): GameFromCall => ({
				type: "caller.heard",
				callId: context.callId,
				heard,
			}),
		),
		forgetCodeKey: assign({ codeKeyAtMs: undefined }),
		tellGameWhichKey: sendTo(
			toGame,
			({ context }, { digit }: EventOf<"key.pressed">): GameFromCall => ({
				type: "caller.pressed",
				callId: context.callId,
				digit,
			}),
		),
		tellGameWhenWordsAreTaken: sendTo(
			toGame,
			({ context }, { when }: EventOf<"words.taken">): GameFromCall => ({
				type: "words.taken",
				callId: context.callId,
				when,
			}),
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
