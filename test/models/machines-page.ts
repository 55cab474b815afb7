/** Writes the page that shows the server's machines, and how often the models' walks take each transition. */
import type { AnyStateMachine, AnyStateNode } from "xstate";
import { delayInWords, eventInWords } from "../../src/watching/charts/chart.js";
import {
	isOfTimer,
	timeInWords,
} from "../../src/watching/charts/chart-words.js";
import { type DrawnMachine, statesOf } from "./machine-world/drawn-machines.js";
import {
	namedTransitions,
	type TransitionCoverage,
} from "./transition-coverage.js";

/** Where the drawing of a machine is, as a path relative to the page. */
export const drawingOf = ({ id }: AnyStateMachine) => `machines/${id}.svg`;

export function machinesPage(
	machines: readonly DrawnMachine[],
	coverage: TransitionCoverage,
	walks: number,
): string {
	const drawn = new Set(machines.map(({ machine }) => machine.id));
	const parts = machines.map((each) =>
		[
			`## ${each.machine.id}`,
			`![The states of a ${each.machine.id}](${drawingOf(each.machine)})`,
			...statesOf(each.machine.root).map((node) =>
				new Section(node, each, drawn).text(coverage),
			),
		].join("\n\n"),
	);
	return `${[intro(walks), ...parts].join("\n\n")}\n`;
}

function intro(walks: number): string {
	return `# The machines

Written by \`npm run docs\` from the machines themselves; a test checks that it is current. The last column tells how many of the ${walks} walks
of the [models](../test/models/README.md) take a transition at each of the three levels; "–" stands where a double takes the
machine's place in them. Where several rows have the same cause, the first whose condition holds counts.`;
}

/** What the page says of one state. */
class Section {
	constructor(
		private readonly node: AnyStateNode,
		private readonly machine: DrawnMachine,
		/** The ids of all machines that the page shows. */
		private readonly drawn: ReadonlySet<string>,
	) {}

	text(coverage: TransitionCoverage): string {
		const { node } = this;
		const rows = namedTransitions(node).map(({ transition, name }) =>
			row([
				this.#cause(transition.eventType),
				nameOf(transition.guard),
				transition.actions.map(nameOf).join(", "),
				transition.target?.map(({ id }) => `\`${id}\``).join(", ") ?? "",
				coverage.knows(name) ? String(coverage.walksOf(name)) : "–",
			]),
		);
		return [
			`### \`${node.id}\``,
			[node.description ?? "", ...this.#doings()].join(" "),
			...(rows.length > 0 ? [[head, ...rows].join("\n")] : []),
		].join("\n\n");
	}

	#doings(): readonly string[] {
		const { entry, exit, invoke, type, output } = this.node;
		const actors = invoke.map((each) => this.#actor(each)).join(", ");
		const first = ownActions(entry);
		const last = ownActions(exit);
		return [
			...(type === "parallel" ? ["All its regions last at once."] : []),
			...(actors ? [`While it lasts, it runs: ${actors}.`] : []),
			...(first ? [`On entry: ${first}.`] : []),
			...(last ? [`On leaving: ${last}.`] : []),
			...(output === undefined ? [] : ["It ends with an output."]),
		];
	}

	/** The actor that a state runs, with the way to its machine if the page shows that. */
	#actor({ id, src }: AnyStateNode["invoke"][number]): string {
		const { actors } = this.machine.machine.implementations;
		const logic = typeof src === "string" ? actors[src] : src;
		const { id: machineId } = logic as { readonly id?: string };
		return machineId !== undefined && this.drawn.has(machineId)
			? `[${id}](#${machineId})`
			: id;
	}

	#cause(eventType: string): string {
		const timer = this.node.after.find((each) => each.eventType === eventType);
		return timer
			? `after ${this.#delay(timer.delay)}`
			: eventInWords(eventType);
	}

	/** A delay with its length, also where that is a setting. */
	#delay(delay: unknown): string {
		const { machine, usualContext } = this.machine;
		const length: unknown = machine.implementations.delays[String(delay)];
		const ms = typeof length === "function" && usually(length, usualContext);
		return typeof ms === "number"
			? `${delay} (${timeInWords(ms)} by default)`
			: delayInWords(machine, delay);
	}
}

/** What a delay comes to in this context; undefined where it reads more than that. */
// biome-ignore lint/complexity/noBannedTypes: XState keeps delays of any machine as functions of any kind.
function usually(length: Function, context: object): unknown {
	try {
		return length({ context }, undefined);
	} catch {
		return undefined;
	}
}

/** Timers are XState's own, and shown as "after". */
function ownActions(actions: readonly unknown[]): string {
	return actions
		.filter((action) => !isOfTimer(action))
		.map(nameOf)
		.join(", ");
}

const head = `${row(["on", "if", "does", "goes to", "walks"])}\n${row(["---", "---", "---", "---", "---"])}`;

function row(cells: readonly string[]): string {
	return `| ${cells.join(" | ")} |`;
}

/** The name of an action or a guard, in words, with what it is given. */
function nameOf(named: unknown): string {
	if (named === undefined) return "";
	if (typeof named === "string") return inWords(named);
	const { type, params } = named as { type?: string; params?: unknown };
	const given =
		typeof params === "object" && params !== null
			? ` (${Object.values(params).join(", ")})`
			: "";
	return `${inWords((type ?? "").replace(/^xstate\./, ""))}${given}`;
}

function inWords(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
