import { setTimeout as pass } from "node:timers/promises";
import type { Run } from "../attack.js";

const tickMs = 10;
/** What is late by more than this is left out. */
const maxLateMs = 500;

/** Does something so many times a second, as long as the attack lasts, without waiting for what comes of it. */
export async function perSecond(
	times: number,
	{ seconds }: Pick<Run, "seconds">,
	act: (count: number) => void,
): Promise<void> {
	const startMs = performance.now();
	let done = 0;
	for (;;) {
		const tookMs = performance.now() - startMs;
		if (tookMs >= seconds * 1000) return;
		const due = Math.floor((tookMs * times) / 1000);
		const late = Math.ceil((maxLateMs * times) / 1000);
		done = Math.max(done, due - late);
		for (; done < due; done++) act(done);
		await pass(tickMs);
	}
}

/** Does something again and again, one after the other, as long as the attack lasts. */
export async function againAndAgain(
	{ seconds }: Pick<Run, "seconds">,
	act: (count: number) => Promise<void>,
): Promise<void> {
	const endMs = performance.now() + seconds * 1000;
	for (let count = 0; performance.now() < endMs; count++) {
		await act(count);
		// An attempt that is refused at once must not take all of this process.
		await pass(1);
	}
}

const atOnce = 10;

/** So many things, ten of them made at a time; those that could not be made are left out. */
export async function several<Thing>(
	count: number,
	make: (at: number) => Promise<Thing | undefined>,
): Promise<Thing[]> {
	const made: Thing[] = [];
	for (let at = 0; at < count; at += atOnce) {
		const next = Math.min(atOnce, count - at);
		const some = await Promise.all(
			Array.from({ length: next }, (_, of) => make(at + of)),
		);
		made.push(...some.filter((thing) => thing !== undefined));
	}
	return made;
}
