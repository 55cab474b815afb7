import { randomInt } from "node:crypto";
import { createCodeBook } from "../../../src/machines/codes/new-code-book.js";

const live = 10_000;
const restMs = 300_000;
/** Time between two games that come; so 10,000 codes rest at any moment. */
const betweenMs = 30;
const batches = 50;
const issuesInBatch = 1_000;

/** What it costs to issue a code, in microseconds. */
export interface IssuingCost {
	/** A code is issued, and the one before it of the same game released, with 10,000 live ones. */
	readonly issueUs: number;
	/** The same for a plain map and a random number, without a rule in the world. */
	readonly controlUs: number;
}

/** Measures how long issuing takes while 10,000 codes are live and 10,000 rest. */
export function measureIssuing(): IssuingCost {
	const codes = createCodeBook({
		triesPerCall: 3,
		restMs,
		randomBelow: (bound) => randomInt(bound),
	});
	const control = new Map<string, string>();
	let nowMs = 0;
	const issue = (at: number) => {
		nowMs += betweenMs;
		codes.issue(`game ${at % live}`, nowMs);
	};
	const draw = (at: number) => {
		control.delete(`game ${at % live}`);
		control.set(`game ${at % live}`, String(randomInt(10 ** 8)));
	};
	return { issueUs: microsecondsOf(issue), controlUs: microsecondsOf(draw) };
}

/** The median of many batches, after as many rounds that fill the book and warm the code up. */
function microsecondsOf(round: (at: number) => void): number {
	for (let at = 0; at < batches * issuesInBatch; at++) round(at);
	const times = Array.from({ length: batches }, (_, batch) => {
		const began = performance.now();
		for (let at = 0; at < issuesInBatch; at++) {
			round(batch * issuesInBatch + at);
		}
		return performance.now() - began;
	}).sort((one, other) => one - other);
	return ((times[batches / 2] ?? 0) * 1_000) / issuesInBatch;
}
