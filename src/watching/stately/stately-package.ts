/**
 * The part of `@statelyai/inspect` 0.7.2 that is used. It is an optional package, so the server is built without its
 * types; a test holds these to the real ones.
 */
import type { InspectionEvent, Snapshot } from "xstate";

interface StatelyBase {
	readonly rootId?: string | undefined;
	readonly sessionId: string;
	readonly createdAt: string;
	readonly id: string;
	readonly _version: string;
}

type Inspected<Type extends InspectionEvent["type"]> = Extract<
	InspectionEvent,
	{ type: Type }
>;

/** One event as Stately's inspector writes it. */
export type StatelyEvent =
	| (StatelyBase & {
			readonly type: "@xstate.actor";
			readonly name: string;
			readonly parentId: string | undefined;
			/** JSON of the machine's configuration. */
			readonly definition: string | undefined;
			readonly snapshot: {
				readonly status?: Snapshot<unknown>["status"];
				readonly value?: unknown;
			};
	  })
	| (StatelyBase & {
			readonly type: "@xstate.event";
			readonly rootId: string;
			readonly sourceId: string | undefined;
			readonly event: Inspected<"@xstate.event">["event"];
	  })
	| (StatelyBase & {
			readonly type: "@xstate.snapshot";
			readonly rootId: string;
			readonly event: Inspected<"@xstate.snapshot">["event"];
			readonly snapshot: Inspected<"@xstate.snapshot">["snapshot"];
	  });

export interface StatelyPackage {
	createInspector(
		adapter: { send(event: StatelyEvent): void },
		options: { serialize(event: StatelyEvent): StatelyEvent },
	): { readonly inspect: { next?: (event: InspectionEvent) => void } };
}

/** Loads the package. Rejects when it is not installed. */
export async function loadStately(): Promise<StatelyPackage> {
	// A name in a variable, so that the compiler does not look for the package.
	const name: string = "@statelyai/inspect";
	return (await import(name)) as StatelyPackage;
}
