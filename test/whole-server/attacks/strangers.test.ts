/** What strangers find at the doors of a whole server: pages of other sites, probes, floods of refusals. */
import { afterEach, describe, expect, test } from "vitest";
import { TypedGame } from "../../support/games/typed-game.js";
import {
	exchangeRaw,
	upgradeRequest,
} from "../../support/network/raw-exchange.js";
import { InProcessServer } from "../../support/server/in-process-server.js";
import { ScrapedMetrics } from "../../support/server/scraped-metrics.js";
import { ServerProcess } from "../../support/server/server-process.js";
import { signedByTwilio } from "../../support/twilio/signed-by-twilio.js";

let whole: InProcessServer;

afterEach(() => whole?.close());

const portOf = (url: string | undefined) => Number(new URL(url ?? "").port);

function ask(url: string | undefined, path: string, host: string) {
	return exchangeRaw(
		portOf(url),
		`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
	);
}

describe("a page whose own name was made to point here", () => {
	test("gets nothing, neither as a page nor as a phone, and operators' names are theirs to set", async () => {
		whole = await InProcessServer.start({ DEMO: "1", ADMIN_HOSTS: "callsign" });
		const { url, adminUrl } = whole.server;
		const evil = `evil.example:${portOf(url)}`;
		expect(await ask(url, "/", evil)).toMatch(/^HTTP\/1.1 421 /);
		expect(await ask(url, "/", "localhost")).toMatch(/^HTTP\/1.1 200 /);
		const rebound = { Host: evil, Origin: `http://${evil}` };
		const phone = upgradeRequest("/twilio", rebound);
		expect(await exchangeRaw(portOf(url), phone)).toMatch(/^HTTP\/1.1 403 /);
		for (const path of ["/", "/metrics"]) {
			expect(await ask(adminUrl, path, evil)).toMatch(/^HTTP\/1.1 421 /);
			expect(await ask(adminUrl, path, "callsign:5001")).toMatch(/ 200 OK/);
		}
		const metrics = await ScrapedMetrics.from(adminUrl);
		const refused = { who: "call", reason: "origin" };
		expect(metrics.value("callsign_refusals_total", refused)).toBe(1);
	});

	test("is no program, which may call by any name", async () => {
		whole = await InProcessServer.start();
		const caller = await whole.call({ headers: { Host: "callsign:5000" } });
		await whole.deepgram.nextListener();
		caller.hangUp();
	});
});

test("strangers are not told where the inside is, while operators are", async () => {
	whole = await InProcessServer.start({
		DEEPGRAM_URL: "ws://deepgram.internal.invalid:7999/x",
	});
	const { url, adminUrl } = whole.server;
	const told = async (from: string | undefined) =>
		(await fetch(`${from}/readyz`)).text();
	await expect.poll(() => told(adminUrl)).toContain("internal.invalid");
	expect(await told(url)).toBe("Deepgram cannot be reached.\n");
});

test("a signed form that tells of no caller is refused, and counted", async () => {
	const authToken = "c0ffee";
	const origin = "https://call.example.com";
	whole = await InProcessServer.start({
		TWILIO_AUTH_TOKEN: authToken,
		PUBLIC_URL: origin,
	});
	const ring = (form: Record<string, string>) =>
		fetch(`${whole.server.url}/voice`, {
			method: "POST",
			headers: {
				"X-Twilio-Signature": signedByTwilio(
					authToken,
					`${origin}/voice`,
					form,
				),
			},
			body: new URLSearchParams(form),
		});
	const CallSid = `CA${"0".repeat(32)}`;
	expect((await ring({ CallSid })).status).toBe(400);
	expect((await ring({ From: "+15551234567" })).status).toBe(400);
	expect((await ring({ CallSid, From: "+266696687" })).status).toBe(200);
	const metrics = await ScrapedMetrics.from(whole.server.adminUrl);
	const refused = { who: "call", reason: "form" };
	expect(metrics.value("callsign_refusals_total", refused)).toBe(2);
});

test("games that come to be closed are counted each, and logged some", async () => {
	whole = await InProcessServer.start({ GAME_MESSAGES_PER_SECOND: "1" });
	for (let time = 0; time < 30; time += 1) {
		const game = await TypedGame.join(whole.socketUrl("/game"));
		const closed = game.client.closed();
		for (let message = 0; message < 20; message += 1)
			game.client.socket.send("{}");
		await closed;
	}
	const lines = whole.log.filter(
		({ msg, level }) => msg === "game closed" && level === 40,
	);
	expect(lines).toHaveLength(10);
	const metrics = await ScrapedMetrics.from(whole.server.adminUrl);
	const bound = { bound: "game_messages" };
	expect(metrics.value("callsign_games_turned_out_total", bound)).toBe(30);
});

test("a server that the world can reach does not start to take unsigned calls", async () => {
	const server = ServerProcess.spawn({ PUBLIC_URL: "https://x.ngrok.app" });
	expect(await server.exited()).toMatchObject({ code: 2 });
	expect(server.otherLines.join()).toMatch(/TWILIO_AUTH_TOKEN.*DEMO=1/);
});

test("a server with Deepgram and no key for games says at start that it is open", async () => {
	whole = await InProcessServer.start();
	const [warning] = whole.log.filter(({ msg }) =>
		/GAME_KEYS/.test(String(msg)),
	);
	expect(warning?.level).toBe(40);
});
