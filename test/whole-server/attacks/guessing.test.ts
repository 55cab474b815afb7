/** A caller who guesses codes, from the webhook to the refusal. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { InProcessServer } from "../../support/server/in-process-server.js";

let whole: InProcessServer;

beforeEach(async () => {
	whole = await InProcessServer.start({ CODE_TRIES_PER_CALLER: "2" });
});

afterEach(() => whole.close());

/** What Twilio is told to do with a call from this number. */
async function ring(From: string): Promise<string> {
	const response = await fetch(`${whole.server.url}/voice`, {
		method: "POST",
		body: new URLSearchParams({ CallSid: "CA1", From, CallStatus: "ringing" }),
	});
	return response.text();
}

/** The parameters of the stream that the TwiML asks for. */
function parametersIn(twiml: string): Record<string, string> {
	const found = twiml.matchAll(/<Parameter name="(\w+)" value="(\w+)"/g);
	return Object.fromEntries([...found].map(([, name, value]) => [name, value]));
}

async function guess(From: string, guesses: readonly string[]) {
	const parameters = parametersIn(await ring(From));
	const caller = await whole.call({ parameters });
	for (const wrong of guesses) {
		caller.press(`${wrong}#`);
		await caller.mark();
		caller.playAll();
	}
	return caller;
}

test("a number that has tried too many codes is refused when it rings again; another is not", async () => {
	const game = await whole.join();
	const { code } = await game.shown();
	const wrong = ["1379", "2468"].filter((guessed) => guessed !== code);
	const caller = await guess("+15551230001", wrong.slice(0, 2));
	caller.hangUp();
	expect(await ring("+15551230001")).toMatch(/<Say>.*later.*<Hangup\/>/s);
	expect(await ring("+15551230002")).toContain("<Stream");
});

test("the same caller hears the refusal in the call, and a game that he guesses then stays free", async () => {
	const game = await whole.join();
	const { code } = await game.shown();
	const caller = await guess("+15551230001", ["1379", "2468"]);
	caller.press(`${code}#`);
	await caller.mark();
	caller.playAll();
	expect(await caller.closed()).toMatchObject({ code: 1000 });
	expect(game.texts).toHaveLength(2);
});
