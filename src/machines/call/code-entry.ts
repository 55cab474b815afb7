/** How a call comes by a code: what the caller says and keys is understood, and looked up by the coordinator. */
import { assign, emit, sendTo } from "xstate";
import type { CallEnd } from "../events.js";
import {
	findCode,
	type SaidCode,
	stillHeard,
} from "../spoken-codes/after-code.js";
import {
	answered,
	hearKey,
	hearSpeech,
	settle,
	type Understanding,
} from "../spoken-codes/code-hearing.js";
import type { CallContext, CodeSource, SpeechHeard } from "./call-memory.js";
import { callGuards, type EventOf } from "./guards.js";

/** Of a code that is said, and behind it while it is looked up for long, no more results are kept than these. */
const maxResults = 20;

/** A code that is to be looked up, as it will be read back to the caller. */
function noted(context: CallContext) {
	const { understanding, source } = context;
	const [best] = understanding.clue?.candidates ?? [];
	if (!best) return {};
	if (understanding.clue?.source !== "speech")
		return { lastCode: best.code, saidCode: undefined, heardWithCode: [] };
	const heardWithCode = [
		...new Set([...source.finals, ...context.heardWithCode]),
	];
	return {
		lastCode: best.code,
		saidCode: saidCode(context, best.code),
		heardWithCode,
	};
}

function saidCode(
	{ source, policy, heardWithCode }: CallContext,
	code: string,
): SaidCode | undefined {
	const { before, newest } = source;
	if (!newest) return undefined;
	const finals = source.finals.map(({ speech }) => speech);
	const found = findCode(
		{ code, before, finals },
		newest.speech,
		policy.vocabulary,
	);
	return {
		...found,
		isStillHeard: stillHeard(found, heardWithCode) !== undefined,
	};
}

const nothingGathered = { pieces: [], interim: undefined };

/** What the newest of the caller's speech is understood from: only what may go on is gathered. */
function sourceWith(
	{ source, understanding: { hearing } }: CallContext,
	newest: SpeechHeard,
	{ hearing: after }: Understanding,
): CodeSource {
	const [first] = hearing.pieces;
	if (first && after.pieces.includes(first))
		return { ...source, finals: withResult(source.finals, newest), newest };
	// Of what was gathered before, nothing belongs to it.
	const before = first ? { ...hearing, ...nothingGathered } : hearing;
	return { before, finals: withResult([], newest), newest };
}

/** The final result of a code that paired with nothing may still come: it is no other try. */
function answeredCode({ saidCode, heardWithCode }: CallContext) {
	const said = stillHeard(saidCode, heardWithCode);
	return said && { ...said, isAnswered: true };
}

/** Only final results are kept: each interim one is replaced by another. */
function withResult(
	heard: readonly SpeechHeard[],
	newest: SpeechHeard,
): readonly SpeechHeard[] {
	const { isFinal } = newest.speech;
	return isFinal ? [...heard, newest].slice(0, maxResults) : heard;
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
		understandSpeech: assign(({ context }, event: SpeechHeard) => {
			const understanding = hearSpeech(
				context.understanding.hearing,
				event.speech,
				context.policy.vocabulary,
			);
			const source = sourceWith(context, event, understanding);
			return { understanding, source };
		}),
		understandKey: assign(({ context }, { digit }: EventOf<"key.pressed">) => ({
			understanding: hearKey(
				context.understanding.hearing,
				digit,
				context.policy.vocabulary,
				context.now() - context.beganMs,
			),
			codeKeyAtMs: context.now(),
		})),
		understandPause: assign(({ context }) => ({
			understanding: settle(
				context.understanding.hearing,
				context.policy.vocabulary,
			),
		})),
		/** The same code again, as the caller finished it or said it too, has had its answer with this one. */
		forgetWhatWasHeard: assign(({ context }) => ({
			understanding: {
				hearing: answered(context.understanding.hearing),
				clue: undefined,
				awaitsMore: false,
			},
			saidCode: answeredCode(context),
			heardWithCode: [],
			nextCode: isSameCode(context) ? undefined : context.nextCode,
		})),
		noteCode: assign(({ context }) => noted(context)),
		askForGame: sendTo(
			({ context }) => context.coordinator,
			({ context }) => questionOf(context),
		),
		/** Of several codes that come while one is looked up, the newest is the caller's word. */
		keepNextCode: assign(({ context: { understanding, source, nextCode } }) => {
			const { clue } = understanding;
			return {
				nextCode: clue?.candidates[0] ? { clue, source } : nextCode,
			};
		}),
		takeNextCode: assign(
			({ context: { understanding, source, nextCode } }) => ({
				understanding: { ...understanding, clue: nextCode?.clue },
				source: nextCode?.source ?? source,
				nextCode: undefined,
			}),
		),
		/** It says again what an interim result has said already, and perhaps goes on behind the code. */
		passOverRestOfTheCode: assign(({ context }, heard: SpeechHeard) => ({
			saidCode: stillHeard(context.saidCode, [heard]),
			heardWithCode: context.saidCode?.isAnswered
				? []
				: withResult(context.heardWithCode, heard),
		})),
		/** If it stands behind the code, it is for the game that shows it. */
		keepForGame: assign({
			heardWithCode: ({ context: { heardWithCode } }, heard: SpeechHeard) =>
				withResult(heardWithCode, heard),
		}),
		/** The caller is asked for no code now, so that one is looked up no more. */
		forgetNextCode: assign({ nextCode: undefined }),
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
