import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { audioMessages, SpeakerEnd } from "./speaker-end.js";

/** All that speak v2 takes in its query; anything else refuses the connection. */
const knownParameters = [
	"model",
	"encoding",
	"sample_rate",
	"speed",
	"expressivity",
	"mip_opt_out",
	"tag",
];

/** Why a request for a speak v2 socket is refused, as an HTTP status; undefined if it is not. */
export function fluxSpeakRefusal(url: string): number | undefined {
	const { searchParams: query } = new URL(url, "ws://deepgram.test");
	const isFlux = /^flux-[a-z-]+$/.test(query.get("model") ?? "");
	const isKnown = [...query.keys()].every((each) =>
		knownParameters.includes(each),
	);
	return isFlux && isKnown ? undefined : 400;
}

const msPerCharacter = 50;

interface FluxTurn {
	readonly speechId: string;
	text: string;
	/** No more text comes for it. */
	isFlushed: boolean;
	/** Where it begins in the session's audio, in bytes. */
	beginsAtByte: number;
	/** How much audio was made of it. */
	bytes: number;
}

/**
 * Deepgram's end of one speak v2 socket: Flux TTS, by its pages "Client Messages", "Server Messages", "Interruption
 * Handling" and "The Speech Lifecycle". It speaks one turn at a time, and `Flushed` comes before the last audio of a turn:
 * `SpeechMetadata` is its end. `Interrupt` ends the turn at hand, but one more piece of audio still slips out.
 */
export class FluxSpeaker extends SpeakerEnd {
	pings = 0;
	/** Whether an `Interrupt` is answered with the words also of a turn that was made in full: no document says so. */
	tellsOfMadeTurns = true;
	/** The words that it says were heard of a text in so many milliseconds: a word counts once it has begun. */
	wordsIn = (text: string, ms: number): string => {
		const reach = Math.floor(ms / msPerCharacter);
		return text.slice(0, reach) + (/^\S*/.exec(text.slice(reach))?.[0] ?? "");
	};
	#turns: FluxTurn[] = [];
	#lastMade: FluxTurn | undefined;
	#names = 0;
	#bytes = 0;
	#hasMadeAudio = false;
	#interruptedAtMs = 0;

	constructor(socket: WebSocket, request: IncomingMessage, isHeld: boolean) {
		super(socket, request, isHeld);
		socket.on("ping", () => {
			this.pings += 1;
			this.changed();
		});
		socket.on("message", (data: Buffer, isBinary) => {
			if (isBinary) this.#fail("MESSAGE-0000");
			else this.#obey(data.toString());
		});
		this.tell("Connected", {
			request_id: "550e8400-e29b-41d4-a716-446655440000",
			model_name: this.query.get("model"),
			model_version: "2026.06.01",
			model_uuids: ["b3e47c20-9f81-4a2e-bd15-8d7c6e2a1f09"],
		});
	}

	/** The offset of every `Interrupt`; undefined where it had none. */
	get interruptions(): (number | undefined)[] {
		return this.texts
			.map((text) => JSON.parse(text))
			.filter(({ type }) => type === "Interrupt")
			.map(({ playback_offset: offset }) => offset?.value);
	}

	protected override sent(message: Buffer | string): void {
		super.sent(message);
		if (typeof message !== "string") this.#countAudio(message);
		else if (JSON.parse(message).type === "SpeechMetadata") this.#endTurn();
	}

	#countAudio({ length }: Buffer): void {
		const [turn] = this.#turns;
		if (turn) {
			if (turn.bytes === 0) turn.beginsAtByte = this.#bytes;
			turn.bytes += length;
		}
		this.#bytes += length;
		this.#hasMadeAudio = true;
	}

	#obey(text: string): void {
		switch (this.remember(text)) {
			case "Speak":
				this.#speak(JSON.parse(text).text);
				break;
			case "Flush":
				this.#flush();
				break;
			case "Interrupt":
				if (!this.isDeafToClear)
					this.#interrupt(JSON.parse(text).playback_offset?.value);
				break;
			case "Configure":
				this.tell("ConfigureSuccess", { applied: {} });
				break;
			case "Close":
				this.tell("SessionMetadata", {
					total_audio_duration_ms: Math.round(this.#bytes / 8),
					total_input_character_count: 0,
					total_billable_character_count: 0,
				});
				this.close(1000);
				break;
			default:
				this.#fail("DATA-0000");
		}
	}

	#fail(code: string): void {
		this.tell("Error", { code, description: "The emulator's." });
		this.close(1008, code);
	}

	#speak(text: string): void {
		const open = this.#turns.find(({ isFlushed }) => !isFlushed);
		if (open) {
			open.text += text;
			return;
		}
		this.#names += 1;
		const name = this.#names.toString(16).padStart(12, "0");
		const speechId = `dg_sp_${name}`;
		const begun = { beginsAtByte: 0, bytes: 0, isFlushed: false };
		this.#turns.push({ speechId, text, ...begun });
		if (this.#turns.length === 1)
			this.tell("SpeechStarted", { speech_id: speechId });
	}

	#flush(): void {
		const open = this.#turns.find(({ isFlushed }) => !isFlushed);
		if (!open) {
			this.#warn("NO_ACTIVE_SPEECH");
			return;
		}
		open.isFlushed = true;
		if (this.#turns[0] === open) this.#makeTurn(open);
	}

	/** Its audio, with the answer to `Flush` before the last of it, and its end. */
	#makeTurn({ text, speechId: speech_id }: FluxTurn): void {
		const audio = audioMessages(text);
		this.make([
			...audio.slice(0, -1),
			JSON.stringify({ type: "Flushed", speech_id }),
			...audio.slice(-1),
			JSON.stringify({ type: "SpeechMetadata", ...report(text, speech_id) }),
		]);
	}

	#endTurn(): void {
		this.#lastMade = this.#turns.shift();
		this.#beginNext();
	}

	#beginNext(): void {
		const [next] = this.#turns;
		if (!next) return;
		this.tell("SpeechStarted", { speech_id: next.speechId });
		if (next.isFlushed) this.#makeTurn(next);
	}

	#interrupt(offsetMs: number | undefined): void {
		const [active] = this.#turns;
		const turn = active ?? (this.tellsOfMadeTurns ? this.#lastMade : undefined);
		if (!this.#hasMadeAudio) this.#warn("NO_AUDIO_GENERATED");
		else if (!turn) this.#warn("NO_ACTIVE_SPEECH");
		else if (offsetMs !== undefined && offsetMs <= this.#interruptedAtMs)
			this.#warn("INVALID_INTERRUPT_OFFSET");
		else this.#end(turn, offsetMs);
	}

	#end(turn: FluxTurn, offsetMs: number | undefined): void {
		if (turn === this.#turns[0]) this.#dropTurn();
		const playedMs = offsetMs ?? Math.round(this.#bytes / 8);
		const heard = this.wordsIn(turn.text, playedMs - turn.beginsAtByte / 8);
		this.tell("SpeechInterrupted", {
			audio_played_ms: playedMs,
			...(offsetMs !== undefined && {
				text_spoken: heard,
				text_remaining: turn.text.slice(heard.length),
			}),
			metadata: report(turn.text, turn.speechId),
		});
		this.#bytes = playedMs * 8;
		this.#interruptedAtMs = playedMs;
		this.#lastMade = undefined;
		if (turn === this.#turns[0]) {
			this.#turns.shift();
			this.#beginNext();
		}
	}

	#dropTurn(): void {
		const next = this.makeNoneOfIt();
		if (next instanceof Buffer) this.pushAudio(next);
	}

	#warn(code: string): void {
		this.tell("Warning", { code, description: "The emulator's." });
	}
}

function report(text: string, speech_id: string) {
	return {
		speech_id,
		audio_duration_ms: text.length * msPerCharacter,
		input_character_count: text.length,
		billable_character_count: text.length,
		controls_applied: {
			pronunciations_applied: 0,
			breaks_applied: 0,
			pronunciation_warnings: 0,
		},
	};
}
