/** Nothing outlives its call or game: not an object, a timer, a socket, a listener or an entry in a map. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { SessionWaves } from "./support/leaks/session-waves.js";

const waves = 8;
const sessionsInWave = 48;
/** A session that leaks so much as its smallest actor leaks more. */
const mostBytesForSession = 1_000;

let sessions: SessionWaves;

beforeAll(async () => {
	sessions = await SessionWaves.start();
});

afterAll(async () => {
	await sessions.close();
});

test("sessions come and go and leave nothing behind", {
	timeout: 60_000,
}, async () => {
	// What is made once for all calls, and the code that is compiled for many, is made now.
	for (let wave = 0; wave < waves; wave++) {
		await sessions.come(sessionsInWave);
	}
	const before = await sessions.census();
	for (let wave = 0; wave < waves; wave++) {
		await sessions.come(sessionsInWave);
	}
	const after = await sessions.census();
	expect(after.things).toEqual(before.things);
	const grown = after.heapBytes - before.heapBytes;
	expect(grown / (waves * sessionsInWave)).toBeLessThan(mostBytesForSession);
});
