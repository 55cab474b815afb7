/**
 * Games that send as much as they like, over real sockets, beside games that do not. What is measured here is who is served
 * and what is kept, not how fast: the clock of a busy machine says little.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TypedGame } from "../../support/games/typed-game.js";
import { InProcessServer } from "../../support/server/in-process-server.js";

let whole: InProcessServer;

afterEach(() => whole.close());

const join = (query = "") => TypedGame.join(whole.socketUrl(`/game${query}`));

/** Joins so many games, each of which sends so many messages at once. */
async function flood(games: number, messages: number) {
	const flooding = await Promise.all(
		Array.from({ length: games }, () => join()),
	);
	for (const { client } of flooding)
		for (let sent = 0; sent < messages; sent++) client.say('{"type":"sing"}');
	const answers = () =>
		flooding.reduce((sum, { events }) => sum + events.length, 0);
	return { games: flooding, answers };
}

/** Waits until a game has been told so much. */
async function toldUpTo(game: TypedGame, seq: number): Promise<void> {
	while (game.lastSeq < seq) await game.next();
}

const health = async () =>
	(await fetch(new URL("/healthz", whole.server.url))).status;

describe("many games of one address that together send more than it may", {
	timeout: 60_000,
}, () => {
	beforeEach(async () => {
		whole = await InProcessServer.start({
			GAME_MESSAGES_PER_SECOND: "10000",
			ADDRESS_MESSAGES_PER_SECOND: "500",
		});
	});

	test("are slowed down together, none is closed, nothing is lost, and a game that sends little is answered", async () => {
		const honest = await join();
		const { games, answers } = await flood(40, 100);
		for (let count = 1; count <= 5; count++) {
			honest.client.say('{"type":"stop"}');
			await honest.event("error");
			expect(await health()).toBe(200);
		}
		// Far more came than has been answered by now.
		expect(answers()).toBeLessThan(3_000);
		await Promise.all(
			games.map(async (game) => {
				await toldUpTo(game, 100);
			}),
		);
		for (const { events, client } of games) {
			expect(events.map(({ seq }) => seq)).toEqual(
				Array.from({ length: 100 }, (_, at) => at + 1),
			);
			expect(client.socket.readyState).toBe(client.socket.OPEN);
		}
		expect(JSON.stringify(whole.log)).toMatch(/games are slowed down/);
	});

	test("end as they would: what one said before it left counts, and another goes on where it was", async () => {
		const { games } = await flood(40, 50);
		const [leaving, resuming] = games;
		if (!leaving || !resuming) throw new Error("no games");
		leaving.client.leave();
		await leaving.closed();
		resuming.client.vanish();
		const back = await join(resuming.resumeQuery());
		expect(back.welcome.resumed).toBe(true);
		back.client.say('{"type":"stop","id":"mine"}');
		let told = await back.event("error");
		while (told.id !== "mine") told = await back.event("error");
	});
});

describe("one game alone", () => {
	beforeEach(async () => {
		whole = await InProcessServer.start();
	});

	test("that sends more than one game may is closed, whatever its address may", async () => {
		const game = await join();
		const other = await join();
		for (let sent = 0; sent < 150; sent++) game.client.say("{}");
		expect(await game.closed()).toMatchObject({ code: 4429 });
		other.client.say("{}");
		await other.event("error");
	});

	test.each(["ping", "pong"] as const)(
		"that sends too many a %s is closed",
		async (frame) => {
			const game = await join();
			for (let sent = 0; sent < 150; sent++) game.client.socket[frame]();
			// ws itself cuts off a peer that pings faster than it can be answered.
			expect([4429, 1006]).toContain((await game.closed()).code);
			expect(await health()).toBe(200);
		},
	);

	test("whose messages cost most to read has them refused unread, and stays", async () => {
		const game = await join();
		const nested = `{"type":"stop","a":${"[".repeat(15_000)}${"]".repeat(15_000)}}`;
		for (let sent = 0; sent < 50; sent++) game.client.say(nested);
		for (let sent = 0; sent < 50; sent++)
			expect(await game.event("error")).toMatchObject({
				code: "invalidMessage",
			});
		expect(await health()).toBe(200);
	});
});

test("a game that was told of a thousand errors resumes with no gap, and one that saw none of them is sent few", async () => {
	whole = await InProcessServer.start({ GAME_MESSAGES_PER_SECOND: "10000" });
	const game = await join();
	for (let sent = 0; sent < 1_000; sent++) game.client.say("{}");
	game.send({ type: "newCode" });
	const { seq } = await game.event("code");
	expect(seq).toBe(1_001);
	game.client.vanish();
	const back = await join(game.resumeQuery(seq));
	back.client.say("{}");
	expect(await back.next()).toMatchObject({ type: "error", seq: seq + 1 });
	back.client.vanish();
	const again = await join(`?resume=${back.welcome.resumeToken}&after=0`);
	await toldUpTo(again, seq + 1);
	const types = again.events.map(({ type }) => type);
	expect(types.filter((type) => type === "error")).toHaveLength(16);
	expect(types.filter((type) => type === "gap")).toHaveLength(1);
	expect(types).toContain("code");
});
