/**
 * What a word does beside a code. A filler may stand inside a code; a frame word stands around it; an
 * announcement says that a code comes, and a marker may say so; a link stands between these and the code;
 * a correction takes back what was said, an afterthought does so if something else is said after it; a
 * denial takes back what it denies; a unit makes a number an amount.
 */
export type Role =
	| "filler"
	| "frame"
	| "announcement"
	| "marker"
	| "link"
	| "correction"
	| "afterthought"
	| "denial"
	| "unit"
	| "stray";
