import type { Logger } from "pino";
import type {
	AdapterLogic,
	CallAdapterInput,
} from "../../machines/adapter-contract.js";
import type { VoiceFact, VoiceOrder } from "../../machines/events.js";
import { adapterLogic, type Driver } from "../adapter-logic.js";
import type { Fail } from "../guarding.js";
import { KeptLines } from "../sound/kept-lines.js";
import { bytesPerMs } from "../sound/mulaw.js";
import type { SoundPath, SoundPaths } from "../sound/sound-path.js";
import type { SpeechThread } from "./speech-thread.js";

export interface LocalVoiceOptions {
	readonly soundPaths: SoundPaths;
	readonly thread: Pick<SpeechThread, "do">;
	readonly log: Logger;
}

const maxKeptBytes = 8 * 1024 * 1024;

/** The voice of a call in local mode: flite, in the speech thread. */
export function localVoice(
	options: LocalVoiceOptions,
): AdapterLogic<VoiceOrder, CallAdapterInput> {
	const kept = new KeptLines(maxKeptBytes);
	return adapterLogic<VoiceOrder, VoiceFact, CallAdapterInput>(
		({ callId }, tell, fail) => {
			const soundPath = options.soundPaths.get(callId);
			if (!soundPath) throw new Error("The call has no line.");
			return new LocalVoice(options, kept, soundPath, tell, fail);
		},
	);
}

type Synthesise = Extract<VoiceOrder, { type: "synthesise" }>;

class LocalVoice implements Driver<VoiceOrder> {
	#lineId: string | undefined;

	constructor(
		private readonly options: LocalVoiceOptions,
		private readonly kept: KeptLines,
		private readonly line: SoundPath,
		private readonly tell: (fact: VoiceFact) => void,
		private readonly fail: Fail,
	) {}

	obey(order: VoiceOrder): void {
		this.#lineId = undefined;
		if (order.type === "synthesise") this.#speak(order).catch(this.fail);
	}

	close(): void {
		this.#lineId = undefined;
	}

	async #speak(order: Synthesise): Promise<void> {
		const { lineId } = order;
		this.#lineId = lineId;
		const sound = await this.#soundOf(order);
		if (this.#lineId !== lineId) return;
		this.#lineId = undefined;
		if (!sound) {
			this.tell({ type: "line.failed", lineId });
			return;
		}
		this.tell({ type: "line.begun", lineId });
		this.line.play(sound);
		const audioMs = Math.round(sound.length / bytesPerMs);
		this.tell({ type: "line.synthesised", lineId, audioMs });
	}

	async #soundOf(order: Synthesise): Promise<Buffer | undefined> {
		const name = JSON.stringify([order.voice ?? "", order.text]);
		const known = order.keep ? this.kept.get(name) : undefined;
		if (known) return known;
		try {
			const { text, voice } = order;
			const task = { do: "synthesise", text, voice } as const;
			const result = await this.options.thread.do(task);
			if (!("sound" in result)) return undefined;
			const sound = Buffer.from(result.sound);
			if (order.keep) this.kept.set(name, sound);
			return sound;
		} catch (error) {
			const { callId } = this.line;
			this.options.log.warn({ callId, err: error }, "a line was not spoken");
			return undefined;
		}
	}
}
