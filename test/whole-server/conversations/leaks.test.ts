/** Nothing outlives its conversation: not an actor, a timer, a question to the model, a socket or an entry in a map. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { whatIsMore } from "../../support/leaks/census.js";
import { ConversationWaves } from "../../support/leaks/conversation-waves.js";

const waves = 4;
const wavesAtFirst = 4;
const conversationsInWave = 16;
/** A conversation that stayed would be four times as much. Of less the bench tells, which has many more of them. */
const maxBytesForConversation = 3_000;

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
	// What is made once for all is made now, most of it.
	for (let wave = 0; wave < wavesAtFirst; wave++) {
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
