/** What a call says: the actions by which lines are queued, spoken, stopped and reported. */
import { assertEvent, enqueueActions } from "xstate";
import type { LineOutcome } from "../events.js";
import { isEcho } from "../speaking/echo.js";
import { isFixed, type PromptName, promptText } from "../speaking/prompts.js";
import * as queue from "../speaking/speech-queue.js";
import { callBasis, type Enqueue } from "./call-basis.js";
import type { CallContext } from "./call-memory.js";

/** How late a mark may be, beyond the audio before it, until its line counts as played. */
const markGraceMs = 5_000;

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
export function isEchoIn(context: CallContext, text: string): boolean {
	const said = queue.sounding(context.speech).map((line) => line.text);
	return isEcho(text, said);
}

/** The setup of a call's machine, as far as it speaks. */
export const callSpeaking = callBasis.extend({
	actions: {
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
		/** Nobody hears it any more; what waits may yet be heard if another stream takes over. */
		holdSpeech: enqueueActions(({ context, enqueue }) => {
			const { speech } = context;
			if (speech.atVoice) enqueue.sendTo("voice", { type: "cancel" });
			reportInterrupted(enqueue, context, queue.sounding(speech));
			enqueue.assign({ speech: queue.held(speech) });
		}),
		takeOverStream: enqueueActions(({ context, event, enqueue }) => {
			assertEvent(event, "stream.replaced");
			enqueue.sendTo("phone", {
				type: "take.over",
				fromCallId: event.fromCallId,
			});
			reportInterrupted(enqueue, context, context.speech.atPhone);
			speakFrom(enqueue, queue.takenOver(context.speech));
		}),
		reportWhatWasNotHeard: enqueueActions(({ context, enqueue }) => {
			const { speech } = context;
			const unheard = [...queue.sounding(speech), ...speech.waiting];
			reportInterrupted(enqueue, context, unheard);
		}),
	},
});
