import {
	assign,
	emit,
	type MachineContext,
	type NonReducibleUnknown,
	type SetupReturn,
	setup,
} from "xstate";
import type { Asked, Interruptible } from "./asked.js";
import type { Scene } from "./scene.js";
import type { Move, Told } from "./told.js";

/** What the action `say` is given. Without `interruptible` the caller may interrupt the line. */
export interface LineToSay {
	readonly line: string;
	readonly text: string;
	readonly interruptible?: Interruptible;
}

/** A key of the context with a value that it can have. */
export type KeyAndValue<Context> = {
	[Key in keyof Context]: { readonly key: Key; readonly value: Context[Key] };
}[keyof Context];

/** The keys of the context that hold numbers. */
export type NumberKey<Context> = {
	[Key in keyof Context]: Context[Key] extends number ? Key : never;
}[keyof Context];

/** What the action `count` is given: it adds `by`, 1 without it, and never goes beyond `upTo`. */
export interface Counting<Key = string> {
	readonly key: Key;
	readonly by?: number;
	readonly upTo: number;
}

/** What the guard `atLeast` is given. */
export interface LeastNumber<Key = string> {
	readonly key: Key;
	readonly value: number;
}

/** What each named action is given. */
export type KitActions<Context> = {
	/** Speaks a fixed line. */
	say: LineToSay;
	/** Has the mind answer. */
	think: { readonly about?: string } | undefined;
	/** Tells the game something. */
	tell: { readonly name: string; readonly data?: unknown };
	/** Ends the call, once the line `after` was heard, or all lines without it. */
	hangUp: { readonly after?: string } | undefined;
	/** Asks the caller for a game's code. */
	askForCode: undefined;
	/** Keeps a value in the context. */
	remember: KeyAndValue<Context>;
	/** Counts in the context. */
	count: Counting<NumberKey<Context>>;
};

/** A part of what was told, with the value that it is to have: `{ key: "name", value: "bell" }`. */
export interface ToldPart {
	readonly key: string;
	readonly value: string | number | boolean;
}

/** What each named guard is given. */
export type KitGuards<Context> = {
	/** Whether the context has this value. */
	is: KeyAndValue<Context>;
	/** Whether a number of the context has come this far. */
	atLeast: LeastNumber<NumberKey<Context>>;
	/** Whether what was just told has this part: the game's `name`, the `digit`, `why` the mind failed. */
	told: ToldPart;
};

/** A `setup` of XState that knows what a flow is told and what it can ask. */
export type FlowSetup<
	Context extends MachineContext,
	Moves extends Move,
	Input,
> = SetupReturn<
	Context,
	Told | Moves,
	Record<never, never>,
	Record<never, never>,
	KitActions<Context>,
	KitGuards<Context>,
	never,
	string,
	Input,
	NonReducibleUnknown,
	Asked,
	Scene<Moves>
>;

/** How many steps a machine may take upon one event before it is one that never rests. */
export const maxStepsAtOnce = 1_000;

/**
 * Begins a flow: a `setup` of XState with the actions and guards of the kit, to `.extend()` with `assign`s and guards
 * of your own and to `.createMachine()` from. The types are those of the context, of the mind's moves and of the input.
 */
export function flow<
	Context extends MachineContext = Record<never, never>,
	Moves extends Move = never,
	Input = undefined,
>(): FlowSetup<Context, Moves, Input> {
	return resting(
		setup({
			types: {} as {
				context: MachineContext;
				events: Told | Move;
				emitted: Asked;
			},
			actions: {
				say: emit(
					(_, { interruptible = true, line, text }: LineToSay): Asked => ({
						type: "say",
						line,
						text,
						interruptible,
					}),
				),
				think: emit((_, params: KitActions<never>["think"]): Asked => {
					return { type: "think", ...params };
				}),
				tell: emit((_, params: KitActions<never>["tell"]): Asked => {
					return { type: "tell", ...params };
				}),
				hangUp: emit((_, params: KitActions<never>["hangUp"]): Asked => {
					return { type: "hangUp", ...params };
				}),
				askForCode: emit({ type: "askForCode" } as const),
				remember: assign((_, { key, value }: KeyAndValue<MachineContext>) => ({
					[key]: value,
				})),
				count: assign(({ context }, { key, by = 1, upTo }: Counting) => ({
					[key]: Math.min(upTo, numberAt(context, key) + by),
				})),
			},
			guards: kitGuards,
		}),
	) as unknown as FlowSetup<Context, Moves, Input>;
}

const kitGuards = {
	is: (
		{ context }: { readonly context: MachineContext },
		{ key, value }: KeyAndValue<MachineContext>,
	) => context[key] === value,
	atLeast: (
		{ context }: { readonly context: MachineContext },
		{ key, value }: LeastNumber,
	) => numberAt(context, key) >= value,
	told: ({ event }: { readonly event: object }, { key, value }: ToldPart) =>
		(event as Record<string, unknown>)[key] === value,
};

function numberAt(context: MachineContext, key: string): number {
	return Number(context[key] ?? 0);
}

/** What of a `setup` is handed on to those that extend it. */
interface Extensible {
	readonly createMachine: (config: never) => unknown;
	readonly extend: (more: never) => unknown;
}

/** A `setup` whose machines fail, rather than hang the process, when they never rest. */
function resting(base: Extensible): Extensible {
	return {
		...base,
		createMachine: (config: object) =>
			base.createMachine({
				...config,
				options: { maxIterations: maxStepsAtOnce },
			} as never),
		extend: (more: never) => resting(base.extend(more) as Extensible),
	};
}
