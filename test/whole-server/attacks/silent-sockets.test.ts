/**
 * Somebody opens more sockets than the built server could ever hold, and leaves them as they are. The process may have 1,024
 * files open. Honest games, calls and operators come from the same address.
 */
import { once } from "node:events";
import { get } from "node:http";
import type { Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { GameClient } from "../../support/games/game-client.js";
import { dropAll, openMany } from "../../support/network/many-sockets.js";
import { upgradeRequest } from "../../support/network/raw-exchange.js";
import { ScrapedMetrics } from "../../support/server/scraped-metrics.js";
import { ServerProcess } from "../../support/server/server-process.js";
import { TwilioCaller } from "../../support/twilio/twilio-caller.js";

let server: ServerProcess;
let adminUrl: string;
let attack: readonly Socket[] = [];

beforeAll(async () => {
	server = await ServerProcess.start({ GAME_KEYS: "a-key" }, undefined, {
		maxOpenFiles: 1_024,
	});
	const line = await server.log.first(({ msg }) =>
		msg.startsWith("operators' listener"),
	);
	adminUrl = String(line.url);
}, 60_000);

afterEach(() => dropAll(attack));
afterAll(() => server.stop("SIGKILL"));

/** On a socket of its own: one that is kept for the next request might be cut as that request is on its way. */
async function health(url: string): Promise<number> {
	const [response] = await once(
		get(`${url}/healthz`, { agent: false }),
		"response",
	);
	response.resume();
	return response.statusCode;
}

const head = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n";
const attacks = {
	"say nothing": "",
	"never end the head of their request": head,
	"never send the body that they promise": `POST /voice HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\n`,
	"ask once and stay": `${head}\r\n`,
	"ask again and again, and read nothing": `${head}\r\n`.repeat(50),
	"were refused an upgrade, with a body unread": `${upgradeRequest("/nowhere")}body`,
	"were let in as games without a key, and do not go": upgradeRequest("/game"),
	"come back as games that there never were": upgradeRequest(
		"/game?key=a-key&resume=token",
		{ "Sec-WebSocket-Protocol": "callsign.v1" },
	),
	"follow calls that there are none of": upgradeRequest(
		"/try-it/call?sid=CA1",
		{
			Host: "127.0.0.1",
			Origin: "http://127.0.0.1",
		},
	),
};

/** An address may ask for some thousand upgrades only, so those come from one after the other; all else from where the honest are. */
const strangers = Object.entries(attacks).map(([doing, bytes], at) => ({
	doing,
	bytes,
	from: bytes.includes("Upgrade") ? `127.0.0.${10 + at}` : "127.0.0.1",
}));

describe.each(strangers)("1,100 sockets that $doing", ({ bytes, from }) => {
	test("shut nobody out", { timeout: 30_000 }, async () => {
		const before = await TwilioCaller.call(server.socketUrl("/twilio"));
		const port = Number(new URL(server.url).port);
		attack = await openMany(1_100, port, bytes, from);
		expect(await health(server.url)).toBe(200);
		const game = await GameClient.join(server.socketUrl("/game"), {
			headers: { Authorization: "Bearer a-key" },
		});
		const { code } = await game.shown();
		before.press(`${code}#`);
		expect(await game.text()).toBe("connected");
		before.hangUp();
		expect(await game.text()).toBe("disconnected");
		expect(await health(adminUrl)).toBe(200);
		game.leave();
	});
});

test("1,100 silent sockets at the operators' listener shut nobody out, and are counted", async () => {
	attack = await openMany(1_100, Number(new URL(adminUrl).port));
	expect(await health(adminUrl)).toBe(200);
	expect(await health(server.url)).toBe(200);
	const metrics = await ScrapedMetrics.from(adminUrl);
	const cut = { who: "socket", reason: "full" };
	expect(metrics.value("callsign_refusals_total", cut)).toBeGreaterThan(500);
});

test("of those that stay silent, an address may have a hundred", {
	timeout: 20_000,
}, async () => {
	attack = await openMany(300, Number(new URL(server.url).port));
	const open = () => attack.filter(({ readableEnded }) => !readableEnded);
	await expect.poll(() => open().length, { timeout: 9_000 }).toBe(100);
});

test("four hundred games that come at once, from one address, are all let in", {
	timeout: 30_000,
}, async () => {
	const games = await Promise.all(
		Array.from({ length: 400 }, () =>
			GameClient.join(server.socketUrl("/game?key=a-key")),
		),
	);
	for (const game of games) expect((await game.shown()).code).not.toBe("");
	for (const game of games) game.leave();
});
