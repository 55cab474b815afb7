import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import {
	type Closing,
	closing,
	opened,
	UpgradeRefused,
} from "../support/network/opening.js";
import { openRaw, upgradeRequest } from "../support/network/raw-exchange.js";
import { type Listening, listening } from "../support/server/listening.js";
import { within } from "../support/waiting/within.js";

async function join(
	{ host }: Listening,
	query = "",
	options: { protocols?: string[]; headers?: Record<string, string> } = {},
): Promise<WebSocket> {
	const { protocols = [], headers = {} } = options;
	const socket = new WebSocket(`ws://${host}/game${query}`, protocols, {
		headers,
	});
	await opened(socket);
	return socket;
}

/** How a game that comes in is closed. */
async function sentAway(...args: Parameters<typeof join>): Promise<Closing> {
	const game = await join(...args);
	return await within(closing(game), () => "the end of the game");
}

async function refusal(
	...args: Parameters<typeof join>
): Promise<UpgradeRefused> {
	const error = await join(...args).catch((reason) => reason);
	if (error instanceof UpgradeRefused) return error;
	throw new Error("It was not refused");
}

test("a game is handed over with its query and the plain dialect", async () => {
	const server = await listening();
	await join(server, "?callers=2&name=a%20b");
	const { request } = await server.games.next();
	expect(request.dialect).toBe("plain");
	expect([...request.query]).toEqual([
		["callers", "2"],
		["name", "a b"],
	]);
});

test("a message that came with the upgrade itself is not missed", async () => {
	const server = await listening(
		{},
		{
			takeGame: (socket) =>
				socket.on("message", (data) => socket.send(`heard ${data}`)),
		},
	);
	const { socket } = openRaw(server.port);
	const masked = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]);
	socket.write(Buffer.concat([Buffer.from(upgradeRequest("/game")), masked]));
	const answer = new Promise<void>((resolve) => {
		let text = "";
		socket.on("data", (part) => {
			text += part;
			if (text.includes("heard hi")) resolve();
		});
	});
	await within(answer, () => "the answer to the message");
	socket.destroy();
});

test("games are told nothing about compression", async () => {
	const game = await join(await listening());
	expect(game.extensions).toBe("");
});

describe("the dialect", () => {
	const both = { dialects: ["plain", "callsign.v1"] } as const;

	test("is plain for a game that offers none", async () => {
		const server = await listening(both);
		const game = await join(server);
		expect(game.protocol).toBe("");
		expect((await server.games.next()).request.dialect).toBe("plain");
	});

	test("is callsign.v1 for a game that offers it among others", async () => {
		const server = await listening(both);
		const game = await join(server, "", {
			protocols: ["other", "callsign.v1"],
		});
		expect(game.protocol).toBe("callsign.v1");
		expect((await server.games.next()).request.dialect).toBe("callsign.v1");
	});

	test.each([
		{ spoken: ["plain"] as const, protocols: ["callsign.v1"], known: "none" },
		{ spoken: ["plain"] as const, protocols: ["plain"], known: "none" },
		{
			...both,
			spoken: both.dialects,
			protocols: ["other", "callsign.v2"],
			known: "callsign.v1",
		},
	])(
		"is refused with a sentence for $protocols when $spoken is spoken",
		async ({ spoken, protocols, known }) => {
			const server = await listening({ dialects: spoken });
			const { status, body } = await refusal(server, "", { protocols });
			expect(status).toBe(400);
			expect(body).toContain(`Subprotocols spoken here: ${known}.`);
			expect(server.games.all).toEqual([]);
		},
	);
});

describe("keys", () => {
	const keys = { gameKeys: ["right", "also-right"] };

	test("in the header or the query let a game in", async () => {
		const server = await listening(keys);
		await join(server, "", { headers: { Authorization: "Bearer right" } });
		await join(server, "?key=also-right&callers=2");
		await server.games.next();
		const { request } = await server.games.next();
		expect(request.query.toString()).toBe("callers=2");
	});

	test.each(["", "?key=wrong", "?key="])(
		"that are missing or wrong close the socket with 4401: %j",
		async (query) => {
			const server = await listening(keys);
			expect(await sentAway(server, query)).toEqual({
				code: 4401,
				reason: "The game's key is missing or wrong.",
			});
			expect(server.games.all).toEqual([]);
		},
	);

	test("are not logged", async () => {
		const server = await listening(keys);
		await sentAway(server, "?key=hush");
		expect(server.logged.join()).toContain("game refused");
		expect(server.logged.join()).not.toMatch(/hush|right/);
	});
});

test("while the server drains, a game is closed with 1013", async () => {
	const server = await listening();
	server.says.isDraining = true;
	const { code, reason } = await sentAway(server);
	expect(code).toBe(1013);
	expect(reason).toMatch(/going away/);
});

describe("room", () => {
	test.each([
		{ maxGames: 1, why: /full/ },
		{ socketsPerAddress: 1, why: /from this address/ },
	])(
		"is bounded by $maxGames games, $socketsPerAddress of an address",
		async ({ why, ...limit }) => {
			const server = await listening(limit);
			const first = await join(server);
			const { code, reason } = await sentAway(server);
			expect(code).toBe(1013);
			expect(reason).toMatch(why);
			expect(server.games.all).toHaveLength(1);
			expect(first.readyState).toBe(WebSocket.OPEN);
		},
	);

	test.each([
		["closes", (game: WebSocket) => game.close()],
		["is cut off", (game: WebSocket) => game.terminate()],
		["breaks the protocol", (game: WebSocket) => game.send(Buffer.alloc(300))],
	])("is there again after a game %s", async (_, leave) => {
		const server = await listening({ maxGames: 1, gameMessageBytes: 256 });
		const game = await join(server);
		const { socket } = await server.games.next();
		const left = closing(socket);
		leave(game);
		await within(left, () => "the end of the first game");
		await join(server);
		await server.games.next();
	});

	test("is not used up by upgrades that come to nothing", async () => {
		const server = await listening({ maxGames: 1, gameKeys: ["right"] });
		await sentAway(server, "?key=wrong");
		const { answered, socket } = openRaw(server.port);
		socket.write(upgradeRequest("/game", { "Sec-WebSocket-Key": "short" }));
		expect(await answered).toMatch(/^HTTP\/1.1 400 /);
		await join(server, "?key=right");
		await server.games.next();
	});
});

describe("a game that comes back", () => {
	const typed = { dialects: ["plain", "callsign.v1"] } as const;
	const protocols = ["callsign.v1"];

	test("needs its key, but neither a place nor that the server goes on", async () => {
		const resumed: string[] = [];
		const server = await listening(
			{ ...typed, maxGames: 1, gameKeys: ["right"] },
			{
				takeGame: () => {},
				resumeGame: (socket, { query }) => {
					resumed.push(query.toString());
					socket.close(1000);
				},
			},
		);
		await join(server, "?key=right", { protocols });
		server.says.isDraining = true;
		const query = "?resume=token&after=3";
		expect(await sentAway(server, query, { protocols })).toMatchObject({
			code: 4401,
		});
		expect(
			await sentAway(server, `${query}&key=right`, { protocols }),
		).toMatchObject({ code: 1000 });
		expect(resumed).toEqual(["resume=token&after=3"]);
	});

	test("cannot in the plain dialect: the query means nothing there", async () => {
		const server = await listening(typed);
		await join(server, "?resume=token");
		expect((await server.games.next()).request.dialect).toBe("plain");
	});
});

test("a message that is too long closes that game with 1009, and no other", async () => {
	const server = await listening({ gameMessageBytes: 256 });
	const [game, other] = [await join(server), await join(server)];
	game.send("x".repeat(257));
	expect(await within(closing(game), () => "its end")).toMatchObject({
		code: 1009,
	});
	expect(other.readyState).toBe(WebSocket.OPEN);
});

test.each([
	[undefined, "plain", 65_536],
	[undefined, "callsign.v1", 32_768],
	[1_000, "plain", 1_000],
	[1_000, "callsign.v1", 1_000],
] as const)(
	"with GAME_MESSAGE_BYTES %s a message of a %s game may have %i bytes",
	async (gameMessageBytes, dialect, most) => {
		const server = await listening({
			dialects: ["plain", "callsign.v1"],
			gameMessageBytes,
		});
		const protocols = dialect === "plain" ? [] : [dialect];
		const game = await join(server, "", { protocols });
		const { socket } = await server.games.next();
		const came = once(socket, "message");
		game.send("x".repeat(most));
		await within(came, () => "the longest message");
		game.send("x".repeat(most + 1));
		expect(await within(closing(game), () => "its end")).toMatchObject({
			code: 1009,
		});
	},
);

test("a message in more frames than anybody needs closes that game", async () => {
	const server = await listening();
	const game = await join(server);
	for (let sent = 0; sent < 300; sent++) game.send("", { fin: false });
	expect(await within(closing(game), () => "its end")).toMatchObject({
		code: 1008,
	});
});

test("a game that cannot be taken is closed with 1011, and the server goes on", async () => {
	const server = await listening(
		{ maxGames: 1 },
		{
			takeGame: () => {
				throw new Error("no");
			},
		},
	);
	expect(await sentAway(server)).toMatchObject({ code: 1011 });
	expect(await sentAway(server)).toMatchObject({ code: 1011 });
});
