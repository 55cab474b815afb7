import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { createMachine } from "xstate";
import { PageCharts } from "../../../src/watching/charts/page-charts.js";
import { SourceTree } from "../../architecture/imports.js";

/** A file for the thread, with this program in it. */
function programOf(text: string): URL {
	const folder = mkdtempSync(join(tmpdir(), "page-charts-"));
	onTestFinished(() => rm(folder, { recursive: true }));
	const file = join(folder, "program.mjs");
	writeFileSync(file, text);
	return pathToFileURL(file);
}

const machines = [createMachine({ id: "door" }), createMachine({ id: "lamp" })];

/** Answers with the ids of the charts that it is given, and how often it ran. */
const ids = `
	import { parentPort, workerData } from "node:worker_threads";
	parentPort.postMessage(workerData.map(({ root }) => root.id + Math.random()));
`;

test("each machine has a drawing, made once", async () => {
	const charts = new PageCharts(machines, undefined, programOf(ids));
	const [door, lamp] = await Promise.all([
		charts.drawingOf("door"),
		charts.drawingOf("lamp"),
	]);
	expect([door, lamp]).toEqual([
		expect.stringMatching(/^door/),
		expect.stringMatching(/^lamp/),
	]);
	expect(await charts.drawingOf("door")).toBe(door);
	expect(await charts.drawingOf("window")).toBeUndefined();
});

test("each flow has a drawing by its name, made when it is first asked for", async () => {
	const [door, lamp] = machines as [(typeof machines)[0], (typeof machines)[0]];
	const flows = new Map([
		["keeper", { machine: door }],
		["ferryman", { machine: lamp }],
	]);
	const charts = new PageCharts(machines, flows, programOf(ids));
	const keeper = await charts.drawingOfFlow("keeper");
	expect(keeper).toMatch(/^door/);
	expect(await charts.drawingOfFlow("ferryman")).toMatch(/^lamp/);
	expect(await charts.drawingOfFlow("keeper")).toBe(keeper);
	expect(await charts.drawingOfFlow("door")).toBeUndefined();
	expect(await charts.drawingOf("keeper")).toBeUndefined();
});

test("what could not be drawn is tried again", async () => {
	const program = programOf("throw new Error('no ink');");
	const charts = new PageCharts(machines, undefined, program);
	await expect(charts.drawingOf("door")).rejects.toThrow("no ink");
	writeFileSync(program, ids);
	expect(await charts.drawingOf("door")).toMatch(/^door/);
});

test("a thread that says nothing is no drawing", async () => {
	const charts = new PageCharts(machines, undefined, programOf(""));
	await expect(charts.drawingOf("door")).rejects.toThrow("No chart was drawn");
});

describe("elkjs", () => {
	const source = new SourceTree(join(import.meta.dirname, "../../../src"));
	/** Everything that is loaded with a file, and the file. */
	const loadedWith = (file: string, found = new Set([file])) => {
		for (const { from, to, isOfTypes } of source.imports)
			if (from === file && !isOfTypes && !found.has(to))
				loadedWith(to, found.add(to));
		return [...found];
	};
	const isElk = (name: string) => name.startsWith("elkjs");

	test("is not loaded with the server", () => {
		const loaded = loadedWith("main.ts");
		expect(loaded).toContain("watching/charts/page-charts.ts");
		expect(loaded.filter(isElk)).toEqual([]);
	});

	test("is loaded with the thread that draws", () => {
		const loaded = loadedWith("watching/charts/chart-worker.ts");
		expect(loaded.filter(isElk)).not.toEqual([]);
	});
});
