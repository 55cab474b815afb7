import { frameMs } from "../../adapters/sound/mulaw.js";

/** Time and timers; tests bring their own. */
export interface Timers {
	/** Milliseconds that only ever rise. */
	readonly nowMs: () => number;
	/** Calls back after so many milliseconds; the result is the way to call it off. */
	readonly after: (ms: number, run: () => void) => () => void;
}

/** The computer's own clock. */
export const realTimers: Timers = {
	nowMs: () => performance.now(),
	after: (ms, run) => {
		const timer = setTimeout(run, ms);
		return () => clearTimeout(timer);
	},
};

/**
 * Calls `onFrame` once for every 20 ms that pass, until the returned function is called. Each frame
 * has its place in absolute time: a late one is followed by the missing ones at once, and no error adds up.
 */
export function everyFrame(
	onFrame: () => void,
	timers: Timers = realTimers,
): () => void {
	const startMs = timers.nowMs();
	let frames = 0;
	let isStopped = false;
	let callOff = timers.after(frameMs, catchUp);

	function catchUp(): void {
		while (!isStopped && dueInMs() <= 0) {
			frames += 1;
			onFrame();
		}
		if (!isStopped) callOff = timers.after(dueInMs(), catchUp);
	}

	function dueInMs(): number {
		return startMs + (frames + 1) * frameMs - timers.nowMs();
	}

	return () => {
		isStopped = true;
		callOff();
	};
}
