/** What a call has its speaking do: prompts in the operator's words, and the lines of its game. */
import { assign, emit, enqueueActions, raise, sendTo } from "xstate";
import type { PhoneRef } from "../events.js";
import { isFixed, type PromptName, promptText } from "../speaking/prompts.js";
import type { NewLine } from "../speaking/speech-queue.js";
import type { CallContext } from "./call-memory.js";
import { codeEntry } from "./code-entry.js";
import type { EventOf } from "./guards.js";

function promptLine(context: CallContext, prompt: PromptName): NewLine {
	const { prompts, promptVoice } = context.policy;
	return {
		owner: undefined,
		text: promptText(prompts, prompt, context.lastCode),
		voice: promptVoice,
		keep: isFixed(prompts, prompt),
		interruptible: "pause",
		// A minute before the end is not when a game has said all that it wants.
		...(prompt === "lastMinute" && { isUrgent: true }),
	};
}

function lineOfGame(
	{ game, now }: CallContext,
	{ lineId, text, voice, interruptible, joins, more, turn }: EventOf<"say">,
): NewLine {
	const nowMs = now();
	return {
		owner: game && { asker: game.ref, lineId },
		text,
		voice,
		keep: false,
		interruptible,
		joins: joins === true,
		turn,
		askedAtMs: nowMs,
		...(more && { openSinceMs: nowMs }),
	};
}

const refusals: Partial<Record<EventOf<"call.refused">["reason"], PromptName>> =
	{ "server going away": "serverGoingAway" };

/** The call has lasted as long as it may. */
export const sayThatTimeIsUp = [
	"endConversations",
	"fallSilent",
	{ type: "endBecause", params: { reason: "too long" } },
	{ type: "speakPrompt", params: { prompt: "timeUp" } },
] as const;

export const saying = codeEntry.extend({
	actions: {
		openSpeaking: assign({
			speaking: ({ context: { callId, now, policy }, self, spawn }) => {
				// The phone is invoked by the call, so it is there for as long as the call is.
				const phone = self.getSnapshot().children.phone as PhoneRef;
				return spawn("speaking", {
					id: "speaking",
					input: { callId, now, phone, languages: policy.languages },
				});
			},
		}),
		speakPrompt: sendTo(
			"speaking",
			({ context }, { prompt }: { prompt: PromptName }) => ({
				type: "speak",
				line: promptLine(context, prompt),
			}),
		),
		speakRefusal: sendTo(
			"speaking",
			({ context }, { reason }: EventOf<"call.refused">) => ({
				type: "speak",
				line: promptLine(context, refusals[reason] ?? "refused"),
			}),
		),
		speakForGame: sendTo("speaking", ({ context }, event: EventOf<"say">) => ({
			type: "speak",
			line: lineOfGame(context, event),
		})),
		/** The caller's sounds and the phone's marks concern what is being said. */
		passOnToSpeaking: sendTo("speaking", ({ event }) => event),
		appendForGame: enqueueActions(
			({ context: { game }, enqueue }, append: EventOf<"append">) => {
				const { gameId: _, ...more } = append;
				if (game) enqueue.sendTo("speaking", { ...more, asker: game.ref });
			},
		),
		/** The call is about to end: nothing more is said for its game. */
		refuseLineOfGame: enqueueActions(
			({ context: { callId, game }, enqueue }, { lineId }: EventOf<"say">) => {
				if (!game) return;
				enqueue.sendTo(game.ref, {
					type: "line.ended",
					callId,
					lineId,
					outcome: "failed",
					heardMs: 0,
					heardText: "",
				});
			},
		),
		announceLastMinute: raise({ type: "last.minute" }),
		announceThatTimeIsUp: raise({ type: "time.up" }),
		stopForGame: sendTo("speaking", { type: "stop.lines.of.game" }),
		fallSilent: sendTo("speaking", { type: "fall.silent" }),
		holdSpeech: sendTo("speaking", { type: "hold" }),
		goOnSpeaking: sendTo("speaking", { type: "go.on" }),
		tellGameWhatWasNotHeard: enqueueActions(
			({ context: { game }, enqueue }) => {
				if (game)
					enqueue.sendTo("speaking", { type: "disown", asker: game.ref });
			},
		),
		tellOfRefusedLine: emit((_, { bound }: EventOf<"line.refused">) => ({
			type: "line.refused" as const,
			bound,
		})),
	},
});
