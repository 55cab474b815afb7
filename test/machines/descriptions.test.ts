import { expect, test } from "vitest";
import type { AnyStateNode } from "xstate";
import { callMachine } from "../../src/machines/call/call.js";
import { coordinatorMachine } from "../../src/machines/coordinator/coordinator.js";
import { gameMachine } from "../../src/machines/game/game.js";
import { presenceMachine } from "../../src/machines/game/presence.js";
import { recogniserMachine } from "../../src/machines/recogniser/recogniser.js";
import { speakingMachine } from "../../src/machines/speaking/speaking.js";

function statesIn(node: AnyStateNode): readonly AnyStateNode[] {
	return [node, ...Object.values(node.states).flatMap(statesIn)];
}

test.each([
	callMachine,
	coordinatorMachine,
	gameMachine,
	presenceMachine,
	recogniserMachine,
	speakingMachine,
])("every state of $id says what it means, in a sentence", ({ root }) => {
	for (const { id, description } of statesIn(root))
		expect(description, id).toMatch(/^\p{Lu}.{10,}\.$/su);
});
