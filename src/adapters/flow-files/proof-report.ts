import type { Proof, Trouble, Walked } from "../../flows/prove.js";

/** The most other breaches of a law that are named. */
const maxOthers = 5;

/** What a proof came to, as lines for a terminal. */
export function reportOf(
	name: string,
	{ refusals, troubles, walked, laws }: Proof,
): string {
	if (refusals.length > 0)
		return lines([
			`${name} cannot be walked.`,
			...refusals.map((refusal) => `  ${refusal}`),
		]);
	const kept = laws.length - troubles.length;
	return lines([
		...troubles.flatMap(troubleAsLines),
		`${name}: ${kept} of ${laws.length} laws hold.`,
		...walkedAsLines(walked),
	]);
}

const lines = (texts: readonly string[]) => `${texts.join("\n")}\n`;

function troubleAsLines(trouble: Trouble): readonly string[] {
	const { law, sentence, what, script, events, others } = trouble;
	const left = others.length - maxOthers;
	return [
		`BROKEN: ${law}`,
		...(sentence === law ? [] : [`  ${sentence}`]),
		`  ${what}`,
		...others.slice(0, maxOthers).map((other) => `  also ${other}`),
		...(left > 0 ? [`  and ${left} more`] : []),
		"",
		...script.map((line) => `    ${line}`),
		"",
		`    to replay: ${JSON.stringify(events)}`,
		"",
	];
}

function walkedAsLines(walked: Walked): readonly string[] {
	const { states, edges, longest, walks, pairs, pairsWalked } = walked;
	return [
		`Walked: ${edges} edges between ${states} states, the farthest ${longest} events from the beginning.`,
		...(walks > 0
			? [
					`Laws of its own: on ${walks} walks, which take ${pairsWalked} of ${pairs} pairs of edges as far as they follow each other.`,
				]
			: []),
	];
}
