/** Nothing outlives its conversation: not an actor, a timer, a question to the model, a socket or an entry in a map. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { whatIsMore } from "../../support/leaks/census.js";
import { ConversationWaves } from "../../support/leaks/conversation-waves.js";

const waves = 8;
const conversationsInWave = 16;
/** What one of them keeps while it runs is a hundred times as much; that nothing at all stays shows in the bench, with its many more. */
const maxBytesForConversation = 300;

let conversations: ConversationWaves;

beforeAll(async () => {
	conversations = await ConversationWaves.start();
});

afterAll(async () => {
	await conversations.close();
});

test("conversations come and go and leave nothing behind", {
	timeout: 120_000,
}, async () => {
	// What is made once for all is made now. Of ended calls the inspector keeps 50, and of requests Node keeps 250 timings.
	for (let wave = 0; wave < 8; wave++) {
		await conversations.come(conversationsInWave);
		await conversations.census();
	}
	const before = await conversations.census();
	for (let wave = 0; wave < waves; wave++)
		await conversations.come(conversationsInWave);
	const after = await conversations.censusAfter(before);
	expect(whatIsMore(after, before)).toEqual([]);
	const grown = after.dataBytes - before.dataBytes;
	expect(grown / (waves * conversationsInWave)).toBeLessThan(
		maxBytesForConversation,
	);
});
