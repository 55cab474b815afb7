/** What a statement of the protocol turns out to be when it does not hold: a sentence with what came instead. */
export class Broken extends Error {}

/** Why a statement could not be checked here. It is then reported as not checked, which is not the same as holding. */
export class Unchecked extends Error {}

interface Waiting<Thing> {
	readonly fits: (thing: Thing) => boolean;
	readonly take: (thing: Thing) => void;
	readonly fail: (error: Error) => void;
}

/** Things that come one after the other, to be waited for. Each is taken once. */
export class Inbox<Thing> {
	/** All that ever came. */
	readonly all: Thing[] = [];
	readonly #untaken: Thing[] = [];
	readonly #waiting = new Set<Waiting<Thing>>();
	#end: Error | undefined;

	/** `patienceMs` is how long what must come may take. */
	constructor(private readonly patienceMs: number) {}

	/** One has come. */
	push(thing: Thing): void {
		this.all.push(thing);
		const first = [...this.#waiting].find(({ fits }) => fits(thing));
		if (first) first.take(thing);
		else this.#untaken.push(thing);
	}

	/** Nothing more comes, for this reason. */
	end(reason: Error): void {
		this.#end ??= reason;
		for (const { fail } of this.#waiting) fail(reason);
	}

	/** What has come so far is wanted by nobody. */
	forget(): void {
		this.#untaken.length = 0;
	}

	/** The next one that fits; others stay. Rejects with `Broken`, a sentence that begins with `what`, when none comes in time. */
	next(
		what: string,
		fits: (thing: Thing) => boolean = () => true,
		patienceMs = this.patienceMs,
	): Promise<Thing> {
		const index = this.#untaken.findIndex(fits);
		if (index >= 0)
			return Promise.resolve(this.#untaken.splice(index, 1)[0] as Thing);
		if (this.#end) return Promise.reject(this.#end);
		return new Promise<Thing>((resolve, reject) => {
			const settle = (finish: () => void) => {
				clearTimeout(deadline);
				this.#waiting.delete(waiting);
				finish();
			};
			const deadline = setTimeout(
				() =>
					waiting.fail(
						new Broken(`${what} did not come in ${patienceMs / 1000} s`),
					),
				patienceMs,
			);
			const waiting: Waiting<Thing> = {
				fits,
				take: (thing) => settle(() => resolve(thing)),
				fail: (error) => settle(() => reject(error)),
			};
			this.#waiting.add(waiting);
		});
	}
}
