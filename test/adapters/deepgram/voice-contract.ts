/** What any voice of Deepgram does, of Aura (speak v1) or of Flux (speak v2), against an emulator that speaks its wire. */
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeepgramDialler } from "../../../src/adapters/deepgram/dialler.js";
import { SpeakSeats } from "../../../src/adapters/deepgram/speak-seats.js";
import {
	type DeepgramVoiceOptions,
	deepgramVoice,
} from "../../../src/adapters/deepgram/voice.js";
import { SoundPath } from "../../../src/adapters/sound/sound-path.js";
import type { VoiceFact, VoiceOrder } from "../../../src/machines/events.js";
import { AdapterUnderTest } from "../../support/actors/adapter-under-test.js";
import { DeepgramServer } from "../../support/deepgram/deepgram-server.js";
import {
	type SpeakerEnd,
	spokenAudio,
} from "../../support/deepgram/speaker-end.js";

type Voice = AdapterUnderTest<VoiceOrder, VoiceFact>;

/** In what the two wires differ. */
export interface VoiceWire {
	readonly urlOf: (deepgram: DeepgramServer) => string;
	readonly usualVoice: string;
	/** Before the names of voices. */
	readonly family: string;
	/** The request for a socket of the usual voice, and of another. */
	readonly usual: string;
	readonly other: string;
	readonly target: (voice: string) => string;
	/** How a line is told to have begun. */
	readonly begun: object;
	/** What ends a line at hand. */
	readonly stop: "Clear" | "Interrupt";
	/** A turn's end that nobody waits for. */
	readonly strayEnd: string;
}

export function voiceContract(wire: VoiceWire): void {
	let deepgram: DeepgramServer;
	let soundPaths: Map<string, SoundPath>;
	let voices: Voice[];
	let logic: ReturnType<typeof deepgramVoice>;
	let voice: Voice;
	let played: Buffer[];
	let logged: string[];

	beforeEach(async () => {
		vi.useFakeTimers({
			toFake: ["setTimeout", "clearTimeout", "Date", "performance"],
		});
		deepgram = await DeepgramServer.start();
		soundPaths = new Map();
		voices = [];
		logged = [];
		logic = voicesOf();
		({ voice, played } = call("call-1"));
	});

	afterEach(async () => {
		for (const each of voices) each.stop();
		vi.useRealTimers();
		await deepgram.close();
	});

	function voicesOf(options: Partial<DeepgramVoiceOptions> = {}) {
		return deepgramVoice({
			soundPaths,
			deepgram: new DeepgramDialler("key"),
			url: wire.urlOf(deepgram),
			log: pino({}, { write: (text: string) => logged.push(text) }),
			random: () => 0.25,
			...options,
		});
	}

	/** The voice of a further call, and what its caller hears. */
	function call(callId: string) {
		const soundPath = new SoundPath(callId);
		const heard: Buffer[] = [];
		soundPath.play = (audio) => heard.push(audio);
		soundPaths.set(callId, soundPath);
		const made: Voice = new AdapterUnderTest(logic, callId);
		voices.push(made);
		return { voice: made, played: heard };
	}

	function say(lineId: string, text: string, keep = false): void {
		voice.order({ type: "synthesise", lineId, text, keep });
	}

	/** Until all that this speaker has sent so far has been read. */
	async function untilRead(speaker: SpeakerEnd): Promise<void> {
		const code = `read ${logged.length}`;
		speaker.push(JSON.stringify({ type: "Warning", code }));
		while (!logged.some((line) => line.includes(code))) await aTurn();
	}

	const heard = () => Buffer.concat(played);
	const ends = () => voice.facts.filter(({ type }) => type !== "line.begun");
	const aTurn = () => new Promise((resolve) => setImmediate(resolve));

	/** Until so many timers are left. */
	async function untilIdle(timers = 0): Promise<void> {
		while (vi.getTimerCount() !== timers) await aTurn();
	}

	/** Until all that this speaker was given so far has been heard, and so many timers are left. */
	async function untilMade(speaker: SpeakerEnd, timers: number): Promise<void> {
		const characters = () => speaker.spoken.join("").length;
		while (heard().length < characters() * 400) await aTurn();
		await untilIdle(timers);
	}

	function expectHeard(text: string): void {
		// Comparing as a whole: these are megabytes.
		expect(heard().equals(spokenAudio(text))).toBe(true);
	}

	describe("a line", () => {
		test("is heard in full and in order, and its length is told", async () => {
			say("1", "Hello there.");
			expect(await voice.fact("line.synthesised")).toEqual({
				type: "line.synthesised",
				lineId: "1",
				audioMs: 12 * 50,
			});
			expectHeard("Hello there.");
			const [speaker] = deepgram.speakers;
			expect(speaker?.texts).toEqual([
				'{"type":"Speak","text":"Hello there."}',
				'{"type":"Flush"}',
			]);
			expect(speaker?.url).toBe(wire.usual);
			expect(speaker?.headers.authorization).toBe("Token key");
		});

		test("is heard from the first audio on, before the last is made", async () => {
			deepgram.holdsSpeech = true;
			say("1", "A longer line.");
			const speaker = await deepgram.nextSpeaker();
			await speaker.heardText("Flush");
			speaker.release(1);
			while (played.length === 0) await aTurn();
			expect(voice.facts).toEqual([{ ...wire.begun, lineId: "1" }]);
			speaker.release();
			await voice.fact("line.synthesised");
			expectHeard("A longer line.");
		});

		test("that pauses is told with how much there is of it, and told when it goes on", async () => {
			deepgram.holdsSpeech = true;
			say("1", "A longer line.");
			const speaker = await deepgram.nextSpeaker();
			await speaker.heardText("Flush");
			speaker.release(1);
			while (played.length === 0) await aTurn();
			vi.advanceTimersByTime(499);
			speaker.release(1);
			while (played.length === 1) await aTurn();
			vi.advanceTimersByTime(499);
			expect(voice.factTypes).toEqual(["line.begun"]);
			vi.advanceTimersByTime(1);
			const audioMs = Math.round(heard().length / 8);
			expect(voice.facts.at(-1)).toEqual({
				type: "line.paused",
				lineId: "1",
				audioMs,
			});
			speaker.release(1);
			await voice.fact("line.resumed");
			speaker.release();
			await voice.fact("line.synthesised");
			expect(vi.getTimerCount()).toBe(0);
			expectHeard("A longer line.");
		});

		test("of which the rest finds no socket at once is dialled for again", async () => {
			const text = "word ".repeat(700).trim();
			say("1", text);
			const speaker = await deepgram.nextSpeaker();
			await speaker.heardText("Flush");
			await untilMade(speaker, 2);
			speaker.close(1011, "NET-0003");
			await speaker.closed();
			deepgram.refuseNext(503, { service: "speak", times: 2 });
			for (const dials of [2, 3, 4]) {
				vi.advanceTimersByTime(dials === 2 ? 61_000 : 1_000);
				await deepgram.requested(dials);
				if (dials < 4) await untilIdle(1);
			}
			await voice.fact("line.synthesised");
			expectHeard(text);
		});

		test("follows another on the same socket", async () => {
			for (const text of ["One.", "Two.", "Three."]) {
				say(text, text);
				await voice.fact("line.synthesised");
			}
			expectHeard("One.Two.Three.");
			expect(deepgram.speakers.length).toBe(1);
		});

		test("with nothing to say is over at once", () => {
			say("1", " \n ");
			expect(voice.facts).toEqual([
				{ type: "line.synthesised", lineId: "1", audioMs: 0 },
			]);
			expect(deepgram.requests).toEqual([]);
		});

		test("that is long goes in pieces, no faster than Deepgram takes them", async () => {
			const sentence = "This sentence has just so many characters as it has. ";
			const text = sentence.repeat(100).trim();
			say("1", text);
			const speaker = await deepgram.nextSpeaker();
			for (const pieces of [1, 2, 3]) {
				await speaker.until(
					() => speaker.spoken.length === pieces,
					() => `${pieces} pieces`,
				);
				await speaker.until(
					() =>
						speaker.textTypes.filter((type) => type === "Flush").length ===
						pieces,
					() => `${pieces} flushes`,
				);
				// What is left waits for its time, and the pause for being told: nothing else does.
				await untilMade(speaker, pieces < 3 ? 2 : 0);
				speaker.push(wire.strayEnd);
				await untilRead(speaker);
				vi.advanceTimersByTime(61_000);
			}
			const { audioMs } = await voice.fact("line.synthesised");
			expect(audioMs).toBe(text.length * 50);
			expect(speaker.spoken.join("")).toBe(text);
			expectHeard(text);
			expect(speaker.closedWith).toBeUndefined();
		});

		test("that is long fails as well when nothing comes of its second piece", async () => {
			say("1", "word ".repeat(700).trim());
			const speaker = await deepgram.nextSpeaker();
			await speaker.heardText("Flush");
			await untilMade(speaker, 2);
			speaker.isHeld = true;
			vi.advanceTimersByTime(61_000);
			await speaker.until(
				() => speaker.textTypes.length === 4,
				() => "a second flush",
			);
			expect(voice.factTypes).toEqual(["line.begun", "line.paused"]);
			vi.advanceTimersByTime(10_000);
			expect(voice.factTypes).toEqual([
				"line.begun",
				"line.paused",
				"line.failed",
			]);
		});

		test("of ten minutes and more is cut off and has failed", async () => {
			deepgram.holdsSpeech = true;
			say("1", "On and on.");
			const speaker = await deepgram.nextSpeaker();
			for (let minute = 0; minute < 11; minute++) {
				speaker.pushAudio(Buffer.alloc(480_000, 7));
			}
			await voice.fact("line.failed");
			expect(heard().length).toBe(4_800_000);
			await speaker.closed();
		});
	});

	describe("many lines", () => {
		test("in a minute are all spoken, though Deepgram flushes a socket only so often", async () => {
			for (let count = 0; count < 45; count++) {
				say(`${count}`, "Hi.");
				await voice.fact("line.synthesised");
			}
			expect(heard().length).toBe(45 * 3 * 400);
			expect(deepgram.speakers.length).toBe(3);
		});

		test("one after the other that are long are all spoken at once", async () => {
			const text = "word ".repeat(300).trim();
			for (let count = 0; count < 3; count++) {
				say(`${count}`, text);
				await voice.fact("line.synthesised");
			}
			expectHeard(text + text + text);
		});
	});

	describe("the order to cancel", () => {
		test("ends the line at hand; of the next one only its own audio is heard", async () => {
			deepgram.holdsSpeech = true;
			say("1", "Never to be heard to its end.");
			const speaker = await deepgram.nextSpeaker();
			await speaker.heardText("Flush");
			speaker.release(2);
			while (played.length < 2) await aTurn();
			const before = heard();
			voice.order({ type: "cancel" });
			speaker.isHeld = false;
			say("2", "Next.");
			expect((await voice.fact("line.synthesised")).lineId).toBe("2");
			expect(heard()).toEqual(Buffer.concat([before, spokenAudio("Next.")]));
			expect(ends()).toHaveLength(1);
			expect(speaker.textTypes).toEqual([
				"Speak",
				"Flush",
				wire.stop,
				"Speak",
				"Flush",
			]);
		});

		test("may come before the next line has begun to be heard", async () => {
			deepgram.holdsSpeech = true;
			say("1", "One.");
			const speaker = await deepgram.nextSpeaker();
			await speaker.heardText("Flush");
			for (const lineId of ["2", "3", "4"]) {
				voice.order({ type: "cancel" });
				say(lineId, `Number ${lineId}.`);
			}
			await speaker.until(
				() => speaker.textTypes.filter((type) => type === "Flush").length === 4,
				() => "all texts",
			);
			speaker.release();
			await voice.fact("line.synthesised");
			expectHeard("Number 4.");
			expect(ends()).toHaveLength(1);
		});

		test("is not taken for the end of the next line when the old one's end comes late", async () => {
			deepgram.holdsSpeech = true;
			say("1", "One.");
			const speaker = await deepgram.nextSpeaker();
			await speaker.heardText("Flush");
			voice.order({ type: "cancel" });
			say("2", "Two.");
			speaker.push(wire.strayEnd);
			await speaker.until(
				() => speaker.texts.length === 5,
				() => "all texts",
			);
			speaker.release();
			const { audioMs } = await voice.fact("line.synthesised");
			expect(audioMs).toBe(4 * 50);
		});

		test("that Deepgram never answers keeps no later line from being heard", async () => {
			deepgram.holdsSpeech = true;
			say("1", "One.");
			const speaker = await deepgram.nextSpeaker();
			speaker.isDeafToClear = true;
			await speaker.heardText("Flush");
			voice.order({ type: "cancel" });
			say("2", "Two.");
			await speaker.until(
				() => speaker.texts.length === 5,
				() => "all texts",
			);
			deepgram.holdsSpeech = false;
			vi.advanceTimersByTime(1000);
			await voice.fact("line.synthesised");
			expectHeard("Two.");
			expect(ends()).toHaveLength(1);
		});

		test("while the socket is being dialled leaves nothing to be heard", async () => {
			say("1", "Not this.");
			voice.order({ type: "cancel" });
			say("2", "But this.");
			await voice.fact("line.synthesised");
			expectHeard("But this.");
			expect(deepgram.speakers.length).toBe(1);
		});

		test("after the line was made, or with none at all, does nothing", async () => {
			voice.order({ type: "cancel" });
			say("1", "Done.");
			await voice.fact("line.synthesised");
			voice.order({ type: "cancel" });
			say("2", "Again.");
			await voice.fact("line.synthesised");
			expect(deepgram.speakers[0]?.textTypes).not.toContain(wire.stop);
		});
	});

	describe("a socket", () => {
		test("that closes between two lines is dialled again for the next", async () => {
			say("1", "One.");
			await voice.fact("line.synthesised");
			const speaker = await deepgram.nextSpeaker();
			speaker.close(1011, "NET-0003");
			await speaker.closed();
			say("2", "Two.");
			await voice.fact("line.synthesised");
			expectHeard("One.Two.");
		});

		test("that dies before the line is heard is dialled again, once", async () => {
			deepgram.holdsSpeech = true;
			say("1", "One.");
			const first = await deepgram.nextSpeaker();
			await first.heardText("Flush");
			first.drop();
			const second = await deepgram.nextSpeaker();
			await second.heardText("Flush");
			second.release();
			await voice.fact("line.synthesised");
			expectHeard("One.");
			say("2", "Two.");
			await second.until(
				() => second.spoken.length === 2,
				() => "the second line",
			);
			second.drop();
			(await deepgram.nextSpeaker()).drop();
			expect(await voice.fact("voice.lost")).toMatchObject({
				lineId: "2",
				isFinal: false,
			});
			expect(deepgram.speakers.length).toBe(3);
		});

		test("that dies while a line is heard makes that line fail, and the next one goes well", async () => {
			deepgram.holdsSpeech = true;
			say("1", "A line of some length.");
			const speaker = await deepgram.nextSpeaker();
			await speaker.heardText("Flush");
			speaker.release(1);
			while (played.length === 0) await aTurn();
			speaker.drop();
			expect(await voice.fact("line.failed")).toEqual({
				type: "line.failed",
				lineId: "1",
				audioMs: Math.round(heard().length / 8),
			});
			deepgram.holdsSpeech = false;
			say("2", "Good.");
			await voice.fact("line.synthesised");
		});

		test("on which nothing comes for ten seconds makes the line fail, and is given up", async () => {
			deepgram.holdsSpeech = true;
			say("1", "Anybody?");
			const speaker = await deepgram.nextSpeaker();
			await speaker.heardText("Flush");
			vi.advanceTimersByTime(9_999);
			expect(voice.facts).toEqual([]);
			vi.advanceTimersByTime(1);
			expect(voice.facts).toMatchObject([
				{ type: "voice.lost", isFinal: true },
			]);
			await speaker.closed();
			deepgram.holdsSpeech = false;
			say("2", "Good.");
			await voice.fact("line.synthesised");
		});

		test("that is slow, but never silent for so long, may take its time", async () => {
			deepgram.holdsSpeech = true;
			say("1", "Slowly, slowly.");
			const speaker = await deepgram.nextSpeaker();
			await speaker.heardText("Flush");
			for (const pieces of [1, 2, 3, 4]) {
				speaker.release(1);
				while (played.length < pieces) await aTurn();
				vi.advanceTimersByTime(9000);
			}
			speaker.release();
			await voice.fact("line.synthesised");
		});

		test.each([
			{ status: 400, isFinal: true },
			{ status: 401, isFinal: true },
			{ status: 402, isFinal: true },
			{ status: 403, isFinal: true },
			{ status: 429, isFinal: false },
			{ status: 500, isFinal: false },
			{ status: 503, isFinal: false },
		])(
			"refused with $status is told as lost, for good or not, and the line may be asked for again",
			async ({ status, isFinal }) => {
				deepgram.refuseNext(status, { service: "speak" });
				say("1", "One.");
				expect(await voice.fact("voice.lost")).toEqual({
					type: "voice.lost",
					lineId: "1",
					isFinal,
					chance: 0.25,
				});
				await untilIdle();
				say("1", "One.");
				await voice.fact("line.synthesised");
				expectHeard("One.");
			},
		);

		test("that is never answered is told as lost in time", async () => {
			deepgram.ignoreNext("speak");
			say("1", "One.");
			await deepgram.requested(1);
			vi.advanceTimersByTime(5000);
			expect(await voice.fact("voice.lost")).toMatchObject({ isFinal: false });
		});

		test("of a voice that gives a line up is no more waited for", async () => {
			deepgram.holdsSpeech = true;
			say("1", "One.");
			const speaker = await deepgram.nextSpeaker();
			await speaker.heardText("Flush");
			voice.order({ type: "give.up" });
			await speaker.heardText(wire.stop);
			expect(logged.join("")).toContain("A line was not spoken");
			speaker.isHeld = false;
			speaker.release();
			say("2", "Two.");
			await voice.fact("line.synthesised");
			expectHeard("Two.");
		});

		test("that says what nobody understands goes on speaking", async () => {
			deepgram.holdsSpeech = true;
			say("1", "One.");
			const speaker = await deepgram.nextSpeaker();
			await speaker.heardText("Flush");
			for (const text of [
				"",
				"{",
				"null",
				"[]",
				"7",
				'"Flushed"',
				'{"type":7}',
				'{"type":["Flushed"]}',
				'{"type":"Cleared"}',
				'{"type":"Warning","code":{}}',
				'{"type":"Error","code":null}',
				'{"type":"Else","__proto__":{"type":"Flushed"}}',
				"[".repeat(100_000),
			]) {
				speaker.push(text);
			}
			speaker.release();
			await voice.fact("line.synthesised");
			expectHeard("One.");
		});
	});

	describe("a line whose wording never changes", () => {
		test("is made once for all calls", async () => {
			say("1", "Welcome.", true);
			await voice.fact("line.synthesised");
			const other = call("call-2");
			other.voice.order({
				type: "synthesise",
				lineId: "9",
				text: "Welcome.",
				keep: true,
			});
			expect(other.voice.facts).toEqual([
				{ type: "line.begun", lineId: "9" },
				{ type: "line.synthesised", lineId: "9", audioMs: 8 * 50 },
			]);
			expect(Buffer.concat(other.played)).toEqual(spokenAudio("Welcome."));
			expect(deepgram.speakers.length).toBe(1);
		});

		const welcome = (lineId: string): VoiceOrder => ({
			type: "synthesise",
			lineId,
			text: "Welcome.",
			keep: true,
		});

		/** The socket on which it is made, with the first piece of it made. */
		async function halfMade(): Promise<SpeakerEnd> {
			deepgram.holdsSpeech = true;
			voice.order(welcome("1"));
			const speaker = await deepgram.nextSpeaker();
			await speaker.heardText("Flush");
			speaker.release(1);
			while (played.length === 0) await aTurn();
			return speaker;
		}

		test("is made once for calls that come while it is being made, and heard by each from its beginning as it comes", async () => {
			const speaker = await halfMade();
			const others = ["call-2", "call-3"].map(call);
			for (const { voice: each } of others) each.order(welcome("9"));
			for (const other of others) {
				expect(Buffer.concat(other.played)).toEqual(heard());
				expect(other.voice.factTypes).toEqual(["line.begun"]);
			}
			speaker.release();
			await voice.fact("line.synthesised");
			for (const other of others) {
				expect(await other.voice.fact("line.synthesised")).toEqual({
					type: "line.synthesised",
					lineId: "9",
					audioMs: 8 * 50,
				});
				expect(Buffer.concat(other.played)).toEqual(spokenAudio("Welcome."));
			}
			expect(deepgram.speakers.length).toBe(1);
		});

		test.each(["cancels it", "ends", "fails"])(
			"is made to its end for the others, and kept, when the call that wanted it first %s",
			async (how) => {
				const speaker = await halfMade();
				const other = call("call-2");
				other.voice.order(welcome("9"));
				const before = heard();
				if (how === "cancels it") voice.order({ type: "cancel" });
				if (how === "ends") voice.stop();
				if (how === "fails") {
					const soundPath = soundPaths.get("call-1") as SoundPath;
					soundPath.play = () => {
						throw new Error("No phone here.");
					};
				}
				speaker.release();
				await other.voice.fact("line.synthesised");
				expect(Buffer.concat(other.played)).toEqual(spokenAudio("Welcome."));
				expect(heard()).toEqual(before);
				const third = call("call-3");
				third.voice.order(welcome("9"));
				await third.voice.fact("line.synthesised");
				expect(deepgram.speakers.length).toBe(1);
				await speaker.closed();
				await untilIdle();
			},
		);

		test("that breaks off has failed for each with what each was given, and is made anew for those who come later", async () => {
			const speaker = await halfMade();
			const other = call("call-2");
			other.voice.order(welcome("9"));
			speaker.drop();
			const audioMs = Math.round(heard().length / 8);
			expect(await voice.fact("line.failed")).toMatchObject({ audioMs });
			expect(await other.voice.fact("line.failed")).toMatchObject({ audioMs });
			deepgram.holdsSpeech = false;
			other.voice.order(welcome("10"));
			await other.voice.fact("line.synthesised");
			expect(deepgram.speakers.length).toBe(2);
		});

		test("that is refused is told to all as lost, and who asks again first has it made for all", async () => {
			deepgram.refuseNext(429, { service: "speak" });
			voice.order(welcome("1"));
			const other = call("call-2");
			other.voice.order(welcome("9"));
			await voice.fact("voice.lost");
			await other.voice.fact("voice.lost");
			voice.order(welcome("1"));
			other.voice.order(welcome("9"));
			await voice.fact("line.synthesised");
			await other.voice.fact("line.synthesised");
			expect(deepgram.requests.length).toBe(2);
		});

		test("is said by two hundred calls at once over one socket", async () => {
			const callers = Array.from({ length: 200 }, (_, at) =>
				call(`call-x${at}`),
			);
			for (const { voice: each } of callers) each.order(welcome("9"));
			for (const each of callers) {
				await each.voice.fact("line.synthesised");
				expect(Buffer.concat(each.played)).toEqual(spokenAudio("Welcome."));
			}
			expect(deepgram.requests.length).toBe(1);
		});
	});

	describe("with few sockets for all calls", () => {
		beforeEach(() => {
			logic = voicesOf({ seats: new SpeakSeats(2) });
			deepgram.holdsSpeech = true;
		});

		/** So many calls that each say a line of their own. */
		function callsThatSay(count: number) {
			return Array.from({ length: count }, (_, at) => {
				const each = call(`call-n${at}`);
				const text = `Line number ${at}.`;
				each.voice.order({
					type: "synthesise",
					lineId: "1",
					text,
					keep: false,
				});
				return { ...each, text };
			});
		}

		test("lines wait for their seat, however long, and each is spoken", async () => {
			const callers = callsThatSay(6);
			for (let spoken = 0; spoken < callers.length; spoken += 2) {
				await deepgram.requested(spoken + 2);
				const [first, second] = deepgram.speakers.slice(spoken);
				await first?.heardText("Flush");
				await second?.heardText("Flush");
				// Longer than a line may take.
				vi.advanceTimersByTime(9_000);
				await first?.read();
				expect(deepgram.requests.length).toBe(spoken + 2);
				first?.release();
				second?.release();
				for (const each of callers.slice(spoken, spoken + 2))
					await each.voice.fact("line.synthesised");
			}
			for (const { played: sound, text } of callers)
				expect(Buffer.concat(sound)).toEqual(spokenAudio(text));
		});

		test("a call that is at rest gives its socket up to one that waits, and dials again for its next line", async () => {
			deepgram.holdsSpeech = false;
			const [first, second, third] = callsThatSay(3);
			for (const each of [first, second, third])
				await each?.voice.fact("line.synthesised");
			await deepgram.speakers[0]?.closed();
			first?.voice.order({
				type: "synthesise",
				lineId: "2",
				text: "Again.",
				keep: false,
			});
			await first?.voice.fact("line.synthesised");
			expect(deepgram.requests.length).toBe(4);
		});

		test("a call that ends, or cancels its line, makes room", async () => {
			const [first, second, third, fourth] = callsThatSay(4);
			await deepgram.requested(2);
			first?.voice.stop();
			await deepgram.requested(3);
			second?.voice.order({ type: "cancel" });
			await deepgram.requested(4);
			deepgram.holdsSpeech = false;
			for (const speaker of deepgram.speakers) {
				speaker.isHeld = false;
				speaker.release();
			}
			await third?.voice.fact("line.synthesised");
			await fourth?.voice.fact("line.synthesised");
		});

		test("a line that is cancelled before it has a seat is never dialled for", async () => {
			const [, , third] = callsThatSay(3);
			await deepgram.requested(2);
			third?.voice.order({ type: "cancel" });
			for (const speaker of [
				await deepgram.nextSpeaker(),
				await deepgram.nextSpeaker(),
			])
				speaker.drop();
			await deepgram.requested(4);
			expect(third?.voice.facts).toEqual([]);
		});
	});

	describe("whether the voice of the server's own lines can be reached", () => {
		const health = { troubles: 0, successes: 0 };
		beforeEach(() => {
			health.troubles = 0;
			health.successes = 0;
			logic = voicesOf({
				promptVoice: wire.other,
				health: {
					worked: () => void health.successes++,
					failed: () => void health.troubles++,
				},
			});
			({ voice, played } = call("call-h"));
		});
		const sayAs = (voiceName: string | undefined) =>
			voice.order({
				type: "synthesise",
				lineId: "1",
				text: "One.",
				keep: false,
				...(voiceName !== undefined && { voice: voiceName }),
			});

		test("is known from each dial of that voice that opens, or is refused for good", async () => {
			sayAs(wire.other);
			await voice.fact("line.synthesised");
			expect(health).toEqual({ troubles: 0, successes: 1 });
			(await deepgram.nextSpeaker()).close(1011, "NET-0003");
			await deepgram.speakers[0]?.closed();
			deepgram.refuseNext(402, { service: "speak" });
			sayAs(wire.other);
			await voice.fact("voice.lost");
			expect(health).toEqual({ troubles: 1, successes: 1 });
		});

		test("is not told by a single busy answer, but by a line that is given up", async () => {
			deepgram.refuseNext(503, { service: "speak" });
			sayAs(wire.other);
			await voice.fact("voice.lost");
			expect(health).toEqual({ troubles: 0, successes: 0 });
			voice.order({ type: "give.up" });
			expect(health).toEqual({ troubles: 1, successes: 0 });
		});

		test("is not told by what games ask for", async () => {
			deepgram.refuseNext(400, { service: "speak", times: 2 });
			for (const name of ["no-such-voice", undefined]) {
				sayAs(name);
				await voice.fact("voice.lost");
				voice.order({ type: "give.up" });
			}
			expect(health).toEqual({ troubles: 0, successes: 0 });
		});

		test("is not told by a line that comes to nothing on a socket that opened", async () => {
			deepgram.holdsSpeech = true;
			sayAs(wire.other);
			const speaker = await deepgram.nextSpeaker();
			await speaker.heardText("Flush");
			speaker.close(1008, "DATA-0000");
			(await deepgram.nextSpeaker()).close(1008, "DATA-0000");
			await voice.fact("voice.lost");
			voice.order({ type: "give.up" });
			expect(health.troubles).toBe(0);
		});
	});

	test("an error on the way to the phone ends this voice alone", async () => {
		const other = call("call-2");
		const soundPath = soundPaths.get("call-1") as SoundPath;
		soundPath.play = () => {
			throw new Error("No phone here.");
		};
		say("1", "One.");
		const speaker = await deepgram.nextSpeaker();
		await speaker.closed();
		await untilIdle();
		({ voice, played } = other);
		say("2", "Two.");
		await voice.fact("line.synthesised");
		expectHeard("Two.");
	});

	describe("the end of the call", () => {
		test("closes the socket and leaves no timer, also in the middle of a line", async () => {
			deepgram.holdsSpeech = true;
			say("1", "Never finished.");
			const speaker = await deepgram.nextSpeaker();
			await speaker.heardText("Flush");
			voice.stop();
			await speaker.closed();
			await untilIdle();
			expect(voice.facts).toEqual([]);
		});

		test("while the socket is being dialled leaves no socket and no timer", async () => {
			say("1", "Never begun.");
			voice.stop();
			await untilIdle();
			expect(deepgram.requests).toEqual([]);
		});
	});

	describe("a line in a voice of its own", () => {
		test("is spoken on a socket of that voice, and the next one in the usual voice again", async () => {
			voice.order({
				type: "synthesise",
				lineId: "1",
				text: "One.",
				voice: wire.other,
				keep: true,
			});
			await voice.fact("line.synthesised");
			for (const lineId of ["2", "3"]) {
				say(lineId, "One.", true);
				await voice.fact("line.synthesised");
			}
			expectHeard("One.One.One.");
			expect(deepgram.requests).toEqual([wire.target(wire.other), wire.usual]);
		});
	});

	describe("voices that take turns", () => {
		let lines = 0;
		async function sayIn(name: string | undefined, text = "x"): Promise<void> {
			lines += 1;
			voice.order({
				type: "synthesise",
				lineId: `${lines}`,
				text,
				keep: false,
				...(name !== undefined && { voice: `${wire.family}${name}` }),
			});
			const said = voice.facts.length;
			while (
				!voice.facts.slice(said).some(({ type }) => type === "line.synthesised")
			)
				await aTurn();
		}

		const nameOf = ({ query }: SpeakerEnd) => {
			const model = query.get("model") ?? wire.usualVoice;
			return model === wire.usualVoice
				? "usual"
				: model.slice(wire.family.length);
		};
		const models = () => deepgram.speakers.map(nameOf);
		const open = () =>
			deepgram.speakers
				.filter(({ closedWith }) => closedWith === undefined)
				.map(nameOf);

		test("have a socket each, which is dialled once", async () => {
			for (let turn = 0; turn < 10; turn++)
				for (const name of ["luna", "orion", undefined]) await sayIn(name);
			expect(models()).toEqual(["luna", "orion", "usual"]);
			expectHeard("x".repeat(30));
		});

		test("are heard in order, each to its end", async () => {
			await sayIn("luna", "One.");
			await sayIn("orion", "Two.");
			await sayIn("luna", "Three.");
			expectHeard("One.Two.Three.");
		});

		test("keep seven sockets: that used longest ago is closed for the next", async () => {
			for (const name of ["a", "b", "c", "d", "e", "f", "g"]) await sayIn(name);
			await sayIn("a");
			await sayIn("h");
			while (open().length > 7) await aTurn();
			expect(open()).toEqual(["a", "c", "d", "e", "f", "g", "h"]);
		});

		test("all end with the call", async () => {
			for (const name of ["a", "b"]) await sayIn(name);
			voice.stop();
			for (const speaker of deepgram.speakers) await speaker.closed();
			await untilIdle();
		});

		test("are cancelled on their own sockets", async () => {
			await sayIn("luna", "One.");
			deepgram.holdsSpeech = true;
			voice.order({
				type: "synthesise",
				lineId: "cut",
				text: "Cut.",
				keep: false,
				voice: `${wire.family}orion`,
			});
			await deepgram.nextSpeaker();
			const orion = await deepgram.nextSpeaker();
			await orion.heardText("Flush");
			voice.order({ type: "cancel" });
			await orion.heardText(wire.stop);
			expect(deepgram.speakers[0]?.textTypes).toEqual(["Speak", "Flush"]);
			await sayIn("luna", "Two.");
			expectHeard("One.Two.");
		});
	});

	test("neither the text nor the key is logged", async () => {
		logic = voicesOf({ deepgram: new DeepgramDialler("the-very-key") });
		({ voice, played } = call("call-3"));
		deepgram.refuseNext(401, { service: "speak" });
		say("1", "A secret.");
		await voice.fact("voice.lost");
		expect(logged.join("")).toContain("401");
		expect(logged.join("")).not.toMatch(/secret|the-very-key/);
	});
}
