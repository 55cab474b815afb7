import { Broken, Unchecked } from "./inbox.js";
import type { Finding } from "./report.js";
import type { Stage, Subject } from "./stage.js";

/** One sentence of the protocol, and how to see whether it holds. */
export interface Statement {
	readonly says: string;
	/** Throws `Broken` when it does not hold, and `Unchecked` when that cannot be told here. */
	readonly check: (bench: Stage) => Promise<void>;
}

/** Statements about one thing. */
export interface Chapter {
	readonly title: string;
	/** Of what it takes that the server may not have, or nobody has named: whether that is missing, and why then nothing is checked. */
	readonly needs?: {
		readonly isMissing: (subject: Subject) => boolean;
		readonly why: string;
	};
	readonly statements: readonly Statement[];
}

/** Checks a statement about a server, and closes whatever was opened for it. */
export async function examine(
	{ says, check }: Statement,
	bench: Stage,
): Promise<Finding> {
	try {
		const finding = await judge(says, () => check(bench));
		if (finding.result === "broken") {
			const why = bench.refusal;
			return why ? { statement: says, result: "unchecked", why } : finding;
		}
		const fault = bench.fault;
		return fault === undefined
			? finding
			: { statement: says, result: "broken", why: fault };
	} finally {
		bench.clear();
	}
}

/** What the check finds: it holds unless `Broken` or `Unchecked` is thrown. */
export async function judge(
	statement: string,
	check: () => Promise<void> | void,
): Promise<Finding> {
	try {
		await check();
		return { statement, result: "holds" };
	} catch (error) {
		if (error instanceof Unchecked)
			return { statement, result: "unchecked", why: error.message };
		if (error instanceof Broken)
			return { statement, result: "broken", why: error.message };
		throw error;
	}
}

/** Throws `Broken` with this sentence unless the condition holds. */
export function expect(
	condition: boolean,
	otherwise: string,
): asserts condition {
	if (!condition) throw new Broken(otherwise);
}
