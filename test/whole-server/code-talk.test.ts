/** What passes between a caller and the server until a code pairs, over real sockets. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
	defaultPrompts,
	wordCodePrompts,
} from "../../src/machines/speaking/prompts.js";
import { spokenAudio } from "../support/deepgram/speaker-end.js";
import { InProcessServer } from "../support/server/in-process-server.js";

let whole: InProcessServer;

beforeEach(async () => {
	whole = await InProcessServer.start();
});

afterEach(() => whole.close());

const spaced = (code: string) => [...code].join(" ");
const wrongCode = (...shown: readonly string[]) =>
	["9753", "8642", "7531"].find((code) => !shown.includes(code)) ?? "";
/** Every line that any call had spoken, in order. */
const spoken = () => whole.deepgram.speakers.flatMap((each) => each.spoken);

test("a wrong code is read back, and the second reading pairs where the best is no live code", async () => {
	const games = [await whole.join(), await whole.join(), await whole.join()];
	const shown = await Promise.all(games.map((game) => game.shown()));
	const [{ code } = { code: "" }] = shown;
	const wrong = wrongCode(code, shown[1]?.code ?? "");
	const { caller, listener } = await whole.ring();
	caller.press(`${wrong}#`);
	await caller.mark();
	expect(spoken()).toEqual([
		`I heard ${[...wrong].join(", ")}. No game is showing that code. Please try again.`,
	]);
	caller.playAll();
	const better = { startMs: 9_000, alternatives: [spaced(code)] };
	listener.say(spaced(wrong), better);
	expect(await games[0]?.text()).toBe("connected");
});

test("a code that is said while a line plays stops the line and pairs", async () => {
	const game = await whole.join();
	const { code } = await game.shown();
	const { caller, listener } = await whole.ring();
	caller.press(`${wrongCode(code)}#`);
	await caller.mark();
	listener.startSpeech(5_000);
	await caller.cleared();
	const sent = caller.audio.length;
	listener.say(spaced(code), { startMs: 5_000 });
	expect(await game.text()).toBe("connected");
	await caller.mark();
	expect(caller.audio.subarray(sent)).toEqual(
		spokenAudio(defaultPrompts.connected),
	);
});

test("a code that is keyed while a line plays stops the line and pairs", async () => {
	const game = await whole.join();
	const { code } = await game.shown();
	const { caller } = await whole.ring();
	caller.press(`${wrongCode(code)}#`);
	await caller.mark();
	caller.press(code);
	await caller.cleared();
	expect(await game.text()).toBe("connected");
});

test("who keys a code and says it has tried once", async () => {
	const game = await whole.join();
	const { code } = await game.shown();
	const wrong = wrongCode(code);
	const { caller, listener } = await whole.ring();
	caller.press(wrong.slice(0, 2));
	listener.say(spaced(wrong), {
		final: false,
		startMs: 200,
		durationMs: 1_500,
	});
	caller.press(`${wrong.slice(2)}#`);
	await caller.mark();
	listener.say(spaced(wrong), { startMs: 200, durationMs: 1_900 });
	caller.playAll();
	caller.press(`${wrong}#`);
	await caller.mark();
	expect(spoken().at(-1)).toMatch(/This is your last try/);
	caller.press(`${code}#`);
	expect(await game.text()).toBe("connected");
});

test("a code that is lost among other words is asked for, in words that fit the operator's codes", async () => {
	const folder = await mkdtemp(join(tmpdir(), "callsign-"));
	const path = join(folder, "codes.json");
	await writeFile(path, JSON.stringify({ game_codes: ["tiger", "banana"] }));
	await whole.close();
	whole = await InProcessServer.start({ GAME_CODES: path });
	await rm(folder, { recursive: true });
	await whole.join();
	const { caller, listener } = await whole.ring();
	listener.say("my cat is a tiger at heart", { startMs: 500 });
	await caller.mark();
	expect(spoken()).toEqual([wordCodePrompts.notUnderstood]);
});

test("a line that never changes is made once for all calls", async () => {
	const game = await whole.join();
	const { code } = await game.shown();
	for (let calls = 0; calls < 3; calls++) {
		const { caller } = await whole.ring();
		caller.press(`${code}#`);
		expect(await game.text()).toBe("connected");
		await caller.mark();
		caller.playAll();
		caller.hangUp();
		expect(await game.text()).toBe("disconnected");
	}
	expect(spoken()).toEqual([defaultPrompts.connected]);
});

test("a caller of a full game is told so, as a try, and one of a game that has gone is not told that it ever was", async () => {
	const game = await whole.join();
	const { code } = await game.shown();
	const first = await whole.ring();
	first.caller.press(`${code}#`);
	expect(await game.text()).toBe("connected");
	await first.caller.mark();
	const second = await whole.ring();
	second.caller.press(`${code}#`);
	await second.caller.mark();
	expect(spoken().at(-1)).toBe(defaultPrompts.gameFull);
	game.leave();
	await game.closed();
	second.caller.playAll();
	second.caller.press(`${code}#`);
	await second.caller.mark();
	expect(spoken().at(-1)).toMatch(/No game is showing that code.*last try/);
});
