import type { FlowTooLarge } from "./exploration.js";
import { asKey } from "./plain-data.js";
import type { World } from "./world.js";

/**
 * What makes a flow too large to be walked, in words: what of its context still took new values when the walk was given up; if
 * nothing did, what else has the most.
 */
export function largenessInWords({ limit, worlds }: FlowTooLarge): string {
	const kept = contextKeys(worlds).map((key) =>
		seen(partOfContext(key), worlds),
	);
	const growing = kept.filter(({ news }) => news > 0);
	const { explain, values } =
		growing.length > 0
			? most(growing, ({ news }) => news)
			: most(
					[...kept, ...outstanding.map((part) => seen(part, worlds))],
					({ values: { length } }) => length,
				);
	return `The flow has more than ${limit} edges, and ${explain(values)}.`;
}

function most<Thing>(
	things: readonly Thing[],
	numberOf: (thing: Thing) => number,
): Thing {
	return things.reduce((one, other) =>
		numberOf(other) > numberOf(one) ? other : one,
	);
}

/** Something that tells worlds apart. */
interface Part {
	readonly of: (world: World) => unknown;
	readonly explain: (values: readonly unknown[]) => string;
}

/** The values of a part, and how many of them came only in the last quarter of the walk: what has a bound has come to it by then. */
function seen(
	part: Part,
	worlds: readonly World[],
): Part & { readonly values: readonly unknown[]; readonly news: number } {
	const values = new Map<string, { value: unknown; at: number }>();
	for (const [at, world] of worlds.entries()) {
		const value = part.of(world);
		const key = asKey([value]);
		if (!values.has(key)) values.set(key, { value, at });
	}
	const found = [...values.values()];
	return {
		...part,
		values: found.map(({ value }) => value),
		news: found.filter(({ at }) => at >= worlds.length * 0.75).length,
	};
}

const outstanding: readonly Part[] = [
	{
		of: ({ snapshot }) => snapshot.value,
		explain: ({ length }) =>
			`is in ${length} different states: make it two flows`,
	},
	{
		of: ({ waiting }) => waiting,
		explain: ({ length }) =>
			`has ${length} different rows of lines waiting to be heard: say less at once`,
	},
];

function contextKeys(worlds: readonly World[]): readonly string[] {
	return [
		...new Set(
			worlds.flatMap(({ snapshot }) => Object.keys(snapshot.context as object)),
		),
	];
}

function partOfContext(key: string): Part {
	return {
		of: ({ snapshot }) => (snapshot.context as Record<string, unknown>)[key],
		explain: (values) => contextInWords(key, values),
	};
}

function contextInWords(key: string, values: readonly unknown[]): string {
	const numbers = values.filter((value) => typeof value === "number");
	if (numbers.length === values.length)
		return `the counter \`${key}\` grew to ${Math.max(...numbers)}: cap it (\`count\` has \`upTo\`)`;
	const longest = Math.max(
		...values.map((value) => (Array.isArray(value) ? value.length : 0)),
	);
	if (longest > 1)
		return `the list \`${key}\` grew to ${longest} entries: bound it`;
	return `\`${key}\` had ${values.length} different values: keep what the flow decides by, and no more`;
}
