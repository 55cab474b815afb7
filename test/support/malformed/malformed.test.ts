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
};

describe("the table of malformed inputs", () => {
	it("has something for every wire, and each under a name of its own", () => {
		const names = malformed.map(({ wire, name }) => `${wire}: ${name}`);
		for (const { wire } of malformed) wires[wire] += 1;
		expect(Math.min(...Object.values(wires))).toBeGreaterThan(40);
		expect(names.length).toBeGreaterThan(200);
		expect(new Set(names).size).toBe(names.length);
	});
});
