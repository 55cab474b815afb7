import { describe, expect, test } from "vitest";
import type { AnyStateNode } from "xstate";
import { callMachine } from "../../src/machines/call/call.js";
import { conversationMachine } from "../../src/machines/conversation/conversation.js";
import { coordinatorMachine } from "../../src/machines/coordinator/coordinator.js";
import { gameMachine } from "../../src/machines/game/game.js";
import { presenceMachine } from "../../src/machines/game/presence.js";
import { recogniserMachine } from "../../src/machines/recogniser/recogniser.js";
import { speakingMachine } from "../../src/machines/speaking/speaking.js";

function statesIn(node: AnyStateNode): readonly AnyStateNode[] {
	return [node, ...Object.values(node.states).flatMap(statesIn)];
}

const machines = {
	call: callMachine,
	conversation: conversationMachine,
	coordinator: coordinatorMachine,
	game: gameMachine,
	presence: presenceMachine,
	recogniser: recogniserMachine,
	speaking: speakingMachine,
};

describe.each(Object.entries(machines))(
	"the machine of a %s",
	(name, machine) => {
		test("has this name, which its page and inspectors show", () => {
			expect(machine.id).toBe(name);
		});

		test("says what each of its states means, in a sentence", () => {
			for (const { id, description } of statesIn(machine.root))
				expect(description, id).toMatch(/^\p{Lu}.{10,}\.$/su);
		});

		test("fails if it goes on and on by itself, rather than hold up all others", () => {
			const goesOn = statesIn(machine.root).some(({ always }) => always);
			const { maxIterations } = machine.options;
			if (goesOn) expect(maxIterations).toBeLessThanOrEqual(1_000);
		});
	},
);
