/** A source of whole numbers below a bound that draws the same ones in each run. Not for secrets. */
export function seededRandom(seed: number): (bound: number) => number {
	let state = seed >>> 0;
	return (bound) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		const share = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
		return Math.floor(share * bound);
	};
}
