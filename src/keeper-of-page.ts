import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Proof } from "./flows/prove.js";
import type { KeeperOfPage } from "./transport/pages/keeper-pages.js";

/** A flow that was proved when the server began. */
interface Proved {
	readonly name: string;
	/** The file that it was read from. */
	readonly file: string;
	readonly proof: Proof;
	readonly proofMs: number;
}

/** What draws flows. */
interface Charts {
	drawingOfFlow(name: string): Promise<string | undefined>;
}

/** What the server's example flows are written in, and where they are read from: beside the built server, or here. */
const examples = fileURLToPath(new URL("../examples/", import.meta.url));
const builtExamples = fileURLToPath(new URL("./examples/", import.meta.url));

/** What the try-it page tells everybody of the flow that it rings. */
export function keeperOfPage(
	{ name, file, proof, proofMs }: Proved,
	phoneNumber: string,
	charts: Charts,
	chartStyle: string,
): KeeperOfPage {
	const { states, edges, walks, longest } = proof.walked;
	const broken = new Set(proof.troubles.map(({ law }) => law));
	return {
		phoneNumber,
		source: sourceOf(name, file),
		proof: {
			states,
			edges,
			walks,
			longest,
			tookMs: proofMs,
			laws: proof.laws.map((law) => ({ name: law, holds: !broken.has(law) })),
		},
		draw: () => charts.drawingOfFlow(name),
		chartStyle,
	};
}

/** The source of an example. That of an operator's own flow is not shown to whoever comes by. */
function sourceOf(name: string, file: string): string | undefined {
	if (!file.startsWith(examples) && !file.startsWith(builtExamples))
		return undefined;
	return readFileSync(`${examples}${name}.ts`, "utf8");
}
