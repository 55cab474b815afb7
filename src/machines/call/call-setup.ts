/**
 * What the states of a call (`call.ts`) are made of. Its memory is in `call-memory.ts`, its guards and delays in
 * `call-basis.ts`, and what it says in `call-speaking.ts`; here is what it does besides.
 */
import {
	assertEvent,
	cancel,
	enqueueActions,
	raise,
	sendTo,
	spawnChild,
} from "xstate";
import type { CallEnd } from "../events.js";
import {
	answered,
	hearKey,
	hearSpeech,
	settle,
	type Understanding,
} from "../spoken-codes/code-hearing.js";
import type { Enqueue } from "./call-basis.js";
import { callSpeaking, isEchoIn } from "./call-speaking.js";

/** How long the recogniser may be away until the caller is told. */
const recognitionGraceMs = 4_000;

/** Looks up what has been understood, and waits for more of it where more may come. */
function followUp(
	enqueue: Enqueue,
	callId: string,
	{ hearing, clue, isPassedOver, awaitsMore }: Understanding,
	clueInterimMs: number | undefined,
): void {
	enqueue.assign({ hearing });
	enqueue.cancel("settle");
	if (clue?.candidates[0]) {
		enqueue.assign({ lastCode: clue.candidates[0].code, clueInterimMs });
		enqueue.sendTo(({ context }) => context.coordinator, {
			type: "code.heard",
			callId,
			candidates: clue.candidates,
			isSettled: clue.isSettled,
		});
	} else if (clue?.isSettled) {
		enqueue.raise({ type: "code.garbled" });
	} else if (isPassedOver && !clue) {
		enqueue.raise({ type: "code.passed.over" });
	}
	if (awaitsMore) {
		enqueue.raise(
			{ type: "code.settled" },
			{ id: "settle", delay: ({ context }) => context.policy.codeSettleMs },
		);
	}
}

/** Sets the alarm for the next reminder, if one is left. The times count from the start of listening. */
function scheduleReminder(
	enqueue: Enqueue,
	timesMs: readonly number[],
	given: number,
): void {
	const next = timesMs[given];
	if (next === undefined) return;
	const delay = next - (timesMs[given - 1] ?? 0);
	enqueue.raise({ type: "reminder.due" }, { id: "reminder", delay });
}

/** The setup of a call's machine: every name that its states use. */
export const callSetup = callSpeaking.extend({
	actions: {
		askForAdmission: enqueueActions(({ context, event, enqueue, self }) => {
			assertEvent(event, "stream.started");
			const { callSid, callerKey } = event;
			enqueue.assign({ beganMs: context.now() });
			enqueue.sendTo(context.coordinator, {
				type: "call.arrived",
				callId: context.callId,
				callSid,
				callerKey,
				call: self,
			});
		}),
		openEar: spawnChild("recogniser", {
			id: "recogniser",
			input: ({ context }) => ({ callId: context.callId }),
		}),
		openVoice: spawnChild("voice", {
			id: "voice",
			input: ({ context }) => ({ callId: context.callId }),
		}),
		/** A recogniser that was told to finish hears no more, so another takes its place. */
		reopenEar: enqueueActions(({ context, enqueue }) => {
			const { callId } = context;
			enqueue.assign({ clueInterimMs: undefined });
			enqueue.stopChild("recogniser");
			enqueue.spawnChild("recogniser", { id: "recogniser", input: { callId } });
		}),
		expectCode: sendTo("recogniser", { type: "expect.code" }),
		expectWords: sendTo("recogniser", ({ context }) => ({
			type: "expect.words",
			words: context.expectedWords,
		})),
		keepWordsOfGame: enqueueActions(({ event, enqueue }) => {
			assertEvent(event, "expect.words");
			enqueue.assign({ expectedWords: event.words });
		}),
		askForLastWords: sendTo("recogniser", { type: "finish" }),

		understandSpeech: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "speech.heard");
			if (isEchoIn(context, event.speech.text)) return;
			const { callId, hearing, policy } = context;
			const interimMs = event.speech.isFinal ? undefined : event.speech.startMs;
			const understanding = hearSpeech(
				hearing,
				event.speech,
				policy.vocabulary,
			);
			followUp(enqueue, callId, understanding, interimMs);
		}),
		understandKey: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "key.pressed");
			const { callId, hearing, policy, beganMs } = context;
			const understanding = hearKey(
				hearing,
				event.digit,
				policy.vocabulary,
				context.now() - beganMs,
			);
			enqueue.assign({ codeKeyAtMs: context.now() });
			followUp(enqueue, callId, understanding, undefined);
		}),
		understandPause: enqueueActions(({ context, enqueue }) => {
			const { callId, hearing, policy, clueInterimMs } = context;
			const understanding = settle(hearing, policy.vocabulary);
			followUp(enqueue, callId, understanding, clueInterimMs);
		}),
		forgetWhatWasHeard: enqueueActions(({ context, enqueue }) => {
			enqueue.cancel("settle");
			enqueue.assign({ hearing: answered(context.hearing) });
		}),
		passOverRestOfTheCode: enqueueActions(({ event, enqueue }) => {
			assertEvent(event, "speech.heard");
			if (event.speech.isFinal) enqueue.assign({ clueInterimMs: undefined });
		}),
		countTry: enqueueActions(({ context, event, enqueue }) => {
			enqueue.assign({ tries: context.tries + 1 });
			enqueue.emit({ type: "try.failed", because: event.type });
		}),

		countAsking: enqueueActions(({ context, enqueue }) => {
			enqueue.assign({ timesAsked: context.timesAsked + 1 });
		}),

		startReminding: enqueueActions(({ context, enqueue }) => {
			enqueue.assign({ remindersGiven: 0 });
			scheduleReminder(enqueue, context.policy.codeRemindersMs, 0);
		}),
		remind: enqueueActions(({ context, enqueue }) => {
			const remindersGiven = context.remindersGiven + 1;
			enqueue.assign({ remindersGiven });
			scheduleReminder(enqueue, context.policy.codeRemindersMs, remindersGiven);
		}),
		stopReminding: enqueueActions(({ enqueue }) => {
			enqueue.cancel("reminder");
			enqueue.cancel("settle");
		}),

		bindGame: enqueueActions(({ event, enqueue }) => {
			assertEvent(event, "code.matched");
			enqueue.assign({ game: { id: event.gameId, ref: event.game } });
		}),
		unbindGame: enqueueActions(({ enqueue }) => {
			enqueue.assign({ game: undefined, expectedWords: [] });
		}),
		tellGameWhatWasHeard: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, [
				"speech.heard",
				"speech.started",
				"utterance.ended",
				"recogniser.noted",
			]);
			if (!context.game) return;
			enqueue.sendTo(context.game.ref, {
				type: "caller.heard",
				callId: context.callId,
				heard: event,
			});
		}),
		passOverEndOfCode: enqueueActions(({ enqueue }) => {
			enqueue.assign({ codeKeyAtMs: undefined });
		}),
		tellGameWhichKey: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "key.pressed");
			enqueue.assign({ codeKeyAtMs: undefined });
			if (!context.game) return;
			enqueue.sendTo(context.game.ref, {
				type: "caller.pressed",
				callId: context.callId,
				digit: event.digit,
			});
		}),
		tellCoordinatorOfTheEnd: enqueueActions(({ context, enqueue }) => {
			enqueue.sendTo(context.coordinator, {
				type: "call.left",
				callId: context.callId,
				reason: context.endReason,
			});
		}),

		/** The rest of a code that was being said will not be heard either. */
		noteThatRecognitionIsDown: enqueueActions(({ enqueue }) => {
			enqueue.assign({ isRecognitionDown: true, clueInterimMs: undefined });
		}),
		noteThatRecognitionIsUp: enqueueActions(({ enqueue }) => {
			enqueue.assign({ isRecognitionDown: false });
		}),
		tellGameOfRecognition: enqueueActions(({ context, event, enqueue }) => {
			if (!context.game) return;
			const isUp = event.type === "recognition.restored";
			enqueue.sendTo(context.game.ref, {
				type: "recognition.changed",
				callId: context.callId,
				state: isUp ? "up" : "down",
				missedMs: isUp ? event.missedMs : 0,
			});
		}),
		tellGameIfRecognitionIsDown: enqueueActions(({ context, enqueue }) => {
			if (!context.game || !context.isRecognitionDown) return;
			enqueue.sendTo(context.game.ref, {
				type: "recognition.changed",
				callId: context.callId,
				state: "down",
				missedMs: 0,
			});
		}),
		tellGameWhenWordsAreTaken: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "words.taken");
			if (!context.game) return;
			enqueue.sendTo(context.game.ref, {
				type: "words.taken",
				callId: context.callId,
				when: event.when,
			});
		}),
		waitForRecogniser: raise(
			{ type: "recognition.still.lost" },
			{ id: "recognition", delay: recognitionGraceMs },
		),
		stopWaitingForRecogniser: cancel("recognition"),
		endBecause: enqueueActions(
			({ enqueue }, { reason }: { reason: CallEnd }) => {
				enqueue.assign({ endReason: reason });
			},
		),
	},
});
