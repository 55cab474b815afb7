import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { closing, opened } from "../support/network/opening.js";
import {
	exchangeRaw,
	openRaw,
	upgradeRequest,
} from "../support/network/raw-exchange.js";
import { listening } from "../support/server/listening.js";
import { within } from "../support/waiting/within.js";

describe("pages", () => {
	test.each([
		["/healthz", 200],
		["/healthz?probe=1", 200],
		["/readyz", 200],
		["/", 404],
		["/nowhere", 404],
		["/game/", 404],
		["/healthz/", 404],
		["/%67ame", 404],
		["/..%2fgame", 404],
		["/%", 404],
	])("GET %s is answered %i, in plain text", async (target, status) => {
		const { host } = await listening();
		const response = await fetch(`http://${host}${target}`);
		expect(response.status).toBe(status);
		expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
		expect(response.headers.get("x-content-type-options")).toBe("nosniff");
		expect(await response.text()).toMatch(/^[A-Z].*\.\n$/);
	});

	test.each(["/game", "/twilio"])(
		"GET %s without an upgrade is answered 426",
		async (path) => {
			const { port } = await listening();
			const answer = await exchangeRaw(
				port,
				`GET ${path} HTTP/1.0\r\nHost: x\r\n\r\n`,
			);
			expect(answer).toMatch(/^HTTP\/1.1 426 .*Upgrade: websocket/s);
			expect(answer).toContain("Only WebSockets are understood here.");
		},
	);

	test("a page is not written to", async () => {
		const { host } = await listening();
		for (const path of ["/healthz", "/readyz"]) {
			const url = `http://${host}${path}`;
			expect((await fetch(url, { method: "POST" })).status).toBe(405);
			expect((await fetch(url, { method: "HEAD" })).status).toBe(200);
		}
	});

	test("readiness is refused with the reason, while health is not", async () => {
		const { host, says } = await listening();
		says.readiness = "The recogniser is not there.";
		const response = await fetch(`http://${host}/readyz`);
		expect(response.status).toBe(503);
		expect(await response.text()).toBe("The recogniser is not there.\n");
		expect((await fetch(`http://${host}/healthz`)).status).toBe(200);
	});

	test("readiness is refused while something is out of reach, though calls are taken", async () => {
		const outOfReach = () => "The recogniser is out of reach.";
		const { host } = await listening({}, { outOfReach });
		expect((await fetch(`http://${host}/readyz`)).status).toBe(503);
		const voice = { method: "POST", body: new URLSearchParams({ To: "+1" }) };
		expect((await fetch(`http://${host}/voice`, voice)).status).toBe(200);
	});

	test("readiness is refused while the server drains", async () => {
		const { host, says } = await listening();
		says.isDraining = true;
		expect((await fetch(`http://${host}/readyz`)).status).toBe(503);
	});
});

test("a handler that throws costs its own request alone", async () => {
	const { host, logged } = await listening(
		{},
		{
			readiness: () => {
				throw new Error("no");
			},
			takeCall: () => {
				throw new Error("no");
			},
		},
	);
	expect((await fetch(`http://${host}/readyz`)).status).toBe(500);
	const stream = new WebSocket(`ws://${host}/twilio`);
	await opened(stream);
	expect(await within(closing(stream), () => "its end")).toMatchObject({
		code: 1011,
	});
	expect((await fetch(`http://${host}/healthz`)).status).toBe(200);
	expect(logged.join()).toContain("request failed");
});

describe("malformed requests are answered, and harm nobody else", () => {
	const long = "x".repeat(20_000);
	test.each([
		["an absolute URI", "GET http://evil.example/game HTTP/1.0\r\n\r\n", 404],
		["an asterisk", "OPTIONS * HTTP/1.0\r\n\r\n", 404],
		["two slashes", "GET //game HTTP/1.0\r\n\r\n", 404],
		["no HTTP at all", "hello\r\n\r\n", 400],
		["a method that none is", "FETCH / HTTP/1.1\r\n\r\n", 400],
		["no Host", "GET / HTTP/1.1\r\n\r\n", 400],
		["a space in the target", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400],
		["a header without a name", "GET / HTTP/1.1\r\n: x\r\n\r\n", 400],
		[
			"two lengths",
			"POST /voice HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
			400,
		],
		[
			"a length that none is",
			"POST /voice HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
			400,
		],
		["a huge target", `GET /${long} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
		["a huge header", `GET / HTTP/1.1\r\nHost: x\r\nA: ${long}\r\n\r\n`, 431],
		[
			"an expectation",
			"GET / HTTP/1.1\r\nHost: x\r\nExpect: more\r\nConnection: close\r\n\r\n",
			417,
		],
		["an upgrade elsewhere", upgradeRequest("/nowhere"), 404],
		["an upgrade of an absolute URI", upgradeRequest("http://x/game"), 404],
		["an upgrade of the webhook", upgradeRequest("/voice"), 404],
		[
			"an upgrade to something else",
			upgradeRequest("/game", { Upgrade: "h2c" }),
			400,
		],
		[
			"an upgrade of an old version",
			upgradeRequest("/game", { "Sec-WebSocket-Version": "7" }),
			400,
		],
		[
			"an upgrade with a bad key",
			upgradeRequest("/twilio", { "Sec-WebSocket-Key": "x" }),
			400,
		],
		[
			"an upgrade with a bad offer",
			upgradeRequest("/game", { "Sec-WebSocket-Protocol": ",," }),
			400,
		],
		[
			"an upgrade with an empty offer",
			upgradeRequest("/game", { "Sec-WebSocket-Protocol": "" }),
			400,
		],
		[
			"an upgrade by POST",
			upgradeRequest("/twilio").replace("GET", "POST"),
			405,
		],
	])("%s", async (_, bytes, status) => {
		const server = await listening();
		const bystander = new WebSocket(`ws://${server.host}/game`);
		await opened(bystander);
		const answer = await exchangeRaw(server.port, bytes);
		expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
		// A browser that is led here guesses nothing from what it gets.
		expect(answer).toMatch(/^x-content-type-options: nosniff\r$/im);
		expect(bystander.readyState).toBe(WebSocket.OPEN);
	});

	test.each([
		["in mid-request", "GET /ga"],
		["in an upgrade that is refused", upgradeRequest("/nowhere")],
		["in an upgrade that is taken", upgradeRequest("/game")],
		["in an upgrade with a signature to check", upgradeRequest("/twilio")],
	])("a peer that resets its connection %s", async (_, bytes) => {
		const server = await listening();
		const { socket, answered } = openRaw(server.port);
		socket.write(bytes, () => socket.resetAndDestroy());
		await answered;
		expect((await fetch(`http://${server.host}/healthz`)).status).toBe(200);
	});
});
