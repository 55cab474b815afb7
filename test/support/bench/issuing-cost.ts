import { randomInt } from "node:crypto";
import type { CodeBook } from "../../../src/machines/codes/code-book.js";
import { createCodeBook } from "../../../src/machines/codes/new-code-book.js";

const live = 10_000;
const restMs = 300_000;
/** Time between two games that come: as many codes rest as may. */
const betweenMs = 30;
/** As many games as there may be by default. */
const crowd = 20_000;
const batches = 50;
const issuesInBatch = 1_000;
const searchesInBatch = 50;

/** What it costs to issue a code, in microseconds. */
export interface IssuingCost {
	/** A code is issued, and the one before it of the same game released, with 10,000 live ones. */
	readonly issueUs: number;
	/** The same for a plain map and a random number, without a rule in the world. */
	readonly controlUs: number;
}

function newBook(): CodeBook {
	return createCodeBook({
		triesPerCall: 3,
		restMs,
		randomBelow: (bound) => randomInt(bound),
	});
}

/** Measures how long issuing takes while 10,000 codes are live and as many rest as may. */
export function measureIssuing(): IssuingCost {
	const codes = newBook();
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

/**
 * What a search costs, in microseconds: a game comes while 20,000 live codes hold nearly all runs of four
 * digits, and those that had four digits are gone. The median, of games that come and go one after the other.
 */
export function measureSearching(): number {
	const codes = newBook();
	for (let at = 0; at < crowd; at++) codes.issue(`game ${at}`, 0);
	for (const short of ["game 0", "game 1"]) codes.release(short, 0);
	return microsecondsOf((at) => {
		codes.issue("guest", at * betweenMs);
		codes.release("guest", at * betweenMs);
	}, searchesInBatch);
}

/** The median of many batches, after as many rounds that fill the book and warm the code up. */
function microsecondsOf(
	round: (at: number) => void,
	roundsInBatch = issuesInBatch,
): number {
	for (let at = 0; at < batches * roundsInBatch; at++) round(at);
	const times = Array.from({ length: batches }, (_, batch) => {
		const began = performance.now();
		for (let at = 0; at < roundsInBatch; at++) {
			round(batch * roundsInBatch + at);
		}
		return performance.now() - began;
	}).sort((one, other) => one - other);
	return ((times[batches / 2] ?? 0) * 1_000) / roundsInBatch;
}
