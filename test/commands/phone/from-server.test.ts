import { describe, expect, it } from "vitest";
import { readFromServer } from "../../../src/commands/phone/from-server.js";

const streamSid = "MZ0123";

function read(message: unknown, isBinary = false) {
	const text = typeof message === "string" ? message : JSON.stringify(message);
	return readFromServer(Buffer.from(text), isBinary, streamSid);
}

const media = { event: "media", streamSid, media: { payload: "//8=" } };
const mark = { event: "mark", streamSid, mark: { name: "line-1" } };
const clear = { event: "clear", streamSid };

describe("what a server may say on a media stream", () => {
	it("is media, as raw mulaw in base64", () => {
		expect(read(media)).toEqual({
			event: "media",
			audio: Buffer.from([0xff, 0xff]),
		});
	});

	it("is a mark with a name", () => {
		expect(read(mark)).toEqual({ event: "mark", name: "line-1" });
	});

	it("is a clear", () => {
		expect(read(clear)).toEqual({ event: "clear" });
	});

	it.each([
		["binary", clear, /binary/, true],
		["no JSON", "clear", /no JSON object/],
		["broken JSON", '{"event":"clear"', /no JSON object/],
		["a list", [clear], /no JSON object/],
		["null", null, /no JSON object/],
		["another stream", { ...clear, streamSid: "MZ9" }, /"MZ9", not MZ0123/],
		["no stream", { event: "clear" }, /streamSid undefined/],
		["an unknown event", { event: "stop", streamSid }, /event "stop"/],
		["no event", { streamSid }, /event undefined/],
		["an extra field", { ...clear, mark: {} }, /extra field "mark"/],
		["a track", { ...media, media: { ...media.media, track: "x" } }, /"track"/],
		["a sequence number", { ...mark, sequenceNumber: "1" }, /sequenceNumber/],
		["media without a body", { event: "media", streamSid }, /no field "media"/],
		["media of the wrong type", { ...media, media: "//8=" }, /no object/],
		["an empty payload", { ...media, media: { payload: "" } }, /not base64/],
		["no payload", { ...media, media: {} }, /not base64/],
		["base64url", { ...media, media: { payload: "__8=" } }, /not base64/],
		["no padding", { ...media, media: { payload: "//8" } }, /not base64/],
		["broken lines", { ...media, media: { payload: "//\n8=" } }, /not base64/],
		["a mark without a body", { event: "mark", streamSid }, /no field "mark"/],
		["a mark without a name", { ...mark, mark: {} }, /without a name/],
		["a mark with no text", { ...mark, mark: { name: 7 } }, /without a name/],
		["a mark with more", { ...mark, mark: { name: "a", at: 1 } }, /"at"/],
	])("is not %s", (_, message, why, isBinary = false) => {
		expect(read(message, isBinary)).toEqual({
			event: "refused",
			why: expect.stringMatching(why),
		});
	});
});
