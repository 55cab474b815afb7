import { expect, test } from "vitest";
import * as server from "../../../src/adapters/sound/mulaw.js";
import {
	decodeMulaw,
	encodeMulaw,
} from "../../../src/pages/try-it/phone/mulaw.js";

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test("bytes stand for the samples that the server takes them for", () => {
	const samples = Int16Array.from(decodeMulaw(everyByte), (at) => at * 32_768);
	expect(samples).toEqual(server.decodeMulaw(everyByte));
});

test("samples become the bytes that the server makes of them, and no sample is too loud", () => {
	const levels = Array.from({ length: 65_536 }, (_, at) => at - 32_768);
	const samples = Float32Array.from(levels, (level) => level / 32_768);
	const expected = server.encodeMulaw(Int16Array.from(levels));
	expect(Buffer.from(encodeMulaw(samples)).equals(expected)).toBe(true);
	expect(encodeMulaw(Float32Array.of(3, -3))).toEqual(
		Uint8Array.of(0x80, 0x00),
	);
});
