import { z } from "zod";
import { fromGame, toGame } from "./callsign-v1.js";
import { closings, errorCodes } from "./game-errors.js";

/** The JSON Schema of `callsign.v1`: `toGame` and `fromGame` among its definitions. */
export function protocolSchema(): object {
	return {
		$schema: "https://json-schema.org/draft/2020-12/schema",
		title: "callsign.v1",
		description:
			"Messages between a game and a Callsign server on the WebSocket subprotocol callsign.v1: text frames, one JSON object each.",
		anyOf: [{ $ref: "#/$defs/toGame" }, { $ref: "#/$defs/fromGame" }],
		$defs: {
			toGame: definition(toGame),
			fromGame: definition(fromGame),
		},
	};
}

/** The parts of the protocol page that follow from the code, by the name of their marks in the page. */
export function protocolTables(): Readonly<Record<string, string>> {
	return {
		"to the game": messageTable(toGame),
		"from the game": messageTable(fromGame),
		"close codes": table(
			["close code", "means"],
			Object.values(closings).map(({ code, meaning }) => [
				String(code),
				meaning,
			]),
		),
		"error codes": table(
			["`code`", "means"],
			Object.entries(errorCodes).map(([code, meaning]) => [
				`\`${code}\``,
				meaning,
			]),
		),
	};
}

/** The page with its tables brought up to date. Throws if it lacks the marks of one. */
export function withTables(
	page: string,
	tables: Readonly<Record<string, string>>,
): string {
	let written = page;
	for (const [name, text] of Object.entries(tables)) {
		const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
		const from = written.indexOf(begin);
		const to = written.indexOf(end);
		if (from < 0 || to < from)
			throw new Error(`The page has no ${begin} … ${end}.`);
		const head = written.slice(0, from + begin.length);
		written = `${head}\n\n${text}\n${written.slice(to)}`;
	}
	return written;
}

function definition(schema: z.ZodType): object {
	const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" });
	return rest;
}

/** A JSON Schema, as far as the tables use it. */
interface Shape {
	readonly type?: string;
	readonly const?: unknown;
	readonly enum?: readonly unknown[];
	readonly default?: unknown;
	readonly description?: string;
	readonly properties?: Readonly<Record<string, Shape>>;
	readonly required?: readonly string[];
	readonly items?: Shape;
	readonly oneOf?: readonly Shape[];
	readonly anyOf?: readonly Shape[];
	readonly minimum?: number;
	readonly maximum?: number;
	readonly maxLength?: number;
	readonly maxItems?: number;
}

function messageTable(schema: z.ZodType): string {
	const { oneOf = [] } = definition(schema) as Shape;
	const rows = oneOf.map(({ properties = {}, required, description = "" }) => {
		const { type, seq: _, ...fields } = properties;
		const cells = Object.entries(fields).map(([name, field]) =>
			fieldCell(name, field, required?.includes(name) ?? false),
		);
		return [`\`${type?.const}\``, description, cells.join("<br>") || "–"];
	});
	return table(["`type`", "", "fields"], rows);
}

function fieldCell(name: string, field: Shape, isRequired: boolean): string {
	const kind = [
		isRequired ? "" : "optional",
		field.default === undefined ? "" : `default \`${field.default}\``,
		kindOf(field),
	];
	const meaning = field.description ? `: ${field.description}` : "";
	return `\`${name}\` (${kind.filter(Boolean).join(", ")})${meaning}`;
}

function kindOf(field: Shape): string {
	if (field.enum) return field.enum.map((each) => `\`${each}\``).join(" or ");
	if (field.anyOf) return field.anyOf.map(kindOf).join(" or ");
	if (field.type === "array") {
		const most =
			field.maxItems === undefined ? "" : `, at most ${field.maxItems}`;
		return `list of ${field.items?.properties ? objectOf(field.items) : kindOf(field.items ?? {})}${most}`;
	}
	if (field.type === undefined) return "any value";
	return `${field.type}${limitsOf(field)}`;
}

function objectOf({ properties = {} }: Shape): string {
	const names = Object.keys(properties).map((name) => `\`${name}\``);
	return `objects with ${names.join(", ")}`;
}

function limitsOf({ minimum, maximum, maxLength }: Shape): string {
	if (maxLength !== undefined) return ` of at most ${maxLength} characters`;
	if (maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER) return "";
	return ` from ${minimum} to ${maximum}`;
}

function table(
	head: readonly string[],
	rows: readonly (readonly string[])[],
): string {
	return [head, head.map(() => "---"), ...rows]
		.map((cells) => `| ${cells.join(" | ")} |\n`)
		.join("");
}
