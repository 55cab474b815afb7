import type { Logger } from "pino";
import type {
	AdapterLogic,
	CallAdapterInput,
} from "../../machines/adapter-contract.js";
import type { VoiceFact, VoiceOrder } from "../../machines/events.js";
import { adapterLogic, type Driver } from "../adapter-logic.js";
import { type Fail, orFail } from "../guarding.js";
import { KeptLines, type LineListener } from "../sound/kept-lines.js";
import { bytesPerMs } from "../sound/mulaw.js";
import type { SoundPath, SoundPaths } from "../sound/sound-path.js";
import { type SpeechThread, ThreadUnavailable } from "./speech-thread.js";

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
	/** Nothing more is heard of the line at hand. */
	#leaveLine = () => {};
	#whyLost: string | undefined;

	constructor(
		private readonly options: LocalVoiceOptions,
		private readonly kept: KeptLines,
		private readonly line: SoundPath,
		private readonly tell: (fact: VoiceFact) => void,
		private readonly fail: Fail,
	) {}

	obey(order: VoiceOrder): void {
		// It has not said that it could.
		if (order.type === "tell.words") return;
		if (order.type === "give.up") {
			const { callId } = this.line;
			const why = this.#whyLost;
			this.options.log.warn({ callId, why }, "a line was not spoken");
		}
		this.#leaveLine();
		if (order.type === "synthesise") this.#synthesise(order);
	}

	close(): void {
		this.#leaveLine();
	}

	#synthesise(order: Synthesise): void {
		let isLeft = false;
		this.#leaveLine = () => {
			isLeft = true;
		};
		const listener = this.#listenerFor(order, () => isLeft);
		const name = JSON.stringify([order.voice ?? "", order.text]);
		const make = (maker: LineListener) => {
			this.#make(order, maker).catch(this.fail);
		};
		if (order.keep) this.kept.listen(name, listener, make);
		else make(listener);
	}

	#listenerFor(order: Synthesise, isLeft: () => boolean): LineListener {
		const { lineId } = order;
		let audioMs = 0;
		const unlessLeft = (act: () => void) =>
			orFail(() => {
				if (!isLeft()) act();
			}, this.fail)();
		return {
			heard: (audio) =>
				unlessLeft(() => {
					audioMs = Math.round(audio.length / bytesPerMs);
					this.tell({ type: "line.begun", lineId });
					this.line.play(audio, order);
				}),
			made: () =>
				unlessLeft(() =>
					this.tell({ type: "line.synthesised", lineId, audioMs }),
				),
			lost: ({ why, isFinal }) =>
				unlessLeft(() => {
					this.#whyLost = why;
					const chance = Math.random();
					this.tell({ type: "voice.lost", lineId, isFinal, chance });
				}),
		};
	}

	/** Flite makes a line in one go. */
	async #make({ text, voice }: Synthesise, maker: LineListener): Promise<void> {
		const lose = (why: string, isFinal = true) =>
			maker.lost({ why, isFinal, isUnreachable: !isFinal });
		try {
			const task = { do: "synthesise", text, voice } as const;
			const result = await this.options.thread.do(task);
			if (!("sound" in result)) return lose("there is no sound of it");
			maker.heard(Buffer.from(result.sound));
			maker.made();
		} catch (error) {
			const why = error instanceof Error ? error.message : String(error);
			lose(why, !(error instanceof ThreadUnavailable));
		}
	}
}
