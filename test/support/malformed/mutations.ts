/** A text that is wrong in one way, with that way in words. */
export interface Mutant {
	readonly name: string;
	readonly text: string;
}

type Path = readonly (string | number)[];

/** Values that belong in no field of any message, as JSON writes them. */
const wrongValues: Readonly<Record<string, string>> = {
	null: "null",
	"a boolean": "true",
	"a negative number": "-1",
	"an endless number": "1e999",
	"a number beyond all digits": "123456789012345678901234567890",
	"an empty text": '""',
	"a lone surrogate": '"\\ud83d"',
	"a NUL": '"\\u0000"',
	"a text of 5,000 letters": `"${"x".repeat(5000)}"`,
	"the name of a prototype": '"__proto__"',
	"an empty list": "[]",
	"an empty object": "{}",
	"an object with a prototype": '{"__proto__":{"length":7},"constructor":1}',
	"lists 500 deep": "[".repeat(500) + "]".repeat(500),
};

/** What stands in for a field's value while the message is written; no message has it. */
const placeholder = "@the-place@";

/** All that can be wrong with one good message. The same message always gives the same mutants. */
export function mutantsOf(name: string, message: object): readonly Mutant[] {
	return [
		...brokenOff(message),
		...wrongFields(message),
		...halfCharacters(message),
		...missingFields(message),
		...oddWhole(message),
	].map((mutant) => ({ name: `${name}: ${mutant.name}`, text: mutant.text }));
}

/** The message cut off at many points, as a connection that breaks or a proxy would cut it. */
function brokenOff(message: object): readonly Mutant[] {
	const whole = JSON.stringify(message);
	return [0.02, 0.2, 0.4, 0.6, 0.8, 0.99].map((share) => {
		const length = Math.max(1, Math.floor(whole.length * share));
		return {
			name: `cut off after ${length} characters`,
			text: whole.slice(0, length),
		};
	});
}

function wrongFields(message: object): readonly Mutant[] {
	return pathsIn(message).flatMap((path) => {
		const template = JSON.stringify(withValue(message, path, placeholder));
		return Object.entries(wrongValues).map(([what, value]) => ({
			name: `${path.join(".")} is ${what}`,
			text: template.replace(`"${placeholder}"`, () => value),
		}));
	});
}

/** Half a character in every text and in the name of a field of every object, in what is good otherwise. */
function halfCharacters(message: object): readonly Mutant[] {
	const paths: readonly Path[] = [[], ...pathsIn(message)];
	return paths.flatMap((path) => {
		const value = valueAt(message, path);
		const where = path.join(".") || "the whole";
		if (typeof value === "string")
			return [
				mutant(`${where} ends in half a character`, path, `${value} \ud83c`),
				mutant(`${where} begins with half a character`, path, `\udf89${value}`),
			];
		if (typeof value !== "object" || value === null || Array.isArray(value))
			return [];
		return [
			mutant(`${where} has a field named by half a character`, path, {
				...value,
				"\ud83d": "\ud83d",
			}),
		];
	});

	function mutant(name: string, path: Path, value: unknown): Mutant {
		const whole = path.length === 0 ? value : withValue(message, path, value);
		return { name, text: JSON.stringify(whole) };
	}
}

function missingFields(message: object): readonly Mutant[] {
	return pathsIn(message).map((path) => ({
		name: `${path.join(".")} is missing`,
		text: JSON.stringify(withValue(message, path, undefined)),
	}));
}

function oddWhole(message: object): readonly Mutant[] {
	const good = JSON.stringify(message);
	const fields = good.slice(1, -1);
	return [
		{ name: "twice in one text", text: good + good },
		{ name: "in a list", text: `[${good}]` },
		{ name: "in a text", text: JSON.stringify(good) },
		{ name: "followed by a comma", text: `${good},` },
		{ name: "after a byte-order mark", text: `\uFEFF${good}` },
		{ name: "with a NUL after it", text: `${good}\0` },
		{ name: "in single quotes", text: good.replaceAll('"', "'") },
		{ name: "with each field twice", text: `{${fields},${fields}}` },
		{ name: "with a prototype", text: `{"__proto__":{"x":1},${fields}}` },
		{ name: "with a constructor", text: `{"constructor":null,${fields}}` },
		{ name: "with a toString", text: `{"toString":1,"valueOf":1,${fields}}` },
		{
			name: "with lists 5,000 deep",
			text: `{"x":${"[".repeat(5000)}${"]".repeat(5000)},${fields}}`,
		},
		{ name: "with 10,000 fields more", text: `{${manyFields()},${fields}}` },
	];
}

function manyFields(): string {
	return Array.from({ length: 10_000 }, (_, n) => `"f${n}":0`).join(",");
}

/** The way to every field, outermost first, also through lists. */
function pathsIn(value: unknown, above: Path = []): readonly Path[] {
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([name, inner]) => {
		const path = [...above, Array.isArray(value) ? Number(name) : name];
		return [path, ...pathsIn(inner, path)];
	});
}

function valueAt(message: object, path: Path): unknown {
	return path.reduce<unknown>(
		(inner, name) => (inner as Record<string | number, unknown>)[name],
		message,
	);
}

function withValue(message: object, path: Path, value: unknown): object {
	const copy = structuredClone(message) as Record<string | number, unknown>;
	const last = path.at(-1) ?? "";
	const holder = path
		.slice(0, -1)
		.reduce((inner, name) => inner[name] as typeof copy, copy);
	holder[last] = value;
	return copy;
}
