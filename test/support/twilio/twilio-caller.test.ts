import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silence } from "../../../src/adapters/sound/mulaw.js";
import { LittleServer, type LittleSocket } from "../network/little-server.js";
import { UpgradeRefused } from "../network/opening.js";
import { type CallOptions, TwilioCaller } from "./twilio-caller.js";

let server: LittleServer;

beforeEach(async () => {
	server = await LittleServer.start();
});

afterEach(() => server.stop());

/** A call that has started, with the server's end of it. */
async function inCall(options: CallOptions = {}) {
	const caller = await TwilioCaller.call(server.url, options);
	const line = await server.sockets.next();
	await line.texts.take(2);
	const { streamSid } = caller.sids;
	const send = (message: object) =>
		line.socket.send(JSON.stringify({ streamSid, ...message }));
	return { caller, line, send };
}

async function event(line: LittleSocket) {
	return JSON.parse(await line.texts.next());
}

const media = { event: "media", media: { payload: "AQID" } };
const mark = { event: "mark", mark: { name: "line-1" } };

describe("the emulated Twilio caller", () => {
	it("dials like Twilio and starts its stream when told", async () => {
		const caller = await TwilioCaller.dial(server.url, {
			callSid: "CA7",
			parameters: { token: "t" },
			headers: { "X-Twilio-Signature": "s" },
		});
		const { request, texts } = await server.sockets.next();
		expect(request.headers).toMatchObject({
			"user-agent": "Twilio.TmeWs/1.0",
			"x-twilio-signature": "s",
		});
		expect(request.headers["sec-websocket-extensions"]).toBeUndefined();
		caller.start();
		const [connected, start] = await texts.take(2);
		expect(JSON.parse(connected ?? "").event).toBe("connected");
		expect(JSON.parse(start ?? "").start).toMatchObject({
			callSid: "CA7",
			customParameters: { token: "t" },
		});
		caller.vanish();
	});

	it("tells how its call was refused", async () => {
		server.refusal = 403;
		const refusal = await TwilioCaller.dial(server.url).catch((error) => error);
		expect(refusal).toBeInstanceOf(UpgradeRefused);
		expect(refusal.status).toBe(403);
	});

	it("sends audio in frames of 20 ms, keys, and whatever else", async () => {
		const { caller, line } = await inCall();
		caller.sendAudio(Buffer.alloc(200, 1));
		caller.sendAudio(20);
		caller.press("4#");
		caller.send("odd");
		const [first, second, third, four, hash] = (await line.texts.take(5)).map(
			(text) => JSON.parse(text),
		);
		expect(first.media.payload).toBe(Buffer.alloc(160, 1).toString("base64"));
		expect(second.media.payload).toBe(Buffer.alloc(40, 1).toString("base64"));
		expect(third.media.payload).toBe(silence(20).toString("base64"));
		expect([four.dtmf.digit, hash.dtmf.digit]).toEqual(["4", "#"]);
		expect(await line.texts.next()).toBe("odd");
		caller.send(Buffer.from([1]), true);
		expect(await line.binaries.next()).toEqual(Buffer.from([1]));
	});

	it("speaks at the pace of a call", async () => {
		const { caller, line } = await inCall();
		await caller.speak(60);
		expect((await line.texts.take(3)).length).toBe(3);
	});

	it("says stop and closes when it hangs up, and neither when it vanishes", async () => {
		const first = await inCall();
		first.caller.hangUp();
		expect((await event(first.line)).event).toBe("stop");
		expect(await first.line.closings.next()).toBe(1000);
		const second = await inCall();
		second.caller.vanish();
		expect(await second.line.closings.next()).toBe(1006);
		expect(second.line.texts.all.length).toBe(2);
	});

	it("hears audio, marks and clears, and plays when told", async () => {
		const { caller, line, send } = await inCall();
		send(media);
		send(media);
		send(mark);
		expect(await caller.heardAudio(6)).toEqual(Buffer.from([1, 2, 3, 1, 2, 3]));
		expect(await caller.mark()).toBe("line-1");
		expect(caller.returnedMarks).toEqual([]);
		expect(caller.playAll().length).toBe(6);
		expect(caller.returnedMarks).toEqual(["line-1"]);
		expect(await event(line)).toMatchObject(mark);
		send({ event: "clear" });
		await caller.cleared();
		expect(caller.clears).toBe(1);
	});

	it("plays by itself in real time if asked to", async () => {
		const { line, send } = await inCall({ autoPlay: true });
		send({
			event: "media",
			media: { payload: silence(60).toString("base64") },
		});
		send(mark);
		expect(await event(line)).toMatchObject(mark);
	});

	it("plays by itself as if it took no time if asked to", async () => {
		const { line, send } = await inCall({ autoPlay: "at once" });
		const payload = silence(60_000).toString("base64");
		send({ event: "media", media: { payload } });
		send(mark);
		expect(await event(line)).toMatchObject(mark);
	});

	it("tells how it was closed, and what it waits for in vain", async () => {
		const { caller, line } = await inCall();
		const audio = caller.heardAudio();
		line.socket.close(1001, "going away");
		expect(await caller.closed()).toEqual({ code: 1001, reason: "going away" });
		expect(await caller.closed()).toMatchObject({ code: 1001 });
		await expect(audio).rejects.toThrow("The call was closed with 1001.");
	});

	it.each([
		[
			"a binary message",
			(line: LittleSocket) => line.socket.send(Buffer.of(1)),
		],
		["no JSON", (line: LittleSocket) => line.socket.send("hello")],
		[
			"another stream",
			(line: LittleSocket) =>
				line.socket.send('{"event":"clear","streamSid":"MZ9"}'),
		],
	])("does not take %s", async (_, send) => {
		const { caller, line } = await inCall({ collectsRefusals: true });
		send(line);
		line.socket.close();
		await caller.closed();
		expect(caller.refusals.length).toBe(1);
	});

	it("takes nothing before the start", async () => {
		const options = { collectsRefusals: true };
		const caller = await TwilioCaller.dial(server.url, options);
		const line = await server.sockets.next();
		const { streamSid } = caller.sids;
		line.socket.send(JSON.stringify({ event: "clear", streamSid }));
		line.socket.close();
		await caller.closed();
		expect(caller.refusals).toEqual(["clear before the start"]);
	});

	it("fails the test that runs when the server breaks the protocol", async () => {
		const { caller, line } = await inCall();
		const audio = caller.heardAudio();
		const thrown = new Promise<Error>((resolve) => {
			const others = process.listeners("uncaughtException");
			process.removeAllListeners("uncaughtException");
			process.once("uncaughtException", (error) => {
				for (const other of others) process.on("uncaughtException", other);
				resolve(error);
			});
		});
		line.socket.send("hello");
		await expect(audio).rejects.toThrow("Twilio would refuse");
		expect((await thrown).message).toContain("a text that is no JSON object");
	});
});
