import { describe, expect, it } from "vitest";
import { type Malformed, malformed } from "./malformed.js";

const wires: Record<Malformed["wire"], number> = {
	twilio: 0,
	game: 0,
	"typed game": 0,
	websocket: 0,
	http: 0,
	"deepgram listen": 0,
	"deepgram speak": 0,
	"flux speak": 0,
	viewer: 0,
};

describe("the table of malformed inputs", () => {
	it("has something for every wire, and each under a name of its own", () => {
		const names = malformed.map(({ wire, name }) => `${wire}: ${name}`);
		for (const { wire } of malformed) wires[wire] += 1;
		expect(Math.min(...Object.values(wires))).toBeGreaterThan(40);
		expect(names.length).toBeGreaterThan(200);
		expect(new Set(names).size).toBe(names.length);
	});

	it.each([
		"twilio",
		"game",
		"typed game",
		"websocket",
		"http",
		"deepgram listen",
		"deepgram speak",
		"flux speak",
		"viewer",
	] as const)("has half a character on the wire of %s", (wire) => {
		const names = malformed
			.filter((input) => input.wire === wire)
			.map(({ name }) => name);
		expect(names.filter((name) => /half a character/.test(name))).not.toEqual(
			[],
		);
	});
});
