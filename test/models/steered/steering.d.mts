import type { InspectionEvent, SimulatedClock } from "xstate";
import type { CallActor } from "../../../src/machines/call/call.js";
import type { RunningServer } from "../../../src/server.js";

/** A server with a clock that stands still, and how often a game was missed in it. */
export interface Steered {
	readonly server: RunningServer;
	readonly clock: SimulatedClock;
	readonly gamesAway: () => number;
	readonly facts: FactCount;
}

/** How often minds have told something, by its type. */
export interface FactCount {
	/** To be given to the server as its inspector. */
	readonly inspect: (event: InspectionEvent) => void;
	readonly of: (type: string) => number;
}

export function factCount(): FactCount;

/** What can be done and asked. Times in milliseconds. */
export interface Steering {
	/** Moves the clock of all machines. */
	pass(ms: number): void;
	/** How many games were cut off so far and may come back. */
	gamesAway(): number;
	newestCall(): string;
	newestGame(): string;
	/** Whether there is a call or a game with this id. */
	isThere(id: string): boolean;
	/** Whether there is a call with this id, and its caller has not hung up. */
	isOnTheLine(id: string): boolean;
	/** Whether a recogniser was opened for this call. */
	hasEar(callId: string): boolean;
	/** Whether this call knows itself to be understood. */
	recognition(callId: string): "down" | "up";
	/** Lets the recogniser of this call dial at once, where it waits; whether it is then still to be redialled. */
	redial(callId: string): boolean;
	/** In how many calls a line is being made. */
	linesAtVoice(): number;
	/** In how many calls a line is with the voice of which more is to come. */
	openLines(): number;
	/** In how many of them all that can be made of it so far was made. */
	openLinesHeard(): number;
	/** In how many calls something is being said, or waits to be said. */
	callsSpeaking(): number;
	/** In how many calls a voice that was lost is left alone for a while. */
	voicesLost(): number;
	/** Lets all those be asked at once. */
	askVoicesAgain(): void;
	/** How often a mind has told this. */
	mindFacts(type: string): number;
	sessions(): { readonly calls: number; readonly games: number };
	/** Makes the adapter of a call's phone, or of a game's socket, fail. */
	failAdapter(id: string): void;
	drain(): void;
	/** Ends every call and every game. */
	endAll(): void;
}

/** Whether the voice of this call was lost, and is left alone for a while. */
export function isVoiceLost(call: CallActor): boolean;
/** Lets it be asked at once, if so. */
export function askVoiceAgain(call: CallActor): void;
export function steering(steered: Steered): Steering;
