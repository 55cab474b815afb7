/** How far the voice may be ahead of the phone, and how much it is given for a game's lines. */
import type { SlidingWindow } from "../../limits/sliding-window.js";
import * as queue from "./speech-queue.js";
import {
	shareLeftOf,
	untilSomeIsLeft,
	type WasteAllowance,
} from "./waste-allowance.js";

/** Nothing more goes to the voice while more sound than this is unplayed. */
export const maxUnplayedMs = 20_000;
/** Where a game has had much made in vain, the voice is so little ahead; less, and a dial would be heard as a gap. */
const leastAheadMs = 4_000;

/** Deepgram takes so many characters in a minute on one socket; here all sockets of a call have no more together. */
export const maxCharactersPerMinute = 2_400;
/** A shorter piece counts as so many: Deepgram ends only 20 pieces a minute on a socket, and then another is dialled. */
const leastCharacters = 20;
/** A minute, and a second more, since Deepgram's clock may run a little late. */
export const minuteMs = 61_000;

/** Soon enough to look again where the phone's clock and ours differ. */
const soonMs = 100;

/** What the next piece has to wait for. */
export interface Pace {
	readonly lines: queue.SpeechQueue;
	readonly waste: WasteAllowance;
	/** What games had made in the last minute. */
	readonly made: SlidingWindow;
	readonly nowMs: number;
	/** The time by which the phone plays. */
	readonly playTimeMs: number;
}

/** How long the next piece has to wait, in milliseconds; 0 if it may be made now, or if there is none. */
export function waitForNextPiece(pace: Pace): number {
	const { lines, waste, made, nowMs, playTimeMs } = pace;
	const next = queue.nextPiece(lines, playTimeMs);
	if (!next) return 0;
	const tooMuchMs = tooFarAheadMs(pace, next.isOfGame);
	if (!next.isOfGame) return tooMuchMs;
	return Math.max(
		tooMuchMs,
		untilSomeIsLeft(waste, nowMs),
		Math.ceil(made.delayFor(charactersCounted(next.text), nowMs)),
	);
}

/** As how many characters a piece counts. */
export function charactersCounted({ length }: string): number {
	return Math.max(leastCharacters, length);
}

/** How long until no more sound is unplayed than may be. */
function tooFarAheadMs(
	{ lines, waste, nowMs, playTimeMs }: Pace,
	isOfGame: boolean,
): number {
	const share = isOfGame ? shareLeftOf(waste, nowMs) : 1;
	const aheadMs = leastAheadMs + share * (maxUnplayedMs - leastAheadMs);
	const excessMs = queue.unplayedMs(lines, playTimeMs) - aheadMs;
	return excessMs > 0 ? Math.max(soonMs, Math.ceil(excessMs)) : 0;
}
