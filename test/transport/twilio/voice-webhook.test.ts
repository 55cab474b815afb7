import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createCallerKeys } from "../../../src/transport/twilio/caller-key.js";
import { opened } from "../../support/network/opening.js";
import { exchangeRaw, openRaw } from "../../support/network/raw-exchange.js";
import { type Listening, listening } from "../../support/server/listening.js";
import { signedByTwilio } from "../../support/twilio/signed-by-twilio.js";
import { within } from "../../support/waiting/within.js";

const authToken = "c0ffee";
const signed = {
	twilioAuthToken: authToken,
	publicUrl: new URL("https://call.example.com"),
};
const ringing = {
	CallSid: "CA00000000000000000000000000000001",
	From: "+15551234567",
	To: "+15557654321",
	CallStatus: "ringing",
};

function post(
	{ host }: Listening,
	parameters: Record<string, string>,
	headers: Record<string, string> = {},
	target = "/voice",
): Promise<Response> {
	const body = new URLSearchParams(parameters);
	return fetch(`http://${host}${target}`, { method: "POST", body, headers });
}

function postSigned(
	server: Listening,
	parameters: Record<string, string>,
	target = "/voice",
): Promise<Response> {
	const url = `https://call.example.com${target}`;
	const signature = signedByTwilio(authToken, url, parameters);
	return post(server, parameters, { "X-Twilio-Signature": signature }, target);
}

describe("the answer to a call", () => {
	test("greets the caller and connects the call, with the caller's key for the number, and the number that was rung", async () => {
		const server = await listening(signed);
		const response = await postSigned(server, ringing);
		expect(response.status).toBe(200);
		expect(response.headers.get("content-type")).toMatch(/^text\/xml/);
		const key = createCallerKeys(authToken)("+15551234567");
		expect(await response.text()).toBe(
			'<?xml version="1.0" encoding="UTF-8"?><Response>' +
				"<Say>Hello! Please say the code that your game shows.</Say>" +
				'<Connect><Stream url="wss://call.example.com/twilio">' +
				`<Parameter name="caller" value="${key}"/>` +
				'<Parameter name="to" value="+15557654321"/>' +
				"</Stream></Connect></Response>",
		);
	});

	test("is the same when Twilio asks again", async () => {
		const server = await listening();
		const ask = async () => (await post(server, ringing)).text();
		expect(await ask()).toBe(await ask());
	});

	test("has no key for a caller who withholds the number", async () => {
		const server = await listening();
		const response = await post(server, { ...ringing, From: "Anonymous" });
		expect(await response.text()).not.toContain('name="caller"');
	});

	test.each([
		["sip:ann@example.org", "sip:ann@example.org"],
		[" +15557654321 ", "+15557654321"],
		["5550100", "5550100"],
		['"><Hangup/>', undefined],
		["1".repeat(5_000), undefined],
		["sip:a\r\nb", undefined],
		["", undefined],
	])("names as rung of %j: %s", async (To, told) => {
		const server = await listening();
		const xml = await (await post(server, { ...ringing, To })).text();
		expect(/name="to" value="([^"]*)"/.exec(xml)?.[1]).toBe(told);
	});

	test("does not greet where a character answers, whoever calls", async () => {
		const server = await listening(signed, {
			hasCharacter: (to) => to === ringing.To,
			mayCall: () => "Please call again later.",
		});
		const xml = await (await postSigned(server, ringing)).text();
		expect(xml).toContain("<Response><Connect>");
		const other = { ...ringing, To: "+15550000000" };
		const refused = await (await postSigned(server, other)).text();
		expect(refused).toContain("<Say>Please call again later.</Say>");
	});

	test("names the address that was reached when no public URL is known, never the Host header", async () => {
		const server = await listening();
		const response = await post(server, ringing, { Host: "evil.example" });
		expect(await response.text()).toContain(
			`<Stream url="ws://${server.host}/twilio">`,
		);
	});

	test("greets as the operator likes, without characters that XML lacks", async () => {
		const greeting = "Hi <you> & \u0000\uD800all\u001b!";
		const server = await listening({ greeting });
		const xml = await (await post(server, ringing)).text();
		expect(xml).toContain("<Say>Hi &lt;you&gt; &amp;   all !</Say>");
	});

	test("greets in the operator's language", async () => {
		const server = await listening({ greeting: "Hallo!", language: "de-DE" });
		const xml = await (await post(server, ringing)).text();
		expect(xml).toContain('<Say language="de-DE">Hallo!</Say>');
	});

	test("logs the call's id and no number", async () => {
		const server = await listening();
		await post(server, ringing);
		expect(server.logged.join()).toContain(ringing.CallSid);
		expect(server.logged.join()).not.toContain("5551234567");
		expect(server.logged.join()).not.toContain("5557654321");
	});
});

describe("a call is turned away", () => {
	test.each([
		["while the server drains", { isDraining: true }, /going away/],
		[
			"while nobody could understand it",
			{ readiness: "Deepgram refuses the key." },
			/Deepgram refuses the key/,
		],
	])("%s, so that Twilio goes on to the fallback URL", async (_, says, why) => {
		const server = await listening();
		Object.assign(server.says, says);
		const response = await post(server, ringing);
		expect(response.status).toBe(503);
		expect(response.headers.get("retry-after")).toBe("10");
		expect(await response.text()).toMatch(why);
	});

	test("as busy, before it costs anything, when every line is taken", async () => {
		const server = await listening({ maxCalls: 1 });
		await opened(new WebSocket(`ws://${server.host}/twilio`));
		const xml = await (await post(server, ringing)).text();
		expect(xml).toContain('<Response><Reject reason="busy"/></Response>');
	});

	test("with a spoken sentence when this caller may not call", async () => {
		const asked: unknown[] = [];
		const server = await listening(signed, {
			mayCall: (callerKey) => {
				asked.push(callerKey);
				return "Please call again later.";
			},
		});
		const xml = await (await postSigned(server, ringing)).text();
		expect(xml).toContain(
			"<Response><Say>Please call again later.</Say><Hangup/></Response>",
		);
		expect(asked).toEqual([createCallerKeys(authToken)(ringing.From)]);
	});
});

describe("a signature", () => {
	test("is over the query as it was sent, and over every parameter", async () => {
		const server = await listening(signed);
		const odd = { ...ringing, "CallerName ü": "O'Brien + sons & co = %" };
		expect((await postSigned(server, odd, "/voice?z=1&a=%27%41")).status).toBe(
			200,
		);
	});

	test("is refused when the form was changed", async () => {
		const server = await listening(signed);
		const signature = signedByTwilio(
			authToken,
			"https://call.example.com/voice",
			ringing,
		);
		const changed = { ...ringing, From: "+15550000000" };
		const headers = { "X-Twilio-Signature": signature };
		expect((await post(server, changed, headers)).status).toBe(403);
	});

	test("is refused when it is missing", async () => {
		const server = await listening(signed);
		expect((await post(server, ringing)).status).toBe(403);
	});
});

describe("a signed form that tells of no call that rings is refused with 400, and counted", () => {
	const { CallSid: _, ...noCall } = ringing;
	const { From: __, ...noCaller } = ringing;
	test.each<[string, Record<string, string>]>([
		["without a CallSid", noCall],
		["without a From", noCaller],
		["with an empty From", { ...ringing, From: "" }],
		["with a short CallSid", { ...ringing, CallSid: "CA1" }],
		["with a message's id", { ...ringing, CallSid: `SM${"0".repeat(32)}` }],
		["with markup in From", { ...ringing, From: '"><Hangup/>' }],
		["with a line end in From", { ...ringing, From: "sip:a\r\nb" }],
		["with a From that never ends", { ...ringing, From: "1".repeat(5_000) }],
	])("%s", async (_, parameters) => {
		const refusals: unknown[] = [];
		const server = await listening(signed, {
			refused: (...refusal) => refusals.push(refusal),
		});
		const response = await postSigned(server, parameters);
		expect(response.status).toBe(400);
		expect(await response.text()).toContain("CallSid and From");
		expect(refusals).toEqual([["call", "form"]]);
	});

	test.each([
		"+15551234567",
		"+442079460000",
		"15551234567",
		"1001",
		"+266696687",
		"anonymous",
		"Anonymous",
		"RESTRICTED",
		"unavailable",
		"Private Number",
		"client:ann",
		"client:Ann Miller",
		"sip:+15551234567@example.pstn.twilio.com;user=phone",
		"sips:ann@[2001:db8::1]:5061",
		"whatsapp:+15551234567",
	])("but not one from %s", async (From) => {
		const server = await listening(signed);
		expect((await postSigned(server, { ...ringing, From })).status).toBe(200);
	});

	test("but not where nothing is signed", async () => {
		const server = await listening();
		expect((await post(server, { CallSid: "CA1" })).status).toBe(200);
	});
});

describe("where nothing is signed, a page", () => {
	test("of another site may not ring", async () => {
		const refusals: unknown[] = [];
		const server = await listening(
			{},
			{ refused: (...refusal) => refusals.push(refusal) },
		);
		const ring = (Origin: string) => post(server, ringing, { Origin });
		expect((await ring("https://evil.example")).status).toBe(403);
		expect(refusals).toEqual([["call", "origin"]]);
		expect((await ring(`http://${server.host}`)).status).toBe(200);
	});
});

describe("a request is refused", () => {
	test.each(["GET", "PUT", "DELETE"])("with 405 for %s", async (method) => {
		const { host } = await listening();
		const response = await fetch(`http://${host}/voice`, { method });
		expect(response.status).toBe(405);
		expect(response.headers.get("allow")).toBe("POST");
	});

	test.each(["application/json", "text/plain", "multipart/form-data", ""])(
		"with 415 for content of type %j",
		async (type) => {
			const { host } = await listening();
			const response = await fetch(`http://${host}/voice`, {
				method: "POST",
				body: "{}",
				headers: { "Content-Type": type },
			});
			expect(response.status).toBe(415);
		},
	);

	test("with 413 when the body is said to be too long", async () => {
		const { port } = await listening();
		const answer = await exchangeRaw(
			port,
			"POST /voice HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n",
		);
		expect(answer).toMatch(/^HTTP\/1.1 413 /);
	});

	test("with 413 when the body turns out to be too long", async () => {
		const { port } = await listening();
		const { socket, answered } = openRaw(port);
		socket.write(
			"POST /voice HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n",
		);
		for (let part = 0; part < 17; part += 1)
			socket.write(`1000\r\n${"a".repeat(4096)}\r\n`);
		expect(await answered).toMatch(/^HTTP\/1.1 413 /);
	});
});

test.each([
	["&", 501, 413],
	["a&", 501, 413],
	["a&", 499, 200],
])("a form of %j, %i times, is answered %i", async (part, times, status) => {
	const { host } = await listening();
	const response = await fetch(`http://${host}/voice`, {
		method: "POST",
		body: part.repeat(times),
		headers: { "Content-Type": "application/x-www-form-urlencoded" },
	});
	expect(response.status).toBe(status);
});

test("a caller of the webhook who vanishes in mid-body harms nobody", async () => {
	const server = await listening();
	const { socket } = openRaw(server.port);
	const sent = new Promise((resolve) => {
		socket.write(
			"POST /voice HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nCallSid",
			resolve,
		);
	});
	await within(sent, () => "the half body to be sent");
	socket.resetAndDestroy();
	expect((await post(server, ringing)).status).toBe(200);
});
