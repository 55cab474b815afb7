import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LittleServer } from "../network/little-server.js";
import { UpgradeRefused } from "../network/opening.js";
import { GameClient } from "./game-client.js";

let server: LittleServer;

beforeEach(async () => {
	server = await LittleServer.start();
});

afterEach(() => server.stop());

async function inGame() {
	const game = await GameClient.join(server.url);
	return { game, seat: await server.sockets.next() };
}

describe("the emulated game", () => {
	it("joins with its headers and subprotocols", async () => {
		const game = await GameClient.join(server.url, {
			headers: { Authorization: "Bearer k" },
			protocols: ["callsign.v1"],
		});
		const { request } = await server.sockets.next();
		expect(request.headers.authorization).toBe("Bearer k");
		expect(game.socket.protocol).toBe("callsign.v1");
	});

	it("tells how it was refused", async () => {
		server.refusal = 503;
		const refusal = await GameClient.join(server.url).catch((error) => error);
		expect(refusal).toBeInstanceOf(UpgradeRefused);
	});

	it("reads the texts that follow the handshake at once", async () => {
		server.http.prependListener("upgrade", () => {
			void server.sockets.next().then(({ socket }) => {
				socket.send("+1 555");
				socket.send("4271");
			});
		});
		const game = await GameClient.join(server.url);
		expect(await game.shown()).toEqual({ phoneNumber: "+1 555", code: "4271" });
		expect(game.texts).toEqual(["+1 555", "4271"]);
	});

	it("says texts and pings in binary", async () => {
		const { game, seat } = await inGame();
		game.say("hello");
		game.ping();
		expect(await seat.texts.next()).toBe("hello");
		expect((await seat.binaries.next()).toString()).toBe("ping");
	});

	it("stops reading until it reads again", async () => {
		const { game, seat } = await inGame();
		game.pause();
		seat.socket.send("late");
		game.say("still writing");
		await seat.texts.next();
		expect(game.texts).toEqual([]);
		game.resume();
		expect(await game.text()).toBe("late");
	});

	it("leaves with a closing handshake, and vanishes without", async () => {
		const first = await inGame();
		first.game.leave();
		expect(await first.seat.closings.next()).toBe(1000);
		const second = await inGame();
		second.game.vanish();
		expect(await second.seat.closings.next()).toBe(1006);
	});

	it("tells how it was closed, and what it waits for in vain", async () => {
		const { game, seat } = await inGame();
		const text = game.text();
		seat.socket.close(1013, "full");
		expect(await game.closed()).toEqual({ code: 1013, reason: "full" });
		await expect(text).rejects.toThrow("The game was closed with 1013.");
	});

	it("does not take binary messages", async () => {
		const { game, seat } = await inGame();
		const text = game.text();
		seat.socket.send(Buffer.of(1));
		await expect(text).rejects.toThrow("binary");
	});
});
