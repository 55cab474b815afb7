import { test } from "vitest";
import { frontDoorScope, lentScope } from "./models/scopes.js";
import { ScopedModel } from "./models/walks.js";
import { serializeState } from "./models/state-names.js";
import { transition } from "xstate";
import { oddities, allLines, isAlmostCalm } from "./models/bounds.js";
test("size", { timeout: 600_000 }, () => {
	for (const scope of [frontDoorScope, lentScope]) {
		const started = performance.now();
		const model = new ScopedModel(scope);
		const seen = new Map([[serializeState(model.initial), model.initial]]);
		let edges = 0;
		for (const [, state] of seen) {
			for (const step of scope.steps) {
				if (!model.isEnabled(state, step)) continue;
				edges++;
				const [next] = transition(model.machine, state, step);
				seen.set(serializeState(next), next);
			}
			if (seen.size > 4000 || performance.now() - started > 30_000) break;
		}
		console.log(scope.name, seen.size, edges, performance.now() - started);
		const count = new Map<string, number>();
		const add = (k: string) => count.set(k, (count.get(k) ?? 0) + 1);
		for (const s of seen.values()) {
			const a = s.context.callers.Ann; const t = a.talks.lent ?? a.talks.front;
			add("phase " + a.phase); add("odd " + oddities(s)); add("lines " + allLines(s)); add("game " + s.context.games.Maze.isHere);
			add("voice " + s.context.voice); add("wasStuck " + a.wasStuck); add("flux " + JSON.stringify([a.flux.said, a.flux.isEager, a.flux.cutAfter])); add("floor " + a.floor);
			if (t) { add("is " + t.is); add("thought " + (t.thought ? (t.thought.isSpeculative ? "spec" : "real") + t.thought.said.length + t.thought.move + t.thought.isOver : "none")); add("heard " + t.heard); add("said " + t.said); add("spec "+t.speculations); add("thoughts "+t.thoughts); add("waits " + t.waits.length); add("hasWaited " + t.porter.hasWaited); add("justkeyed " + a.hasJustKeyed); add("vouched " + t.porter.isVouchedFor);add("turn "+t.turn); }
		}
		console.log([...count].sort().map((e) => e.join(": ")).join("\n"));
	}
});
