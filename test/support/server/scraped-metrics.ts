import { expect } from "vitest";

/** One line of the text format: a metric, its labels and its value. */
export interface Sample {
	readonly name: string;
	readonly labels: Readonly<Record<string, string>>;
	readonly value: number;
}

/** What an operators' listener says at `/metrics`, read as Prometheus reads it. */
export class ScrapedMetrics {
	readonly samples: readonly Sample[];
	/** The type of each metric, by its name. */
	readonly types: ReadonlyMap<string, string>;
	/** What each metric is, in words. */
	readonly helps: ReadonlyMap<string, string>;

	static async from(adminUrl: string | undefined): Promise<ScrapedMetrics> {
		const response = await fetch(`${adminUrl}/metrics`);
		expect(response.status).toBe(200);
		return new ScrapedMetrics(await response.text());
	}

	constructor(readonly text: string) {
		const lines = text.split("\n").filter((line) => line !== "");
		this.types = described(lines, "TYPE");
		this.helps = described(lines, "HELP");
		this.samples = lines.filter((line) => !line.startsWith("#")).map(sampleOf);
	}

	/** The sum of all samples with this name and these labels; 0 if there is none. */
	value(name: string, labels: Readonly<Record<string, string>> = {}): number {
		const found = this.samples.filter(
			(sample) =>
				sample.name === name &&
				Object.entries(labels).every(
					([label, value]) => sample.labels[label] === value,
				),
		);
		return found.reduce((sum, { value }) => sum + value, 0);
	}
}

function described(lines: readonly string[], what: string) {
	const start = `# ${what} `;
	return new Map(
		lines
			.filter((line) => line.startsWith(start))
			.map((line) => {
				const [name = "", ...rest] = line.slice(start.length).split(" ");
				return [name, rest.join(" ")];
			}),
	);
}

function sampleOf(line: string): Sample {
	const match = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
	if (!match) throw new Error(`Not a sample: ${line}`);
	const [, name = "", labels = "", value] = match;
	const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
	return {
		name,
		labels: Object.fromEntries(pairs.map(([, label, text]) => [label, text])),
		value: Number(value),
	};
}
