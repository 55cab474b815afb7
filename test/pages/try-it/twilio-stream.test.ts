import { expect, test } from "vitest";
import { readTwilio } from "../../../src/adapters/twilio/messages.js";
import {
	randomSid,
	TwilioStream,
} from "../../../src/pages/try-it/phone/twilio-stream.js";

function stream() {
	const sids = {
		accountSid: randomSid("AC"),
		callSid: randomSid("CA"),
		streamSid: randomSid("MZ"),
	};
	const sent: string[] = [];
	const told: unknown[] = [];
	const twilio = new TwilioStream(sids, (text) => void sent.push(text), {
		media: (mulaw) => told.push([...mulaw]),
		mark: (name) => told.push(name),
		clear: () => told.push("clear"),
	});
	const message = (body: object) =>
		twilio.receive(JSON.stringify({ streamSid: sids.streamSid, ...body }));
	return { twilio, sids, sent, told, message };
}

test("it says what Twilio says, in its order and numbering, and the server reads all of it", () => {
	const { twilio, sids, sent } = stream();
	twilio.start({ caller: "someone" });
	twilio.sendFrame(Uint8Array.of(1, 2, 3), 20);
	twilio.loseFrame(20);
	twilio.sendFrame(Uint8Array.of(4), 20);
	twilio.press("#");
	twilio.returnMark("line-1");
	twilio.stop();
	const { streamSid, callSid } = sids;
	expect(sent.map(readTwilio)).toEqual([
		{ event: "connected" },
		{
			event: "start",
			streamSid,
			callSid,
			encoding: "audio/x-mulaw",
			parameters: { caller: "someone" },
		},
		{ event: "media", streamSid, frame: Buffer.of(1, 2, 3) },
		{ event: "media", streamSid, frame: Buffer.of(4) },
		{ event: "dtmf", streamSid, digit: "#" },
		{ event: "mark", streamSid, name: "line-1" },
		{ event: "stop", streamSid },
	]);
	const raw = sent.map((text) => JSON.parse(text));
	expect(raw.map(({ sequenceNumber }) => sequenceNumber)).toEqual([
		undefined,
		"1",
		"2",
		"3",
		"4",
		"5",
		"6",
	]);
	expect(raw[2].media).toMatchObject({ chunk: "1", timestamp: "102" });
	// One was lost in between.
	expect(raw[3].media).toMatchObject({ chunk: "2", timestamp: "142" });
});

test("it takes what Twilio takes, and nothing else", () => {
	const { told, message } = stream();
	expect(message({ event: "media", media: { payload: "AQID" } })).toBe(true);
	expect(message({ event: "mark", mark: { name: "line-1" } })).toBe(true);
	expect(message({ event: "clear" })).toBe(true);
	expect(message({ event: "media", media: {} })).toBe(false);
	expect(message({ event: "mark" })).toBe(false);
	expect(message({ event: "dance" })).toBe(false);
	expect(message({ event: "clear", streamSid: "MZother" })).toBe(false);
	expect(told).toEqual([[1, 2, 3], "line-1", "clear"]);
});
