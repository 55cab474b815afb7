/**
 * How often a property is tried. Where all tests run for each of thousands of mutants, it is a twentieth of
 * the usual number, of the same cases each time, so that a mutant does not survive once and die once.
 */
export function propertyRuns(usual: number): {
	numRuns: number;
	seed?: number;
} {
	if (!process.env.FEWER_PROPERTY_RUNS) return { numRuns: usual };
	return { numRuns: Math.ceil(usual / 20), seed: 1 };
}

/** All of the cases that a measurement takes; a twentieth of them where that would take too long (see above). */
export function someOf<Case>(cases: readonly Case[]): readonly Case[] {
	if (!process.env.FEWER_PROPERTY_RUNS) return cases;
	return cases.filter((_, at) => at % 20 === 19);
}
