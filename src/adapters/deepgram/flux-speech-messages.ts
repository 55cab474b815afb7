import { fieldsOf, parsedJson } from "../../protocol/json.js";
import { beginningOf } from "../../protocol/whole-characters.js";

/**
 * What Flux TTS says on a speak v2 socket (Deepgram's page "Flux TTS: Server Messages", and the SDK's types). Any other
 * text of it is `other`: `Connected`, `SessionMetadata`, the answers to a `Configure` that is never sent, and `Flushed`, which may come
 * before the last of a turn's audio.
 */
export type FluxSpeechMessage =
	| { readonly type: "started"; readonly speechId: string }
	/** All audio of this turn has come. */
	| { readonly type: "made"; readonly speechId: string }
	| {
			readonly type: "interrupted";
			/** Empty where it does not say of which turn. */
			readonly speechId: string;
			/** How much of the session's audio was played, in milliseconds: the next turn begins there. */
			readonly playedMs: number | undefined;
			/** What was heard of the turn's text; undefined where no offset was given. */
			readonly textSpoken: string | undefined;
	  }
	/** An `Interrupt` was not acted on. */
	| { readonly type: "notInterrupted" }
	| { readonly type: "warned"; readonly code: string }
	| { readonly type: "other" };

/** `NO_ACTIVE_SPEECH` is documented for `Flush` alone; it answers an `Interrupt`, too, by what others have seen. */
const refusalsToInterrupt: readonly string[] = [
	"NO_ACTIVE_SPEECH",
	"NO_AUDIO_GENERATED",
	"INTERRUPT_IN_PROGRESS",
	"INVALID_INTERRUPT_OFFSET",
];

/** A session lasts an hour, and what is made ahead of it is no day of sound. */
const maxPlayedMs = 86_400_000;

export function fluxSpeechMessage(text: string): FluxSpeechMessage {
	const fields = fieldsOf(parsedJson(text)) ?? {};
	const code = word(fields.code);
	switch (fields.type) {
		case "SpeechStarted":
			return { type: "started", speechId: word(fields.speech_id) };
		case "SpeechMetadata":
			return { type: "made", speechId: word(fields.speech_id) };
		case "SpeechInterrupted":
			return interruption(fields);
		case "Warning":
			if (refusalsToInterrupt.includes(code)) return { type: "notInterrupted" };
			return { type: "warned", code };
		case "Error":
			return { type: "warned", code };
		default:
			return { type: "other" };
	}
}

function interruption(
	fields: Readonly<Record<string, unknown>>,
): FluxSpeechMessage {
	const { audio_played_ms: playedMs, text_spoken: textSpoken } = fields;
	return {
		type: "interrupted",
		speechId: word(fieldsOf(fields.metadata)?.speech_id),
		playedMs:
			typeof playedMs === "number" && playedMs >= 0 && playedMs < maxPlayedMs
				? playedMs
				: undefined,
		textSpoken: typeof textSpoken === "string" ? textSpoken : undefined,
	};
}

function word(value: unknown): string {
	return typeof value === "string" ? beginningOf(value, 100) : "";
}
