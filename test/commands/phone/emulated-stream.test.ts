import { describe, expect, it } from "vitest";
import { silence } from "../../../src/adapters/sound/mulaw.js";
import {
	EmulatedStream,
	randomSids,
} from "../../../src/commands/phone/emulated-stream.js";

const sids = { accountSid: "AC1", callSid: "CA1", streamSid: "MZ1" };

function newStream() {
	const said: unknown[] = [];
	const stream = new EmulatedStream(sids, (text) =>
		said.push(JSON.parse(text)),
	);
	const receive = (message: object) =>
		stream.receive(Buffer.from(JSON.stringify(message)), false);
	return { stream, said, receive };
}

function media(ms: number) {
	const payload = Buffer.alloc(ms * 8, 1).toString("base64");
	return { event: "media", streamSid: "MZ1", media: { payload } };
}

function mark(name: string) {
	return { event: "mark", streamSid: "MZ1", mark: { name } };
}

const clear = { event: "clear", streamSid: "MZ1" };

describe("Twilio's side of a media stream", () => {
	it("says what Twilio says, with its field types and numbers", () => {
		const { stream, said } = newStream();
		stream.connect();
		stream.start({ token: "t" });
		stream.sendFrame(silence(20));
		stream.press("4");
		stream.sendFrame(Buffer.from([1, 2, 3]));
		stream.stop();
		const mediaFormat = {
			encoding: "audio/x-mulaw",
			sampleRate: 8000,
			channels: 1,
		};
		expect(said).toEqual([
			{ event: "connected", protocol: "Call", version: "1.0.0" },
			{
				event: "start",
				sequenceNumber: "1",
				streamSid: "MZ1",
				start: {
					...sids,
					tracks: ["inbound"],
					mediaFormat,
					customParameters: { token: "t" },
				},
			},
			{
				event: "media",
				sequenceNumber: "2",
				streamSid: "MZ1",
				media: {
					track: "inbound",
					chunk: "1",
					timestamp: "102",
					payload: silence(20).toString("base64"),
				},
			},
			{
				event: "dtmf",
				sequenceNumber: "3",
				streamSid: "MZ1",
				dtmf: { track: "inbound_track", digit: "4" },
			},
			{
				event: "media",
				sequenceNumber: "4",
				streamSid: "MZ1",
				media: {
					track: "inbound",
					chunk: "2",
					timestamp: "122",
					payload: "AQID",
				},
			},
			{
				event: "stop",
				sequenceNumber: "5",
				streamSid: "MZ1",
				stop: { accountSid: "AC1", callSid: "CA1" },
			},
		]);
	});

	it("has a gap in its timestamps, and none in its numbers, where audio is missing", () => {
		const { stream, said } = newStream();
		stream.sendFrame(silence(20));
		stream.skip(300);
		stream.sendFrame(silence(20));
		expect(said).toMatchObject([
			{ sequenceNumber: "1", media: { chunk: "1", timestamp: "102" } },
			{ sequenceNumber: "2", media: { chunk: "2", timestamp: "422" } },
		]);
	});

	it("returns a mark when the audio before it has been heard", () => {
		const { stream, said, receive } = newStream();
		receive(media(40));
		expect(receive(mark("a"))).toEqual({ event: "mark", name: "a" });
		stream.play(20);
		expect(said).toEqual([]);
		expect(stream.play(20)).toEqual(Buffer.alloc(160, 1));
		expect(said).toEqual([
			{
				event: "mark",
				sequenceNumber: "1",
				streamSid: "MZ1",
				mark: { name: "a" },
			},
		]);
	});

	it("returns a mark at once when nothing waits to be heard", () => {
		const { said, receive } = newStream();
		receive(mark("a"));
		expect(said).toMatchObject([{ event: "mark", mark: { name: "a" } }]);
	});

	it("returns the marks and drops the audio when cleared", () => {
		const { stream, said, receive } = newStream();
		receive(media(40));
		receive(mark("a"));
		receive(clear);
		expect(said).toMatchObject([{ event: "mark", mark: { name: "a" } }]);
		expect(stream.play(20)).toEqual(silence(20));
	});

	it("tells of each mark that it returns", () => {
		const { stream, receive } = newStream();
		const returned: string[] = [];
		stream.onMarkReturned = (name) => returned.push(name);
		receive(mark("a"));
		expect(returned).toEqual(["a"]);
	});

	it("refuses audio that Twilio would discard", () => {
		const { receive } = newStream();
		receive(media(600_000));
		expect(receive(media(20))).toMatchObject({ event: "refused" });
	});

	it("is named as Twilio names its calls, never twice the same", () => {
		const { accountSid, callSid, streamSid } = randomSids();
		expect(accountSid).toMatch(/^AC[0-9a-f]{32}$/);
		expect(callSid).toMatch(/^CA[0-9a-f]{32}$/);
		expect(streamSid).toMatch(/^MZ[0-9a-f]{32}$/);
		expect(randomSids().callSid).not.toBe(callSid);
	});
});
