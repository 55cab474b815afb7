/** What a flow written as JSON may hold: a statechart as Stately's editor exports it, with the kit's actions and guards. */
import { z } from "zod";
import { maxLineLength } from "./asked.js";
import { toldTypes } from "./told.js";

const word = z.string().min(1);
const actionNames = "say, think, tell, hangUp, askForCode, remember, count";
const guardNames = "is, atLeast, told";

function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
	return z.strictObject(shape);
}

/** An action or a guard without anything given may be its name alone. */
const named = (value: unknown) =>
	typeof value === "string" ? { type: value } : value;

/** What may stand alone or in a list. */
const asList = (value: unknown) =>
	value === undefined || Array.isArray(value) ? value : [value];

const value = z.json();

const action = z.preprocess(
	named,
	z.discriminatedUnion(
		"type",
		[
			strict({
				type: z.literal("say"),
				params: strict({
					line: word,
					text: z
						.string()
						.max(maxLineLength)
						.refine((text) => text.trim() !== "", "must not be blank"),
					interruptible: z
						.union([z.boolean(), z.enum(["words", "sound"])], {
							error: 'must be true, false, "words" or "sound"',
						})
						.optional(),
				}),
			}),
			strict({
				type: z.literal("think"),
				params: strict({ about: word.optional() }).optional(),
			}),
			strict({
				type: z.literal("tell"),
				params: strict({ name: word, data: value.optional() }),
			}),
			strict({
				type: z.literal("hangUp"),
				params: strict({ after: word.optional() }).optional(),
			}),
			strict({ type: z.literal("askForCode"), params: strict({}).optional() }),
			strict({
				type: z.literal("remember"),
				params: strict({ key: word, value }),
			}),
			strict({
				type: z.literal("count"),
				params: strict({
					key: word,
					by: z.number().optional(),
					upTo: z.number(),
				}),
			}),
		],
		{ error: `must be one of the actions ${actionNames}` },
	),
);

const guard = z.preprocess(
	named,
	z.discriminatedUnion(
		"type",
		[
			strict({ type: z.literal("is"), params: strict({ key: word, value }) }),
			strict({
				type: z.literal("atLeast"),
				params: strict({ key: word, value: z.number() }),
			}),
			strict({
				type: z.literal("told"),
				params: strict({
					key: word,
					value: z.union([z.string(), z.number(), z.boolean()]),
				}),
			}),
		],
		{ error: `must be one of the guards ${guardNames}` },
	),
);

const actions = z.preprocess(asList, z.array(action).optional());

const transition = z.preprocess(
	(given) => (typeof given === "string" ? { target: given } : given),
	strict({
		target: z.preprocess(asList, z.array(word).optional()),
		guard: guard.optional(),
		actions,
		description: z.string().optional(),
		meta: z.record(z.string(), value).optional(),
		reenter: z.boolean().optional(),
	}),
);

const transitions = z.preprocess(asList, z.array(transition).optional());

const line = strict({ line: word, text: word });
const phrases = z.array(word);

const scene = strict({
	persona: z.string().optional(),
	goal: z.string().optional(),
	moves: z
		.record(
			z.string().regex(/^move\..+$/, 'must begin with "move."'),
			strict({
				means: word,
				heardAs: phrases.optional(),
				final: z.boolean().optional(),
			}),
		)
		.optional(),
	words: phrases.optional(),
	patienceMs: z.number().positive().optional(),
	voice: word.optional(),
	otherwise: z.array(line).optional(),
	filler: word.optional(),
});

/** What is told, by its type, or by the first part of it: `caller.*`. */
const told = z.string().refine(isEverTold, {
	error: `must be what a flow is told: ${toldTypes.join(", ")}, or a move such as move.open`,
});

function isEverTold(descriptor: string): boolean {
	if (!descriptor.endsWith("*"))
		return (
			/^move\..+$/.test(descriptor) ||
			toldTypes.some((type) => type === descriptor)
		);
	const beginning = descriptor.slice(0, -1);
	return ["move.", ...toldTypes].some((type) => type.startsWith(beginning));
}

/** A state as far as its relation to those inside it goes. */
interface Parent {
	readonly type?: string | undefined;
	readonly initial?: string | undefined;
	readonly states?: Readonly<Record<string, unknown>> | undefined;
}

const insides = {
	type: z
		.enum(["atomic", "compound", "parallel", "final", "history"])
		.optional(),
	initial: word.optional(),
	description: z.string().optional(),
	entry: actions,
	exit: actions,
	always: transitions,
	on: z.record(told, transitions).optional(),
	meta: scene.optional(),
	tags: z.preprocess(asList, z.array(word).optional()),
	history: z.enum(["shallow", "deep"]).optional(),
	target: word.optional(),
	id: word.optional(),
	/** Stately's editor writes these also where there are none. */
	invoke: z
		.array(z.unknown())
		.max(0, "must be empty: a flow invokes nothing; `tell` the game to do it")
		.optional(),
	after: z
		.record(z.string(), z.unknown())
		.refine(
			(after) => Object.keys(after).length === 0,
			"must be empty: a flow has no clock; go on upon `caller.silent`",
		)
		.optional(),
	get states() {
		return z.record(word, state).optional();
	},
};

function checkInitial(
	{ type, initial, states = {} }: Parent,
	context: z.RefinementCtx,
): void {
	const names = Object.keys(states);
	if (names.length === 0 || type === "parallel") return;
	if (initial === undefined || !names.includes(initial))
		context.addIssue({
			code: "custom",
			path: ["initial"],
			message: `must be one of the states ${names.join(", ")}`,
		});
}

const state: z.ZodType<Parent> = z.lazy(() =>
	strict(insides).superRefine(checkInitial),
);

/** A whole flow. */
export const jsonFlowSchema = strict({
	...insides,
	states: z.record(word, state).optional(),
	id: word,
	version: z.string().optional(),
	context: z.record(z.string(), value).default({}),
	$schema: z.string().optional(),
}).superRefine(checkInitial);
