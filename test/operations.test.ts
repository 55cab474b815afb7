/** The files for operators name only metrics, labels and values that the server has. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InProcessServer } from "./support/server/in-process-server.js";
import { ScrapedMetrics } from "./support/server/scraped-metrics.js";

const folder = join(import.meta.dirname, "../operations");
const read = (file: string) => readFileSync(join(folder, file), "utf8");

/** What Prometheus itself adds to each sample, and the metric that it makes of each scrape. */
const ofPrometheus = new Set(["job", "instance", "up"]);

let whole: InProcessServer;
let metrics: ScrapedMetrics;

beforeAll(async () => {
	whole = await InProcessServer.start();
	metrics = await ScrapedMetrics.from(whole.server.adminUrl);
});

afterAll(async () => {
	await whole.close();
});

const rules = [
	...read("alerts.yaml").matchAll(/- alert: (\w+)\n\s+expr: (.+)/g),
].map(([, name = "", expression = ""]) => [name, expression] as const);

interface Panel {
	readonly type: string;
	readonly title: string;
	readonly targets?: readonly {
		readonly expr: string;
		readonly legendFormat: string;
	}[];
}

const { panels } = JSON.parse(read("grafana-dashboard.json")) as {
	readonly panels: readonly Panel[];
};
const queries = panels.flatMap(({ title, targets = [] }) =>
	targets.map(({ expr, legendFormat }) => [title, expr, legendFormat] as const),
);

interface Selector {
	readonly name: string;
	readonly matchers: readonly (readonly [string, string])[];
}

/** Every metric that an expression selects, with the labels that it demands. */
function selectorsIn(expression: string): Selector[] {
	const found = expression.matchAll(
		/\b((?:callsign|process|nodejs)_\w+|up)\b(?:\{([^}]*)\})?/g,
	);
	return [...found].map(([, name = "", labels = ""]) => ({
		name,
		matchers: [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(
			([, label = "", value = ""]) => [label, value] as const,
		),
	}));
}

function problemsOf({ name, matchers }: Selector): string[] {
	const samples = metrics.samples.filter((sample) => sample.name === name);
	if (ofPrometheus.has(name)) return [];
	if (samples.length === 0) return [`there is no ${name}`];
	return matchers
		.filter(([label]) => !ofPrometheus.has(label))
		.filter(
			([label, value]) =>
				!samples.some((sample) => sample.labels[label] === value),
		)
		.map(([label, value]) => `no ${name} has ${label}="${value}"`);
}

/** The labels that an expression groups by, or a legend shows. */
function labelsNamedIn(text: string): string[] {
	const grouped = [...text.matchAll(/\bby \(([^)]*)\)/g)].flatMap(
		([, labels = ""]) => labels.split(/,\s*/),
	);
	const shown = [...text.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(
		([, label = ""]) => label,
	);
	return [...grouped, ...shown];
}

const knows = (label: string) =>
	ofPrometheus.has(label) ||
	metrics.samples.some(({ labels }) => label in labels);

test("docs/watching.md has every metric, with its type, its labels and what it means", () => {
	const page = readFileSync(join(folder, "../docs/watching.md"), "utf8");
	const [, table = ""] =
		/<!-- metrics -->\n(.*)<!-- \/metrics -->/s.exec(page) ?? [];
	const rows = table.trim().split("\n").slice(2);
	const cells = rows.map((row) =>
		row
			.split("|")
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);
	expect(cells).toEqual(
		[...metrics.types].map(([name, type]) => [
			`\`${name}\``,
			type,
			labelsOf(name).join(", "),
			metrics.helps.get(name),
		]),
	);
});

function labelsOf(name: string): string[] {
	const ofHistogram = `${name}_count`;
	const samples = metrics.samples.filter(
		(each) => each.name === name || each.name === ofHistogram,
	);
	return [...new Set(samples.flatMap(({ labels }) => Object.keys(labels)))];
}

test("there are rules and panels", () => {
	expect(rules.length).toBeGreaterThan(8);
	expect(rules.length).toBe(read("alerts.yaml").match(/- alert:/g)?.length);
	expect(queries.length).toBeGreaterThan(15);
});

describe("alerts", () => {
	test.each(rules)("%s asks for what there is", (_name, expression) => {
		const selectors = selectorsIn(expression);
		expect(selectors).not.toEqual([]);
		expect(selectors.flatMap(problemsOf)).toEqual([]);
		expect(labelsNamedIn(expression).filter((label) => !knows(label))).toEqual(
			[],
		);
	});

	test("their texts show labels that there are", () => {
		const unknown = labelsNamedIn(read("alerts.yaml")).filter(
			(label) => !knows(label),
		);
		expect(unknown).toEqual([]);
	});
});

describe("the dashboard", () => {
	test.each(queries)(
		"%s asks for what there is: %s",
		(_title, expression, legend) => {
			const selectors = selectorsIn(expression);
			expect(selectors).not.toEqual([]);
			expect(selectors.flatMap(problemsOf)).toEqual([]);
			const labels = labelsNamedIn(expression + legend);
			expect(labels.filter((label) => !knows(label))).toEqual([]);
		},
	);

	test("shows every metric of the server's own", () => {
		const shown = new Set(
			queries
				.flatMap(([, expression]) => selectorsIn(expression))
				.map(({ name }) => name.replace(/_bucket$/, "")),
		);
		const missing = [...metrics.types.keys()].filter(
			(name) => name.startsWith("callsign_") && !shown.has(name),
		);
		expect(missing).toEqual([]);
	});
});
