import type { AnyStateMachine } from "xstate";
import { type ChartTransition, chartOf } from "./chart.js";
import {
	type Arrow,
	layOut,
	type PlacedChart,
	type PlacedLine,
	type Point,
	type StateBox,
	sizes,
} from "./chart-layout.js";

/**
 * Draws a machine's statechart as SVG text; the same machine gives the same text. States carry their id in
 * `data-state`, arrows the ids of both ends in `data-from` and `data-to`, and texts their event types in
 * `data-events`. Colours come from `chartStyle`, which a drawing that stands alone brings with it.
 */
export async function drawMachine(
	machine: AnyStateMachine,
	{ isStandingAlone = true }: { readonly isStandingAlone?: boolean } = {},
): Promise<string> {
	return draw(await layOut(chartOf(machine)), machine.id, isStandingAlone);
}

/** The looks of a drawing, light and dark. A page may set the `--chart-…` properties as it likes. */
export const chartStyle = `.chart {
	--chart-ground: #ffffff;
	--chart-ink: #1d2430;
	--chart-soft: #5b6576;
	--chart-line: #9aa4b4;
	--chart-box: #f4f6fa;
	--chart-inner: #ffffff;
	--chart-live: #0b6e4f;
	--chart-live-box: #dff5ea;
	font: 11px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
	.chart {
		--chart-ground: #14181f;
		--chart-ink: #e7ecf4;
		--chart-soft: #a3aec0;
		--chart-line: #667287;
		--chart-box: #1b212b;
		--chart-inner: #232b38;
		--chart-live: #5fdca6;
		--chart-live-box: #14382c;
	}
}
.chart-ground { fill: var(--chart-ground); }
.chart-box { fill: var(--chart-box); stroke: var(--chart-line); }
.chart-inner > .chart-box { fill: var(--chart-inner); }
.chart-name { fill: var(--chart-ink); font-size: 13px; font-weight: 700; paint-order: stroke; stroke: var(--chart-inner); stroke-width: 4px; stroke-linejoin: round; }
.chart-line { fill: var(--chart-soft); }
.chart-arrow { fill: none; stroke: var(--chart-line); stroke-width: 1.25; }
.chart-head, .chart-dot { fill: var(--chart-line); }
.chart-label { fill: var(--chart-soft); paint-order: stroke; stroke: var(--chart-ground); stroke-width: 4px; stroke-linejoin: round; }
.chart-live > .chart-box { fill: var(--chart-live-box); stroke: var(--chart-live); stroke-width: 2.5; }
.chart-taken > .chart-arrow { stroke: var(--chart-live); stroke-width: 2.5; }
.chart-taken > .chart-head { fill: var(--chart-live); }
text.chart-taken { fill: var(--chart-live); font-weight: 700; }
`;

function draw(
	{ width, height, boxes, arrows, beginnings }: PlacedChart,
	name: string,
	isStandingAlone: boolean,
): string {
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${safe(`Statechart of ${name}`)}">`,
		...(isStandingAlone ? [`<style>${chartStyle}</style>`] : []),
		`<rect class="chart-ground" width="${width}" height="${height}"/>`,
		...boxes.map(boxAsSvg),
		...beginnings.map(
			({ x, y }) =>
				`<circle class="chart-dot" cx="${x}" cy="${y}" r="${sizes.dot / 2}"/>`,
		),
		...arrows.map(arrowAsSvg),
		// Last, since an arrow may cross the name of the box that it enters.
		...boxes.map(nameAsSvg),
		...arrows.flatMap(({ lines }) => lines).map(lineAsSvg("chart-label")),
		"</svg>\n",
	].join("\n");
}

function boxAsSvg({ state, x, y, width, height, lines }: StateBox): string {
	const isOuter = !state.id.includes(".");
	const ring =
		state.kind === "final"
			? `<rect class="chart-box" x="${x + 3}" y="${y + 3}" width="${width - 6}" height="${height - 6}" rx="7"/>`
			: "";
	return [
		`<g class="chart-state${isOuter ? "" : " chart-inner"}" data-state="${safe(state.id)}">`,
		`<rect class="chart-box" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/>${ring}`,
		...lines.map(lineAsSvg("chart-line")),
		"</g>",
	].join("\n");
}

function nameAsSvg({ state, x, y }: StateBox): string {
	return `<text class="chart-name" x="${x + sizes.inset}" y="${y + 20}">${safe(state.name)}</text>`;
}

function arrowAsSvg({ from, to, points }: Arrow): string {
	return `<g class="chart-way" data-from="${safe(from)}" data-to="${safe(to)}"><path class="chart-arrow" d="${rounded(points)}"/>${headAsSvg(points)}</g>`;
}

function lineAsSvg(kind: string) {
	return ({ text, x, y, transitions }: PlacedLine): string => {
		const events = new Set(transitions.map(({ eventType }) => eventType));
		const from = new Set(transitions.map(({ from }) => from));
		const details = transitions.map(inWords).join("\n");
		return `<text class="${kind}" x="${x}" y="${y}" data-from="${safe([...from].join(" "))}" data-events="${safe([...events].join(" "))}"><title>${safe(details)}</title>${safe(text)}</text>`;
	};
}

function inWords({ event, guard, actions, to }: ChartTransition): string {
	const condition = guard === undefined ? "" : ` [${guard}]`;
	const work = actions.length > 0 ? actions.join(", ") : "nothing to do";
	const way = to.length > 0 ? ` → ${to.join(", ")}` : "";
	return `${event}${condition}: ${work}${way}`;
}

/** A path with rounded corners. */
function rounded(points: readonly Point[]): string {
	const radius = 8;
	return points
		.map((point, at) => {
			const [before, after] = [points[at - 1], points[at + 1]];
			if (!before) return `M${point.x},${point.y}`;
			if (!after) return `L${point.x},${point.y}`;
			const near = toward(point, before, radius);
			const far = toward(point, after, radius);
			return `L${near.x},${near.y}Q${point.x},${point.y} ${far.x},${far.y}`;
		})
		.join("");
}

/** The point so many pixels from one towards another, or half the way where that is shorter. */
function toward(from: Point, to: Point, pixels: number): Point {
	const [dx, dy] = [to.x - from.x, to.y - from.y];
	const length = Math.hypot(dx, dy) || 1;
	const part = Math.min(pixels, length / 2) / length;
	return { x: tenth(from.x + dx * part), y: tenth(from.y + dy * part) };
}

function headAsSvg(points: readonly Point[]): string {
	const end = points.at(-1);
	const before = points.at(-2);
	if (!end || !before) return "";
	const length = Math.hypot(end.x - before.x, end.y - before.y) || 1;
	const ux = (end.x - before.x) / length;
	const uy = (end.y - before.y) / length;
	const back = { x: end.x - 8 * ux, y: end.y - 8 * uy };
	const corners = [
		end,
		{ x: back.x - 4 * uy, y: back.y + 4 * ux },
		{ x: back.x + 4 * uy, y: back.y - 4 * ux },
	];
	return `<polygon class="chart-head" points="${corners.map(({ x, y }) => `${tenth(x)},${tenth(y)}`).join(" ")}"/>`;
}

const tenth = (value: number) => Math.round(value * 10) / 10;

/** Text as it may stand in SVG, also within quotes. */
function safe(text: string): string {
	return text
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replaceAll('"', "&quot;");
}
