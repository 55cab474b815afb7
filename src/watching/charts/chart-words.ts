/** Names and times as drawings and pages write them. */

/** A length of time, such as `1.5 s`. */
export function timeInWords(ms: number): string {
	if (ms < 1_000) return `${ms} ms`;
	if (ms % 60_000 === 0 && ms > 60_000) return `${ms / 60_000} min`;
	return `${ms / 1_000} s`;
}

/** The name by which a machine refers to a guard or an action. `and`, `or` and `not` hold guards of their own, `stateIn` a state. */
export function nameOf(named: unknown, otherwise: string): string {
	if (typeof named === "string") return named;
	const { type, name, guards, stateValue } = named as {
		type?: string;
		name?: string;
		guards?: readonly unknown[];
		stateValue?: unknown;
	};
	const own = withoutPrefix(type ?? "") || name || otherwise;
	if (stateValue !== undefined) return `${own}(${stateInWords(stateValue)})`;
	if (guards === undefined) return own;
	const inner = guards.map((guard) => nameOf(guard, otherwise)).join(", ");
	return `${own}(${inner})`;
}

/** The state that a `stateIn` asks for, as the machine has it: by its id or by its value. */
function stateInWords(stateValue: unknown): string {
	return typeof stateValue === "string"
		? stateValue.replace("#", "")
		: JSON.stringify(stateValue);
}

const withoutPrefix = (type: string) => type.replace(/^xstate\./, "");

/** The names of a state's own actions. XState adds some that start and stop the timers of `after`; they are left out. */
export function namesOf(actions: readonly unknown[]): string[] {
	return actions
		.filter((action) => !isOfTimer(action))
		.map((action) => nameOf(action, "an action"));
}

/** Whether XState put this action into a state, to start or stop the timer of an `after`. */
export function isOfTimer(action: unknown): boolean {
	if (typeof action === "string") return false;
	const { id, sendId } = action as { id?: unknown; sendId?: unknown };
	const timer = id ?? sendId;
	return typeof timer === "string" && timer.startsWith("xstate.after.");
}
