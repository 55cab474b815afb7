/**
 * What one call says: its lines wait, are made by the voice, and are played by the phone.
 *
 *   silent ──a line──▶ speaking ──all was heard, or stopped──▶ silent
 *   any ──the phone has hung up──▶ held ──another stream takes over──▶ speaking
 *
 * While it speaks, the voice makes the next line as the phone plays those before it. A voice that
 * is lost before a line has begun is asked again; what there is of a line that breaks off is played to its mark.
 * A long line is made piece by piece, and no piece while much sound is unplayed yet. A line may be open: then more of
 * its text is to come, and it begins with what there is. A third region pauses the phone while the caller may be about
 * to say something.
 */
import { type ActorRefFrom, and, type SnapshotFrom, stateIn } from "xstate";
import { callerTurn } from "./caller-turn.js";
import { floor } from "./floor.js";
import { speakingSetup } from "./line-actions.js";
import {
	isEchoOf,
	isOfGame,
	newSpeaking,
	type SpeakingEventOf,
	type StopOrder,
} from "./speaking-guards.js";
import * as queue from "./speech-queue.js";
import { oneMoreText, voiceAndPhone } from "./voice-and-phone.js";

const ofEvent = ({ event }: { event: SpeakingEventOf<"speak"> }) => event;

/** A line that answers a turn which is over. */
const stale = {
	guard: { type: "isStale", params: ofEvent },
	actions: { type: "reportStale", params: ofEvent },
} as const;

const spoken = [
	{
		guard: { type: "hasRoom", params: ofEvent },
		actions: { type: "append", params: ofEvent },
	},
	{ actions: { type: "refuseLine", params: ofEvent } },
] as const;

const ofStop = ({ event }: { event: StopOrder }) => event;

/** Its asker has a line stopped that waits. */
const stoppedWhileWaiting = {
	guard: { type: "isToStopWaiting", params: ofStop },
	actions: { type: "dropWaiting", params: ofStop },
} as const;

/** Its asker has a line stopped, and with it whatever else sounds. */
const stopped = [
	{
		guard: { type: "isToStopSound", params: ofStop },
		target: "speaking",
		actions: { type: "stopLines", params: ofStop },
	},
	stoppedWhileWaiting,
] as const;

/** What becomes of one more line. */
const oneMoreLine = [stale, ...spoken] as const;

/** Lines that waited as a newer turn took the floor. */
const staleWaiting = {
	guard: "hasStaleWaiting",
	actions: "dropStaleWaiting",
} as const;

const delivery = speakingSetup.createStateConfig({
	description: "What becomes of the lines.",
	initial: "silent",
	states: {
		silent: {
			description: "Nothing is being said, and nothing waits to be said.",
			on: {
				speak: [
					stale,
					...spoken.map((choice) => ({
						...choice,
						target: "speaking" as const,
					})),
				],
				hold: "held",
			},
		},
		speaking: {
			description: "A line is being made or played, or both.",
			type: "parallel",
			always: [
				staleWaiting,
				{
					guard: "saysNothing",
					target: "silent",
					actions: "tellOfSilence",
				},
			],
			on: {
				speak: oneMoreLine,
				"speech.started": {
					guard: and(["isStoppedBySound", stateIn("#speaking.noise.trusted")]),
					target: "speaking",
					actions: "stopAtSound",
				},
				"speech.heard": {
					guard: { type: "isInterruption", params: ({ event }) => event },
					target: "speaking",
					actions: "stopInterruptible",
				},
				"key.pressed": {
					guard: { type: "isKeyOverLine", params: ({ event }) => event },
					target: "speaking",
					actions: "stopInterruptible",
				},
				"stop.lines.of.game": {
					guard: "hasLinesOfGame",
					target: "speaking",
					actions: "stopLinesOfGame",
				},
				"stop.line": stopped,
				"stop.lines.of": stopped,
				"fall.silent": {
					target: "speaking",
					actions: "stopAll",
				},
				hold: { target: "held", actions: "hold" },
				"go.on": [
					{
						guard: "hasSound",
						target: "speaking",
						actions: "loseWhatSounds",
					},
					{ actions: "loseWhatWasAtPhone" },
				],
			},
			states: { ...voiceAndPhone, floor },
		},
		held: {
			description:
				"The phone has hung up. Lines wait, in case that another stream takes over.",
			always: staleWaiting,
			on: {
				speak: oneMoreLine,
				"stop.lines.of.game": {
					guard: "hasLinesOfGame",
					actions: "stopLinesOfGame",
				},
				"stop.line": stoppedWhileWaiting,
				"stop.lines.of": stoppedWhileWaiting,
				"go.on": "speaking",
			},
		},
	},
});

const noise = speakingSetup.createStateConfig({
	description:
		"Whether a mere noise of speech counts as the caller who interrupts a line.",
	initial: "trusted",
	states: {
		trusted: {
			description: "Nothing that was said came back as the caller's speech.",
			on: {
				"speech.heard": {
					guard: { type: "isEcho", params: ({ event }) => event },
					target: "mistrusted",
				},
			},
		},
		mistrusted: {
			description:
				"The phone's microphone hears its loudspeaker: only words interrupt.",
		},
	},
});

const wordsHeard = speakingSetup.createStateConfig({
	description:
		"Whether the voice is asked which words of a line that was stopped were heard.",
	initial: "known",
	states: {
		known: {
			description: "Games are told at once how their lines have ended.",
			always: { guard: "isAskedForWords", target: "asked" },
		},
		asked: {
			description:
				"The voice is to tell the very words. What games are told of their lines waits for it, for a moment.",
			on: {
				"words.told": {
					guard: { type: "tellsWords", params: ({ event }) => event },
					target: "known",
					actions: { type: "tellWhatWaited", params: ({ event }) => event },
				},
				disown: {
					target: "known",
					actions: [
						{ type: "disown", params: ({ event }) => event },
						{ type: "tellWhatWaited", params: {} },
					],
				},
			},
			after: {
				untilWordsAreGuessed: {
					target: "known",
					actions: { type: "tellWhatWaited", params: {} },
				},
			},
		},
	},
});

/** The machine of what one call says. `server.ts` provides its voice. */
export const speakingMachine = speakingSetup.createMachine({
	id: "speaking",
	description:
		"What one call says. What stands here holds in each of its states.",
	context: ({ input }) => ({ ...input, ...newSpeaking() }),
	invoke: {
		id: "voice",
		src: "voice",
		input: ({ context }) => ({ callId: context.callId }),
	},
	type: "parallel",
	states: { delivery, noise, callerTurn, wordsHeard },
	on: {
		append: oneMoreText,
		disown: { actions: { type: "disown", params: ({ event }) => event } },
		"ask.whether.told": {
			actions: {
				type: "answerThatLinesAreTold",
				params: ({ event }) => event,
			},
		},
	},
	options: { maxIterations: 1000 },
});

/** What a call says, as it runs. */
export type SpeakingActor = ActorRefFrom<typeof speakingMachine>;

/** Whether nothing is being said, and nothing waits to be said. */
export function isSilent(
	snapshot: SnapshotFrom<typeof speakingMachine>,
): boolean {
	return snapshot.matches({ delivery: "silent" });
}

/** Whether a line of a game's, or of a character's, is being said, or waits to be said. */
export function speaksForGame({
	context,
}: SnapshotFrom<typeof speakingMachine>): boolean {
	return !queue.spares(context.lines, isOfGame);
}

/** Whether the caller hears a line at this moment, or is about to: its sound is at the phone. */
export function isHeard({
	context,
}: SnapshotFrom<typeof speakingMachine>): boolean {
	return queue.hasSoundAtPhone(context.lines);
}

/** Whether this is one of the lines that are being said, as the caller's microphone hears them. */
export function isEchoOfSpeaking(
	{ context }: SnapshotFrom<typeof speakingMachine>,
	text: string,
): boolean {
	return isEchoOf(context.lines, text);
}
