/** How long a failed service is left alone until it is tried again without a call. */
const probeAfterMs = 5_000;

/**
 * Whether Deepgram can be reached, as far as anybody knows: the last word of any call. While it
 * cannot, no call may come that would find out, so it is dialled now and then until it answers.
 */
export class Health {
	#trouble: string | undefined;
	#probe: NodeJS.Timeout | undefined;
	#isOver = false;

	/** `dial` tries to reach the service; it reports back through `worked` or `failed`. */
	constructor(private readonly dial: () => void) {}

	/** Why the service is of no use just now; undefined when it is. */
	get trouble(): string | undefined {
		return this.#trouble;
	}

	worked(): void {
		this.#trouble = undefined;
		clearTimeout(this.#probe);
		this.#probe = undefined;
	}

	failed(why: string): void {
		if (this.#isOver) return;
		this.#trouble = why;
		this.#probe ??= setTimeout(() => {
			this.#probe = undefined;
			this.dial();
		}, probeAfterMs);
	}

	/** Asks no more. */
	close(): void {
		this.#isOver = true;
		clearTimeout(this.#probe);
	}
}
