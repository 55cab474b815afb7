/**
 * What the states of a call (`call.ts`) are made of: its memory, and the meaning of each guard,
 * delay and action that they name.
 */
import {
	assertEvent,
	cancel,
	type ErrorActorEvent,
	enqueueActions,
	raise,
	sendTo,
	setup,
	spawnChild,
} from "xstate";
import { type CallAdapterInput, unplugged } from "./adapter-contract.js";
import {
	answered,
	type CodeHearing,
	type CodeVocabulary,
	hearKey,
	hearSpeech,
	nothingHeard,
	settle,
	type Understanding,
} from "./code-hearing.js";
import { isEcho } from "./echo.js";
import type {
	CallEnd,
	CallEvent,
	CoordinatorRef,
	GameRef,
	LineOutcome,
	PhoneOrder,
	RecogniserOrder,
	Speech,
	VoiceOrder,
} from "./events.js";
import {
	isFixed,
	type PromptName,
	type Prompts,
	promptText,
} from "./prompts.js";
import * as queue from "./speech-queue.js";

/** What an operator decides about calls. Times in milliseconds. */
export interface CallPolicy {
	readonly startTimeoutMs: number;
	/** How long a caller may take to give a code that pairs. */
	readonly codeWaitMs: number;
	/** When a caller who has not given a code is reminded, counted from the start of listening. */
	readonly codeRemindersMs: readonly number[];
	/** The pause after which what was said or keyed of a code counts as complete. */
	readonly codeSettleMs: number;
	readonly triesPerCall: number;
	/** How long the last results may take after the caller has hung up. */
	readonly lastWordsMs: number;
	readonly vocabulary: CodeVocabulary;
	readonly prompts: Prompts;
	/** The voice that speaks them; the usual one if undefined. */
	readonly promptVoice: string | undefined;
}

/** What a call's actor is made from. */
export interface CallInput {
	readonly callId: string;
	readonly coordinator: CoordinatorRef;
	readonly policy: CallPolicy;
	/** The time in milliseconds, by a clock that does not run backwards. */
	readonly now: () => number;
}

/** What a call remembers. */
export interface CallContext extends CallInput {
	readonly game: { readonly id: string; readonly ref: GameRef } | undefined;
	readonly hearing: CodeHearing;
	/** When its audio began, by `now`. */
	readonly beganMs: number;
	/** The code as it was last understood, to be read back to the caller. */
	readonly lastCode: string;
	/** Where the interim result began (ms of call audio) that the last clue came from, until its final result. */
	readonly clueInterimMs: number | undefined;
	/** When the last key of a code was pressed, by the server's clock; undefined once something else was heard. */
	readonly codeKeyAtMs: number | undefined;
	readonly tries: number;
	/** How often the caller was asked to say just the code. */
	readonly timesAsked: number;
	readonly remindersGiven: number;
	readonly linesSpoken: number;
	readonly speech: queue.SpeechQueue;
	/** What we said came back as the caller's speech: a mere noise of speech is not trusted any more. */
	readonly hasEcho: boolean;
	readonly isRecognitionDown: boolean;
	/** What the game expects to be said. */
	readonly expectedWords: readonly string[];
	readonly endReason: CallEnd;
}

/** What a call tells those who watch it, and no other actor. */
export type CallEmission =
	| {
			readonly type: "try.failed";
			/** The event that said so, such as `code.unknown`. */
			readonly because: string;
	  }
	| {
			/** A line of the game's is not spoken: too much waits already. */
			readonly type: "line.refused";
			readonly bound: queue.SpeechBound;
	  };

/** What a call remembers when it begins. */
export const newCall: Omit<CallContext, keyof CallInput> = {
	game: undefined,
	hearing: nothingHeard,
	beganMs: 0,
	lastCode: "",
	clueInterimMs: undefined,
	codeKeyAtMs: undefined,
	tries: 0,
	timesAsked: 0,
	remindersGiven: 0,
	linesSpoken: 0,
	speech: queue.nothingToSay,
	hasEcho: false,
	isRecognitionDown: false,
	expectedWords: [],
	endReason: "caller hung up",
};

/** How late a mark may be, beyond the audio before it, until its line counts as played. */
const markGraceMs = 5_000;
/** How long the recogniser may be away until the caller is told. */
const recognitionGraceMs = 4_000;
/** Who goes on talking beside the point is not asked again and again. */
const mostTimesAsked = 2;
/** How long a goodbye may take. */
const goodbyeMs = 15_000;

const setUp = setup({
	types: {
		context: {} as CallContext,
		input: {} as CallInput,
		events: {} as CallEvent | ErrorActorEvent<unknown, string>,
		emitted: {} as CallEmission,
		children: {} as {
			phone: "phone";
			recogniser: "recogniser";
			voice: "voice";
		},
	},
	actors: {
		phone: unplugged<PhoneOrder, CallAdapterInput>("phone"),
		recogniser: unplugged<RecogniserOrder, CallAdapterInput>("recogniser"),
		voice: unplugged<VoiceOrder, CallAdapterInput>("voice"),
	},
	delays: {
		startTimeout: ({ context }) => context.policy.startTimeoutMs,
		codeWait: ({ context }) => context.policy.codeWaitMs,
		lastWords: ({ context }) => context.policy.lastWordsMs,
		goodbye: goodbyeMs,
	},
	guards: {
		isLastTry: ({ context }) =>
			context.tries + 1 >= context.policy.triesPerCall,
		isLastButOneTry: ({ context }) =>
			context.tries + 2 === context.policy.triesPerCall,
		mayAskForJustTheCode: ({ context }) => context.timesAsked < mostTimesAsked,
		isFirstReminder: ({ context }) => context.remindersGiven === 0,
		isBeingAnswered: ({ context }) => !queue.isQuiet(context.speech),
		saysNothing: ({ context }) => queue.isQuiet(context.speech),
		isOwnGame: ({ context, event }) =>
			"gameId" in event && context.game?.id === event.gameId,
		// A code may pair with its last digit, before the caller ends it.
		endsKeyedCode: ({ context, event }) =>
			event.type === "key.pressed" &&
			event.digit === "#" &&
			context.codeKeyAtMs !== undefined &&
			context.now() - context.codeKeyAtMs < context.policy.codeSettleMs,
		hasWords: ({ event }) =>
			event.type === "speech.heard" && event.speech.text !== "",
		isRestOfTheCode: ({ context, event }) =>
			event.type === "speech.heard" &&
			isRestOfTheCode(event.speech, context.clueInterimMs),
	},
});

/**
 * When an interim result already gave the code, the results of the same stretch of speech that follow
 * say it again: they are neither another try nor words for the game.
 */
function isRestOfTheCode(speech: Speech, clueInterimMs: number | undefined) {
	if (clueInterimMs === undefined) return false;
	return speech.isFinal || speech.startMs <= clueInterimMs;
}

/** The part of XState's enqueuer that the functions below use. */
type Enqueue = Pick<
	Parameters<Parameters<typeof setUp.enqueueActions>[0]>[0]["enqueue"],
	"assign" | "cancel" | "raise" | "sendTo"
>;

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

/** A line of our own, in the operator's words. */
function promptLine(context: CallContext, prompt: PromptName): queue.Line {
	const { prompts, promptVoice } = context.policy;
	return {
		lineId: `line-${context.linesSpoken + 1}`,
		gameLineId: undefined,
		text: promptText(prompts, prompt, context.lastCode),
		voice: promptVoice,
		keep: isFixed(prompts, prompt),
		isInterruptible: true,
	};
}

/** Adds a line to what is to be said. */
function speak(enqueue: Enqueue, context: CallContext, line: queue.Line): void {
	enqueue.assign({ linesSpoken: context.linesSpoken + 1 });
	speakFrom(enqueue, queue.append(context.speech, line));
}

/** Makes this the queue, and gives the voice its next line. */
function speakFrom(enqueue: Enqueue, speech: queue.SpeechQueue): void {
	const next = queue.synthesiseNext(speech);
	enqueue.assign({ speech: next });
	if (next === speech || !next.atVoice) return;
	const { lineId, text, voice, keep } = next.atVoice;
	enqueue.sendTo("voice", {
		type: "synthesise",
		lineId,
		text,
		keep,
		...(voice !== undefined && { voice }),
	});
}

/** Tells the game how one of its lines has ended; lines of our own are nobody's business. */
function report(
	enqueue: Enqueue,
	context: CallContext,
	{ gameLineId }: queue.Line,
	outcome: LineOutcome,
	heardMs: number,
): void {
	if (gameLineId === undefined || !context.game) return;
	enqueue.sendTo(context.game.ref, {
		type: "line.ended",
		callId: context.callId,
		lineId: gameLineId,
		outcome,
		heardMs,
	});
}

/** Tells of lines that end here how much of them was heard, and waits for their marks no longer. */
function reportInterrupted(
	enqueue: Enqueue,
	context: CallContext,
	lines: readonly (queue.Line & Partial<queue.SentLine>)[],
): void {
	const nowMs = context.now();
	for (const line of lines) {
		enqueue.cancel(line.lineId);
		report(enqueue, context, line, "interrupted", queue.heardMs(line, nowMs));
	}
}

/** Stops the chosen lines, those at the phone too, and goes on with what is left to say. */
function stopSpeaking(
	enqueue: Enqueue,
	context: CallContext,
	isStopped: (line: queue.Line) => boolean,
): void {
	const { speech } = context;
	if (queue.spares(speech, isStopped)) return;
	const sounding = queue.sounding(speech);
	if (sounding.length > 0) {
		enqueue.sendTo("voice", { type: "cancel" });
		enqueue.sendTo("phone", { type: "clear" });
	}
	const stopped = [...sounding, ...speech.waiting.filter(isStopped)];
	reportInterrupted(enqueue, context, stopped);
	speakFrom(enqueue, queue.without(speech, isStopped));
}

/** Whether what was heard is what we are saying: the phone's loudspeaker in its own microphone. */
function isEchoIn(context: CallContext, text: string): boolean {
	const said = queue.sounding(context.speech).map((line) => line.text);
	return isEcho(text, said);
}

/** The setup of a call's machine: every name that its states use. */
export const callSetup = setUp.extend({
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
			assertEvent(event, "expect");
			enqueue.assign({ expectedWords: event.words });
		}),
		askForLastWords: sendTo("recogniser", { type: "finish" }),
		takeOverStream: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "stream.replaced");
			enqueue.sendTo("phone", {
				type: "take.over",
				fromCallId: event.fromCallId,
			});
			reportInterrupted(enqueue, context, context.speech.atPhone);
			speakFrom(enqueue, queue.takenOver(context.speech));
		}),
		/** Nobody hears it any more; what waits may yet be heard if another stream takes over. */
		holdSpeech: enqueueActions(({ context, enqueue }) => {
			const { speech } = context;
			if (speech.atVoice) enqueue.sendTo("voice", { type: "cancel" });
			reportInterrupted(enqueue, context, queue.sounding(speech));
			enqueue.assign({ speech: queue.held(speech) });
		}),

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
		reportWhatWasNotHeard: enqueueActions(({ context, enqueue }) => {
			const { speech } = context;
			const unheard = [...queue.sounding(speech), ...speech.waiting];
			reportInterrupted(enqueue, context, unheard);
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

		speakPrompt: enqueueActions(
			({ context, enqueue }, { prompt }: { prompt: PromptName }) => {
				speak(enqueue, context, promptLine(context, prompt));
			},
		),
		speakRefusal: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "call.refused");
			const prompt =
				event.reason === "server going away" ? "serverGoingAway" : "refused";
			speak(enqueue, context, promptLine(context, prompt));
		}),
		speakForGame: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "say");
			const { lineId: gameLineId, text, voice, isInterruptible } = event;
			const lineId = `line-${context.linesSpoken + 1}`;
			const keep = false;
			const line = { lineId, gameLineId, text, voice, keep, isInterruptible };
			const bound = queue.boundFor(context.speech, text);
			if (!bound) return speak(enqueue, context, line);
			report(enqueue, context, line, "failed", 0);
			enqueue.emit({ type: "line.refused", bound });
		}),
		stopForGame: enqueueActions(({ context, enqueue }) => {
			stopSpeaking(
				enqueue,
				context,
				({ gameLineId }) => gameLineId !== undefined,
			);
		}),
		noteThatLineBegan: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "line.begun");
			const speech = queue.begun(context.speech, event.lineId, context.now());
			enqueue.assign({ speech });
		}),
		askForMark: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "line.synthesised");
			const { lineId, audioMs } = event;
			const speech = queue.synthesised(context.speech, lineId, audioMs);
			if (speech === context.speech) return;
			enqueue.sendTo("phone", { type: "mark", name: lineId });
			enqueue.raise(
				{ type: "mark.overdue", name: lineId },
				{ id: lineId, delay: queue.unplayedMs(speech) + markGraceMs },
			);
			speakFrom(enqueue, speech);
		}),
		abandonLine: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "line.failed");
			const { atVoice } = context.speech;
			if (atVoice?.lineId !== event.lineId) return;
			const heardMs = queue.heardMs(atVoice, context.now());
			report(enqueue, context, atVoice, "failed", heardMs);
			speakFrom(enqueue, queue.abandoned(context.speech, event.lineId));
		}),
		countLineAsPlayed: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "mark.returned");
			enqueue.cancel(event.name);
			for (const line of context.speech.atPhone) {
				if (line.lineId !== event.name) continue;
				report(enqueue, context, line, "heard", line.audioMs);
			}
			const nowMs = context.now();
			speakFrom(enqueue, queue.played(context.speech, event.name, nowMs));
		}),
		goOnWithoutMark: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "mark.overdue");
			for (const line of context.speech.atPhone) {
				if (line.lineId !== event.name) continue;
				// Perhaps it was played, but nobody has seen it.
				report(enqueue, context, line, "failed", 0);
			}
			const nowMs = context.now();
			speakFrom(enqueue, queue.played(context.speech, event.name, nowMs));
		}),
		yieldToCaller: enqueueActions(({ context, event, enqueue }) => {
			if (event.type === "speech.started" && context.hasEcho) return;
			// It ends a code that may have been answered already: the answer must be heard.
			if (event.type === "key.pressed" && event.digit === "#") return;
			if (event.type === "speech.heard") {
				if (!event.speech.text) return;
				if (isEchoIn(context, event.speech.text)) {
					enqueue.assign({ hasEcho: true });
					return;
				}
			}
			if (!queue.canBeInterrupted(context.speech)) return;
			stopSpeaking(enqueue, context, (line) => line.isInterruptible);
		}),
		fallSilent: enqueueActions(({ context, enqueue }) => {
			stopSpeaking(enqueue, context, () => true);
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
