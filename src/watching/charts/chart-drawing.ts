import type { AnyStateMachine } from "xstate";
import { type Chart, type ChartTransition, chartOf } from "./chart.js";
import {
	type Arrow,
	layOut,
	type PlacedChart,
	type StateBox,
} from "./chart-layout.js";
import { chartStyle } from "./chart-style.js";
import {
	type PlacedLine,
	type PlacedText,
	type Point,
	sizes,
	withGuard,
} from "./chart-texts.js";

/**
 * Draws a machine's statechart as SVG text; the same machine gives the same text. States carry their id in
 * `data-state`, arrows the ids of both ends in `data-from` and `data-to`, and texts their event types in
 * `data-events`. Colours come from `chartStyle`, which a drawing that stands alone brings with it.
 */
export function drawMachine(machine: AnyStateMachine): Promise<string> {
	return drawChart(chartOf(machine));
}

/**
 * Draws a chart that was read off a machine. Without `isStandingAlone` it is for a page that has `chartStyle`
 * and little room: what a state means is then told by its tooltip alone.
 */
export async function drawChart(
	chart: Chart,
	{ isStandingAlone = true }: { readonly isStandingAlone?: boolean } = {},
): Promise<string> {
	const placed = await layOut(chart, { hasDescriptions: isStandingAlone });
	return draw(placed, chart.root.name, isStandingAlone);
}

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
		// Labels come after all arrows, so that an arrow that crosses another's label runs behind it.
		...arrows.flatMap(frameAsSvg),
		...boxes.flatMap((box) => box.texts.map(textAsSvg(box))),
		...boxes.flatMap(({ lines }) => lines).map(lineAsSvg("chart-line")),
		...arrows.flatMap(({ lines }) => lines).map(lineAsSvg("chart-label")),
		"</svg>\n",
	].join("\n");
}

function boxAsSvg(box: StateBox): string {
	const { state, x, y, width, height } = box;
	const kinds = [
		"chart-state",
		...(state.id.includes(".") ? ["chart-inner"] : []),
		...(state.children.length === 0 ? ["chart-leaf"] : []),
		...(box.isRegion ? ["chart-region"] : []),
	];
	const ring =
		state.kind === "final"
			? `<rect class="chart-box" x="${x + 3}" y="${y + 3}" width="${width - 6}" height="${height - 6}" rx="7"/>`
			: "";
	return [
		`<g class="${kinds.join(" ")}" data-state="${safe(state.id)}">${tooltip(state.description)}`,
		`<rect class="chart-box" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/>${ring}${ruleAsSvg(box)}`,
		"</g>",
	].join("\n");
}

function ruleAsSvg({ rule }: StateBox): string {
	if (!rule) return "";
	const { from, to } = rule;
	return `<path class="chart-rule" d="M${from.x},${from.y}H${to.x}"/>`;
}

function textAsSvg({ state }: StateBox) {
	return ({ kind, text, x, y }: PlacedText): string => {
		const place = `x="${x}" y="${y}"`;
		return kind === "name"
			? `<text class="chart-name" data-state="${safe(state.id)}" ${place}>${tooltip(state.description)}${safe(text)}</text>`
			: `<text class="chart-${kind}" ${place}>${safe(text)}</text>`;
	};
}

const tooltip = (text: string | undefined) =>
	text === undefined ? "" : `<title>${safe(text)}</title>`;

function frameAsSvg({ from, to, label }: Arrow): string[] {
	if (!label) return [];
	const { x, y, width, height } = label;
	return [
		`<g class="chart-way" data-from="${safe(from)}" data-to="${safe(to)}"><rect class="chart-label-box" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/></g>`,
	];
}

function arrowAsSvg({ from, to, points }: Arrow): string {
	return `<g class="chart-way" data-from="${safe(from)}" data-to="${safe(to)}"><path class="chart-arrow" d="${rounded(points)}"/>${headAsSvg(points)}</g>`;
}

function lineAsSvg(kind: string) {
	return ({ text, x, y, transitions }: PlacedLine): string => {
		const events = new Set(transitions.map(({ eventType }) => eventType));
		const from = new Set(transitions.map(({ from }) => from));
		const to = new Set(transitions.flatMap(({ to }) => to));
		const details = transitions.map(inWords).join("\n");
		return `<text class="${kind}" x="${x}" y="${y}" data-from="${safe([...from].join(" "))}" data-to="${safe([...to].join(" "))}" data-events="${safe([...events].join(" "))}"><title>${safe(details)}</title>${safe(text)}</text>`;
	};
}

function inWords(transition: ChartTransition): string {
	const { actions, to, description } = transition;
	const work = actions.length > 0 ? actions.join(", ") : "nothing to do";
	const way = to.length > 0 ? ` → ${to.join(", ")}` : "";
	const meaning = description === undefined ? "" : ` (${description})`;
	return `${withGuard(transition)}: ${work}${way}${meaning}`;
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
