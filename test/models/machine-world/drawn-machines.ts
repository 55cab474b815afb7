/** The machines that have a drawing and sections of their own on the page of the machines. */
import type { AnyStateMachine, AnyStateNode } from "xstate";
import { callMachine } from "../../../src/machines/call/call.js";
import { gameMachine } from "../../../src/machines/game/game.js";
import { readConfig } from "../../../src/settings/config.js";
import { callPolicy } from "../../../src/settings/policies.js";

/** A machine, and what its delays go by when nothing is set. */
export interface DrawnMachine {
	readonly machine: AnyStateMachine;
	/** As much of a context as its delays read; the page leaves out the lengths of the others. */
	readonly usualContext: object;
}

export const drawnMachines: readonly DrawnMachine[] = [
	{ machine: callMachine, usualContext: { policy: usualPolicy() } },
	{ machine: gameMachine, usualContext: {} },
];

/** What calls go by when nothing is set. */
function usualPolicy() {
	const reading = readConfig({});
	if ("problems" in reading) throw new Error(reading.problems.join("\n"));
	return callPolicy(reading.config);
}

/** A state and all those inside it. */
export function statesOf(node: AnyStateNode): readonly AnyStateNode[] {
	return [node, ...Object.values(node.states).flatMap(statesOf)];
}

// What the states mean whose machines do not say it themselves. From here to the end all goes when each does.
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

for (const { machine } of drawnMachines)
	for (const node of statesOf(machine.root))
		node.description ??= meanings[node.id] ?? "";
