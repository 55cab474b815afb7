/** Nothing outlives its conversation: not an actor, a timer, a question to the model, a socket or an entry in a map. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { whatIsMore } from "../../support/leaks/census.js";
import { ConversationWaves } from "../../support/leaks/conversation-waves.js";

const waves = 9;
const conversationsInWave = 16;
/** An entry of a map with an id for its key is larger. */
const maxBytesForConversation = 100;

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
	// What is made once for all is made now, and what a census itself leaves or lets go of.
	for (let wave = 0; wave < 3; wave++) {
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
