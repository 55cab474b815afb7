/** Half a character (one half of a surrogate pair) that comes from a peer, over real sockets: nobody else gets it, and nothing breaks. */
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TypedGame } from "../support/games/typed-game.js";
import { InProcessServer } from "../support/server/in-process-server.js";
import { TwilioCaller } from "../support/twilio/twilio-caller.js";
import { within } from "../support/waiting/within.js";

const half = "\ud83d";
const repaired = "\ufffd";

let whole: InProcessServer;

beforeEach(async () => {
	whole = await InProcessServer.start();
});

afterEach(() => whole.close());

/** A game of `callsign.v1`, and a call that has keyed its code and heard that it is connected. */
async function pair() {
	const game = await TypedGame.join(whole.socketUrl("/game"));
	const { caller, listener } = await whole.ring();
	caller.press(`${game.welcome.code}#`);
	const { call } = await game.event("paired");
	await caller.mark();
	caller.playAll();
	return { game, caller, listener, call };
}

describe("from a game of callsign.v1", () => {
	test("among the words to expect is refused, and the call is dialled again when Deepgram drops it", async () => {
		const { game, listener, call } = await pair();
		game.send({ type: "listen", keyterms: ["door"], id: "good" });
		await listener.heardText("Configure");
		game.send({ type: "listen", keyterms: [`dragon ${half}`], id: "words" });
		expect(await game.event("error")).toMatchObject({
			code: "invalidMessage",
			id: "words",
			message: expect.stringMatching(/keyterms\.0: .*half/),
		});
		listener.drop();
		const again = await whole.deepgram.nextListener();
		expect(again.query.getAll("keyterm")).toEqual(["door"]);
		again.say("open the door", { startMs: 2_000 });
		expect(await game.event("utterance")).toMatchObject({
			call,
			text: "open the door",
		});
	});

	test("in a line is refused, and the next line is spoken", async () => {
		const { game, caller } = await pair();
		const speaker = await whole.deepgram.nextSpeaker();
		game.send({ type: "say", text: `Well done ${half}`, id: "line" });
		expect(await game.event("error")).toMatchObject({
			code: "invalidMessage",
			id: "line",
			message: expect.stringMatching(/text: .*half/),
		});
		game.send({ type: "say", text: "Well done 🎉", id: "next" });
		await caller.mark();
		caller.playAll();
		expect(await game.event("said")).toMatchObject({
			id: "next",
			outcome: "heard",
		});
		expect(speaker.spoken).toContain("Well done 🎉");
	});

	test("in a name of the game's own is refused, and not sent back", async () => {
		const { game } = await pair();
		for (const type of ["say", "stop", "hangUp", "newCode", "sing"] as const)
			game.client.say(JSON.stringify({ type, text: "Hello.", id: half }));
		for (const code of [...Array(4).fill("invalidMessage"), "unknownType"]) {
			const error = await game.event("error");
			expect(error.code).toBe(code);
			expect(error).not.toHaveProperty("id");
		}
	});

	test("in a type is answered in whole characters", async () => {
		const { game } = await pair();
		const type = `${"x".repeat(39)}🎉`;
		game.client.say(JSON.stringify({ type }));
		game.client.say(JSON.stringify({ type: half }));
		for (let count = 0; count < 2; count++)
			expect((await game.event("error")).message).not.toMatch(/\\ud83[cd]/);
	});
});

describe("from Deepgram", () => {
	test("is heard by a typed game as U+FFFD, and by a plain one to the byte", async () => {
		const typed = await pair();
		const text = JSON.stringify({
			type: "Results",
			is_final: true,
			speech_final: true,
			start: 2,
			duration: 1,
			channel: {
				alternatives: [
					{
						transcript: `open ${half}`,
						confidence: 1,
						words: [{ word: half, start: 2, end: 3, confidence: 1 }],
					},
				],
			},
		});
		expect(text).toContain("\\ud83d");
		typed.listener.push(text);
		expect(await typed.game.event("transcript")).toMatchObject({
			text: `open ${repaired}`,
			words: [{ word: repaired }],
		});
		const plain = await whole.pair();
		plain.listener.push(text);
		expect(await plain.game.text()).toBe(text);
	});
});

describe("from Twilio", () => {
	test("in the name of a stream comes back as U+FFFD", async () => {
		const { socket } = await TwilioCaller.dial(whole.socketUrl("/twilio"), {
			collectsRefusals: true,
		});
		const answer = once(socket, "message");
		const streamSid = `MZ${half}`;
		const start = { streamSid, callSid: `CA${half}` };
		const keys = [..."000000#"].map((digit) => ({
			event: "dtmf",
			streamSid,
			dtmf: { digit },
		}));
		for (const message of [{ event: "start", streamSid, start }, ...keys])
			socket.send(JSON.stringify(message));
		const [text] = await within(answer, () => "an answer to a wrong code");
		expect(JSON.parse(String(text))).toMatchObject({
			streamSid: `MZ${repaired}`,
		});
	});
});
