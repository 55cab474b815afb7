/** The same walks against the actors in this process, with emulated phones, games and Deepgram on real sockets. */
import { describe, test } from "vitest";
import { performInLanes, shareOf } from "./lanes.js";
import { maxWalkSteps } from "./performance.js";
import { scopes } from "./scopes.js";
import { startInProcess } from "./steered/steered-servers.js";
import { ScopedModel } from "./walks.js";

describe.each(scopes)("the model of $name", (scope) => {
	test("holds for the server in this process", {
		timeout: 120_000,
	}, async () => {
		const model = new ScopedModel(scope);
		const walks = shareOf(model.everyOutcome(maxWalkSteps), model, 2);
		await performInLanes(model, walks, startInProcess, 4);
	});
});
