import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import {
	closing,
	opened,
	UpgradeRefused,
} from "../../support/network/opening.js";
import { type Listening, listening } from "../../support/server/listening.js";
import { signedByTwilio } from "../../support/twilio/signed-by-twilio.js";
import { within } from "../../support/waiting/within.js";

const authToken = "c0ffee";
const signed = {
	twilioAuthToken: authToken,
	publicUrl: new URL("https://call.example.com"),
};

async function dial(
	{ host }: Listening,
	headers: Record<string, string> = {},
	target = "/twilio",
): Promise<WebSocket> {
	const socket = new WebSocket(`ws://${host}${target}`, { headers });
	await opened(socket);
	return socket;
}

async function refusal(
	...args: Parameters<typeof dial>
): Promise<UpgradeRefused> {
	const error = await dial(...args).catch((reason) => reason);
	if (error instanceof UpgradeRefused) return error;
	throw new Error("It was not refused");
}

test("a stream is handed over in the tick in which it opens", async () => {
	const seen: number[] = [];
	const server = await listening(
		{},
		{ takeCall: (socket) => seen.push(socket.readyState) },
	);
	await dial(server);
	expect(seen).toEqual([WebSocket.OPEN]);
});

test("neither an Origin nor a User-Agent nor a subprotocol matters to what is not a browser", async () => {
	const server = await listening();
	await dial(server, { "User-Agent": "x" });
	const socket = new WebSocket(`ws://${server.host}/twilio`, ["audio"]);
	// Twilio offers none, and the server chooses none: this client gives up for that reason alone.
	await expect(opened(socket)).rejects.toThrow("Server sent no subprotocol");
	await server.calls.take(2);
});

describe("a page that calls without a signature", () => {
	test("may do so from this server", async () => {
		const server = await listening();
		await dial(server, { Origin: `http://${server.host}` });
		await server.calls.next();
	});

	test("may do so from the address that the world knows the server by", async () => {
		const publicUrl = new URL("https://call.example.com");
		const server = await listening({ publicUrl });
		await dial(server, { Origin: "https://call.example.com" });
		await server.calls.next();
	});

	test.each(["https://evil.example", "http://127.0.0.1:1", "null"])(
		"may not do so from %s",
		async (origin) => {
			const server = await listening();
			await expect(dial(server, { Origin: origin })).rejects.toThrow("403");
		},
	);

	test("may not do so by a name of its own that was made to point here", async () => {
		const server = await listening();
		const name = `evil.example:${server.port}`;
		const rebound = { Host: name, Origin: `http://${name}` };
		expect((await refusal(server, rebound)).status).toBe(403);
	});

	test.each(["localhost", "[::1]", "callsign.localhost"])(
		"may do so by the name of %s",
		async (host) => {
			const server = await listening();
			const Host = `${host}:${server.port}`;
			await dial(server, { Host, Origin: `http://${Host}` });
			await server.calls.next();
		},
	);
});

test.each(["callsign:5000", "abc.ngrok.app", "my-host.lan"])(
	"a program may call without a signature by any name, such as %s",
	async (Host) => {
		const server = await listening();
		await dial(server, { Host });
		await server.calls.next();
	},
);

describe("a signature", () => {
	test.each([
		["of the URL", "wss://call.example.com/twilio"],
		["of the URL with a slash", "wss://call.example.com/twilio/"],
	])("%s lets the stream in", async (_, url) => {
		const server = await listening(signed);
		await dial(server, {
			"X-Twilio-Signature": signedByTwilio(authToken, url),
		});
		await server.calls.next();
	});

	test("is over the query too, as it was sent", async () => {
		const server = await listening(signed);
		const target = "/twilio?b=%27&a=%41";
		const url = `wss://call.example.com${target}`;
		const headers = { "X-Twilio-Signature": signedByTwilio(authToken, url) };
		await dial(server, headers, target);
		await server.calls.next();
	});

	test("is of a ws URL where the public URL is an http one, on loopback", async () => {
		const server = await listening({
			twilioAuthToken: authToken,
			publicUrl: new URL("http://127.0.0.1:5000"),
		});
		const signature = signedByTwilio(authToken, "ws://127.0.0.1:5000/twilio");
		await dial(server, { "X-Twilio-Signature": signature });
		await server.calls.next();
	});

	test.each<[string, Record<string, string>]>([
		["that is missing", {}],
		["that is empty", { "X-Twilio-Signature": "" }],
		["that is nonsense", { "X-Twilio-Signature": "nonsense" }],
		[
			"of another host",
			{
				"X-Twilio-Signature": signedByTwilio(
					authToken,
					"wss://evil.example/twilio",
				),
				Host: "evil.example",
			},
		],
		[
			"with another token",
			{
				"X-Twilio-Signature": signedByTwilio(
					"other",
					"wss://call.example.com/twilio",
				),
			},
		],
	])("%s is refused with 403 before the upgrade", async (_, headers) => {
		const server = await listening(signed);
		expect((await refusal(server, headers)).status).toBe(403);
		expect(server.calls.all).toEqual([]);
	});

	test("cannot be checked without a public URL, and is refused then", async () => {
		const server = await listening({ twilioAuthToken: authToken });
		const url = `ws://${server.host}/twilio`;
		const headers = { "X-Twilio-Signature": signedByTwilio(authToken, url) };
		expect((await refusal(server, headers)).status).toBe(403);
	});
});

test("while the server drains, a stream is refused with 503", async () => {
	const server = await listening();
	server.says.isDraining = true;
	const { status, headers } = await refusal(server);
	expect(status).toBe(503);
	expect(headers["retry-after"]).toBe("10");
});

test("a stream beyond the last line is refused with 503, until a call ends", async () => {
	const server = await listening({ maxCalls: 1 });
	const first = await dial(server);
	expect((await refusal(server)).status).toBe(503);
	const ended = closing(await server.calls.next());
	first.close();
	await within(ended, () => "the end of the first call");
	await dial(server);
});

describe("streams of one address", () => {
	const proxied = { trustedProxies: ["loopback"] };
	const from = (address: string) => ({ "X-Forwarded-For": address });

	test("that are not signed are as many as one address may have; others come in", async () => {
		const why: string[] = [];
		const server = await listening(
			{ ...proxied, callsPerAddress: 2 },
			{ refused: (who, reason) => void why.push(`${who} ${reason}`) },
		);
		await dial(server, from("192.0.2.1"));
		await dial(server, from("192.0.2.1"));
		const { status, headers, body } = await refusal(server, from("192.0.2.1"));
		expect(status).toBe(503);
		expect(headers["retry-after"]).toBe("10");
		expect(body).toContain("Too many calls come from this address.");
		expect(why).toEqual(["call address"]);
		await dial(server, from("192.0.2.2"));
	});

	test("that are not signed leave a tenth of the lines to others, however many it may have", async () => {
		const server = await listening({
			...proxied,
			maxCalls: 10,
			callsPerAddress: 1_000,
		});
		for (let calls = 0; calls < 9; calls++)
			await dial(server, from("2001:db8::1"));
		expect((await refusal(server, from("2001:db8::2"))).status).toBe(503);
		await dial(server, from("2001:db8:1::1"));
		const { body } = await refusal(server, from("192.0.2.2"));
		expect(body).toContain("The server is full.");
	});

	test("find a line again when one of them has ended", async () => {
		const server = await listening({ callsPerAddress: 1 });
		const first = await dial(server);
		await refusal(server);
		const ended = closing(await server.calls.next());
		first.close();
		await within(ended, () => "the end of the first call");
		await dial(server);
	});

	test("that are signed are all Twilio's: they may have every line", async () => {
		const server = await listening({
			...signed,
			maxCalls: 10,
			callsPerAddress: 1,
		});
		const url = "wss://call.example.com/twilio";
		const headers = { "X-Twilio-Signature": signedByTwilio(authToken, url) };
		for (let calls = 0; calls < 10; calls++) await dial(server, headers);
		const { body } = await refusal(server, headers);
		expect(body).toContain("The server is full.");
	});
});

test("games take no room from calls", async () => {
	const server = await listening({ maxCalls: 1, maxGames: 1 });
	await opened(new WebSocket(`ws://${server.host}/game`));
	await dial(server);
});

test("a message that is too long closes the stream with 1009", async () => {
	const server = await listening();
	const stream = await dial(server);
	stream.send("x".repeat(65_537));
	expect(await within(closing(stream), () => "its end")).toMatchObject({
		code: 1009,
	});
});
