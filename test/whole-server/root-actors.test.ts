import { afterEach, beforeEach, expect, test } from "vitest";
import { InProcessServer } from "../support/server/in-process-server.js";

let whole: InProcessServer;

beforeEach(async () => {
	whole = await InProcessServer.start();
});

afterEach(() => whole.close());

/** An event that no machine can digest: an action throws at it. */
const poison = {
	get type() {
		return "say";
	},
	get gameId(): string {
		throw new Error("poison");
	},
} as never;

const poisonForGame = {
	type: "call.left",
	get callId(): string {
		throw new Error("poison");
	},
	reason: "failed",
} as const;

test("a call that throws ends alone: its sockets are closed, its game is told, others go on", async () => {
	const sick = await whole.pair();
	const well = await whole.pair();
	const [callId] = whole.server.actors.calls.keys();
	whole.server.actors.calls.get(callId ?? "")?.send(poison);
	expect(await sick.game.text()).toBe("disconnected");
	await sick.caller.closed();
	await sick.listener.closed();
	const text = well.listener.say("all is well here");
	expect(await well.game.text()).toBe(text);
	expect(whole.server.actors.calls.size).toBe(1);
	expect(whole.log).toContainEqual(
		expect.objectContaining({ msg: "call failed", callId }),
	);
});

test("a game that throws ends alone: its socket is closed, and its caller may pair anew", async () => {
	const sick = await whole.pair();
	const well = await whole.pair();
	const [gameId] = whole.server.actors.games.keys();
	const game = whole.server.actors.games.get(gameId ?? "");
	game?.send(poisonForGame);
	expect(await sick.game.closed()).toMatchObject({ code: 1011 });
	const next = await whole.join();
	const { code } = await next.shown();
	sick.caller.press(`${code}#`);
	expect(await next.text()).toBe("connected");
	const text = well.listener.say("all is well here");
	expect(await well.game.text()).toBe(text);
	expect(whole.log).toContainEqual(
		expect.objectContaining({ msg: "game failed", gameId }),
	);
});

test("a game that throws while it is away is not waited for any more", async () => {
	await whole.pair();
	const [game] = whole.server.actors.games.values();
	const alarms = () =>
		Object.keys(game?.system.getSnapshot()._scheduledEvents ?? {});
	game?.send({ type: "socket.lost" });
	expect(alarms()).toHaveLength(2);
	game?.send(poisonForGame);
	expect(alarms()).toEqual([]);
});
