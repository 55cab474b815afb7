/** What the machine of a call's speaking has before it can do anything: its types, its delays and its guards. */
import { type ErrorActorEvent, setup } from "xstate";
import { SlidingWindow } from "../../limits/sliding-window.js";
import { type CallAdapterInput, unplugged } from "../adapter-contract.js";
import { firstCeilingMs } from "../back-off.js";
import type {
	CallFromGame,
	LineAskerRef,
	LineEnding,
	LineListenerRef,
	PhoneFact,
	PhoneRef,
	RecogniserFact,
	VoiceFact,
	VoiceOrder,
} from "../events.js";
import { isOnlyBackchannel } from "./backchannels.js";
import { isEcho } from "./echo.js";
import type { PieceHeard } from "./heard-text.js";
import { newPlayClock, type PlayClock, playTimeMs } from "./play-clock.js";
import * as queue from "./speech-queue.js";
import {
	maxCharactersPerMinute,
	minuteMs,
	waitForNextPiece,
} from "./synthesis-pace.js";
import { isOneTooMany, noVoices, type VoicesInUse } from "./voices-in-use.js";
import { nothingWasted, type WasteAllowance } from "./waste-allowance.js";

export interface SpeakingInput {
	readonly callId: string;
	/** Plays what the voice makes. */
	readonly phone: PhoneRef;
	/** In which languages the caller is understood; in any, if there are none. */
	readonly languages: readonly string[];
	/** The time in milliseconds, by a clock that does not run backwards. */
	readonly now: () => number;
}

/** The line that was stopped, and of which the voice is asked which words were heard. */
export interface WordsAsked extends PieceHeard {
	readonly line: queue.Line;
}

/** How a line has ended, and who is to be told. */
export interface LineReport {
	readonly asker: LineAskerRef;
	/** The line's own name in this call. */
	readonly ofLine: string;
	readonly ending: LineEnding;
}

export interface SpeakingContext extends SpeakingInput {
	readonly lines: queue.SpeechQueue;
	readonly linesSoFar: number;
	readonly wordsAsked: WordsAsked | undefined;
	/** What askers are told, in this order, once the voice has answered. */
	readonly untold: readonly LineReport[];
	/** By which lines are played. */
	readonly playClock: PlayClock;
	/** The newest turn of the caller's that the game was told of; 0 if there was none. */
	readonly newestTurn: number;
	/** The newest of them that took the floor: what answers an older one is stale. */
	readonly turnWithFloor: number;
	/** What of the game's lines may yet be made in vain. */
	readonly waste: WasteAllowance;
	/** What was made of the game's lines in the last minute. */
	readonly made: SlidingWindow;
	/** The voices that the game has had of late. */
	readonly voices: VoicesInUse;
	/** The longest that the voice may be left alone until it is asked again. */
	readonly ceilingMs: number;
	/** How long it is left alone now. */
	readonly waitMs: number;
}

/** What the call passes on as it is: a caller who makes a sound may stop a line. */
type CallerSound =
	| Extract<RecogniserFact, { type: "speech.heard" | "speech.started" }>
	| Extract<PhoneFact, { type: "key.pressed" }>;

export type SpeakingEvent =
	| { readonly type: "speak"; readonly line: queue.NewLine }
	/** Stop speaking the lines of the game, and of a character that has its caller, and forget those that wait. */
	| { readonly type: "stop.lines.of.game" }
	/** Stop one line, wherever it is; what else sounds stops with it, if the phone has sound of it. */
	| ({ readonly type: "stop.line" } & queue.NamedLine)
	/** Stop all lines of this asker's in the same way. */
	| { readonly type: "stop.lines.of"; readonly asker: LineAskerRef }
	/** Stop all lines. */
	| { readonly type: "fall.silent" }
	/** Nobody hears it any more; what waits may yet be heard if another stream takes over. */
	| { readonly type: "hold" }
	/** Another stream is there: what the one before it had not played is lost with it. */
	| { readonly type: "go.on" }
	/** Tell this game what of its lines was not heard; it is told nothing more of them. Another game counts its turns anew. */
	| { readonly type: "disown"; readonly asker: LineAskerRef }
	/** Answer when this asker was told what it is just being told: several of its lines may end at once. */
	| { readonly type: "ask.whether.told"; readonly asker: LineListenerRef }
	| CallerSound
	| ({ readonly asker: LineAskerRef } & Omit<
			Extract<CallFromGame, { type: "append" }>,
			"gameId"
	  >)
	| { readonly type: "turn.ended" }
	| Omit<Extract<CallFromGame, { type: "turn.began" }>, "gameId">
	| Extract<PhoneFact, { type: "mark.returned" }>
	| VoiceFact;

export type SpeakingEventOf<Type> = Extract<SpeakingEvent, { type: Type }>;

type Append = SpeakingEventOf<"append">;

/** An order to stop some lines of one asker's. */
export type StopOrder = SpeakingEventOf<"stop.line" | "stop.lines.of">;

/** A line whose game gives no more text for so long is closed as it stands. */
const longestStallMs = 10_000;

/** The setup of the machine, without its actions. */
export const speakingGuards = setup({
	types: {
		context: {} as SpeakingContext,
		input: {} as SpeakingInput,
		events: {} as SpeakingEvent | ErrorActorEvent<unknown, string>,
		children: {} as { voice: "voice" },
	},
	actors: { voice: unplugged<VoiceOrder, CallAdapterInput>("voice") },
	delays: {
		/** Until the mark that is due first is overdue. */
		markOverdue: ({ context }) =>
			Math.max(0, queue.firstMarkDueAtMs(context.lines) - playTime(context)),
		backOff: ({ context }) => context.waitMs,
		untilNextPiece: ({ context }) => waitFor(context),
		/** How long after a sound of the caller's words are waited for, and the phone is paused. */
		timeForWords: 1_200,
		/** How long the phone is paused at most, whatever sounds the caller makes. */
		longestPause: 3_000,
		/** How long no sound pauses anything, after a pause in which no words came. */
		insistence: 2_000,
		/** How long a voice that is lost is asked again and again for one line. */
		lineTime: 10_000,
		/** How long a game waits at most to hear of a line, so that its voice can tell the very words. */
		untilWordsAreGuessed: 300,
		/** Until the voice is given more of a line that is open, if no more of it comes; longer than that may be open so, if never. */
		untilNextClause: ({ context }) => {
			const { lines } = context;
			const dueInMs = queue.untilNextPieceMs(lines, playTime(context));
			return Math.min(2 * longestStallMs, Math.max(dueInMs, waitFor(context)));
		},
		/** Until the line at the voice has been open for as long as it may, and nothing came. */
		streamStalled: ({ context: { lines, now } }) =>
			Math.max(0, (lines.atVoice?.openSinceMs ?? 0) + longestStallMs - now()),
	},
	guards: {
		isAtVoice: ({ context }, { lineId }: { lineId: string }) =>
			context.lines.atVoice?.lineId === lineId,
		isRefused: (
			{ context },
			{ lineId, isFinal }: SpeakingEventOf<"voice.lost">,
		) => isFinal && context.lines.atVoice?.lineId === lineId,
		hasSound: ({ context }) => context.lines.atVoice?.hasSound === true,
		lineHasSound: ({ context }, { lineId }: SpeakingEventOf<"line.failed">) =>
			context.lines.atVoice?.lineId === lineId &&
			context.lines.atVoice.hasSound,
		isAtPhone: ({ context }, { name }: { name: string }) =>
			context.lines.atPhone.some(({ lineId }) => lineId === name),
		hasRoom: ({ context }, { line }: { line: queue.NewLine }) =>
			!line.owner || !queue.boundFor(context.lines, line.text),
		isOneVoiceTooMany: ({ context: { lines, voices, now } }) =>
			queue.isNextDue(lines) &&
			isOneTooMany(voices, queue.voiceOfGame(lines), now()),
		mayBegin: ({ context }) =>
			queue.isNextDue(context.lines) && mayBeGiven(context),
		/** More of the next line is to come, and nothing of it can be made yet. */
		mayOpen: ({ context }) =>
			queue.isNextDue(context.lines) &&
			queue.isNextOpen(context.lines) &&
			!hasNextPiece(context),
		isHeldBack: ({ context }) =>
			queue.isNextDue(context.lines) && waitFor(context) > 0,
		hasMoreToSay: ({ context }, { lineId }: { lineId: string }) =>
			context.lines.atVoice?.lineId === lineId &&
			context.lines.atVoice.toSay.length > 0,
		mayGoOn: ({ context }) => mayBeGiven(context),
		/** More of the line at the voice is to come. */
		isOpen: ({ context }) => isOpenAtVoice(context),
		isStillOpen: ({ context }, { lineId }: { lineId: string }) =>
			context.lines.atVoice?.lineId === lineId && isOpenAtVoice(context),
		isMadeInFull: ({ context }) =>
			!isOpenAtVoice(context) && context.lines.atVoice?.toSay.length === 0,
		/** A line of that name takes more text. */
		takesMore: ({ context }, append: Append) =>
			queue.openLine(context.lines, append) !== undefined,
		hasRoomForMore: ({ context: { lines } }, append: Append) => {
			const line = queue.openLine(lines, append);
			return (
				line !== undefined && !queue.boundForMore(lines, line, append.text)
			);
		},
		/** The phone has sound of a line that is to stop. */
		isToStopSound: ({ context }, order: StopOrder) =>
			hasSoundOf(context, order),
		/** Only the voice is to stop: the phone has no sound of what it makes, nor of another line that is meant. */
		isToStopAtVoice: ({ context }, order: StopOrder) =>
			context.lines.atVoice !== undefined &&
			isMeantBy(order)(context.lines.atVoice) &&
			!hasSoundOf(context, order),
		isToStopWaiting: ({ context }, order: StopOrder) =>
			context.lines.waiting.some(isMeantBy(order)),
		phonePlays: ({ context }) => context.lines.atPhone.length > 0,
		saysNothing: ({ context }) => queue.isQuiet(context.lines),
		isStoppedBySound: ({ context }) =>
			queue.sounding(context.lines).some(queue.isStoppedBySound),
		pausesAtSound: ({ context }) => queue.canBePaused(context.lines),
		hasSomethingToPlay: ({ context }) =>
			queue.sounding(context.lines).length > 0,
		isInterruption: (
			{ context },
			{ speech }: SpeakingEventOf<"speech.heard">,
		) =>
			speech.text !== "" &&
			!isEchoOf(context.lines, speech.text) &&
			queue.canBeInterrupted(context.lines) &&
			(queue.sounding(context.lines).some(queue.isStoppedBySound) ||
				!isSignWhileHeard(context, speech.text)),
		hasWords: (_, { speech }: SpeakingEventOf<"speech.heard">) =>
			speech.text !== "",
		/** The caller has said that they listen, and no more follows. */
		isMereSign: ({ context }, { speech }: SpeakingEventOf<"speech.heard">) =>
			speech.isFinal && isSignWhileHeard(context, speech.text),
		/** What the caller says is to be answered, whether or not it stops what is being said. */
		takesFloor: ({ context }, { speech }: SpeakingEventOf<"speech.heard">) =>
			speech.text !== "" &&
			!isEchoOf(context.lines, speech.text) &&
			!isSignWhileHeard(context, speech.text),
		/** A turn that began as a sign of listening is one, whatever sounds by now. */
		isMoreThanSign: (
			{ context },
			{ speech }: SpeakingEventOf<"speech.heard">,
		) =>
			speech.text !== "" &&
			!isEchoOf(context.lines, speech.text) &&
			!isOnlyBackchannel(speech.text, context.languages),
		isStale: ({ context }, { line }: { line: queue.NewLine }) =>
			queue.isStale({ ...line, lineId: "" }, context.turnWithFloor),
		hasStaleWaiting: ({ context: { lines, turnWithFloor } }) =>
			queue.staleWaiting(lines, turnWithFloor).length > 0,
		isAtVoiceStale: ({ context: { lines, turnWithFloor } }) =>
			queue.staleAtVoice(lines, turnWithFloor) !== undefined,
		// "#" ends a code that may have been answered already: the answer must be heard.
		isKeyOverLine: ({ context }, { digit }: SpeakingEventOf<"key.pressed">) =>
			digit !== "#" && queue.canBeInterrupted(context.lines),
		isEcho: ({ context }, { speech }: SpeakingEventOf<"speech.heard">) =>
			isEchoOf(context.lines, speech.text),
		isAskedForWords: ({ context }) => context.wordsAsked !== undefined,
		tellsWords: ({ context }, { lineId }: SpeakingEventOf<"words.told">) =>
			context.wordsAsked?.line.lineId === lineId,
		hasLinesOfGame: ({ context }) => !queue.spares(context.lines, isOfGame),
	},
});

/** What a speaking remembers when it begins. */
export function newSpeaking(): Omit<SpeakingContext, keyof SpeakingInput> {
	return {
		lines: queue.nothingToSay,
		linesSoFar: 0,
		wordsAsked: undefined,
		untold: [],
		playClock: newPlayClock,
		newestTurn: 0,
		turnWithFloor: 0,
		waste: nothingWasted,
		made: new SlidingWindow(maxCharactersPerMinute, minuteMs),
		voices: noVoices,
		ceilingMs: firstCeilingMs,
		waitMs: 0,
	};
}

function waitFor(context: SpeakingContext): number {
	return waitForNextPiece({
		...context,
		nowMs: context.now(),
		playTimeMs: playTime(context),
	});
}

/** The time by which lines are played: that of the server, but for the pauses of the phone. */
export function playTime({
	playClock,
	now,
}: Pick<SpeakingContext, "playClock" | "now">): number {
	return playTimeMs(playClock, now());
}

/** Whether this only shows that the caller listens to a line. */
function isSignWhileHeard(
	{ lines, languages }: SpeakingContext,
	text: string,
): boolean {
	return queue.hasSoundAtPhone(lines) && isOnlyBackchannel(text, languages);
}

function hasNextPiece(context: SpeakingContext): boolean {
	return queue.nextPiece(context.lines, playTime(context)) !== undefined;
}

function mayBeGiven(context: SpeakingContext): boolean {
	return hasNextPiece(context) && waitFor(context) === 0;
}

function isOpenAtVoice({ lines: { atVoice } }: SpeakingContext): boolean {
	return atVoice !== undefined && queue.isOpen(atVoice);
}

/** Whether a game wants it said, or a character that has its caller: the same bounds hold for both. */
export const isOfGame = ({ owner }: queue.Line) => owner !== undefined;

/** Whether this asker wants it said. */
export function isAskedBy(asker: LineAskerRef) {
	return ({ owner }: queue.Line): boolean => owner?.asker === asker;
}

/** Whether a line is one of those that are to stop. */
export function isMeantBy(order: StopOrder): (line: queue.Line) => boolean {
	return order.type === "stop.line"
		? (line) => queue.isNamed(line, order)
		: isAskedBy(order.asker);
}

function hasSoundOf(
	{ lines: { atPhone, atVoice } }: SpeakingContext,
	order: StopOrder,
): boolean {
	const isMeant = isMeantBy(order);
	return (
		atPhone.some(isMeant) || (atVoice?.hasSound === true && isMeant(atVoice))
	);
}

/** Whether what was heard is one of these lines, as the phone's own microphone hears its loudspeaker. */
export function isEchoOf(lines: queue.SpeechQueue, text: string): boolean {
	return isEcho(
		text,
		queue.sounding(lines).map((line) => line.text),
	);
}
