import { test } from "vitest";
import { performInLanes } from "./lanes.js";
import { perform } from "./performance.js";
import { turnScope } from "./scopes.js";
import { SocketWorld } from "./socket-world/socket-world.js";
import { startInProcess } from "./steered/steered-servers.js";
import { ScopedModel } from "./walks.js";

test("x", { timeout: 300_000 }, async () => {
	const model = new ScopedModel(turnScope);
	const steps = [
		{ type: "CALLER_DIALS", caller: "Ann" },
		{ type: "GAME_JOINS", game: "Maze" },
		{ type: "CALL_STARTS", caller: "Ann" },
		{ type: "GIVES_CODE", caller: "Ann", of: "Maze", by: "speech" },
		{ type: "FLUX_TELLS", caller: "Ann", what: "words" },
		{ type: "DEEPGRAM", is: "down" },
		{ type: "DEEPGRAM", is: "up" },
		{ type: "FLUX_TELLS", caller: "Ann", what: "no words after all" },
		{ type: "GAME_IS_CUT_OFF", game: "Maze" },
		{ type: "FLUX_TELLS", caller: "Ann", what: "words" },
		{ type: "FLUX_TELLS", caller: "Ann", what: "more words" },
		{ type: "ADAPTER_FAILS", of: "Ann" },
		{ type: "GAME_RETURNS", game: "Maze" },
	] as never;
	const t = performance.now();
	await performInLanes(model, model.everyOutcome(60), startInProcess, 4);
	console.log("sockets", performance.now() - t);
	const server = await startInProcess(turnScope.setting);
	const world = new SocketWorld(turnScope.setting, server);
	await perform(model, model.walkOf(steps), world);
	await world.close();
	await server.close();
});
