/** How long tests wait for what must happen: generous, since nothing waits for it when all is well. */
export const usualDeadlineMs = 5000;

/** The real ones, also where a test has put fake timers in their place. */
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;

/** The promise itself, or an error that says what was awaited when it takes too long. */
export function within<Thing>(
	promise: Promise<Thing>,
	what: () => string,
	deadlineMs = usualDeadlineMs,
): Promise<Thing> {
	return new Promise((resolve, reject) => {
		const deadline = startTimer(() => {
			reject(new Error(`Not within ${deadlineMs} ms: ${what()}`));
		}, deadlineMs);
		promise.then(resolve, reject).finally(() => stopTimer(deadline));
	});
}
