/** What became of each mutant, as Stryker reports it. */

/** The part of Stryker's JSON report that is used. Lines and columns count from 1; `end` is behind the last character. */
export interface Report {
	readonly files: Readonly<
		Record<
			string,
			{ readonly source: string; readonly mutants: readonly ReportedMutant[] }
		>
	>;
}

interface ReportedMutant {
	readonly mutatorName: string;
	readonly replacement?: string;
	readonly status: string;
	readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
	readonly line: number;
	readonly column: number;
}

/** A change of the source, told by its text so that it is known again when the lines around it move. */
export interface Mutation {
	/** The path of the file in `src/machines`. */
	readonly file: string;
	/** The nearest line above that is indented less; empty if there is none. */
	readonly under: string;
	/** The line in which the change begins. */
	readonly line: string;
	readonly mutator: string;
	readonly from: string;
	readonly to: string;
}

/** A change of the source, and what the tests made of it. */
export interface Mutant extends Mutation {
	/** Stryker's word, such as `Killed` or `Survived`. */
	readonly status: string;
	readonly lineNumber: number;
}

/** The mutants of each file in the report, in the order of their places. */
export function mutantsIn(report: Report): Map<string, readonly Mutant[]> {
	return new Map(
		Object.entries(report.files).map(([path, { source, mutants }]) => {
			const file = path.replace(/^.*src\/machines\//, "");
			const inOrder = mutants.toSorted(
				({ location: { start: one } }, { location: { start: other } }) =>
					one.line - other.line || one.column - other.column,
			);
			const lines = source.split("\n");
			return [file, inOrder.map((mutant) => told(file, lines, mutant))];
		}),
	);
}

function told(
	file: string,
	lines: readonly string[],
	{ mutatorName, replacement = "", status, location }: ReportedMutant,
): Mutant {
	const { start, end } = location;
	return {
		file,
		under: lineAbove(lines, start.line - 1).trim(),
		line: (lines[start.line - 1] ?? "").trim(),
		mutator: mutatorName,
		from: brief(textBetween(lines, start, end)),
		to: brief(replacement),
		status,
		lineNumber: start.line,
	};
}

function lineAbove(lines: readonly string[], at: number): string {
	const depth = depthOf(lines[at] ?? "");
	const above = lines.slice(0, at);
	return (
		above.findLast((line) => line.trim() !== "" && depthOf(line) < depth) ?? ""
	);
}

function depthOf(line: string): number {
	return line.length - line.trimStart().length;
}

function textBetween(
	lines: readonly string[],
	start: Position,
	end: Position,
): string {
	const touched = lines.slice(start.line - 1, end.line);
	const last = touched.pop() ?? "";
	const whole = [...touched, last.slice(0, end.column - 1)].join("\n");
	return whole.slice(start.column - 1);
}

const maxTextLength = 120;

/** In one line, and not too long of one. */
function brief(text: string): string {
	const inOneLine = text.replace(/\s+/g, " ").trim();
	return inOneLine.length <= maxTextLength
		? inOneLine
		: `${inOneLine.slice(0, maxTextLength)}…`;
}
