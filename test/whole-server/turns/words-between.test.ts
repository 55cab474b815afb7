/** Words at the seams of a pairing, over real sockets: said in one breath with the code, or just before the game leaves. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { defaultPrompts } from "../../../src/machines/speaking/prompts.js";
import { TypedGame } from "../../support/games/typed-game.js";
import { InProcessServer } from "../../support/server/in-process-server.js";
import type { TwilioCaller } from "../../support/twilio/twilio-caller.js";

const { connected, gameLeft } = defaultPrompts;

let whole: InProcessServer;

beforeEach(async () => {
	whole = await InProcessServer.start();
});

afterEach(async () => {
	await whole.close();
});

/** The phone plays so many lines, one after the other. */
async function plays(caller: TwilioCaller, lines: number): Promise<void> {
	for (let line = 0; line < lines; line++) {
		await caller.mark();
		caller.playAll();
	}
}

describe("what a game says before it leaves", () => {
	test.each(Array.from({ length: 5 }, (_, attempt) => attempt))(
		"is spoken by a plain game that closes at once, attempt %i",
		async () => {
			const game = await whole.join();
			const { code } = await game.shown();
			const caller = await whole.call();
			caller.press(code);
			expect(await game.text()).toBe("connected");
			game.say("Hooray, you win");
			game.leave();
			const speaker = await whole.deepgram.nextSpeaker();
			await plays(caller, 3);
			expect(speaker.spoken).toEqual([connected, "Hooray, you win", gameLeft]);
			expect(caller.clears).toBe(0);
		},
	);

	test("is not cut when a plain game leaves in the middle of it", async () => {
		const game = await whole.join();
		const { code } = await game.shown();
		const caller = await whole.call();
		caller.press(code);
		await plays(caller, 1);
		game.say("Hooray, you win");
		await caller.mark();
		game.vanish();
		await vi.waitFor(() =>
			expect(whole.log).toContainEqual(
				expect.objectContaining({ msg: "game closed" }),
			),
		);
		caller.playAll();
		const speaker = await whole.deepgram.nextSpeaker();
		await plays(caller, 1);
		expect(speaker.spoken).toEqual([connected, "Hooray, you win", gameLeft]);
		expect(caller.clears).toBe(0);
	});

	test("is spoken by a typed game that is done, unless the caller speaks over it", async () => {
		const game = await TypedGame.join(whole.socketUrl("/game"));
		const { caller, listener } = await whole.ring();
		caller.press(game.welcome.code);
		await plays(caller, 1);
		game.send({ type: "say", text: "You win.", interruptible: false });
		game.send({ type: "say", text: "Shall I tell you how?" });
		game.client.socket.close(1000);
		const speaker = await whole.deepgram.nextSpeaker();
		await plays(caller, 1);
		await caller.mark();
		expect(speaker.spoken).toEqual([
			connected,
			"You win.",
			"Shall I tell you how?",
		]);
		listener.say("no thanks", { startMs: 2_000 });
		await caller.cleared();
		caller.playAll();
		await caller.mark();
		expect(speaker.spoken.at(-1)).toBe(gameLeft);
	});
});

describe("what a caller says in one breath with the code", () => {
	/** The code is understood from interim results, and the final one comes late. */
	async function sayCode(code: string) {
		const { caller, listener } = await whole.ring();
		const said = ["my", "code", "is", ...code].join(" ");
		const at = { startMs: 1_000, durationMs: 2_800, final: false };
		const interim = { ...at, speechFinal: true };
		listener.say(said, interim);
		listener.say(said, interim);
		return { caller, listener, said };
	}

	test("is told a typed game, with its own times", async () => {
		const game = await TypedGame.join(whole.socketUrl("/game"));
		const { listener, said } = await sayCode(game.welcome.code);
		await game.event("paired");
		listener.say(`${said} open the door`, {
			startMs: 1_000,
			durationMs: 4_000,
			speechFinal: true,
		});
		const transcript = await game.event("transcript");
		expect(transcript).toMatchObject({ text: "open the door", final: true });
		expect(transcript.start).toBeCloseTo(3.8, 1);
		expect(transcript.end).toBe(5);
		expect(transcript.words.map(({ word }) => word)).toEqual([
			"open",
			"the",
			"door",
		]);
		expect(await game.event("utterance")).toMatchObject({
			text: "open the door",
		});
	});

	test("comes to a plain game as Deepgram sent it", async () => {
		const game = await whole.join();
		const { code } = await game.shown();
		const { listener, said } = await sayCode(code);
		expect(await game.text()).toBe("connected");
		const late = listener.say(`${said} open the door`, {
			startMs: 1_000,
			durationMs: 4_000,
		});
		expect(await game.text()).toBe(late);
	});

	test("does not come to a game when it is the code alone", async () => {
		const game = await whole.join();
		const { code } = await game.shown();
		const { listener, said } = await sayCode(code);
		expect(await game.text()).toBe("connected");
		listener.say(said, { startMs: 1_000, durationMs: 2_800 });
		const next = listener.say("open the door", { startMs: 5_000 });
		expect(await game.text()).toBe(next);
	});

	test("is told when the final result itself pairs", async () => {
		const game = await TypedGame.join(whole.socketUrl("/game"));
		const { listener } = await whole.ring();
		listener.say(`${[...game.welcome.code].join(" ")} please`, {
			startMs: 1_000,
		});
		await game.event("paired");
		expect(await game.event("transcript")).toMatchObject({ text: "please" });
	});
});
