import type { IncomingMessage, ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { PeerAddresses } from "../../../src/transport/peers/peer-address.js";
import { RequestAllowance } from "../../../src/transport/peers/request-allowance.js";
import {
	exchangeRaw,
	upgradeRequest,
} from "../../support/network/raw-exchange.js";
import { listening } from "../../support/server/listening.js";

/** An address asks without end; how often it is answered. */
function allowance() {
	const clock = { nowMs: 0 };
	const all = new RequestAllowance({
		peers: new PeerAddresses(),
		isAlwaysAnswered: () => false,
		refused: () => {},
		now: () => clock.nowMs,
	});
	const upgrades = (remoteAddress: string, count: number) => {
		let admitted = 0;
		for (let each = 0; each < count; each++) {
			const request = { socket: { remoteAddress }, headers: {} };
			const socket = new PassThrough();
			const isAdmitted = all.admitsUpgrade(
				request as unknown as IncomingMessage,
				socket as never,
			);
			if (isAdmitted) admitted += 1;
		}
		return admitted;
	};
	return { all, clock, upgrades };
}

describe("an address", () => {
	test("is let in some thousand times at once, and some hundred times in each second", () => {
		const { clock, upgrades } = allowance();
		expect(upgrades("192.0.2.1", 10_000)).toBe(3_000);
		clock.nowMs += 1_000;
		expect(upgrades("192.0.2.1", 10_000)).toBe(300);
	});

	test("takes nothing from another", () => {
		const { upgrades } = allowance();
		upgrades("192.0.2.1", 10_000);
		expect(upgrades("192.0.2.2", 10)).toBe(10);
	});

	test("is forgotten when its allowance is full again", () => {
		const { all, clock, upgrades } = allowance();
		for (let each = 0; each < 100; each++) upgrades(`192.0.2.${each}`, 1);
		expect(all.size).toBe(100);
		clock.nowMs += 10_000;
		upgrades("192.0.2.200", 1);
		expect(all.size).toBe(1);
	});
});

test("requests that come in one piece are looked at up to a bound, and their connection is closed", () => {
	let destroyed = 0;
	const socket = {
		remoteAddress: "192.0.2.1",
		destroyed: false,
		destroy() {
			destroyed += 1;
			this.destroyed = true;
		},
	};
	const { all } = allowance();
	const waiting: (() => void)[] = [];
	const ask = () =>
		all.admits(
			{ socket, headers: {} } as unknown as IncomingMessage,
			{
				once: (_: string, close: () => void) => void waiting.push(close),
			} as unknown as ServerResponse,
		);
	for (let each = 0; each < 20; each++) expect(ask()).toBe(true);
	waiting.shift()?.();
	expect(ask()).toBe(true);
	for (let each = 0; each < 1_000; each++) expect(ask()).toBe(false);
	expect(destroyed).toBe(1);
});

describe("over real sockets", () => {
	const get = (path: string) =>
		`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
	const last = (path: string) =>
		`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;

	/** So little that a slow machine uses it up as well. */
	const requestsOfAddress = { perSecond: 0.01, most: 15 };

	test("what is too much is refused, the connection closed, and /healthz answered all the same", async () => {
		const server = await listening({ requestsOfAddress });
		await exchangeRaw(
			server.port,
			get("/nothing").repeat(9) + last("/nothing"),
		);
		const refusal = await exchangeRaw(
			server.port,
			get("/nothing").repeat(9) + last("/nothing"),
		);
		const refused = refusal.slice(refusal.indexOf("HTTP/1.1 429"));
		expect(refused).toMatch(/Retry-After/);
		expect(refused.match(/HTTP\/1\.1/g)).toHaveLength(1);
		const health = await exchangeRaw(server.port, get("/healthz"));
		expect(health).toMatch(/^HTTP\/1\.1 200 /);
		expect(await exchangeRaw(server.port, upgradeRequest("/nothing"))).toMatch(
			/^HTTP\/1\.1 404 /,
		);
	});

	test("upgrades that are too many are refused and counted, and requests are answered", async () => {
		const refusals: string[] = [];
		const server = await listening(
			{ requestsOfAddress },
			{ refused: (who, why) => void refusals.push(`${who} ${why}`) },
		);
		const dialect = { "Sec-WebSocket-Protocol": "unknown" };
		const answers: string[] = [];
		for (let each = 0; each < 17; each++)
			answers.push(
				await exchangeRaw(server.port, upgradeRequest("/game", dialect)),
			);
		const statuses = answers.map((answer) => answer.slice(9, 12));
		expect(statuses).toEqual([...Array(15).fill("400"), "429", "429"]);
		expect(refusals.slice(-2)).toEqual(["game address", "game address"]);
		expect(await exchangeRaw(server.port, last("/nothing"))).toMatch(
			/^HTTP\/1\.1 404 /,
		);
	});
});
