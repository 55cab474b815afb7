/** What the try-it page asks of a server with Deepgram, over real sockets. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { callMachine } from "../../src/machines/call/call.js";
import { callStateOf } from "../../src/try-it.js";
import { TypedGame } from "../support/games/typed-game.js";
import { CallPage } from "../support/server/call-page.js";
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

describe("the state of a call", () => {
	const follow = (callSid: string) =>
		CallPage.follow(whole.server.url, callSid);

	test("is what its page is told, whichever game it is with, and whenever it changes", async () => {
		const game = await whole.join();
		const { code } = await game.shown();
		const { caller } = await whole.ring({ callSid: "CA1" });
		const page = await follow("CA1");
		const { call, state } = await page.news();
		expect(state).toBe("listening");
		caller.press(`${code}#`);
		expect(await page.news()).toEqual({
			type: "state",
			call,
			state: "connected",
		});
		game.leave();
		expect(await page.news()).toEqual({
			type: "state",
			call,
			state: "listening",
		});
		const closed = page.closed();
		caller.hangUp();
		expect((await closed).code).toBe(1000);
	});

	test("has the name by which the game knows the call, and stays when a second stream takes over", async () => {
		const { call, game, caller } = await pair("CA1");
		const page = await follow("CA1");
		expect(await page.news()).toEqual({
			type: "state",
			call,
			state: "connected",
		});
		const second = await whole.call({ callSid: "CA1" });
		await caller.closed();
		second.press("5");
		await game.event("key");
		const again = await follow("CA1");
		expect(await again.news()).toEqual({
			type: "state",
			call,
			state: "connected",
		});
		expect(page.received).toHaveLength(1);
	});

	test("is told in nothing that its caller does not hear: no try, no look-up, no game, no code", async () => {
		const game = await whole.join();
		const { code } = await game.shown();
		const { caller } = await whole.ring({ callSid: "CA1" });
		const page = await follow("CA1");
		const wrong = ["9990", "9991", "9992"].filter((each) => each !== code);
		for (const each of wrong) caller.press(`${each}#`);
		await page.news();
		expect(await page.news()).toMatchObject({ state: "goodbye" });
		expect(page.received.map(({ state }) => state)).toEqual([
			"listening",
			"goodbye",
		]);
		for (const each of page.received)
			expect(Object.keys(each)).toEqual(["type", "call", "state"]);
	});

	test("is nobody else's to know: without the CallSid nothing is told", async () => {
		const { call, caller } = await pair("CA1");
		for (const guess of ["CA2", "ca1", call, "", "undefined"]) {
			const page = await follow(guess);
			expect((await page.closed()).code).toBe(4404);
			expect(page.received).toEqual([]);
		}
		const page = await follow("CA1");
		caller.hangUp();
		await page.closed();
		const late = await follow("CA1");
		expect((await late.closed()).code).toBe(4404);
	});

	test("is left alone by a page that comes and goes", async () => {
		const { game, caller } = await pair("CA1");
		for (let visit = 0; visit < 3; visit++) {
			const page = await follow("CA1");
			await page.news();
			page.close();
			await page.closed();
		}
		caller.press("7");
		expect(await game.event("key")).toMatchObject({ digit: "7" });
	});
});

/** Every way to be in this state of a machine's definition, as a `value`. */
function valuesOf(definition: Definition): Value[] {
	const inner = Object.entries(definition.states);
	if (inner.length === 0) return [""];
	const named = inner.map(([name, each]) =>
		valuesOf(each).map((value) => ({ [name]: value === "" ? {} : value })),
	);
	if (definition.type !== "parallel") return named.flat();
	return named.reduce<Record<string, Value>[]>(
		(all, some) =>
			all.flatMap((one) => some.map((other) => ({ ...one, ...other }))),
		[{}],
	);
}

type Value = string | { readonly [name: string]: Value };

interface Definition {
	readonly type: string;
	readonly states: Readonly<Record<string, Definition>>;
}

test("of every state that a call can be in, its page is told one word", () => {
	const told = valuesOf(callMachine.definition as Definition).map((value) => [
		JSON.stringify(value),
		callStateOf(value as Parameters<typeof callStateOf>[0]),
	]);
	expect(told.length).toBeGreaterThan(10);
	for (const [value, word] of told) {
		const outer = Object.keys(JSON.parse(String(value)))[0];
		const expected = String(value).includes("sayingGoodbye")
			? "goodbye"
			: {
					awaitingStart: "beginning",
					answered: "answered",
					listeningForCode: "listening",
					paired: "connected",
					ended: undefined,
				}[String(outer)];
		expect(word, value).toBe(expected);
	}
});

test("without it neither the page nor its orders are there", async () => {
	await whole.close();
	whole = await InProcessServer.start();
	await pair("CA1");
	expect((await fetch(whole.server.url)).status).toBe(404);
	expect((await ask("/try-it/cut?sid=CA1")).status).toBe(404);
	await expect(CallPage.follow(whole.server.url, "CA1")).rejects.toEqual(
		expect.objectContaining({ status: 404 }),
	);
});
