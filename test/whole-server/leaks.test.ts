/** Nothing outlives its call or game: not an object, a timer, a socket, a listener or an entry in a map. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { whatIsMore } from "../support/leaks/census.js";
import { SessionWaves } from "../support/leaks/session-waves.js";

const waves = 6;
const sessionsInWave = 48;
/** An entry of a map with an id for its key is larger. */
const maxBytesForSession = 50;

let sessions: SessionWaves;

beforeAll(async () => {
	sessions = await SessionWaves.start();
});

afterAll(async () => {
	await sessions.close();
});

test("sessions come and go and leave nothing behind", {
	timeout: 120_000,
}, async () => {
	// What is made once for all calls is made now, and what a census itself leaves or lets go of.
	for (let wave = 0; wave < 3; wave++) {
		await sessions.come(sessionsInWave);
		await sessions.census();
	}
	const before = await sessions.census();
	for (let wave = 0; wave < waves; wave++) {
		await sessions.come(sessionsInWave);
	}
	const after = await sessions.censusAfter(before);
	expect(whatIsMore(after, before)).toEqual([]);
	const grown = after.dataBytes - before.dataBytes;
	expect(grown / (waves * sessionsInWave)).toBeLessThan(maxBytesForSession);
});
