/** How a call comes by a code: what the caller says and keys is understood, and looked up by the coordinator. */
import { assign, emit, sendTo } from "xstate";
import type { CallEnd } from "../events.js";
import {
	answered,
	hearKey,
	hearSpeech,
	settle,
} from "../spoken-codes/code-hearing.js";
import type { CallContext } from "./call-memory.js";
import { callGuards, type EventOf } from "./guards.js";

/** A code that is to be looked up, as it will be read back to the caller. */
function noted({ understanding, interimMs }: CallContext) {
	const [best] = understanding.clue?.candidates ?? [];
	return best && { lastCode: best.code, clueInterimMs: interimMs };
}

function isSameCode({ nextCode, lastCode }: CallContext): boolean {
	return nextCode?.clue.candidates[0]?.code === lastCode;
}

/** What asks the coordinator for the code that was understood last. */
function questionOf({ callId, understanding: { clue } }: CallContext) {
	return {
		type: "code.heard",
		callId,
		candidates: clue?.candidates ?? [],
		isSettled: clue?.isSettled ?? true,
	} as const;
}

export const codeEntry = callGuards.extend({
	actions: {
		understandSpeech: assign(
			({ context }, { speech }: EventOf<"speech.heard">) => ({
				understanding: hearSpeech(
					context.understanding.hearing,
					speech,
					context.policy.vocabulary,
				),
				interimMs: speech.isFinal ? undefined : speech.startMs,
			}),
		),
		understandKey: assign(({ context }, { digit }: EventOf<"key.pressed">) => ({
			understanding: hearKey(
				context.understanding.hearing,
				digit,
				context.policy.vocabulary,
				context.now() - context.beganMs,
			),
			interimMs: undefined,
			codeKeyAtMs: context.now(),
		})),
		understandPause: assign(({ context }) => ({
			understanding: settle(
				context.understanding.hearing,
				context.policy.vocabulary,
			),
			interimMs: context.clueInterimMs,
		})),
		/** The same code again, as the caller finished it or said it too, has had its answer with this one. */
		forgetWhatWasHeard: assign(({ context }) => ({
			understanding: {
				hearing: answered(context.understanding.hearing),
				clue: undefined,
				awaitsMore: false,
			},
			nextCode: isSameCode(context) ? undefined : context.nextCode,
		})),
		noteCode: assign(({ context }) => ({ ...noted(context) })),
		askForGame: sendTo(
			({ context }) => context.coordinator,
			({ context }) => questionOf(context),
		),
		/** Of several codes that come while one is looked up, the newest is the caller's word. */
		keepNextCode: assign(
			({ context: { understanding, interimMs, nextCode } }) => {
				const { clue } = understanding;
				return {
					nextCode: clue?.candidates[0] ? { clue, interimMs } : nextCode,
				};
			},
		),
		takeNextCode: assign(({ context: { understanding, nextCode } }) => ({
			understanding: { ...understanding, clue: nextCode?.clue },
			interimMs: nextCode?.interimMs,
			nextCode: undefined,
		})),
		passOverRestOfTheCode: assign(
			({ context }, { speech }: EventOf<"speech.heard">) => ({
				clueInterimMs: speech.isFinal ? undefined : context.clueInterimMs,
			}),
		),
		countTry: assign({ tries: ({ context }) => context.tries + 1 }),
		tellOfFailedTry: emit((_, { because }: { because: string }) => ({
			type: "try.failed" as const,
			because,
		})),
		countAsking: assign({
			timesAsked: ({ context }) => context.timesAsked + 1,
		}),
		startReminding: assign({ remindersGiven: 0 }),
		countReminder: assign({
			remindersGiven: ({ context }) => context.remindersGiven + 1,
		}),
		endBecause: assign((_, { reason }: { reason: CallEnd }) => ({
			endReason: reason,
		})),
		noteFailure: assign((_, { error }: { error: unknown }) => ({
			failure: error,
		})),
	},
});
