import { fileURLToPath } from "node:url";
import { round, table, writeSection } from "../bench/results-page.js";
import type { Attack, Bound, Findings } from "./attack.js";
import { verdictOn } from "./bounds.js";

/** What was seen of an attack, and what it is held against. */
export interface Result {
	readonly findings: Findings;
	readonly bounds: readonly Bound[];
}

const page = {
	path: fileURLToPath(new URL("../../attacks/results.md", import.meta.url)),
	opening: `# Attacks

Written by \`npm run attack\`: what each attack did to the honest games and calls beside it, and to the bill. How it is done, and what the
words mean, is told in [test/support/attacks](../support/attacks/README.md).
`,
};

/** A table that a reader of the terminal or of the page takes in at once. */
export function told(attack: Attack, { findings, bounds }: Result): string {
	const { fate, control, seconds, spending, counts } = findings;
	return [
		`**${attack.name}**, for ${seconds} s. ${attack.what}`,
		table(
			["bound", "measured", "at most", ""],
			bounds.map((bound) => [
				bound.what,
				round(bound.measured),
				round(bound.atMost),
				verdictOn(bound, findings),
			]),
		),
		[
			`The honest: ${fate.wordsSaid} words, ${fate.linesSaid} lines, ${fate.newcomers} newcomers.`,
			`\`/healthz\`: p50 ${round(fate.health.p50)} ms, p99 ${round(fate.health.p99)} ms, at most ${round(fate.health.max)} ms`,
			control
				? `(without the attack ${round(control.health.p50)}, ${round(control.health.p99)}, ${round(control.health.max)}).`
				: ".",
			`Longest gap: ${fate.longestGapMs} ms (without ${control?.longestGapMs ?? "it none was measured"}).`,
			`Whoever measured was ${round(fate.health.ownLatenessMs)} ms late (p99; without ${round(control?.health.ownLatenessMs ?? Number.NaN)}).`,
			`Deepgram: ${spending.characters} characters on ${spending.speakDials} sockets, ${spending.listenDials} listen sockets, ${spending.configures} \`Configure\`s, ${round(spending.soundMs / 1000)} s of sound.`,
			`Log: ${findings.logLines} lines.`,
			`Strangers: ${JSON.stringify(counts)}.`,
		].join(" "),
		...[...new Set([...fate.breaks, ...fate.newcomersFailed])]
			.slice(0, 8)
			.map((what) => `- ${what}`),
	].join("\n\n");
}

/** Puts it on the page, in place of what stood there of the same attack. */
export function writeDown(attack: Attack, result: Result): void {
	writeSection(attack.name, [told(attack, result)], page);
}
