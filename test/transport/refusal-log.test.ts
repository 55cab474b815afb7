/** Whoever is refused again and again fills no disk: at each door some of it is written, and all of it counted. */
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { opened } from "../support/network/opening.js";
import {
	exchangeRaw,
	upgradeRequest,
} from "../support/network/raw-exchange.js";
import { listening } from "../support/server/listening.js";

const times = 40;
const signed = {
	twilioAuthToken: "c0ffee",
	publicUrl: new URL("https://call.example.com"),
};
const form = "Content-Type: application/x-www-form-urlencoded";
const ring = `POST /voice HTTP/1.1\r\nHost: x\r\n${form}\r\nContent-Length: 3\r\nConnection: close\r\n\r\na=b`;

const knocks: [string, string, Parameters<typeof listening>[0], string][] = [
	["an unsigned stream", upgradeRequest("/twilio"), signed, "stream refused"],
	["an unsigned webhook", ring, signed, "webhook refused"],
	[
		"a webhook that is none",
		ring.replace("POST", "GET"),
		{},
		"webhook refused",
	],
	["a call that anybody may ring for", ring, {}, "call answered"],
	[
		"a game of another dialect",
		upgradeRequest("/game", { "Sec-WebSocket-Protocol": "x" }),
		{},
		"game refused for its subprotocol",
	],
];

test.each(knocks)("%s", async (_, bytes, changes, line) => {
	const { port, logged } = await listening(changes);
	for (let time = 0; time < times; time += 1) await exchangeRaw(port, bytes);
	const lines = logged.filter((text) => text.includes(`"msg":"${line}"`));
	expect(lines).toHaveLength(10);
});

test("a game without a key is counted every time", async () => {
	const refusals: unknown[] = [];
	const { host, logged } = await listening(
		{ gameKeys: ["a-key"] },
		{ refused: (...refusal) => refusals.push(refusal) },
	);
	for (let time = 0; time < times; time += 1) {
		const game = new WebSocket(`ws://${host}/game`);
		await opened(game);
	}
	expect(refusals).toHaveLength(times);
	const lines = logged.filter((text) => text.includes('"msg":"game refused"'));
	expect(lines).toHaveLength(10);
});
