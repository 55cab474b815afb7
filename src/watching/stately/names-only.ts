import { safeName } from "../sessions/safe-name.js";
import type { StatelyEvent } from "./stately-package.js";

/** The parts of a machine's definition that hold values. */
const valued = new Set([
	"context",
	"input",
	"output",
	"params",
	"meta",
	"description",
]);

/**
 * What may leave of an inspected event: who, which type, which state. It is built from these alone, so that
 * nothing private leaves by an unforeseen way. It never throws, since the package calls it where a throw would
 * end the process; and what it has returned itself it returns unchanged.
 */
export function namesOnly(event: StatelyEvent): StatelyEvent {
	const { sessionId, createdAt, id, _version } = event;
	const rootId = event.rootId ?? "";
	const base = { rootId, sessionId, createdAt, id, _version };
	switch (event.type) {
		case "@xstate.actor":
			return {
				...base,
				type: event.type,
				name: event.name,
				parentId: event.parentId,
				definition: withoutValues(event.definition),
				snapshot: bare(event.snapshot),
			};
		case "@xstate.event":
			return {
				...base,
				type: event.type,
				sourceId: event.sourceId,
				event: { type: safeName(event.event.type) },
			};
		case "@xstate.snapshot":
			return {
				...base,
				type: event.type,
				event: { type: safeName(event.event.type) },
				snapshot: bare(event.snapshot),
			};
	}
}

function withoutValues(definition: string | undefined): string | undefined {
	if (definition === undefined) return undefined;
	try {
		return JSON.stringify(
			JSON.parse(definition, (key, value: unknown) =>
				valued.has(key) ? undefined : value,
			),
		);
	} catch {
		return undefined;
	}
}

/** The package's types have an error and an output in every snapshot, which may not leave. */
function bare(snapshot: unknown): never {
	const { status, value } = (snapshot ?? {}) as {
		status?: string;
		value?: unknown;
	};
	return { status, value, context: {} } as never;
}
