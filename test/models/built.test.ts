/** The same walks against the built server, a process of its own in plain Node. */
import { describe, test } from "vitest";
import { performInLanes, shareOf } from "./lanes.js";
import { maxWalkSteps } from "./performance.js";
import { scopes } from "./scopes.js";
import { startBuilt } from "./steered/steered-servers.js";
import { ScopedModel } from "./walks.js";

describe.each(scopes)("the model of $name", (scope) => {
	test("holds for the built server", { timeout: 120_000 }, async () => {
		const model = new ScopedModel(scope);
		const walks = shareOf(model.everyOutcome(maxWalkSteps), model, 3);
		await performInLanes(model, walks, startBuilt, 2);
	});
});
