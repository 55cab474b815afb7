/** The real ones, also where a test has put fake timers in their place. */
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;

/** Something whose changes can be waited for, without a sleep and with a deadline. */
export class Watched {
	readonly #checks = new Set<() => void>();

	/** To be called after each change. */
	protected changed(): void {
		for (const check of [...this.#checks]) check();
	}

	/** Resolves as soon as `isSo`; rejects, saying what was awaited, after `deadlineMs` of real time. */
	until(
		isSo: () => boolean,
		what: () => string,
		deadlineMs = 5000,
	): Promise<void> {
		return new Promise((resolve, reject) => {
			const done = () => {
				stopTimer(deadline);
				this.#checks.delete(check);
			};
			const check = () => {
				if (!isSo()) return;
				done();
				resolve();
			};
			const deadline = startTimer(() => {
				done();
				reject(new Error(`Not within ${deadlineMs} ms: ${what()}`));
			}, deadlineMs);
			this.#checks.add(check);
			check();
		});
	}
}
