/** The clients for Godot in `callsign.v1`, against the real server. */
import {
	afterAll,
	afterEach,
	beforeEach,
	expect,
	onTestFinished,
	test,
} from "vitest";
import {
	describeIn,
	projectWith,
	sampleFor,
	startDeadlineMs,
} from "../support/godot/engine.js";
import { godot3 } from "../support/godot/godot3.js";
import { closeGodot4, godot4 } from "../support/godot/godot4.js";
import { playIn } from "../support/godot/play-in.js";
import type { RemoteGame, Signal } from "../support/godot/remote-game.js";
import { CutLine } from "../support/network/cut-line.js";
import { InProcessServer } from "../support/server/in-process-server.js";
import { keyedCall } from "../support/server/keyed-call.js";

let whole: InProcessServer;
let game: RemoteGame;

afterAll(closeGodot4);

beforeEach(async () => {
	whole = await InProcessServer.start();
});

afterEach(() => whole.close());

const gameUrl = () => whole.socketUrl("/game");

/** A game that shows its code; `line` is what it is connected by. */
async function connected(options: object = {}) {
	const line = await CutLine.to(Number(new URL(whole.server.url).port));
	onTestFinished(() => line.close());
	await game.do("connect_to", `ws://127.0.0.1:${line.port}/game`, options);
	expect(await game.signal("connection_made")).toEqual([false]);
	const [, code] = await game.signal("code_issued");
	return { code: code as string, line };
}

async function paired(options?: object) {
	const { code, line } = await connected(options);
	const { caller, listener } = await keyedCall(whole, code);
	const [call] = await game.signal("paired");
	return { code, line, caller, listener, call: call as string };
}

for (const engine of [godot3, godot4])
	describeIn(engine, "the client in callsign.v1", () => {
		playIn(engine, (started) => {
			game = started;
		});

		test("the sample shows number and code, and prints what the caller says", {
			timeout: startDeadlineMs,
		}, async () => {
			const sample = sampleFor(engine);
			expect(sample.trim().split("\n").length).toBeLessThan(15);
			const address = '"ws://127.0.0.1:5000/game"';
			expect(sample).toContain(address);
			const script = sample.replace(address, `"${gameUrl()}"`);
			const running = await engine.start(projectWith(engine, script), "");
			onTestFinished(() => running.stop());
			const code = await running.line("Ring +15005550006 and say ");
			await whole.call();
			const listener = await whole.deepgram.nextListener();
			listener.say([...code].join(" "));
			listener.say("open the door", { startMs: 4_000 });
			expect(await running.line("The player said: ")).toBe("open the door");
		});

		test("number and code are told, and another code on request", async () => {
			const { code } = await connected();
			expect(code).toMatch(/^\d{4}$/);
			await game.do("new_code");
			const [number, next] = await game.signal("code_issued");
			expect(number).toBe("+15005550006");
			expect(next).not.toBe(code);
			expect(await game.get("code")).toBe(next);
		});

		test("what the caller says and presses, and how he leaves, is told", async () => {
			const { caller, listener, call } = await paired();
			expect(call).not.toBe("");
			expect(await game.get("calls")).toEqual([call]);
			listener.startSpeech(2_000);
			expect(await game.signal("speech_started")).toEqual([call]);
			listener.say("open", { final: false, startMs: 2_000 });
			expect(await game.signal("transcript")).toMatchObject([
				"open",
				false,
				call,
				expect.any(Object),
			]);
			listener.say("open the door", { startMs: 2_000, durationMs: 1_000 });
			expect(await game.signal("transcript")).toMatchObject([
				"open the door",
				true,
				call,
				{ start: 2, end: 3, confidence: 0.98 },
			]);
			expect(await game.signal("utterance")).toMatchObject([
				"open the door",
				call,
				{ start: 2, end: 3 },
			]);
			expect(await game.signal("turn_changed")).toEqual([
				...[1, "ended", "open the door", call],
			]);
			caller.press("7");
			expect(await game.signal("key_pressed")).toEqual(["7", call]);
			caller.hangUp();
			expect(await game.signal("left")).toEqual([call, "caller hung up"]);
			expect(await game.get("calls")).toEqual([]);
		});

		test("recognition that is down and up again is told", async () => {
			const { call, listener } = await paired();
			await whole.deepgram.stop();
			await listener.closed();
			expect(await game.signal("recognition_changed")).toEqual([
				false,
				0,
				call,
			]);
			await whole.deepgram.start();
			expect(await game.signal("recognition_changed")).toEqual([
				true,
				expect.any(Number),
				call,
			]);
		});

		test("a line is spoken, and the game is told that it was heard", async () => {
			const { call } = await paired();
			const id = await game.do("say", "Es ist verschlossen: größer.", {
				call,
				interruptible: false,
			});
			expect(await game.signal("said")).toEqual([
				id,
				"heard",
				expect.any(Number),
				call,
			]);
			const speaker = await whole.deepgram.nextSpeaker();
			expect(speaker.spoken).toContain("Es ist verschlossen: größer.");
		});

		test("what is still being written is spoken as one line, and its words are known", async () => {
			const { call } = await paired();
			const id = await game.do("begin_line", { call });
			for (const token of ["Es ist ", "verschlossen, ", "und "])
				expect(await game.do("add_to_line", id, token)).toBe(true);
			expect(await game.do("end_line", id, "größer.")).toBe(true);
			const heard = [id, "heard", expect.any(Number), call];
			expect(await game.signal("said")).toEqual(heard);
			expect(await game.get("heard_text")).toBe(
				"Es ist verschlossen, und größer.",
			);
		});

		test("an answer to a turn that is over is stale", async () => {
			const { call, listener } = await paired();
			const ended = async () => {
				for (;;) {
					const { signal, values } = await game.signals.next();
					if (signal === "turn_changed" && values[1] === "ended")
						return values[0];
				}
			};
			listener.say("open the door", { startMs: 2_000 });
			const turn = await ended();
			listener.say("go to the garden", { startMs: 8_000 });
			await ended();
			const id = await game.do("say", "Late.", { call, turn });
			expect(await game.signal("said")).toEqual([id, "stale", 0, call]);
		});

		test("a line that is stopped was interrupted", async () => {
			const { code } = await connected();
			const caller = await whole.call();
			caller.press(code);
			const [call] = await game.signal("paired");
			await game.do("say", "A very long story.", { id: "story" });
			await game.do("stop", call);
			const [id, outcome] = await game.signal("said");
			expect([id, outcome]).toEqual(["story", "interrupted"]);
		});

		test("a call is ended by the game", async () => {
			const { caller, call } = await paired();
			await game.do("hang_up", call);
			expect(await game.signal("left")).toEqual([call, "game hung up"]);
			await caller.closed();
		});

		test("expected words are given to the recogniser, and the game is told since when", async () => {
			const { call } = await paired();
			await game.do("listen", ["portcullis"]);
			expect(await game.signal("keyterms_taken")).toEqual([
				expect.stringMatching(/^(now|next|never)$/),
				call,
			]);
		});

		test("a line with nobody in the game is an error with its id", async () => {
			await connected();
			const id = await game.do("say", "Is anybody there?");
			expect(await game.signal("error")).toEqual([
				"noSuchCall",
				expect.any(String),
				id,
			]);
		});

		test("two callers are told apart, and addressed one by one", async () => {
			const { code, call, listener } = await paired({ callers: 2 });
			const other = await keyedCall(whole, code);
			const [otherCall] = await game.signal("paired");
			expect(otherCall).not.toBe(call);
			other.listener.say("me too", { startMs: 2_000 });
			expect((await game.signal("transcript"))[2]).toBe(otherCall);
			await game.signal("utterance");
			listener.say("me first", { startMs: 2_000 });
			expect((await game.signal("transcript"))[2]).toBe(call);
			await game.signal("utterance");
			await game.do("hang_up", otherCall);
			expect((await game.signal("left"))[0]).toBe(otherCall);
			expect(await game.get("calls")).toEqual([call]);
		});
		test("what was said while its socket was cut comes in order and once, with the same code and call", async () => {
			const { code, line, call, caller, listener } = await paired();
			line.isDown = true;
			line.cut();
			const [, retrySeconds] = await game.signal("connection_lost");
			expect(retrySeconds).toBeLessThanOrEqual(0.5);
			listener.say("one", { startMs: 2_000 });
			listener.say("two", { startMs: 3_000 });
			caller.press("5");
			await game.do("say", "I am back.", { id: "back" });
			line.isDown = false;
			const told: string[] = [];
			while (told.length < 6) {
				const { signal, values } = await game.signals.next();
				if (!/^(connection_|turn_)/.test(signal))
					told.push(`${signal} ${values[0]}`);
			}
			const isSpeech = (each: string) => /^(transcript|utterance)/.test(each);
			expect(told.filter(isSpeech)).toEqual([
				"transcript one",
				"utterance one",
				"transcript two",
				"utterance two",
			]);
			expect(told).toContain("key_pressed 5");
			expect(told).toContain("said back");
			expect(await game.get("calls")).toEqual([call]);
			expect(await game.get("code")).toBe(code);
		});

		test("no word is lost or comes twice when its socket is cut again and again", async () => {
			const { line, listener } = await paired();
			const heard: unknown[] = [];
			const hearUntil = async (isEnough: (next: Signal) => boolean) => {
				for (;;) {
					const next = await game.signals.next();
					if (next.signal === "utterance") heard.push(next.values[0]);
					if (isEnough(next)) return;
				}
			};
			const words = Array.from({ length: 36 }, (_, at) => `word${at}`);
			for (const [at, word] of words.entries()) {
				listener.say(word, { startMs: 2_000 + at * 500 });
				if (at % 12 !== 6) continue;
				line.cut();
				await hearUntil(({ signal }) => signal === "connection_lost");
				line.cutNextAfter(at * 30);
				await game.tryAgainNow();
				await hearUntil(({ signal }) => signal === "connection_made");
			}
			await hearUntil(() => heard.length === words.length);
			expect(heard).toEqual(words);
		});
	});
