/** How long anything may take to come true, on a machine that is busy. */
export const patienceMs = 10_000;

/** Resolves as soon as it is so; rejects, saying what was awaited, if that takes too long. */
export async function untilSo(
	isSo: () => Promise<boolean>,
	what: string,
): Promise<void> {
	const endAt = performance.now() + patienceMs;
	while (!(await isSo())) {
		if (performance.now() > endAt)
			throw new Error(`Not within ${patienceMs} ms: ${what}`);
		await new Promise((resolve) => setImmediate(resolve));
	}
}
