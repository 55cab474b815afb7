import { expect, test } from "vitest";
import { type AnyActorLogic, createActor } from "xstate";
import { unplugged } from "../../src/machines/adapter-contract.js";
import { callMachine } from "../../src/machines/call/call.js";
import { gameMachine } from "../../src/machines/game/game.js";
import { recogniserMachine } from "../../src/machines/recogniser/recogniser.js";
import { speakingMachine } from "../../src/machines/speaking/speaking.js";

test("an adapter that nobody provided says so by its name when it is to run", () => {
	const actor = createActor(unplugged("phone"));
	const { error, status } = actor.getSnapshot();
	expect(status).toBe("error");
	expect(String(error)).toMatch(/without its "phone" adapter: provide one/);
});

test.each([
	{ machine: callMachine, adapters: ["phone", "recogniser"] },
	{ machine: gameMachine, adapters: ["socket"] },
	{ machine: recogniserMachine, adapters: ["ear"] },
	{ machine: speakingMachine, adapters: ["voice"] },
])("so do those of the machine $machine.id", ({ machine, adapters }) => {
	const { actors } = machine.implementations;
	for (const name of adapters) {
		const { error } = createActor(actors[name] as AnyActorLogic).getSnapshot();
		expect(String(error)).toContain(`"${name}" adapter`);
	}
});
