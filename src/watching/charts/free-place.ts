import type { Point } from "./chart-texts.js";

/** A rectangle of the drawing, in pixels from its left upper corner. */
export interface Frame extends Point {
	readonly width: number;
	readonly height: number;
}

/**
 * How far to the right texts of this size must stand at the top of a box, so that no arrow runs through them;
 * undefined when the arrows leave no place that is wide enough.
 */
export function freePlace(
	frame: Frame,
	{ width, height }: { readonly width: number; readonly height: number },
	arrows: readonly { readonly points: readonly Point[] }[],
): number | undefined {
	const crossings = arrows
		.flatMap(({ points }) => crossingsOf(points, frame.y, frame.y + height))
		.map((x) => x - frame.x)
		.filter((x) => x > 0 && x < frame.width);
	const places = [0, ...crossings.toSorted((one, other) => one - other)];
	return places.find(
		(left) =>
			left + width <= frame.width &&
			crossings.every((x) => x <= left || x >= left + width),
	);
}

/** Where the upright parts of an arrow run between two heights. */
function crossingsOf(
	points: readonly Point[],
	top: number,
	bottom: number,
): number[] {
	return points.flatMap(({ x, y }, at) => {
		const next = points[at + 1];
		if (next === undefined || next.x !== x) return [];
		const isPast = Math.max(y, next.y) <= top || Math.min(y, next.y) >= bottom;
		return isPast ? [] : [x];
	});
}
