/** Writes the page that shows the machines of calls and games, and how often the models' walks take each transition. */
import type { AnyStateMachine, AnyStateNode } from "xstate";
import { eventInWords } from "../../src/watching/charts/chart.js";
import {
	namedTransitions,
	type TransitionCoverage,
} from "./transition-coverage.js";

/** What each state means. */
const meanings: Readonly<Record<string, string>> = {
	call: "One phone call. What stands here holds in each of its states, unless the state itself says otherwise.",
	"call.awaitingStart":
		"The stream's socket is open, and Twilio has not yet said which call it is.",
	"call.listeningForCode": "The call is with no game.",
	"call.listeningForCode.listening":
		"What the caller says or keys is searched for a code.",
	"call.listeningForCode.sayingGoodbye":
		"The caller is told why the call ends; it does when the last line has been heard.",
	"call.paired": "The call is with a game.",
	"call.paired.talking":
		"The game is told what the caller says, and the caller hears what the game says.",
	"call.paired.hearingLastWords":
		"The caller has hung up, and the recogniser has still to say what it heard last.",
	"call.ended": "The call is over, for one reason.",
	game: "One game. What stands here holds in each of its states, unless the state itself says otherwise.",
	"game.issuedCode": "The game shows a code, and no call is with it.",
	"game.paired": "At least one call is with the game.",
	"game.closed": "The game is over, for one reason.",
};

/** A machine and its drawing, as a path relative to the page. */
export interface DrawnMachine {
	readonly machine: AnyStateMachine;
	readonly drawing: string;
}

export function machinesPage(
	machines: readonly DrawnMachine[],
	coverage: TransitionCoverage,
	walks: number,
): string {
	const parts = machines.map(({ machine, drawing }) =>
		[
			`## ${machine.id}`,
			`![The states of a ${machine.id}](${drawing})`,
			...statesOf(machine.root).map((node) => section(node, coverage)),
		].join("\n\n"),
	);
	return `${[intro(walks), ...parts].join("\n\n")}\n`;
}

function intro(walks: number): string {
	return `# The machines

Written by \`npm run docs\` from the machines themselves; a test checks that it is current. The last column tells how many of the ${walks} walks
of the [models](../README.md#tests-generated-from-the-machines) take a transition at each of the three levels. The coordinator is no statechart: it
keeps who shows which code and who is with whom, and answers each message at once ([\`coordinator.ts\`](../src/machines/coordinator/coordinator.ts)).
Where several rows have the same cause, the first whose condition holds counts.`;
}

function statesOf(node: AnyStateNode): readonly AnyStateNode[] {
	return [node, ...Object.values(node.states).flatMap(statesOf)];
}

function section(node: AnyStateNode, coverage: TransitionCoverage): string {
	const meaning = meanings[node.id];
	if (meaning === undefined)
		throw new Error(`Say in machines-page.ts what ${node.id} means.`);
	const rows = namedTransitions(node).map(({ transition, name }) =>
		row([
			transition.eventType ? eventInWords(transition.eventType) : "at once",
			nameOf(transition.guard),
			transition.actions.map(nameOf).join(", "),
			transition.target?.map(({ id }) => `\`${id}\``).join() ?? "",
			String(coverage.walksOf(name)),
		]),
	);
	return [
		`### \`${node.id}\``,
		[meaning, ...doings(node)].join(" "),
		...(rows.length > 0 ? [[head, ...rows].join("\n")] : []),
	].join("\n\n");
}

function doings(node: AnyStateNode): readonly string[] {
	const entry = ownActions(node.entry);
	const exit = ownActions(node.exit);
	return [
		...(entry ? [`On entry: ${entry}.`] : []),
		...(exit ? [`On leaving: ${exit}.`] : []),
	];
}

/** Timers are XState's own, and shown as "after". */
function ownActions(actions: readonly unknown[]): string {
	return actions
		.map(nameOf)
		.filter((name) => !name.startsWith("xstate."))
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
	return `${inWords(type ?? "")}${given}`;
}

function inWords(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
