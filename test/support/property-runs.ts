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
