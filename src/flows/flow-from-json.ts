import type { AnyStateMachine } from "xstate";
import type { z } from "zod";
import { jsonFlowSchema } from "./json-flow.js";
import { flow } from "./kit.js";
import { errorInWords } from "./purity.js";

/** A flow written as JSON is wrong; `problems` say where, and what must hold there. */
export class WrongJsonFlow extends Error {
	constructor(readonly problems: readonly string[]) {
		super(problems.join("\n"));
	}
}

/**
 * Makes a flow of a statechart written as JSON, as Stately's editor exports it, with the actions and guards of the kit. Throws
 * `WrongJsonFlow`.
 */
export function flowFromJson(value: unknown): AnyStateMachine {
	const parsed = jsonFlowSchema.safeParse(value);
	if (!parsed.success) throw new WrongJsonFlow(problemsOf(parsed.error));
	const { $schema, ...config } = parsed.data;
	const problems = problemsWithKeys(config, config.context);
	if (problems.length > 0) throw new WrongJsonFlow(problems);
	try {
		return flow<Record<string, unknown>>().createMachine(
			withoutUndefined(config) as object,
		);
	} catch (error) {
		throw new WrongJsonFlow([errorInWords(error)]);
	}
}

/** XState takes a key that is there and undefined for one that is given. */
function withoutUndefined(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value));
}

function problemsOf({ issues }: z.ZodError): readonly string[] {
	return issues.map((issue) => {
		const { place, path } = placed(issue.path);
		if (issue.code === "unrecognized_keys")
			return `${place}: there is no such key as ${issue.keys.map((key) => [...path, key].join(".")).join(", ")}.`;
		const message =
			issue.code === "invalid_key"
				? (issue.issues[0]?.message ?? "")
				: issue.message;
		return `${place}, ${path.join(".") || "as a whole"}: ${message}.`;
	});
}

/** A path through the JSON as the path of the innermost state, and that of the key in it. */
function placed(path: readonly PropertyKey[]): {
	readonly place: string;
	readonly path: readonly string[];
} {
	const names: string[] = [];
	let rest = path.map(String);
	while (rest[0] === "states" && rest[1] !== undefined) {
		names.push(rest[1]);
		rest = rest.slice(2);
	}
	const place = names.length > 0 ? `State ${names.join(".")}` : "The flow";
	return { place, path: rest };
}

/** Actions and guards that name a key which the context does not have, or not as a number. */
function problemsWithKeys(
	config: unknown,
	context: Readonly<Record<string, unknown>>,
	path: readonly string[] = [],
): readonly string[] {
	if (typeof config !== "object" || config === null) return [];
	const own = problemWithKey(config, context);
	if (own !== undefined) {
		const { place, path: rest } = placed(path);
		return [`${place}, ${rest.join(".")}: ${own}.`];
	}
	return Object.entries(config)
		.filter(([key]) => key !== "context" && key !== "meta")
		.flatMap(([key, inner]) =>
			problemsWithKeys(inner, context, [...path, key]),
		);
}

const withAnyKey: readonly unknown[] = ["is", "remember"];
const withNumber: readonly unknown[] = ["atLeast", "count"];

function problemWithKey(
	config: object,
	context: Readonly<Record<string, unknown>>,
): string | undefined {
	const { type, params } = config as {
		readonly type?: unknown;
		readonly params?: { readonly key?: string };
	};
	const { key = "" } = params ?? {};
	const isNumber = withNumber.includes(type);
	if (!isNumber && !withAnyKey.includes(type)) return undefined;
	if (!Object.hasOwn(context, key))
		return `the key "${key}" must be in the flow's context`;
	return isNumber && typeof context[key] !== "number"
		? `the key "${key}" must be a number in the flow's context`
		: undefined;
}
