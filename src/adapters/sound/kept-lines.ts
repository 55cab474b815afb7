/** The audio of lines whose wording never changes, made once for all calls. At the bound the least recently used goes. */
export class KeptLines {
	readonly #audio = new Map<string, Buffer>();
	#bytes = 0;

	constructor(private readonly maxBytes: number) {}

	get(text: string): Buffer | undefined {
		const audio = this.#audio.get(text);
		if (audio !== undefined) {
			this.#audio.delete(text);
			this.#audio.set(text, audio);
		}
		return audio;
	}

	/** Audio that is larger than the whole bound is not kept. */
	set(text: string, audio: Buffer): void {
		this.#drop(text);
		this.#audio.set(text, audio);
		this.#bytes += audio.length;
		for (const oldest of this.#audio.keys()) {
			if (this.#bytes <= this.maxBytes) break;
			this.#drop(oldest);
		}
	}

	#drop(text: string): void {
		this.#bytes -= this.#audio.get(text)?.length ?? 0;
		this.#audio.delete(text);
	}
}
