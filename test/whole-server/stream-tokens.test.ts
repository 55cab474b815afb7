/** A signed server: from the webhook to the stream with its token, and what comes of streams without a good one. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { InProcessServer } from "../support/server/in-process-server.js";
import { ScrapedMetrics } from "../support/server/scraped-metrics.js";
import { signedByTwilio } from "../support/twilio/signed-by-twilio.js";
import { within } from "../support/waiting/within.js";

const authToken = "c0ffee";
const origin = "call.example.com";
let whole: InProcessServer;

const start = (more: Record<string, string> = {}) =>
	InProcessServer.start({
		TWILIO_AUTH_TOKEN: authToken,
		PUBLIC_URL: `https://${origin}`,
		CODE_TRIES_PER_CALLER: "1",
		...more,
	});

beforeEach(async () => {
	whole = await start();
});

afterEach(() => whole.close());

/** A CallSid as Twilio has them, for short ones of a test: `CA1`. */
const sidOf = (callSid: string) => `CA${callSid.slice(2).padStart(32, "0")}`;

/** The TwiML for a call that rings. */
async function ring(callSid: string, From = "+15551230001"): Promise<string> {
	const parameters = { CallSid: sidOf(callSid), From, CallStatus: "ringing" };
	const signature = signedByTwilio(
		authToken,
		`https://${origin}/voice`,
		parameters,
	);
	const response = await fetch(`${whole.server.url}/voice`, {
		method: "POST",
		headers: { "X-Twilio-Signature": signature },
		body: new URLSearchParams(parameters),
	});
	return response.text();
}

async function refusals(): Promise<number> {
	const metrics = await ScrapedMetrics.from(whole.server.adminUrl);
	return metrics.value("callsign_refusals_total", {
		who: "call",
		reason: "token",
	});
}

function parametersIn(twiml: string): Record<string, string> {
	const found = twiml.matchAll(/<Parameter name="(\w+)" value="([^"]+)"/g);
	return Object.fromEntries([...found].map(([, name, value]) => [name, value]));
}

function stream(callSid: string, parameters: Record<string, string>) {
	const url = `wss://${origin}/twilio`;
	const headers = { "X-Twilio-Signature": signedByTwilio(authToken, url) };
	return whole.call({ callSid: sidOf(callSid), parameters, headers });
}

/** Keys the code of a new game, and returns what the game is told next. */
async function pairs(caller: Awaited<ReturnType<typeof stream>>) {
	const game = await whole.join();
	const { code } = await game.shown();
	caller.press(`${code}#`);
	return game.text();
}

test("a stream with the token of its call pairs, and the same token is no good twice", async () => {
	const parameters = parametersIn(await ring("CA1"));
	const caller = await stream("CA1", parameters);
	expect(await pairs(caller)).toBe("connected");
	const again = await stream("CA1", parameters);
	expect(await again.closed()).toMatchObject({ code: 1008 });
	expect(whole.server.actors.calls.size).toBe(1);
});

test("a token of another call closes the stream", async () => {
	const parameters = parametersIn(await ring("CA1"));
	const caller = await stream("CA2", parameters);
	expect(await caller.closed()).toMatchObject({ code: 1008 });
});

test("a signed stream without a token pairs, as from a TwiML Bin", async () => {
	expect(await pairs(await stream("CA1", {}))).toBe("connected");
});

test("tries are counted for the caller whom the token names, not for one whom a stream makes up", async () => {
	const parameters = parametersIn(await ring("CA1"));
	const made = await stream("CA0", { caller: parameters.caller ?? "" });
	made.press("9876#");
	await made.mark();
	expect(await ring("CA2")).toContain("<Stream");
	const caller = await stream("CA1", parameters);
	caller.press("9876#");
	await caller.mark();
	expect(await ring("CA3")).toContain("<Hangup/>");
});

test("where every stream must have a token, one without is closed", async () => {
	await whole.close();
	whole = await start({ STREAM_TOKENS_ONLY: "1" });
	const caller = await stream("CA1", {});
	expect(await caller.closed()).toMatchObject({ code: 1008 });
	const known = await stream("CA2", parametersIn(await ring("CA2")));
	expect(await pairs(known)).toBe("connected");
});

test.each(["0", "00", "000"])(
	"the same token is no good again with %s before its number",
	async (zeros) => {
		const parameters = parametersIn(await ring("CA1"));
		const caller = await stream("CA1", parameters);
		expect(await pairs(caller)).toBe("connected");
		const token = zeros + (parameters.token ?? "");
		const again = await stream("CA1", { ...parameters, token });
		expect(await again.closed()).toMatchObject({ code: 1008 });
		expect(caller.socket.readyState).toBe(WebSocket.OPEN);
	},
);

describe("a stream that names a call which is there already", () => {
	test("and has no token does not get one that came with a token, while another token does", async () => {
		const caller = await stream("CA1", parametersIn(await ring("CA1")));
		const game = await whole.join();
		const { code } = await game.shown();
		caller.press(`${code}#`);
		expect(await game.text()).toBe("connected");
		const taking = await stream("CA1", {});
		expect(await taking.closed()).toMatchObject({ code: 1008 });
		expect(await refusals()).toBe(1);
		expect(caller.socket.readyState).toBe(WebSocket.OPEN);
		const again = await stream("CA1", parametersIn(await ring("CA1")));
		expect(await caller.closed()).toMatchObject({ code: 1000 });
		game.send("You are in a cave.");
		await again.mark();
		expect(game.texts).not.toContain("disconnected");
	});

	test("has no say in a call that has ended, and is then a call of its own", async () => {
		const caller = await stream("CA1", parametersIn(await ring("CA1")));
		expect(await pairs(caller)).toBe("connected");
		caller.hangUp();
		await caller.closed();
		const { actors } = whole.server;
		await within(actors.untilNoCalls(), () => "the end of the call");
		expect(await pairs(await stream("CA1", {}))).toBe("connected");
	});

	test("takes over one that came without a token, as Twilio connects a TwiML Bin's call anew", async () => {
		const caller = await stream("CA1", {});
		const game = await whole.join();
		const { code } = await game.shown();
		caller.press(`${code}#`);
		expect(await game.text()).toBe("connected");
		const again = await stream("CA1", {});
		expect(await caller.closed()).toMatchObject({ code: 1000 });
		game.send("You are in a cave.");
		await again.mark();
		expect(await refusals()).toBe(0);
	});
});

test("no token is logged", async () => {
	const { token = "" } = parametersIn(await ring("CA1"));
	const caller = await stream("CA2", { token });
	await caller.closed();
	expect(token).not.toBe("");
	expect(JSON.stringify(whole.log)).not.toContain(token);
});
