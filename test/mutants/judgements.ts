import { readFileSync } from "node:fs";
import type { Mutation } from "./mutants.js";

/**
 * Why a mutant may live. `equivalent`: no caller, game or operator could ever tell it from the source.
 * `harmless`: they could, but nothing that they are promised changes.
 */
export interface Judgement extends Mutation {
	readonly verdict: "equivalent" | "harmless";
	readonly why: string;
}

/** All judgements, from `judgements.jsonl`. */
export function allJudgements(): readonly Judgement[] {
	return readFileSync(new URL("judgements.jsonl", import.meta.url), "utf8")
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line));
}

/** The judgement of a mutation; undefined if it has not been judged. */
export function judgementOf(
	mutation: Mutation,
	judgements: readonly Judgement[],
): Judgement | undefined {
	const key = keyOf(mutation);
	return judgements.find((judgement) => keyOf(judgement) === key);
}

function keyOf({ file, under, line, mutator, from, to }: Mutation): string {
	return JSON.stringify([file, under, line, mutator, from, to]);
}

/** A judgement yet to be made, as a line for `judgements.jsonl`. */
export function judgementToMake(mutation: Mutation): string {
	const { file, under, line, mutator, from, to } = mutation;
	const judgement = { file, under, line, mutator, from, to };
	return JSON.stringify({ ...judgement, verdict: "", why: "" });
}
