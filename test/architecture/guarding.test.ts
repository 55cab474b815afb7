/** A throw in what comes by itself (a timer, a socket, a promise) ends the adapter: none is set beside `guarding.ts`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isIn, SourceTree } from "./imports.js";

const source = new SourceTree(join(import.meta.dirname, "../../src"));

/** The first sets them for all. The second is a thread: a throw ends it, and it is started anew. */
const others = ["adapters/guarding.ts", "adapters/local/speech-worker.ts"];

const matching = (of: RegExp) => (text: string) =>
	[...text.matchAll(of)].map(([found]) => found);

/** Statements that wait for a promise of which nobody hears if it fails. */
function promisesLetGo(text: string): readonly string[] {
	const statements = text.split(/[;{}]\n/);
	return statements.filter(
		(each) => /\.then\(/.test(each) && !/\.catch\(|\breturn\b/.test(each),
	);
}

const unguarded: readonly (readonly [
	string,
	(text: string) => readonly string[],
])[] = [
	[
		"timer",
		matching(
			/\b(?:setTimeout|setInterval|setImmediate|queueMicrotask|nextTick)\(/g,
		),
	],
	[
		"handler",
		matching(
			/\.(?:on|once|addListener|addEventListener)\(\s*"[^"]+",(?!\s*(?:orFail\(|fail\b))/g,
		),
	],
	["promise", promisesLetGo],
	[
		"promise that is let go",
		matching(/\bvoid (?!worker\.terminate\()[\w.#]+\(/g),
	],
];

describe.each(unguarded)("no adapter has a %s of its own", (_, findIn) => {
	const files = source.files.filter(
		(file) => isIn("adapters", file) && !others.includes(file),
	);

	test("that could throw to the process", () => {
		const found = files.flatMap((file) =>
			findIn(readFileSync(join(source.folder, file), "utf8")).map(
				(each) => `${file}: ${each}`,
			),
		);
		expect(found).toEqual([]);
	});
});

test("the rule finds what it is to find", () => {
	const samples = [
		"setTimeout(() => {}, 5)",
		'socket.on("close", () => {})',
		'socket.once(\n\t"close",\n\tfirst)',
		"results.then(() => {});",
		"void this.#speak();",
	];
	for (const sample of samples)
		expect(
			unguarded.some(([, findIn]) => findIn(sample).length > 0),
			sample,
		).toBe(true);
	const guarded = [
		"after(5, () => {}, fail)",
		'socket.on("close", orFail(() => {}, fail))',
		"results.then(() => {}).catch(fail);",
		"this.#speak().catch(this.fail);",
	];
	for (const sample of guarded)
		expect(
			unguarded.flatMap(([, findIn]) => findIn(sample)),
			sample,
		).toEqual([]);
});
