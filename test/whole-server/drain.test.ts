import { afterEach, beforeEach, expect, test } from "vitest";
import { InProcessServer } from "../support/server/in-process-server.js";

let whole: InProcessServer;

beforeEach(async () => {
	whole = await InProcessServer.start({ DRAIN_SECONDS: "60" });
});

afterEach(() => whole.close());

test("a draining server lets live calls go on to their end, and then closes", async () => {
	const { game, caller, listener } = await whole.pair();
	const idle = await whole.join();
	await idle.shown();
	const drained = whole.server.drain();
	expect(await idle.closed()).toMatchObject({ code: 1001 });
	const text = listener.say("still talking");
	expect(await game.text()).toBe(text);
	caller.hangUp();
	expect(await game.text()).toBe("disconnected");
	expect(await game.closed()).toMatchObject({ code: 1001 });
	await drained;
});

test("a draining server takes no new call and no new game, and says so", async () => {
	const { caller } = await whole.pair();
	const drained = whole.server.drain();
	await expect(whole.call()).rejects.toThrow(/503/);
	const late = await whole.join();
	expect(await late.closed()).toMatchObject({ code: 1013 });
	const ready = await fetch(`${whole.server.url}/readyz`);
	expect(ready.status).toBe(503);
	const alive = await fetch(`${whole.server.url}/healthz`);
	expect(alive.status).toBe(200);
	caller.hangUp();
	await drained;
});

test("a call that outlasts the drain limit is ended", async () => {
	await whole.close();
	whole = await InProcessServer.start({ DRAIN_SECONDS: "0" });
	const { game, caller } = await whole.pair();
	await whole.server.drain();
	expect(await game.closed()).toMatchObject({ code: 1001 });
	await caller.closed();
	expect(whole.server.known).toEqual({ calls: 0, games: 0 });
});
