/**
 * What one call says: its lines wait, are made by the voice, and are played by the phone.
 *
 *   silent ──a line──▶ speaking ──all was heard, or stopped──▶ silent
 *   any ──the phone has hung up──▶ held ──another stream takes over──▶ speaking
 *
 * While it speaks, the voice makes the next line as the phone plays those before it: two regions. A voice that
 * is lost before a line has begun is asked again; what there is of a line that breaks off is played to its mark.
 */
import {
	type ActorRefFrom,
	and,
	assign,
	type ErrorActorEvent,
	enqueueActions,
	not,
	type SnapshotFrom,
	sendParent,
	sendTo,
	setup,
	stateIn,
} from "xstate";
import { type CallAdapterInput, unplugged } from "../adapter-contract.js";
import { firstCeilingMs, nextWait } from "../back-off.js";
import type {
	LineOutcome,
	PhoneFact,
	PhoneRef,
	RecogniserFact,
	SpeakingFact,
	VoiceFact,
	VoiceOrder,
} from "../events.js";
import { isEcho } from "./echo.js";
import * as queue from "./speech-queue.js";

export interface SpeakingInput {
	readonly callId: string;
	/** Plays what the voice makes. */
	readonly phone: PhoneRef;
	/** The time in milliseconds, by a clock that does not run backwards. */
	readonly now: () => number;
}

interface SpeakingContext extends SpeakingInput {
	readonly lines: queue.SpeechQueue;
	readonly linesSoFar: number;
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
	/** Stop speaking the game's lines, and forget those that wait. */
	| { readonly type: "stop.lines.of.game" }
	/** Stop all lines. */
	| { readonly type: "fall.silent" }
	/** Nobody hears it any more; what waits may yet be heard if another stream takes over. */
	| { readonly type: "hold" }
	/** Another stream is there: what the one before it had not played is lost with it. */
	| { readonly type: "go.on" }
	/** Tell the game what was not heard; it is told nothing more of these lines. */
	| { readonly type: "disown" }
	| CallerSound
	| Extract<PhoneFact, { type: "mark.returned" }>
	| VoiceFact;

type EventOf<Type> = Extract<SpeakingEvent, { type: Type }>;
type SoundingLine = queue.Line & Partial<queue.SentLine>;

const setUp = setup({
	types: {
		context: {} as SpeakingContext,
		input: {} as SpeakingInput,
		events: {} as SpeakingEvent | ErrorActorEvent<unknown, string>,
		children: {} as { voice: "voice" },
	},
	actors: { voice: unplugged<VoiceOrder, CallAdapterInput>("voice") },
	delays: {
		/** Until the mark that is due first is overdue. */
		markOverdue: ({ context: { lines, now } }) =>
			Math.max(0, queue.firstMarkDueAtMs(lines) - now()),
		backOff: ({ context }) => context.waitMs,
		/** How long a voice that is lost is asked again and again for one line. */
		lineTime: 10_000,
	},
	guards: {
		isAtVoice: ({ context }, { lineId }: { lineId: string }) =>
			context.lines.atVoice?.lineId === lineId,
		isRefused: ({ context }, { lineId, isFinal }: EventOf<"voice.lost">) =>
			isFinal && context.lines.atVoice?.lineId === lineId,
		hasSound: ({ context }) => context.lines.atVoice?.hasSound === true,
		lineHasSound: ({ context }, { lineId }: EventOf<"line.failed">) =>
			context.lines.atVoice?.lineId === lineId &&
			context.lines.atVoice.hasSound,
		isAtPhone: ({ context }, { name }: { name: string }) =>
			context.lines.atPhone.some(({ lineId }) => lineId === name),
		hasRoom: ({ context }, { line }: { line: queue.NewLine }) =>
			!line.owner || !queue.boundFor(context.lines, line.text),
		maySynthesise: ({ context }) => queue.maySynthesise(context.lines),
		phonePlays: ({ context }) => context.lines.atPhone.length > 0,
		saysNothing: ({ context }) => queue.isQuiet(context.lines),
		canBeInterrupted: ({ context }) => queue.canBeInterrupted(context.lines),
		isInterruption: ({ context }, { speech }: EventOf<"speech.heard">) =>
			speech.text !== "" &&
			!isEchoOf(context.lines, speech.text) &&
			queue.canBeInterrupted(context.lines),
		// "#" ends a code that may have been answered already: the answer must be heard.
		isKeyOverLine: ({ context }, { digit }: EventOf<"key.pressed">) =>
			digit !== "#" && queue.canBeInterrupted(context.lines),
		isEcho: ({ context }, { speech }: EventOf<"speech.heard">) =>
			isEchoOf(context.lines, speech.text),
		hasLinesOfGame: ({ context }) => !queue.spares(context.lines, isOfGame),
	},
});

type Enqueue = Pick<
	Parameters<Parameters<typeof setUp.enqueueActions>[0]>[0]["enqueue"],
	"assign" | "sendTo"
>;

const isOfGame = ({ owner }: queue.Line) => owner !== undefined;
const isAny = () => true;

/** Whether what was heard is one of these lines, as the phone's own microphone hears its loudspeaker. */
function isEchoOf(lines: queue.SpeechQueue, text: string): boolean {
	return isEcho(
		text,
		queue.sounding(lines).map((line) => line.text),
	);
}

/** Tells the game how one of its lines has ended; the server's own lines concern no game. */
function report(
	enqueue: Enqueue,
	{ callId }: SpeakingContext,
	{ owner }: queue.Line,
	outcome: LineOutcome,
	heardMs: number,
): void {
	if (!owner) return;
	const { game, lineId } = owner;
	enqueue.sendTo(game, {
		type: "line.ended",
		callId,
		lineId,
		outcome,
		heardMs,
	});
}

/** Tells of lines that are stopped here how much of them was heard. */
function reportInterrupted(
	enqueue: Enqueue,
	context: SpeakingContext,
	lines: readonly SoundingLine[],
): void {
	const nowMs = context.now();
	for (const line of lines) {
		const heardMs = queue.heardMs(line, nowMs);
		const outcome = queue.outcomeOf(line, "interrupted");
		report(enqueue, context, line, outcome, heardMs);
	}
}

/** Stops the chosen lines, those at the phone too. */
function stop(
	enqueue: Enqueue,
	context: SpeakingContext,
	isStopped: (line: queue.Line) => boolean,
): void {
	const { lines, phone } = context;
	const sounding = queue.sounding(lines);
	if (sounding.length > 0) {
		enqueue.sendTo("voice", { type: "cancel" });
		enqueue.sendTo(phone, { type: "clear" });
	}
	const stopped = [...sounding, ...lines.waiting.filter(isStopped)];
	reportInterrupted(enqueue, context, stopped);
	enqueue.assign({ lines: queue.without(lines, isStopped) });
}

const speakingSetup = setUp.extend({
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
		takeNextLine: assign(({ context }) => ({
			lines: queue.synthesiseNext(context.lines),
			ceilingMs: firstCeilingMs,
		})),
		planNextTry: assign(({ context }, { chance }: EventOf<"voice.lost">) =>
			nextWait(context.ceilingMs, chance),
		),
		orderSynthesis: sendTo("voice", ({ context }) =>
			synthesisOf(context.lines.atVoice),
		),
		noteThatLineBegan: assign(
			({ context }, { lineId }: EventOf<"line.begun">) => ({
				lines: queue.begun(context.lines, lineId, context.now()),
			}),
		),
		noteThatLinePaused: assign(
			({ context }, { lineId, audioMs }: EventOf<"line.paused">) => ({
				lines: queue.paused(context.lines, lineId, audioMs),
			}),
		),
		noteThatLineWentOn: assign(
			({ context }, { lineId }: EventOf<"line.resumed">) => ({
				lines: queue.resumed(context.lines, lineId, context.now()),
			}),
		),
		handToPhone: assign(
			({ context }, { lineId, audioMs }: EventOf<"line.synthesised">) => ({
				lines: queue.synthesised(context.lines, lineId, audioMs, context.now()),
			}),
		),
		askForMark: sendTo(
			({ context }) => context.phone,
			(_, { lineId }: EventOf<"line.synthesised" | "line.failed">) => ({
				type: "mark",
				name: lineId,
			}),
		),
		keepWhatThereIs: assign(
			({ context }, { lineId, audioMs }: EventOf<"line.failed">) => ({
				lines: queue.brokenOff(context.lines, lineId, audioMs, context.now()),
			}),
		),
		abandonLine: enqueueActions(({ context, enqueue }) => {
			const { atVoice } = context.lines;
			if (!atVoice) return;
			report(enqueue, context, atVoice, "failed", 0);
			enqueue.assign({
				lines: queue.abandoned(context.lines, atVoice.lineId),
			});
		}),
		giveUp: sendTo("voice", { type: "give.up" }),
		countLineAsPlayed: enqueueActions(
			({ context, enqueue }, { name }: EventOf<"mark.returned">) => {
				const { lines, now } = context;
				for (const line of lines.atPhone.filter(
					({ lineId }) => lineId === name,
				)) {
					const outcome = queue.outcomeOf(line, "heard");
					report(enqueue, context, line, outcome, line.audioMs);
				}
				enqueue.assign({ lines: queue.played(lines, name, now()) });
			},
		),
		goOnWithoutMark: enqueueActions(({ context, enqueue }) => {
			const { lines, now } = context;
			const overdue = queue.overdue(lines, now());
			// Perhaps they were played, but nobody has seen it.
			for (const line of overdue) report(enqueue, context, line, "failed", 0);
			enqueue.assign({
				lines: overdue.reduce(
					(left, { lineId }) => queue.played(left, lineId, now()),
					lines,
				),
			});
		}),
		stopInterruptible: enqueueActions(({ context, enqueue }) => {
			stop(enqueue, context, (line) => line.isInterruptible);
		}),
		stopLinesOfGame: enqueueActions(({ context, enqueue }) => {
			stop(enqueue, context, isOfGame);
		}),
		stopAll: enqueueActions(({ context, enqueue }) => {
			stop(enqueue, context, isAny);
		}),
		hold: enqueueActions(({ context, enqueue }) => {
			const { lines } = context;
			if (lines.atVoice) enqueue.sendTo("voice", { type: "cancel" });
			reportInterrupted(enqueue, context, queue.sounding(lines));
			enqueue.assign({ lines: queue.held(lines) });
		}),
		loseWhatWasAtPhone: enqueueActions(({ context, enqueue }) => {
			const { lines } = context;
			reportInterrupted(enqueue, context, lines.atPhone);
			enqueue.assign({ lines: queue.takenOver(lines) });
		}),
		/** The rest of a line whose beginning is lost would be no line. */
		loseWhatSounds: enqueueActions(({ context, enqueue }) => {
			const { lines } = context;
			enqueue.sendTo("voice", { type: "cancel" });
			reportInterrupted(enqueue, context, queue.sounding(lines));
			enqueue.assign({ lines: queue.takenOver(lines) });
		}),
		disown: enqueueActions(({ context, enqueue }) => {
			const { lines } = context;
			const unheard = [...queue.sounding(lines), ...lines.waiting];
			reportInterrupted(enqueue, context, unheard);
			enqueue.assign({ lines: queue.disowned(lines) });
		}),
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

function synthesisOf(line: queue.Line | undefined): VoiceOrder {
	if (!line) return { type: "cancel" };
	const { lineId, text, voice, keep } = line;
	return {
		type: "synthesise",
		lineId,
		text,
		keep,
		...(voice !== undefined && { voice }),
	};
}

const ofEvent = ({ event }: { event: EventOf<"speak"> }) => event;

/** What becomes of one more line. */
const oneMoreLine = [
	{
		guard: { type: "hasRoom", params: ofEvent },
		actions: { type: "append", params: ofEvent },
	},
	{
		actions: { type: "refuseLine", params: ofEvent },
	},
] as const;

/** The voice is lost, and nothing was made yet: for good, or until it is asked again. */
function voiceLost<const Target extends string>(waiting: Target) {
	return [
		{
			guard: {
				type: "isRefused",
				params: ({ event }: { event: EventOf<"voice.lost"> }) => event,
			},
			target: "#speaking.delivery.speaking.voice.idle",
			actions: ["giveUp", "abandonLine"],
		},
		{
			guard: {
				type: "isAtVoice",
				params: ({ event }: { event: EventOf<"voice.lost"> }) => event,
			},
			target: waiting,
			actions: {
				type: "planNextTry",
				params: ({ event }: { event: EventOf<"voice.lost"> }) => event,
			},
		},
	] as const;
}

const synthesising = speakingSetup.createStateConfig({
	description: "A line is being made, and played as it comes.",
	entry: "takeNextLine",
	on: {
		"line.begun": {
			guard: { type: "isAtVoice", params: ({ event }) => event },
			target: ".sounding",
			actions: { type: "noteThatLineBegan", params: ({ event }) => event },
		},
		"line.synthesised": {
			guard: { type: "isAtVoice", params: ({ event }) => event },
			target: "idle",
			actions: [
				{ type: "handToPhone", params: ({ event }) => event },
				{ type: "askForMark", params: ({ event }) => event },
			],
		},
		"line.failed": [
			{
				guard: { type: "lineHasSound", params: ({ event }) => event },
				target: "idle",
				actions: [
					{ type: "keepWhatThereIs", params: ({ event }) => event },
					{ type: "askForMark", params: ({ event }) => event },
				],
			},
			{
				guard: { type: "isAtVoice", params: ({ event }) => event },
				target: "idle",
				actions: "abandonLine",
			},
		],
	},
	initial: "asked",
	states: {
		asked: {
			description: "The voice is to make it, and nothing of it has come yet.",
			entry: "orderSynthesis",
			on: { "voice.lost": voiceLost("lost") },
		},
		lost: {
			description:
				"The voice was lost before anything came: it is asked again until the line's time is over.",
			after: {
				lineTime: {
					target: "#speaking.delivery.speaking.voice.idle",
					actions: ["giveUp", "abandonLine"],
				},
			},
			on: { "voice.lost": voiceLost(".waiting") },
			initial: "waiting",
			states: {
				waiting: {
					description:
						"The voice is left alone: longer after each attempt that failed.",
					after: { backOff: "askedAgain" },
				},
				askedAgain: {
					description: "The voice is to make it, once more.",
					entry: "orderSynthesis",
				},
			},
		},
		sounding: {
			description: "What there is of it is with the phone.",
			on: {
				"line.paused": {
					actions: {
						type: "noteThatLinePaused",
						params: ({ event }) => event,
					},
				},
				"line.resumed": {
					actions: {
						type: "noteThatLineWentOn",
						params: ({ event }) => event,
					},
				},
			},
		},
	},
});

const voice = speakingSetup.createStateConfig({
	description: "Makes one line at a time.",
	initial: "idle",
	states: {
		idle: {
			description:
				"No line is being made: none waits, or it may not be made yet.",
			always: { guard: "maySynthesise", target: "synthesising" },
		},
		synthesising,
	},
});

const phone = speakingSetup.createStateConfig({
	description:
		"Plays the lines that were made, or as much of them as there is, until their marks come back.",
	initial: "quiet",
	states: {
		quiet: {
			description: "All that the phone was given in full has been played.",
			always: { guard: "phonePlays", target: "playing" },
		},
		playing: {
			description: "Lines are at the phone, and their marks are waited for.",
			always: { guard: not("phonePlays"), target: "quiet" },
			after: {
				markOverdue: { target: "quiet", actions: "goOnWithoutMark" },
			},
			on: {
				"mark.returned": {
					guard: { type: "isAtPhone", params: ({ event }) => event },
					target: "quiet",
					actions: { type: "countLineAsPlayed", params: ({ event }) => event },
				},
				// It may be overdue before those that are there already.
				"line.synthesised": {
					guard: { type: "isAtVoice", params: ({ event }) => event },
					target: "quiet",
				},
				"line.failed": {
					guard: { type: "isAtVoice", params: ({ event }) => event },
					target: "quiet",
				},
			},
		},
	},
});

const delivery = speakingSetup.createStateConfig({
	description: "What becomes of the lines.",
	initial: "silent",
	states: {
		silent: {
			description: "Nothing is being said, and nothing waits to be said.",
			on: {
				speak: oneMoreLine.map((choice) => ({
					...choice,
					target: "speaking" as const,
				})),
				hold: "held",
			},
		},
		speaking: {
			description: "A line is being made or played, or both.",
			type: "parallel",
			always: {
				guard: "saysNothing",
				target: "silent",
				actions: "tellOfSilence",
			},
			on: {
				speak: oneMoreLine,
				"speech.started": {
					guard: and(["canBeInterrupted", stateIn("#speaking.noise.trusted")]),
					target: "speaking",
					reenter: true,
					actions: "stopInterruptible",
				},
				"speech.heard": {
					guard: { type: "isInterruption", params: ({ event }) => event },
					target: "speaking",
					reenter: true,
					actions: "stopInterruptible",
				},
				"key.pressed": {
					guard: { type: "isKeyOverLine", params: ({ event }) => event },
					target: "speaking",
					reenter: true,
					actions: "stopInterruptible",
				},
				"stop.lines.of.game": {
					guard: "hasLinesOfGame",
					target: "speaking",
					reenter: true,
					actions: "stopLinesOfGame",
				},
				"fall.silent": {
					target: "speaking",
					reenter: true,
					actions: "stopAll",
				},
				hold: { target: "held", actions: "hold" },
				"go.on": [
					{
						guard: "hasSound",
						target: "speaking",
						reenter: true,
						actions: "loseWhatSounds",
					},
					{ actions: "loseWhatWasAtPhone" },
				],
			},
			states: { voice, phone },
		},
		held: {
			description:
				"The phone has hung up. Lines wait, in case that another stream takes over.",
			on: {
				speak: oneMoreLine,
				"stop.lines.of.game": {
					guard: "hasLinesOfGame",
					actions: "stopLinesOfGame",
				},
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

/** The machine of what one call says. `server.ts` provides its voice. */
export const speakingMachine = speakingSetup.createMachine({
	id: "speaking",
	description:
		"What one call says. What stands here holds in each of its states.",
	context: ({ input }) => ({
		...input,
		lines: queue.nothingToSay,
		linesSoFar: 0,
		ceilingMs: firstCeilingMs,
		waitMs: 0,
	}),
	invoke: {
		id: "voice",
		src: "voice",
		input: ({ context }) => ({ callId: context.callId }),
	},
	type: "parallel",
	states: { delivery, noise },
	on: { disown: { actions: "disown" } },
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

/** Whether a line of a game's is being said, or waits to be said. */
export function speaksForGame({
	context,
}: SnapshotFrom<typeof speakingMachine>): boolean {
	return !queue.spares(context.lines, isOfGame);
}

/** Whether the caller hears a line at this moment, or is about to: its sound is at the phone. */
export function isHeard({
	context,
}: SnapshotFrom<typeof speakingMachine>): boolean {
	return queue
		.sounding(context.lines)
		.some(
			({ begunAtMs, audioMs }) =>
				begunAtMs !== undefined || audioMs !== undefined,
		);
}

/** Whether this is one of the lines that are being said, as the caller's microphone hears them. */
export function isEchoOfSpeaking(
	{ context }: SnapshotFrom<typeof speakingMachine>,
	text: string,
): boolean {
	return isEchoOf(context.lines, text);
}
