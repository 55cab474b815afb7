import { expect, test } from "vitest";
import { createActor } from "xstate";
import { unplugged } from "../../src/machines/adapter-contract.js";

test("an adapter that nobody provided says so by its name when it is to run", () => {
	const actor = createActor(unplugged("phone"));
	const { error, status } = actor.getSnapshot();
	expect(status).toBe("error");
	expect(String(error)).toMatch(/without its "phone" adapter: provide one/);
});
