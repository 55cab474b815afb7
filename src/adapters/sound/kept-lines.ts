/** Is told what becomes of a line that is being made. None of this is told once it has left. */
export interface LineListener {
	/** Audio of the line, in order. */
	heard(audio: Buffer): void;
	/** All of it has come. Told last. */
	made(): void;
	/** No more of it comes. Told last, in place of `made`. */
	lost(loss: LineLoss): void;
}

/** Why a line is not made to its end. */
export interface LineLoss {
	/** In words, for the log. */
	readonly why: string;
	/** Asking again would be of no use. */
	readonly isFinal: boolean;
	/** Whoever makes lines could not even be asked. */
	readonly isUnreachable: boolean;
}

/**
 * The audio of lines whose wording never changes, made once for all calls: also for those that come while it is
 * being made. At the bound the least recently used goes.
 */
export class KeptLines {
	readonly #audio = new Map<string, Buffer>();
	readonly #inMaking = new Map<string, SharedLine>();
	#bytes = 0;

	constructor(private readonly maxBytes: number) {}

	/**
	 * Has the line heard, from its beginning: from what is kept, or as it is being made. `make` is called if nobody
	 * makes it yet; what it begins goes on to its end, whoever leaves. Returns how this listener leaves.
	 */
	listen(
		name: string,
		listener: LineListener,
		make: (maker: LineListener) => void,
	): () => void {
		const audio = this.get(name);
		if (audio !== undefined) {
			listener.heard(audio);
			listener.made();
			return () => {};
		}
		const known = this.#inMaking.get(name);
		const line = known ?? this.#begin(name);
		const leave = line.join(listener);
		if (known === undefined) this.#startMaking(line, make);
		return leave;
	}

	/** A line that cannot even be begun must not be waited for by those who come later. */
	#startMaking(line: SharedLine, make: (maker: LineListener) => void): void {
		try {
			make(line);
		} catch (error) {
			const why = error instanceof Error ? error.message : String(error);
			line.lost({ why, isFinal: false, isUnreachable: false });
		}
	}

	get(name: string): Buffer | undefined {
		const audio = this.#audio.get(name);
		if (audio !== undefined) {
			this.#audio.delete(name);
			this.#audio.set(name, audio);
		}
		return audio;
	}

	/** Audio that is larger than the whole bound is not kept. */
	set(name: string, audio: Buffer): void {
		this.#drop(name);
		this.#audio.set(name, audio);
		this.#bytes += audio.length;
		for (const oldest of this.#audio.keys()) {
			if (this.#bytes <= this.maxBytes) break;
			this.#drop(oldest);
		}
	}

	#begin(name: string): SharedLine {
		const line = new SharedLine((audio) => {
			this.#inMaking.delete(name);
			if (audio !== undefined) this.set(name, audio);
		});
		this.#inMaking.set(name, line);
		return line;
	}

	#drop(name: string): void {
		this.#bytes -= this.#audio.get(name)?.length ?? 0;
		this.#audio.delete(name);
	}
}

/** A line that is being made, and all who listen to it. */
class SharedLine implements LineListener {
	readonly #pieces: Buffer[] = [];
	readonly #listeners = new Set<LineListener>();

	/** Told once how it ended: with all its audio, or with none. */
	constructor(private readonly ended: (audio: Buffer | undefined) => void) {}

	/** Whoever comes late hears at once what has come so far. */
	join(listener: LineListener): () => void {
		this.#listeners.add(listener);
		if (this.#pieces.length > 0) listener.heard(Buffer.concat(this.#pieces));
		return () => {
			this.#listeners.delete(listener);
		};
	}

	heard(audio: Buffer): void {
		this.#pieces.push(audio);
		this.#tell((listener) => listener.heard(audio));
	}

	made(): void {
		this.ended(Buffer.concat(this.#pieces));
		this.#tell((listener) => listener.made());
	}

	lost(loss: LineLoss): void {
		this.ended(undefined);
		this.#tell((listener) => listener.lost(loss));
	}

	/** One listener may make another leave. */
	#tell(tell: (listener: LineListener) => void): void {
		for (const listener of [...this.#listeners])
			if (this.#listeners.has(listener)) tell(listener);
	}
}
