/** The data of a move as a mind is told of it, and as it is checked. */
import { z } from "zod";

/** What a move takes along, for whoever offers it to a mind. */
export interface DataOfMove {
	/** As JSON Schema; its root is an object. */
	readonly schema: Readonly<Record<string, unknown>>;
	/** The data as the flow takes it, or what is wrong with it in a sentence. */
	readonly check: (
		data: unknown,
	) => { readonly data: unknown } | { readonly problem: string };
}

/** A schema is one object for as long as its flow is there. */
const known = new WeakMap<z.ZodType, DataOfMove>();

/** What an author says of a move's data by a zod schema. Data that is no object is asked for as the `value` of one. */
export function dataOfMove(type: z.ZodType): DataOfMove {
	const before = known.get(type);
	if (before) return before;
	const made = newData(type);
	known.set(type, made);
	return made;
}

function newData(type: z.ZodType): DataOfMove {
	const schema = schemaOf(type);
	if (schema.type === "object") return { schema, check: checkBy(type) };
	const wrapped = z.object({ value: type });
	const check = checkBy(wrapped);
	return {
		schema: schemaOf(wrapped),
		check: (data) => {
			const checked = check(data);
			return "problem" in checked
				? checked
				: { data: (checked.data as { readonly value: unknown }).value };
		},
	};
}

/** What JSON Schema has no word for may be anything there; the check still knows it. */
function schemaOf(type: z.ZodType): Record<string, unknown> {
	const { $schema: _, ...schema } = z.toJSONSchema(type, {
		io: "input",
		unrepresentable: "any",
	});
	return schema;
}

function checkBy(type: z.ZodType): DataOfMove["check"] {
	return (data) => {
		try {
			const { success, data: taken, error } = type.safeParse(data);
			return success ? { data: taken } : { problem: inWords(error) };
		} catch {
			// A check of an author's that throws, or one that is asynchronous.
			return { problem: "The data cannot be checked." };
		}
	};
}

function inWords({ issues }: z.ZodError): string {
	return `${issues
		.map(({ path, message }) =>
			path.length > 0 ? `${path.join(".")}: ${message}` : message,
		)
		.join("; ")}.`;
}
