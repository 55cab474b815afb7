/** What stands in the box of a state, and where, counted from the box's left upper corner. */
import type {
	Chart,
	ChartActor,
	ChartState,
	ChartTransition,
} from "./chart.js";

/** Sizes of the drawing, in pixels. Names are drawn in a font of fixed width, so their length is known without drawing them. */
export const sizes = {
	titleLine: 30,
	line: 15,
	character: 6.63,
	titleCharacter: 7.85,
	inset: 12,
	dot: 8,
} as const;

/** A text and the transitions that it stands for. */
export interface BoxText {
	readonly text: string;
	readonly transitions: readonly ChartTransition[];
}

/** A place of the drawing, in pixels. */
export interface Point {
	readonly x: number;
	readonly y: number;
}

/** A text where it belongs; the place is that of the text's baseline. */
export type PlacedLine = BoxText & Point;

/** A text that stands for no transition. */
export interface PlacedText extends Point {
	readonly kind: "name" | "description" | "work" | "heading";
	readonly text: string;
}

/** All texts of one box, and the room that they need. */
export interface BoxTexts {
	readonly texts: readonly PlacedText[];
	/** What the state takes without leaving. */
	readonly lines: readonly PlacedLine[];
	/** Where a rule sets these lines apart from the texts above; undefined without lines. */
	readonly ruleAt: number | undefined;
	readonly width: number;
	readonly height: number;
}

/** How the texts of boxes are written. */
export interface TextOptions {
	/** Whether the boxes say what their states mean. */
	readonly hasDescriptions: boolean;
}

const maxCharacters = { leaf: 40, outer: 72 } as const;

/** The texts of a state's box: its name, its meaning, what it does, and what it takes without leaving. */
export function textsOf(
	state: ChartState,
	chart: Chart,
	{ hasDescriptions }: TextOptions,
): BoxTexts {
	const isOuter = state.children.length > 0;
	const characters = isOuter ? maxCharacters.outer : maxCharacters.leaf;
	const texts: PlacedText[] = [
		{ kind: "name", text: state.name, x: sizes.inset, y: 20 },
	];
	let height: number = sizes.titleLine;
	const write = (kind: PlacedText["kind"], text: string, indent = 0) => {
		height += sizes.line;
		const x = sizes.inset + indent * sizes.character;
		texts.push({ kind, text, x, y: height - 4 });
	};
	if (hasDescriptions)
		for (const text of wrapped(state.description ?? "", characters))
			write("description", text);
	if (height > sizes.titleLine) height += 3;
	for (const { label, names } of doingsOf(state)) {
		const rows = wrapped(names.join(", "), characters - label.length);
		for (const [at, row] of rows.entries())
			write("work", at === 0 ? label + row : row, at === 0 ? 0 : label.length);
	}
	if (height > sizes.titleLine) height += sizes.inset / 2;
	const table = tableOf(state, chart, height);
	const all = [...texts, ...table.headings];
	return {
		texts: all,
		lines: table.lines,
		ruleAt: table.ruleAt,
		width: Math.ceil(Math.max(table.width, ...all.map(rightEnd))),
		height: table.height,
	};
}

interface Table {
	readonly headings: readonly PlacedText[];
	readonly lines: readonly PlacedLine[];
	readonly ruleAt: number | undefined;
	readonly width: number;
	readonly height: number;
}

/** What a state takes without leaving, in columns below the texts that end at this height. */
function tableOf(state: ChartState, chart: Chart, top: number): Table {
	const lines = ownLines(state, chart);
	if (lines.length === 0)
		return {
			headings: [],
			lines: [],
			ruleAt: undefined,
			width: 0,
			height: top,
		};
	const heading = headingOf(state, chart);
	const headings: PlacedText[] = heading
		? [{ kind: "heading", text: heading, x: sizes.inset, y: top + sizes.line }]
		: [];
	const begin = top + headings.length * sizes.line + 4;
	const columns = columnsFor(state, lines.length);
	const perColumn = Math.ceil(lines.length / columns);
	const begins = columnsOf(lines, perColumn);
	return {
		headings,
		lines: lines.map((line, at) => ({
			...line,
			x: begins[Math.floor(at / perColumn)] ?? 0,
			y: begin + ((at % perColumn) + 1) * sizes.line - 4,
		})),
		ruleAt: top,
		width: begins.at(-1) ?? 0,
		height: begin + perColumn * sizes.line + sizes.inset / 2,
	};
}

/** Where each column of so many lines begins, and where the one after the last would. */
function columnsOf(lines: readonly BoxText[], perColumn: number): number[] {
	const begins: number[] = [sizes.inset];
	for (let at = 0; at < lines.length; at += perColumn) {
		const column = lines.slice(at, at + perColumn);
		const widest = Math.max(...column.map(({ text }) => widthOf(text)));
		begins.push(Math.ceil((begins.at(-1) ?? 0) + widest + 2 * sizes.inset));
	}
	return begins;
}

/** The events of a state with others inside are taken in each of these. */
function headingOf({ id, children }: ChartState, { root }: Chart) {
	if (children.length === 0) return undefined;
	return id === root.id ? "in every state" : `in every state of ${nameIn(id)}`;
}

const nameIn = (id: string) => id.slice(id.lastIndexOf(".") + 1);

/** Boxes with others inside are wide anyway, and a long list makes the whole chart long. */
function columnsFor({ children }: ChartState, lines: number): number {
	if (children.length > 0) return Math.min(3, Math.max(1, lines));
	return lines > 5 ? 2 : 1;
}

function doingsOf({ entry, exit, invokes, output }: ChartState) {
	return [
		{ label: "invoke / ", names: invokes.map(actorInWords) },
		{ label: "entry / ", names: entry },
		{ label: "exit / ", names: exit },
		{ label: "output / ", names: output === undefined ? [] : [output] },
	].filter(({ names }) => names.length > 0);
}

/** The name of an actor's logic, with the id that it has if that is another. */
export function actorInWords({ id, logic }: ChartActor): string {
	return id === undefined || id === logic ? logic : `${logic} as ${id}`;
}

/** Whether a transition leads to states inside its own, so that no arrow leaves the box. */
export function staysInside({ from, to }: ChartTransition): boolean {
	return to.every((id) => id.startsWith(`${from}.`));
}

/** What a state takes without leaving. The guards of what leads nowhere are left to the tooltip. */
function ownLines(state: ChartState, { transitions }: Chart): BoxText[] {
	const own = transitions.filter(
		(transition) => transition.from === state.id && staysInside(transition),
	);
	return linesOf(own, (transition) => {
		const { from, to, event } = transition;
		if (to.length === 0) return event;
		const inner = to.map((id) => id.slice(from.length + 1));
		return `${withGuard(transition)} → ${inner.join(", ")}`;
	});
}

/** One line for each different text. */
export function linesOf(
	transitions: readonly ChartTransition[],
	inWords: (transition: ChartTransition) => string,
): BoxText[] {
	const lines = new Map<string, ChartTransition[]>();
	for (const transition of transitions) {
		const text = inWords(transition);
		lines.set(text, [...(lines.get(text) ?? []), transition]);
	}
	return [...lines].map(([text, same]) => ({ text, transitions: same }));
}

export const withGuard = ({ event, guard }: ChartTransition) =>
	guard === undefined ? event : `${event} [${guard}]`;

/** The width of a text in the drawing's font. */
export const widthOf = (text: string) => text.length * sizes.character;

function rightEnd({ kind, text, x }: PlacedText): number {
	const character = kind === "name" ? sizes.titleCharacter : sizes.character;
	return x + text.length * character + sizes.inset;
}

/** A text in rows of so many characters; a longer word has a row of its own. */
function wrapped(text: string, characters: number): string[] {
	const rows: string[] = [];
	for (const word of text.split(/\s+/).filter((each) => each !== "")) {
		const last = rows.at(-1);
		const longer = `${last} ${word}`;
		if (last !== undefined && longer.length <= characters)
			rows[rows.length - 1] = longer;
		else rows.push(word);
	}
	return rows;
}
