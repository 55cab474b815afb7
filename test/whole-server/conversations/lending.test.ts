/** Games that lend their callers to characters, over real sockets. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TypedGame } from "../../support/games/typed-game.js";
import { CallToCharacter } from "../../support/server/call-to-character.js";
import { InProcessServer } from "../../support/server/in-process-server.js";
import type { CallOptions } from "../../support/twilio/twilio-caller.js";

const examples = join(import.meta.dirname, "../../../examples");
const hello = "Gull Rock. It is past midnight. Who rings a lighthouse?";

/** For the proofs at start, and for talks of many turns. */
const timeout = 40_000;
let whole: InProcessServer;
beforeAll(async () => {
	whole = await InProcessServer.startWithFlux({ FLOWS: examples });
}, timeout);
afterAll(() => whole.close());

async function pair(options: CallOptions = {}) {
	const game = await TypedGame.join(whole.socketUrl("/game"));
	const call = await CallToCharacter.ring(whole, options);
	call.caller.press(`${game.welcome.code}#`);
	const { call: id } = await game.event("paired");
	// "You are connected", which is kept, and made once for all calls.
	await call.caller.mark();
	call.caller.playAll();
	return { game, call, id };
}

/** What the game is told of flows next. */
async function newsOf(game: TypedGame) {
	for (;;) {
		const { seq: _, ...event } = await game.next();
		if (["scene", "told", "conversed", "left", "error"].includes(event.type))
			return event;
	}
}

describe("a game that lends its caller", () => {
	test("is told each scene, what the flow tells, and that it has ended the call", {
		timeout,
	}, async () => {
		const { game, call, id } = await pair();
		game.send({ type: "converse", flow: "keeper" });
		const scene = (state: string) => ({
			type: "scene",
			call: id,
			flow: "keeper",
			state,
		});
		expect(await newsOf(game)).toEqual(scene("answering"));
		await call.hears(hello);
		expect(await newsOf(game)).toEqual(scene("talking.wary"));
		await call.says("my name is Ann");
		expect(await newsOf(game)).toEqual(scene("talking.known"));
		await call.hears("what do you want at this hour?");
		await call.says("thank you for picking up");
		await call.told("move.beKind");
		await call.hears("Out with it.");
		await call.says("there is a ship out there");
		expect(await newsOf(game)).toEqual(scene("talking.shaken"));
		await call.hears("How many aboard?");
		await call.says("please tell me why");
		expect(await newsOf(game)).toEqual(scene("confessing"));
		await call.hears("straight onto the rock.");
		expect(await newsOf(game)).toEqual(scene("deciding"));
		await call.says("it was not your fault");
		const news = [await newsOf(game), await newsOf(game)];
		expect(news).toContainEqual(scene("climbing"));
		expect(news).toContainEqual({
			type: "told",
			call: id,
			flow: "keeper",
			name: "lamp.lit",
		});
		expect(await newsOf(game)).toEqual(scene("shining"));
		expect(await newsOf(game)).toEqual(scene("parting"));
		await call.hears("Good night.");
		const rest = [await newsOf(game), await newsOf(game)];
		const last = rest.find(({ type }) => type === "conversed") ?? rest;
		expect(last).toMatchObject({ flow: "keeper", reason: "hung up" });
		expect(await call.caller.closed()).toMatchObject({ code: 1000 });
	});

	test("tells the flow what happens in the game", async () => {
		const { game, call } = await pair();
		game.send({ type: "converse", flow: "keeper" });
		await call.hears(hello);
		game.send({ type: "tell", name: "ship.struck" });
		await call.hears("I heard it. So did you. I have to go down to the boats.");
		await call.caller.closed();
		expect(await game.event("conversed")).toMatchObject({
			reason: "hung up",
		});
	});

	test("hears its goodbye, also where the flow has come to its end by a line before it", async () => {
		const { game, call } = await pair({ autoPlay: false });
		game.send({ type: "converse", flow: "keeper" });
		await call.caller.mark();
		game.send({ type: "tell", name: "ship.struck" });
		await call.told("game.told");
		call.caller.playAll();
		await call.hears("I have to go down to the boats.");
		await call.caller.mark();
		expect(game.events.map(({ type }) => type)).not.toContain("conversed");
		call.caller.playAll();
		expect(await game.event("conversed")).toMatchObject({ reason: "hung up" });
		await call.caller.closed();
	});

	test("takes him back, and speaks to him itself", async () => {
		const { game, call, id } = await pair();
		game.send({ type: "converse", flow: "ferryman" });
		await call.hears("You rang the bell. Here I am.");
		game.send({ type: "converse", flow: null });
		expect(await game.event("conversed")).toMatchObject({
			call: id,
			flow: "ferryman",
			reason: "taken back",
		});
		game.send({ type: "say", text: "You are alone again." });
		await call.hears("You are alone again.");
	});

	test("is refused a flow that is not there, and what no flow could be told", async () => {
		const { game } = await pair();
		game.send({ type: "converse", flow: "wren", id: "1" });
		expect(await game.event("error")).toMatchObject({
			code: "noSuchFlow",
			id: "1",
		});
		game.send({ type: "tell", name: "ship.struck", id: "2" });
		expect(await game.event("error")).toMatchObject({
			code: "noConversation",
			id: "2",
		});
	});

	test("leaves his caller to the flow, if that knows what to do then", async () => {
		const { game, call } = await pair();
		game.send({ type: "converse", flow: "keeper" });
		await call.hears(hello);
		game.client.leave();
		await call.hears("Nobody there. It is mostly nobody. Good night.");
		await call.caller.closed();
	});
});
