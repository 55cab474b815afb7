/** What is done with the lines of a call: how they are made, played, stopped and reported. */
import { assign, enqueueActions, raise, sendParent, sendTo } from "xstate";
import { firstCeilingMs, nextWait } from "../back-off.js";
import type {
	GameFromSpeaking,
	LineAskerRef,
	LineEnding,
	LineOutcome,
	SpeakingFact,
	VoiceOrder,
} from "../events.js";
import { heardText, heardTextAsTold, pieceHeard } from "./heard-text.js";
import { running, setBack, stopped } from "./play-clock.js";
import {
	isAskedBy,
	isMeantBy,
	isOfGame,
	playTime,
	type SpeakingContext,
	type SpeakingEventOf,
	type StopOrder,
	speakingGuards,
	type WordsAsked,
} from "./speaking-guards.js";
import * as queue from "./speech-queue.js";
import { charactersCounted } from "./synthesis-pace.js";
import { withVoice } from "./voices-in-use.js";
import { spent, unfilledUntil } from "./waste-allowance.js";

type SoundingLine = queue.SoundingLine;
type Enqueue = Pick<
	Parameters<Parameters<typeof speakingGuards.enqueueActions>[0]>[0]["enqueue"],
	"assign" | "sendTo"
>;

const isAny = () => true;

/** Tells an asker, unless it is no more: a conversation may be over before its last lines are. */
function tell(
	enqueue: Enqueue,
	asker: LineAskerRef,
	event: LineEnding | GameFromSpeaking,
): void {
	if (asker.getSnapshot().status === "active") enqueue.sendTo(asker, event);
}

/**
 * Tells the asker how one of its lines has ended; nobody asks for the server's own. While the voice is asked
 * for the words of an earlier line it waits, so that askers hear of their lines in order.
 */
function report(
	enqueue: Enqueue,
	{ callId, wordsAsked }: SpeakingContext,
	line: SoundingLine,
	outcome: LineOutcome,
	heardMs: number,
): void {
	const { owner, lineId: ofLine } = line;
	if (!owner) return;
	const { asker, lineId } = owner;
	const words = wordsHeard(line, outcome, heardMs);
	const ending = { callId, lineId, outcome, heardMs, heardText: words };
	const told = { type: "line.ended", ...ending } as const;
	if (!wordsAsked) tell(enqueue, asker, told);
	else
		enqueue.assign({
			untold: ({ context }) => [
				...context.untold,
				{ asker, ofLine, ending: told },
			],
		});
}

function wordsHeard(
	line: SoundingLine,
	outcome: LineOutcome,
	heardMs: number,
): string {
	if (outcome === "heard") return line.text.trimEnd();
	return heardText(line.text, queue.spokenPieces(line), heardMs);
}

/** Tells the asker that a line takes no more text, if more of it was to come. */
function reportClosed(
	enqueue: Enqueue,
	{ callId }: SpeakingContext,
	line: queue.Line | undefined,
	hasNoRoom = false,
): void {
	if (!line?.owner || !queue.isOpen(line)) return;
	const { asker, lineId } = line.owner;
	tell(enqueue, asker, { type: "line.closed", callId, lineId, hasNoRoom });
}

/** Tells an asker who wants to know that the first sound of its line has gone to the phone. */
function reportBegun(
	enqueue: Enqueue,
	{ callId }: SpeakingContext,
	{ owner, hasSound }: queue.LineAtVoice,
): void {
	if (hasSound || !owner?.tellsBeginning) return;
	const { asker, lineId } = owner;
	if (asker.getSnapshot().status === "active")
		enqueue.sendTo(asker, { type: "line.begun", callId, lineId });
}

/** Tells of lines that are stopped here how much of them was heard, or asks the voice first for the very words. */
function reportInterrupted(
	enqueue: Enqueue,
	context: SpeakingContext,
	lines: readonly SoundingLine[],
): void {
	const asked = context.wordsAsked ?? questionAbout(lines, playTime(context));
	if (asked && !context.wordsAsked) {
		const { line, piece, heardMs } = asked;
		const { lineId } = line;
		const order = { type: "tell.words", lineId, text: piece.text } as const;
		enqueue.sendTo("voice", { ...order, heardMs: Math.floor(heardMs) });
		enqueue.assign({ wordsAsked: asked });
	}
	reportStopped(enqueue, { ...context, wordsAsked: asked }, lines);
}

function reportStopped(
	enqueue: Enqueue,
	context: SpeakingContext,
	lines: readonly SoundingLine[],
): void {
	const playMs = playTime(context);
	for (const line of lines) {
		const heardMs = queue.heardMs(line, playMs);
		const outcome = queue.outcomeOf(line, "interrupted");
		report(enqueue, context, line, outcome, heardMs);
	}
}

/** The asker's line that is being heard in the middle of a piece, if its voice can tell which words of it were. */
function questionAbout(
	lines: readonly SoundingLine[],
	playMs: number,
): WordsAsked | undefined {
	for (const line of lines) {
		if (!line.owner || !line.canTellWords) continue;
		const heardMs = queue.heardMs(line, playMs);
		const heard = pieceHeard(queue.spokenPieces(line), heardMs);
		if (heard) return { ...heard, line };
	}
	return undefined;
}

/** A line that was stopped before so much of it was heard was not worth its making. */
const leastHeardMs = 1_000;

/** The characters of a game's lines that the voice was given, and nobody will hear. */
function countWaste(
	enqueue: Enqueue,
	context: SpeakingContext,
	lines: readonly SoundingLine[],
): void {
	const nowMs = context.now();
	const playMs = playTime(context);
	const ofGame = lines.filter(isOfGame);
	const given = sumOf(ofGame, queue.charactersGiven);
	const inVain = sumOf(ofGame, (line) => queue.charactersInVain(line, playMs));
	const waste = spent(context.waste, given - inVain, inVain, nowMs);
	const isUnheard = ofGame.some(
		(line) => queue.heardMs(line, playMs) < leastHeardMs,
	);
	enqueue.assign({
		waste: isUnheard
			? unfilledUntil(waste, nowMs + leastHeardMs, nowMs)
			: waste,
	});
}

function sumOf(
	lines: readonly SoundingLine[],
	characters: (line: SoundingLine) => number,
): number {
	return lines.reduce((sum, line) => sum + characters(line), 0);
}

/** Stops the chosen lines, those at the phone too. */
function stop(
	enqueue: Enqueue,
	context: SpeakingContext,
	isStopped: (line: queue.Line) => boolean,
): void {
	const { lines, phone } = context;
	const sounding = queue.sounding(lines);
	const stopped = [...sounding, ...lines.waiting.filter(isStopped)];
	if (sounding.length > 0) enqueue.sendTo(phone, { type: "clear" });
	reportInterrupted(enqueue, context, stopped);
	if (sounding.length > 0) enqueue.sendTo("voice", { type: "cancel" });
	countWaste(enqueue, context, stopped);
	enqueue.assign({ lines: queue.without(lines, isStopped) });
}

/** Drops the chosen lines that wait; what sounds goes on. */
function dropWaiting(
	enqueue: Enqueue,
	context: SpeakingContext,
	lines: queue.SpeechQueue,
	isDropped: (line: queue.Line) => boolean,
): void {
	for (const line of lines.waiting.filter(isDropped))
		report(enqueue, context, line, "interrupted", 0);
	enqueue.assign({ lines: queue.withoutWaiting(lines, isDropped) });
}

/** The setup of the machine, whole. */
export const speakingSetup = speakingGuards.extend({
	actions: {
		append: assign(({ context }, { line }: { line: queue.NewLine }) =>
			withLine(context, line),
		),
		/** A line that joins others is spoken as far as there is room, any other not at all. */
		refuseLine: enqueueActions(
			({ context, enqueue }, { line }: { line: queue.NewLine }) => {
				const bound = queue.boundFor(context.lines, line.text);
				const text = line.joins
					? queue.fittingPart(context.lines, line.text)
					: "";
				if (text) enqueue.assign(withLine(context, { ...line, text }));
				else report(enqueue, context, { ...line, lineId: "" }, "failed", 0);
				if (bound) enqueue.sendParent({ type: "line.refused", bound });
			},
		),
		addText: assign(
			({ context: { lines, now } }, append: SpeakingEventOf<"append">) => {
				const line = queue.openLine(lines, append);
				if (!line) return {};
				const longer = queue.withMore(lines, line, append.text, now());
				return { lines: append.more ? longer : queue.closed(longer, line) };
			},
		),
		/** What there is of the line is spoken, and this text is not. */
		refuseText: enqueueActions(
			({ context, enqueue }, append: SpeakingEventOf<"append">) => {
				const line = queue.openLine(context.lines, append);
				if (!line) return;
				const bound = queue.boundForMore(context.lines, line, append.text);
				reportClosed(enqueue, context, line, true);
				if (bound) enqueue.sendParent({ type: "line.refused", bound });
				enqueue.assign({ lines: queue.closed(context.lines, line) });
			},
		),
		closeLineAtVoice: enqueueActions(({ context, enqueue }) => {
			const { lines } = context;
			reportClosed(enqueue, context, lines.atVoice);
			if (lines.atVoice)
				enqueue.assign({ lines: queue.closed(lines, lines.atVoice) });
		}),
		/** What was made of it is all of it: from here on it ends like any line. */
		finishLine: raise(({ context }) => ({
			type: "line.synthesised" as const,
			lineId: context.lines.atVoice?.lineId ?? "",
			audioMs: 0,
		})),
		tellThatLineTakesNoMore: enqueueActions(({ context, enqueue }) => {
			reportClosed(enqueue, context, context.lines.atVoice);
		}),
		takeNextLine: assign(({ context }) => ({
			lines: queue.synthesiseNext(context.lines),
			voices: withVoice(
				context.voices,
				queue.voiceOfGame(context.lines),
				context.now(),
			),
			ceilingMs: firstCeilingMs,
		})),
		takeNextPiece: assign(({ context }) => ({
			lines: queue.synthesiseMore(context.lines, playTime(context)),
			ceilingMs: firstCeilingMs,
		})),
		countPiece: ({ context: { lines, made, now } }) => {
			const { atVoice } = lines;
			if (atVoice?.owner) made.spend(now(), charactersCounted(atVoice.piece));
		},
		notePieceMade: assign(
			(
				{ context },
				{ lineId, audioMs }: SpeakingEventOf<"line.synthesised">,
			) => ({ lines: queue.pieceMade(context.lines, lineId, audioMs) }),
		),
		refuseVoice: enqueueActions(({ context, enqueue }) => {
			const [line] = context.lines.waiting;
			if (!line) return;
			report(enqueue, context, line, "failed", 0);
			enqueue.sendParent({ type: "line.refused", bound: "voices" });
			enqueue.assign({ lines: queue.withoutNext(context.lines) });
		}),
		planNextTry: assign(
			({ context }, { chance }: SpeakingEventOf<"voice.lost">) =>
				nextWait(context.ceilingMs, chance),
		),
		orderSynthesis: sendTo("voice", ({ context }) =>
			synthesisOf(context.lines.atVoice),
		),
		tellThatLineBegan: enqueueActions(({ context, enqueue }) => {
			const { atVoice } = context.lines;
			if (atVoice) reportBegun(enqueue, context, atVoice);
		}),
		noteThatLineBegan: assign(
			(
				{ context },
				{ lineId, canTellWords }: SpeakingEventOf<"line.begun">,
			) => ({
				lines: queue.begun(
					context.lines,
					lineId,
					playTime(context),
					canTellWords,
				),
			}),
		),
		noteThatLinePaused: assign(
			({ context }, { lineId, audioMs }: SpeakingEventOf<"line.paused">) => ({
				lines: queue.paused(context.lines, lineId, audioMs),
			}),
		),
		noteThatLineWentOn: assign(
			({ context }, { lineId }: SpeakingEventOf<"line.resumed">) => ({
				lines: queue.resumed(context.lines, lineId, playTime(context)),
			}),
		),
		handToPhone: assign(
			(
				{ context },
				{ lineId, audioMs }: SpeakingEventOf<"line.synthesised">,
			) => ({
				lines: queue.synthesised(
					context.lines,
					lineId,
					audioMs,
					playTime(context),
				),
			}),
		),
		askForMark: sendTo(
			({ context }) => context.phone,
			(_, { lineId }: SpeakingEventOf<"line.synthesised" | "line.failed">) => ({
				type: "mark",
				name: lineId,
			}),
		),
		keepWhatThereIs: assign(
			({ context }, { lineId, audioMs }: SpeakingEventOf<"line.failed">) => ({
				lines: queue.brokenOff(
					context.lines,
					lineId,
					audioMs,
					playTime(context),
				),
			}),
		),
		/** What there is of it is played to its mark, as of any line that breaks off; a line without sound has failed. */
		abandonLine: enqueueActions(({ context, enqueue }) => {
			const { lines, phone } = context;
			const { atVoice } = lines;
			if (!atVoice) return;
			const { lineId, hasSound } = atVoice;
			if (hasSound) {
				reportClosed(enqueue, context, atVoice);
				enqueue.assign({
					lines: queue.brokenOff(lines, lineId, 0, playTime(context)),
				});
				enqueue.sendTo(phone, { type: "mark", name: lineId });
			} else {
				report(enqueue, context, atVoice, "failed", 0);
				enqueue.assign({ lines: queue.abandoned(lines, lineId) });
			}
		}),
		giveUp: sendTo("voice", { type: "give.up" }),
		countLineAsPlayed: enqueueActions(
			({ context, enqueue }, { name }: SpeakingEventOf<"mark.returned">) => {
				const { lines, waste, now } = context;
				const played = lines.atPhone.filter(({ lineId }) => lineId === name);
				for (const line of played) {
					const outcome = queue.outcomeOf(line, "heard");
					report(enqueue, context, line, outcome, line.audioMs);
				}
				const heard = sumOf(played.filter(isOfGame), queue.charactersGiven);
				enqueue.assign({
					lines: queue.played(lines, name, playTime(context)),
					waste: spent(waste, heard, 0, now()),
				});
			},
		),
		goOnWithoutMark: enqueueActions(({ context, enqueue }) => {
			const { lines } = context;
			const playMs = playTime(context);
			const overdue = queue.overdue(lines, playMs);
			// Perhaps they were played, but nobody has seen it.
			for (const line of overdue) report(enqueue, context, line, "failed", 0);
			enqueue.assign({
				lines: overdue.reduce(
					(left, { lineId }) => queue.played(left, lineId, playMs),
					lines,
				),
			});
		}),
		stopInterruptible: enqueueActions(({ context, enqueue }) => {
			stop(enqueue, context, queue.isInterruptible);
		}),
		stopAtSound: enqueueActions(({ context, enqueue }) => {
			stop(enqueue, context, queue.isStoppedBySound);
		}),
		pausePhone: enqueueActions(({ context, enqueue }) => {
			const { lines, phone, playClock, now } = context;
			const [playing] = queue.sounding(lines);
			if (!playing) return;
			const heardMs = queue.heardMs(playing, playTime(context));
			const clock = stopped(playClock, heardMs, now());
			enqueue.sendTo(phone, {
				type: "pause",
				lineId: playing.lineId,
				playedMs: heardMs - clock.againMs,
			});
			enqueue.assign({ playClock: clock });
		}),
		letPlayClockRun: assign(({ context: { playClock, now } }) => ({
			playClock: running(playClock, now()),
		})),
		letPhoneGoOn: enqueueActions(({ context, enqueue }) => {
			enqueue.sendTo(context.phone, { type: "go.on" });
			enqueue.assign({ playClock: setBack(context.playClock) });
		}),
		noteTurn: assign((_, { turn }: SpeakingEventOf<"turn.began">) => ({
			newestTurn: turn,
		})),
		takeFloor: assign(({ context: { newestTurn } }) => ({
			turnWithFloor: newestTurn,
		})),
		/** It answers a turn that is over. */
		reportStale: enqueueActions(
			({ context, enqueue }, { line }: { line: queue.NewLine }) => {
				report(enqueue, context, { ...line, lineId: "" }, "stale", 0);
			},
		),
		dropStaleWaiting: enqueueActions(({ context, enqueue }) => {
			const { lines, turnWithFloor } = context;
			for (const line of queue.staleWaiting(lines, turnWithFloor))
				report(enqueue, context, line, "stale", 0);
			enqueue.assign({
				lines: queue.withoutStaleWaiting(lines, turnWithFloor),
			});
		}),
		dropStaleAtVoice: enqueueActions(({ context, enqueue }) => {
			const { lines, turnWithFloor } = context;
			const stale = queue.staleAtVoice(lines, turnWithFloor);
			if (!stale) return;
			enqueue.sendTo("voice", { type: "cancel" });
			report(enqueue, context, stale, "stale", 0);
			countWaste(enqueue, context, [stale]);
			enqueue.assign({ lines: queue.abandoned(lines, stale.lineId) });
		}),
		stopLinesOfGame: enqueueActions(({ context, enqueue }) => {
			stop(enqueue, context, isOfGame);
		}),
		stopLines: enqueueActions(({ context, enqueue }, order: StopOrder) => {
			stop(enqueue, context, isMeantBy(order));
		}),
		/** Nothing of the line at the voice is with the phone, which goes on. */
		stopAtVoice: enqueueActions(({ context, enqueue }, order: StopOrder) => {
			const { lines } = context;
			const { atVoice } = lines;
			if (!atVoice) return;
			enqueue.sendTo("voice", { type: "cancel" });
			report(enqueue, context, atVoice, "interrupted", 0);
			countWaste(enqueue, context, [atVoice]);
			const left = queue.abandoned(lines, atVoice.lineId);
			dropWaiting(enqueue, context, left, isMeantBy(order));
		}),
		dropWaiting: enqueueActions(({ context, enqueue }, order: StopOrder) => {
			dropWaiting(enqueue, context, context.lines, isMeantBy(order));
		}),
		stopAll: enqueueActions(({ context, enqueue }) => {
			stop(enqueue, context, isAny);
		}),
		hold: enqueueActions(({ context, enqueue }) => {
			const { lines } = context;
			reportInterrupted(enqueue, context, queue.sounding(lines));
			if (lines.atVoice) enqueue.sendTo("voice", { type: "cancel" });
			countWaste(enqueue, context, queue.sounding(lines));
			enqueue.assign({ lines: queue.held(lines) });
		}),
		loseWhatWasAtPhone: enqueueActions(({ context, enqueue }) => {
			const { lines } = context;
			reportInterrupted(enqueue, context, lines.atPhone);
			countWaste(enqueue, context, lines.atPhone);
			enqueue.assign({ lines: queue.takenOver(lines) });
		}),
		/** The rest of a line whose beginning is lost would be no line. */
		loseWhatSounds: enqueueActions(({ context, enqueue }) => {
			const { lines } = context;
			reportInterrupted(enqueue, context, queue.sounding(lines));
			enqueue.sendTo("voice", { type: "cancel" });
			countWaste(enqueue, context, queue.sounding(lines));
			enqueue.assign({ lines: queue.takenOver(lines) });
		}),
		disown: enqueueActions(
			({ context, enqueue }, { asker }: SpeakingEventOf<"disown">) => {
				const { lines } = context;
				const isTheirs = isAskedBy(asker);
				const unheard = [...queue.sounding(lines), ...lines.waiting];
				reportStopped(enqueue, context, unheard.filter(isTheirs));
				enqueue.assign({
					lines: queue.disowned(lines, isTheirs),
					newestTurn: 0,
					turnWithFloor: 0,
				});
			},
		),
		answerThatLinesAreTold: enqueueActions(
			({ enqueue }, { asker }: SpeakingEventOf<"ask.whether.told">) => {
				if (asker.getSnapshot().status === "active")
					enqueue.sendTo(asker, { type: "lines.told" });
			},
		),
		/** In the words of the voice, where it has told them and they are the line's. */
		tellWhatWaited: enqueueActions(
			(
				{ context, enqueue },
				{ heardText: told }: { heardText?: string | undefined },
			) => {
				const { wordsAsked, untold } = context;
				for (const { asker, ofLine, ending } of untold) {
					const words =
						wordsAsked?.line.lineId === ofLine && told !== undefined
							? heardTextAsTold(wordsAsked.line.text, wordsAsked, told)
							: undefined;
					tell(
						enqueue,
						asker,
						words === undefined ? ending : { ...ending, heardText: words },
					);
				}
				enqueue.assign({ wordsAsked: undefined, untold: [] });
			},
		),
		tellOfSilence: sendParent({
			type: "fell.silent",
		} satisfies SpeakingFact),
	},
});

function withLine(
	{ lines, linesSoFar }: SpeakingContext,
	line: queue.NewLine,
): Pick<SpeakingContext, "lines" | "linesSoFar"> {
	const lineId = `line-${linesSoFar + 1}`;
	return {
		linesSoFar: linesSoFar + 1,
		lines: queue.append(lines, { ...line, lineId }),
	};
}

function synthesisOf(line: queue.LineAtVoice | undefined): VoiceOrder {
	if (!line) return { type: "cancel" };
	const { lineId, piece, voice, keep, askedAtMs } = line;
	return {
		type: "synthesise",
		lineId,
		text: piece.trimStart(),
		keep,
		...(voice !== undefined && { voice }),
		...(askedAtMs !== undefined && { askedAtMs }),
	};
}
