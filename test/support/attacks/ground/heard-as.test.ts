import { expect, test } from "vitest";
import { silence } from "../../../../src/adapters/sound/mulaw.js";
import { HeardTexts, heardAs } from "./heard-as.js";

const sound = Buffer.concat([
	silence(60),
	heardAs("open the door"),
	silence(20),
	heardAs("o", 3),
	heardAs("4 2 7 1"),
	silence(40),
]);
const texts = ["open the door", "o o o", "4 2 7 1"];

test.each([1, 7, 160, 480, 10_000])(
	"what frames say is heard once, in order, in pieces of %d bytes",
	(length) => {
		const heard = new HeardTexts();
		const pieces = Array.from(
			{ length: Math.ceil(sound.length / length) },
			(_, at) => sound.subarray(at * length, (at + 1) * length),
		);
		expect(pieces.flatMap((piece) => heard.take(piece))).toEqual(texts);
	},
);

test("a text that is too long for a frame is no frame", () => {
	expect(() => heardAs("o".repeat(160))).toThrow("Too much");
});
