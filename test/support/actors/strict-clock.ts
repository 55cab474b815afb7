import { SimulatedClock } from "xstate";

/** The longest delay that Node's timers know; a longer one fires at once, with a warning. */
const maxDelayMs = 2 ** 31 - 1;

/** A clock that the test moves, and that takes no alarm which a real one would not keep. */
export class StrictClock extends SimulatedClock {
	override setTimeout(fn: (...args: unknown[]) => void, timeoutMs: number) {
		if (!(timeoutMs >= 0 && timeoutMs <= maxDelayMs))
			throw new Error(`An alarm was set in ${timeoutMs} ms.`);
		return super.setTimeout(fn, timeoutMs);
	}
}
