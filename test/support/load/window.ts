import { setTimeout as pass } from "node:timers/promises";
import { framesPerSecond } from "./call-audio.js";
import type { Subject } from "./subject.js";

/** What was seen while one subject was under load for some seconds. Delays in milliseconds. */
export interface Window {
	/** CPU time of the measured process for each second of each call, in microseconds. */
	readonly cpuUs: number;
	/** Share of one core that the measured process used, 0 to 1. */
	readonly core: number;
	readonly frames: Quantiles;
	readonly texts: Quantiles;
	/** How late the load was with its turns. */
	readonly latenessP99: number;
	/** The machine had time for all: the load kept its pace, and nothing piled up anywhere. */
	readonly isClean: boolean;
}

/** The middle of a set of delays, and what one in a hundred exceeds. */
export interface Quantiles {
	readonly p50: number;
	readonly p99: number;
}

const settleMs = 600;
const windowMs = 2_000;
/** Of windows in which the load was later than this, other work on the machine is the cause. */
const latestMs = 20;
/** A longer delay was a wait for the machine: nothing in server or relay waits that long. */
const maxMs = 150;

/** Puts one subject under load for a while and measures it; the others are idle meanwhile. */
export async function measure({ load, program }: Subject): Promise<Window> {
	load.talk();
	await pass(settleMs);
	load.forgetDelays();
	const [usedBefore, before] = [await program.used(), load.throughput];
	const startMs = performance.now();
	await pass(windowMs);
	const [usedAfter, after] = [await program.used(), load.throughput];
	const tookMs = performance.now() - startMs;
	load.fallSilent();
	const cpuMs = usedAfter.cpuMs - usedBefore.cpuMs;
	const arrived = after.framesArrived - before.framesArrived;
	const sent = after.framesSent - before.framesSent;
	const { frames, texts } = load.delays;
	const latenessP99 = load.lateness.percentile(99);
	return {
		cpuUs: (cpuMs * 1000) / (arrived / framesPerSecond),
		core: cpuMs / tookMs,
		frames: { p50: frames.percentile(50), p99: frames.percentile(99) },
		texts: { p50: texts.percentile(50), p99: texts.percentile(99) },
		latenessP99,
		isClean:
			latenessP99 <= latestMs &&
			frames.percentile(99) <= maxMs &&
			texts.percentile(99) <= maxMs &&
			Math.abs(arrived / sent - 1) < 0.02,
	};
}
