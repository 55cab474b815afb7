/** The machines that have a drawing and sections of their own on the page of the machines. */
import type { AnyStateMachine, AnyStateNode } from "xstate";
import { callMachine } from "../../../src/machines/call/call.js";
import { conversationMachine } from "../../../src/machines/conversation/conversation.js";
import { coordinatorMachine } from "../../../src/machines/coordinator/coordinator.js";
import { gameMachine } from "../../../src/machines/game/game.js";
import { presenceMachine } from "../../../src/machines/game/presence.js";
import { recogniserMachine } from "../../../src/machines/recogniser/recogniser.js";
import { speakingMachine } from "../../../src/machines/speaking/speaking.js";
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
	{ machine: speakingMachine, usualContext: {} },
	{ machine: recogniserMachine, usualContext: {} },
	{ machine: conversationMachine, usualContext: {} },
	{ machine: gameMachine, usualContext: {} },
	{ machine: presenceMachine, usualContext: usualPresence() },
	{ machine: coordinatorMachine, usualContext: {} },
];

/** What calls go by when nothing is set. */
function usualPolicy() {
	return callPolicy(usualConfig());
}

function usualPresence() {
	return { resumeMs: usualConfig().gameResumeMs };
}

function usualConfig() {
	const reading = readConfig({});
	if ("problems" in reading) throw new Error(reading.problems.join("\n"));
	return reading.config;
}

/** A state and all those inside it. */
export function statesOf(node: AnyStateNode): readonly AnyStateNode[] {
	return [node, ...Object.values(node.states).flatMap(statesOf)];
}
