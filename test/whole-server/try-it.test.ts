/** What the try-it page asks of a server with Deepgram, over real sockets. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TypedGame } from "../support/games/typed-game.js";
import { InProcessServer } from "../support/server/in-process-server.js";

let whole: InProcessServer;

beforeEach(async () => {
	whole = await InProcessServer.start({ DEMO: "1" });
});

afterEach(async () => {
	await whole.close();
});

/** Asks as the page does. */
function ask(path: string): Promise<Response> {
	const { url } = whole.server;
	return fetch(url + path, { method: "POST", headers: { Origin: url } });
}

async function pair(callSid: string) {
	const game = await TypedGame.join(whole.socketUrl("/game"));
	const { caller, listener } = await whole.ring({ callSid });
	caller.press(`${game.welcome.code}#`);
	const { call } = await game.event("paired");
	return { game, caller, listener, call };
}

describe("with DEMO=1", () => {
	test("the page is served, and the log says where", async () => {
		const { url } = whole.server;
		expect((await fetch(url)).headers.get("content-type")).toMatch(
			/^text\/html/,
		);
		const lines = whole.log.map(({ msg }) => msg);
		expect(lines).toContain(`Try it: open ${url}/ in a browser`);
	});

	test("the page learns by what name the game knows its call", async () => {
		const { call } = await pair("CA1");
		const response = await ask("/try-it/call?sid=CA1");
		expect(await response.json()).toEqual({ call });
	});

	test("cutting the recogniser off breaks its call's socket to Deepgram, and nobody else's", async () => {
		const mine = await pair("CA1");
		const other = await pair("CA2");
		expect((await ask("/try-it/cut?sid=CA1")).status).toBe(200);
		await mine.listener.closed();
		expect(await mine.game.event("recognition")).toMatchObject({
			call: mine.call,
			state: "down",
		});
		other.listener.say("still here", { startMs: 3_000 });
		expect(await other.game.event("utterance")).toMatchObject({
			text: "still here",
		});
		expect(other.game.events.map(({ type }) => type)).not.toContain(
			"recognition",
		);
	});

	test("a call that is over cannot be cut off", async () => {
		const { caller, game } = await pair("CA1");
		caller.hangUp();
		await game.event("left");
		expect((await ask("/try-it/cut?sid=CA1")).status).toBe(404);
	});
});

test("without it neither the page nor its orders are there", async () => {
	await whole.close();
	whole = await InProcessServer.start();
	await pair("CA1");
	expect((await fetch(whole.server.url)).status).toBe(404);
	expect((await ask("/try-it/cut?sid=CA1")).status).toBe(404);
	expect((await ask("/try-it/call?sid=CA1")).status).toBe(404);
});
