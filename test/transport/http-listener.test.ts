import { once } from "node:events";
import { Agent, get as getSecurely } from "node:https";
import type { Duplex } from "node:stream";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";
import {
	createHttpListener,
	type HttpListenerOptions,
} from "../../src/transport/http-listener.js";
import { PeerAddresses } from "../../src/transport/peers/peer-address.js";
import { leaving } from "../../src/transport/plain-answers.js";
import { opened } from "../support/network/opening.js";
import {
	exchangeRaw,
	openRaw,
	upgradeRequest,
} from "../support/network/raw-exchange.js";
import { selfSignedCertificate } from "../support/network/self-signed-certificate.js";
import { listening, readableLog } from "../support/server/listening.js";
import { Arrivals } from "../support/waiting/arrivals.js";
import { within } from "../support/waiting/within.js";

function createListener(changes: Partial<HttpListenerOptions> = {}) {
	const listener = createHttpListener(
		{
			address: { host: "127.0.0.1", port: 0 },
			tls: undefined,
			maxSockets: 10,
			takeRequest: (_request, response) => void response.end("here"),
			takeUpgrade: (_request, socket) => socket.destroy(),
			...changes,
		},
		readableLog().log,
	);
	onTestFinished(() => listener.close(0));
	return listener;
}

describe("listening", () => {
	test("resolves to the real address", async () => {
		const { host, port } = await createListener().listen();
		expect(host).toBe("127.0.0.1");
		expect(port).toBeGreaterThan(0);
	});

	test("rejects with a sentence when the address is taken, and nothing stays open", async () => {
		const address = await createListener().listen();
		const second = createListener({ address });
		await expect(second.listen()).rejects.toThrow(
			`Another program listens there already: 127.0.0.1:${address.port}`,
		);
		await within(second.close(), () => "the end of the second listener");
	});

	test.each([
		[{ host: "192.0.2.1", port: 0 }, "This machine has no such address"],
		[{ host: "2001:db8::1", port: 80 }, ": [2001:db8::1]:80"],
	])("rejects with a sentence for %o", async (address, sentence) => {
		await expect(createListener({ address }).listen()).rejects.toThrow(
			sentence,
		);
	});

	test("that never began can be closed, and leaves no timer behind", async () => {
		vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
		onTestFinished(() => void vi.useRealTimers());
		await within(createListener().close(), () => "the end");
		expect(vi.getTimerCount()).toBe(0);
	});

	test("takes no more sockets than it may when every one is being served", async () => {
		const { port } = await createListener({
			maxSockets: 1,
			takeUpgrade,
		}).listen();
		const { socket } = openRaw(port);
		socket.write(upgradeRequest("/"));
		await once(socket, "data");
		const { answered } = openRaw(port);
		expect(await answered).toBe("");
		socket.destroy();
	});
});

/** Lets in, and says nothing more. */
function takeUpgrade(_: unknown, socket: Duplex): void {
	socket.write("HTTP/1.1 101 Switching\r\n\r\n");
	socket.resume();
}

const get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n";

/** A connection that was accepted. */
async function connected(port: number) {
	const raw = openRaw(port);
	onTestFinished(() => void raw.socket.destroy());
	await once(raw.socket, "connect");
	return raw;
}

describe("too many idle sockets", () => {
	test.each<[string, string, Partial<HttpListenerOptions>]>([
		["says nothing", "", {}],
		["has sent half a head", "GET / HTTP/1.1\r\nA: ", {}],
		["has sent half a body", `${post}half`, { takeRequest: () => {} }],
		["shakes no hands for TLS", "", { tls: selfSignedCertificate() }],
	])("cost the oldest its place, which %s", async (_, bytes, changes) => {
		const listener = createListener({ maxIdleSockets: 1, ...changes });
		const { port } = await listener.listen();
		const { socket, answered } = await connected(port);
		if (bytes !== "") socket.write(bytes);
		await connected(port);
		expect(await answered).toBe("");
	});

	test.each<[string, string, Partial<HttpListenerOptions>]>([
		["was answered and stays", get, {}],
		["was answered and has not sent the body", post, {}],
		[
			"was refused an upgrade and stays",
			upgradeRequest("/"),
			{
				takeUpgrade: (_, socket) => {
					socket.write("no");
					socket.emit(leaving);
				},
			},
		],
	])("cost the oldest its place, which %s", async (_, bytes, changes) => {
		const listener = createListener({ maxIdleSockets: 1, ...changes });
		const { port } = await listener.listen();
		const { socket, answered } = await connected(port);
		socket.write(bytes);
		await once(socket, "data");
		await connected(port);
		await answered;
	});

	test.each([
		["whose answer is being made", get],
		["that was upgraded", upgradeRequest("/")],
	])("cost nothing one %s", async (_, bytes) => {
		const taken = new Arrivals<null>("request");
		const listener = createListener({
			maxIdleSockets: 1,
			takeRequest: () => taken.push(null),
			takeUpgrade: (request, socket) => {
				takeUpgrade(request, socket);
				taken.push(null);
			},
		});
		const { port } = await listener.listen();
		const { socket } = await connected(port);
		socket.write(bytes);
		await taken.next();
		const idle = await connected(port);
		await connected(port);
		await idle.answered;
		expect(socket.destroyed).toBe(false);
	});

	test("of one address are cut once their moment is over, and every other is not", async () => {
		const cut = new Arrivals<string>("socket that was cut");
		const { port } = await createListener({
			maxIdlePerAddress: 2,
			idleGraceMs: 10,
			cutIdle: (reason) => cut.push(reason),
		}).listen();
		const sockets = await Promise.all(
			Array.from({ length: 5 }, () => connected(port)),
		);
		await Promise.all(sockets.slice(0, 3).map(({ answered }) => answered));
		expect(cut.all).toEqual(["address", "address", "address"]);
		sockets[3]?.socket.write("GET / HTTP/1.0\r\n\r\n");
		expect(await sockets[3]?.answered).toMatch(/ 200 OK/);
	});

	test("of a trusted proxy may be as many as of all", async () => {
		const { port } = await createListener({
			maxIdlePerAddress: 0,
			idleGraceMs: 0,
			peers: new PeerAddresses(["loopback"]),
			maxIdleSockets: 2,
		}).listen();
		const first = await connected(port);
		const second = await connected(port);
		await connected(port);
		expect(await first.answered).toBe("");
		expect(second.socket.destroyed).toBe(false);
	});

	test("over TLS are idle again after each answer", async () => {
		const tls = selfSignedCertificate();
		const { port } = await createListener({ tls, maxIdleSockets: 1 }).listen();
		const agent = new Agent({ keepAlive: true, ca: tls.cert });
		onTestFinished(() => agent.destroy());
		const page = { agent, host: "127.0.0.1", port };
		const [response] = await once(getSecurely(page), "response");
		const ended = once(response.socket, "close");
		response.resume();
		await once(response, "end");
		await connected(port);
		await within(ended, () => "the end of the socket that is idle");
	});
});

describe("a request handler that fails", () => {
	test("after the head was sent ends that socket alone", async () => {
		const listener = createListener({
			takeRequest: async (_request, response) => {
				response.writeHead(200, { "Content-Length": "100" });
				response.write("half");
				throw new Error("no");
			},
		});
		const { port } = await listener.listen();
		const request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
		expect(await exchangeRaw(port, request)).not.toContain("500");
		expect(await exchangeRaw(port, request)).not.toContain("500");
	});

	test("in an upgrade is answered 500", async () => {
		const listener = createListener({
			takeUpgrade: () => {
				throw new Error("no");
			},
		});
		const { port } = await listener.listen();
		expect(
			await exchangeRaw(
				port,
				"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
			),
		).toMatch(/^HTTP\/1.1 500 /);
	});
});

describe("a peer that takes too long", () => {
	const timeouts = {
		handshakeTimeout: 300,
		headersTimeout: 300,
		requestTimeout: 300,
		connectionsCheckingInterval: 10,
	};
	test.each([
		["to say anything", ""],
		["to end the head of a request", "GET / HTTP/1.1\r\nHost: x\r\nA: "],
		[
			"to end the body",
			"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na",
		],
	])("%s is answered 408 and cut off", async (_, bytes) => {
		const listener = createListener({ timeouts, takeRequest: () => {} });
		const { port } = await listener.listen();
		expect(await exchangeRaw(port, bytes)).toMatch(/^HTTP\/1.1 408 /);
	});

	test("to shake hands for TLS is cut off", async () => {
		const tls = selfSignedCertificate();
		const { port } = await createListener({ timeouts, tls }).listen();
		expect(await exchangeRaw(port, "")).toBe("");
	});

	test("is no upgraded one, which may be silent as long as it likes", async () => {
		const takeUpgrade: HttpListenerOptions["takeUpgrade"] = (_, socket) => {
			socket.write("HTTP/1.1 101 Switching\r\n\r\n");
			socket.pipe(socket);
		};
		const { port } = await createListener({ timeouts, takeUpgrade }).listen();
		const { socket } = openRaw(port);
		socket.write(
			"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
		);
		await once(socket, "data");
		// Whoever came later and was cut off shows that the time is over.
		expect(await exchangeRaw(port, "")).toMatch(/^HTTP\/1.1 408 /);
		socket.write("still here");
		const [echo] = await within(once(socket, "data"), () => "the echo");
		expect(String(echo)).toBe("still here");
		socket.destroy();
	});
});

describe("TLS", () => {
	const tls = selfSignedCertificate();

	test("carries pages and sockets", async () => {
		const server = await listening({ tls });
		const request = getSecurely(`https://${server.host}/healthz`, {
			ca: tls.cert,
		});
		const [response] = await once(request, "response");
		expect(response.statusCode).toBe(200);
		response.resume();
		const game = new WebSocket(`wss://${server.host}/game`, { ca: tls.cert });
		await opened(game);
		await server.games.next();
	});

	test("makes the stream URL a wss one", async () => {
		const server = await listening({ tls });
		const request = getSecurely(`https://${server.host}/voice`, {
			ca: tls.cert,
			method: "POST",
			headers: { "Content-Type": "application/x-www-form-urlencoded" },
		});
		const [response] = await once(request, "response");
		const parts: Buffer[] = await response.toArray();
		expect(Buffer.concat(parts).toString()).toContain(
			`<Stream url="wss://${server.host}/twilio"/>`,
		);
	});

	test("is not spoken by a peer that speaks plain HTTP, and the server goes on", async () => {
		const server = await listening({ tls });
		await exchangeRaw(server.port, "GET /healthz HTTP/1.1\r\n\r\n");
		const game = new WebSocket(`wss://${server.host}/game`, { ca: tls.cert });
		await opened(game);
	});

	test("with a peer that never shakes hands closes all the same", async () => {
		const server = await listening({ tls });
		const { socket, answered } = openRaw(server.port);
		await once(socket, "connect");
		await within(server.close(0), () => "the end of the listener");
		await answered;
	});
});
