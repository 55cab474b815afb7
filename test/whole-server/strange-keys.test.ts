/** Keys `A` to `D`, which no telephone of a caller has but some switchboards send: nobody is told of them, over real sockets. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { TypedGame } from "../support/games/typed-game.js";
import { InProcessServer } from "../support/server/in-process-server.js";

let whole: InProcessServer;

beforeEach(async () => {
	whole = await InProcessServer.start();
});

afterEach(() => whole.close());

const join = () => TypedGame.join(whole.socketUrl("/game"));

/** A game, and its caller, who has heard that he is connected. */
async function pair() {
	const game = await join();
	const { caller } = await whole.ring();
	caller.press(`${game.welcome.code}#`);
	await game.event("paired");
	await caller.mark();
	caller.playAll();
	return { game, caller };
}

test("a game of callsign.v1 is told the other keys alone", async () => {
	const { game, caller } = await pair();
	caller.press("1A2B3C4D*#");
	const digits = async () => (await game.event("key")).digit;
	for (const digit of "1234*#") expect(await digits()).toBe(digit);
	expect(whole.log).toContainEqual(
		expect.objectContaining({
			msg: "passed over a message from Twilio",
			why: "dtmf of a key that no telephone has",
		}),
	);
});

test("they interrupt no line", async () => {
	const { game, caller } = await pair();
	game.send({ type: "say", text: "You are in a cave.", id: "cave" });
	await caller.mark();
	caller.press("ABCD");
	caller.playAll();
	expect(await game.event("said")).toMatchObject({
		id: "cave",
		outcome: "heard",
	});
	expect(caller.clears).toBe(0);
});

test("they are no part of a code, and end none", async () => {
	const game = await join();
	const { caller } = await whole.ring();
	caller.press([...game.welcome.code].join("A"));
	await game.event("paired");
	await caller.mark();
	caller.playAll();
	caller.press("D");
	caller.press("7");
	expect(await game.event("key")).toMatchObject({ digit: "7" });
});
