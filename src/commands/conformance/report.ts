import { beginningOf } from "../../protocol/whole-characters.js";

/** What became of one statement of the protocol. */
export interface Finding {
	readonly statement: string;
	readonly result: "holds" | "broken" | "unchecked";
	/** What came instead, or why it could not be checked. */
	readonly why?: string;
}

const signs = { holds: "ok  ", broken: "FAIL", unchecked: "??  " } as const;

/** Everything that was found, printed as it is found. */
export class Report {
	readonly findings: Finding[] = [];

	constructor(private readonly print: (text: string) => void) {}

	/** Begins a part of the report. */
	head(title: string): void {
		this.print(`\n${title}\n`);
	}

	add(finding: Finding): void {
		const { statement, result, why } = finding;
		this.findings.push(finding);
		this.print(`  ${signs[result]}  ${statement}\n`);
		if (why !== undefined) this.print(`          ${why}\n`);
	}

	count(result: Finding["result"]): number {
		return this.findings.filter((finding) => finding.result === result).length;
	}

	/** Prints how it all came out, and tells whether everything that was checked holds. */
	close(): boolean {
		const broken = this.count("broken");
		const unchecked = this.count("unchecked");
		this.print(
			`\n${this.count("holds")} hold, ${broken} do not hold, ${unchecked} were NOT CHECKED.\n`,
		);
		if (unchecked > 0)
			this.print("What was not checked may hold or not: it has not passed.\n");
		return broken === 0;
	}
}

/** A value for a sentence of the report. */
export function shown(value: unknown): string {
	const text = JSON.stringify(value) ?? "nothing";
	return text.length > 200 ? `${beginningOf(text, 200)}…` : text;
}
