import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { closing, opened } from "../support/network/opening.js";
import { openRaw, upgradeRequest } from "../support/network/raw-exchange.js";
import { listening } from "../support/server/listening.js";
import { usualDeadlineMs, within } from "../support/waiting/within.js";

/** What of the network this process holds open. */
function openHandles(): string[] {
	return process
		.getActiveResourcesInfo()
		.filter((name) => /TCP|TLS/.test(name));
}

describe("closing a listener", () => {
	test("tells games and calls 1001, takes nobody new, and leaves nothing open", async () => {
		const server = await listening();
		const sockets = ["game", "twilio"].map(
			(path) => new WebSocket(`ws://${server.host}/${path}`),
		);
		await Promise.all(sockets.map(opened));
		const ends = Promise.all(sockets.map(closing));
		await within(server.close(), () => "the end of the listener");
		expect((await ends).map(({ code }) => code)).toEqual([1001, 1001]);
		await expect.poll(openHandles, { timeout: usualDeadlineMs }).toEqual([]);
		const late = new WebSocket(`ws://${server.host}/game`);
		await expect(opened(late)).rejects.toThrow("ECONNREFUSED");
	});

	test.each([
		["says nothing", ""],
		["never ends its request", "GET / HTTP/1.1\r\nA: "],
		[
			"never ends its body",
			"POST /voice HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n",
		],
		["does not answer the close frame", upgradeRequest("/game")],
	])("cuts off a peer that %s", async (_, bytes) => {
		const server = await listening();
		const { socket, answered } = openRaw(server.port);
		await new Promise((resolve) => socket.once("connect", resolve));
		await new Promise((resolve) => socket.write(bytes, resolve));
		await within(server.close(0), () => "the end of the listener");
		await answered;
	});

	test("twice is the same as once", async () => {
		const server = await listening();
		await Promise.all([server.close(), server.close()]);
	});

	test("need not wait for a peer that was refused and does not close its half", async () => {
		const server = await listening();
		const socket = connect({
			host: "127.0.0.1",
			port: server.port,
			allowHalfOpen: true,
		});
		onTestFinished(() => void socket.destroy());
		socket.on("error", () => {});
		socket.write(upgradeRequest("/nowhere"));
		socket.resume();
		await within(once(socket, "end"), () => "the refusal");
		await within(server.close(60_000), () => "the end of the listener");
	});
});
