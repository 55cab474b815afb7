import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import {
	type LatencyStage,
	TurnLatency,
	type TurnTimes,
} from "../../../src/adapters/latency/turn-latency.js";
import { frameMs, silence } from "../../../src/adapters/sound/mulaw.js";
import { propertyRuns } from "../../support/randomness/property-runs.js";

/** So many milliseconds of a sound that nobody can miss. */
const sound = (ms: number) => Buffer.alloc(ms * 8, 0x10);

/** A call with its caller, its game and its phone, on a clock that is moved by hand. */
class TimedCall {
	nowMs = 1_000;
	readonly gaps: number[] = [];
	readonly stages: [LatencyStage, number][] = [];
	readonly turns: TurnTimes[] = [];
	readonly latency = new TurnLatency(() => this.nowMs, {
		gap: (ms) => this.gaps.push(ms),
		stage: (stage, ms) => this.stages.push([stage, ms]),
		turn: (times) => this.turns.push(times),
	});
	#lines = 0;

	/** The caller makes a sound, or none, for so long; returns when. */
	hear(ms: number, isSound = false): number {
		const frame = isSound ? sound(frameMs) : silence(frameMs);
		for (let at = 0; at < ms; at += frameMs) {
			this.nowMs += frameMs;
			this.latency.hear(frame);
		}
		return this.nowMs;
	}

	speak(ms = 400): number {
		const at = this.hear(ms, true);
		this.latency.wordsTold();
		return at;
	}

	/** The caller speaks, falls silent, and the turn ends. */
	takeTurn(silentMs = 300): void {
		this.speak();
		this.hear(silentMs);
		this.latency.turnEndTold();
	}

	/** The game wants a line, which the phone has after so long. */
	answer(madeMs = 200, audio = sound(1_000)): string {
		const askedAtMs = this.ask();
		this.hear(madeMs);
		return this.playLine(audio, askedAtMs);
	}

	ask(): number {
		this.latency.textCame();
		return this.nowMs;
	}

	playLine(audio: Buffer, askedAtMs: number | undefined): string {
		this.#lines += 1;
		const lineId = `line-${this.#lines}`;
		this.latency.lineGoesOut({ lineId, askedAtMs });
		this.latency.soundSent(audio);
		this.latency.markSent(lineId);
		return lineId;
	}

	get stagesMs() {
		return Object.fromEntries(this.stages);
	}
}

let call: TimedCall;

beforeEach(() => {
	call = new TimedCall();
});

test("a turn and its answer: each stage, and the gap", () => {
	call.takeTurn(300);
	call.hear(120);
	const line = call.answer(200);
	call.hear(1_040);
	call.latency.markCame(line);
	const stagesMs = {
		end_of_speech_to_turn_ended: 300,
		turn_ended_to_first_text: 120,
		first_text_to_first_sound: 200,
		sound_to_mark: 1_040,
	};
	expect(call.stagesMs).toEqual(stagesMs);
	expect(call.gaps).toEqual([620]);
	expect(call.turns).toEqual([{ gapMs: 620, stagesMs }]);
});

test("a turn that nobody answers has its first stage only", () => {
	call.takeTurn();
	call.hear(10_000);
	call.latency.end();
	expect(call.stages).toEqual([["end_of_speech_to_turn_ended", 300]]);
	expect(call.gaps).toEqual([]);
});

test("the second of several lines counts no more", () => {
	call.takeTurn();
	const [first, second] = [call.answer(), call.answer()];
	call.hear(2_000);
	call.latency.markCame(first);
	call.latency.markCame(second);
	expect(call.stages).toHaveLength(4);
	expect(call.gaps).toEqual([500]);
});

test("an answer behind a line that is still playing is heard after it", () => {
	const asked = call.ask();
	call.playLine(sound(2_000), asked);
	call.takeTurn(300);
	expect(call.gaps).toEqual([]);
	call.hear(100);
	call.answer(200);
	call.hear(1_000);
	call.latency.markCame("line-1");
	expect(call.stagesMs.sound_to_mark).toBeUndefined();
	call.hear(1_000);
	expect(call.stagesMs.first_text_to_first_sound).toBe(200);
	// 2,000 ms of the line before, of which the caller spoke through 400.
	expect(call.gaps).toEqual([1_600]);
});

test("what is left of a line that was asked for before the turn is no answer", () => {
	const asked = call.ask();
	call.playLine(sound(100), asked);
	call.takeTurn();
	call.playLine(sound(1_000), asked);
	call.hear(1_000);
	expect(call.gaps).toEqual([]);
	expect(call.stages).toHaveLength(1);
});

test("a prompt is no answer", () => {
	call.takeTurn();
	call.playLine(sound(1_000), undefined);
	call.hear(1_000);
	expect(call.gaps).toEqual([]);
});

test("silence at the beginning of a line is not yet its sound", () => {
	call.takeTurn(300);
	call.answer(200, Buffer.concat([silence(150), sound(500)]));
	call.hear(1_000);
	expect(call.gaps).toEqual([650]);
});

test("a line that is stopped before it is heard has not answered, and the next one has", () => {
	const asked = call.ask();
	call.playLine(sound(3_000), asked);
	call.takeTurn(300);
	const first = call.answer(200);
	call.latency.soundDropped();
	call.latency.markCame(first);
	call.hear(100);
	call.answer(100);
	call.hear(500);
	expect(call.gaps).toEqual([700]);
	expect(call.stages.map(([stage]) => stage)).not.toContain("sound_to_mark");
	expect(call.stages).toHaveLength(3);
});

test("a caller who speaks over the answer begins another gap", () => {
	call.takeTurn(300);
	const first = call.answer(200);
	call.hear(200);
	call.hear(40, true);
	call.latency.soundDropped();
	call.latency.markCame(first);
	call.takeTurn(400);
	call.answer(100);
	call.hear(500);
	expect(call.gaps).toEqual([500, 500]);
	expect(call.turns).toHaveLength(2);
});

test("a game that answers before the turn has ended leaves no stage out of which one is negative", () => {
	call.speak();
	call.hear(200);
	call.answer(100);
	call.hear(100);
	call.latency.turnEndTold();
	call.hear(1_000);
	expect(call.gaps).toEqual([300]);
	expect(call.stages).toEqual([["end_of_speech_to_turn_ended", 400]]);
});

test("a line that begins while the caller is speaking leaves no gap", () => {
	call.speak();
	const asked = call.ask();
	call.speak();
	call.playLine(sound(1_000), asked);
	call.hear(1_000);
	expect(call.gaps).toEqual([]);
});

test("what a game says after half a minute answers nothing", () => {
	call.takeTurn();
	call.hear(31_000);
	call.answer();
	call.hear(1_000);
	expect(call.gaps).toEqual([]);
	expect(call.stages).toHaveLength(1);
});

test("a cough makes no turn, and a click is no sound", () => {
	call.hear(60, true);
	call.answer();
	call.hear(1_000);
	expect([call.stages, call.gaps]).toEqual([[], []]);
	call.takeTurn(300);
	call.hear(100);
	call.hear(frameMs, true);
	call.hear(100);
	call.answer(0);
	call.hear(1_000);
	expect(call.gaps).toEqual([520]);
});

test("where the caller's sound was not found, only what begins after it is measured", () => {
	call.latency.wordsTold();
	call.hear(200);
	call.latency.turnEndTold();
	call.answer(100);
	call.hear(500);
	expect(call.stages.map(([stage]) => stage)).toEqual([
		"turn_ended_to_first_text",
		"first_text_to_first_sound",
	]);
	expect(call.gaps).toEqual([]);
	// The sound of the turn before is not that of this one.
	call.takeTurn();
	call.latency.wordsTold();
	call.latency.turnEndTold();
	const ends = call.stages.filter(
		([stage]) => stage === "end_of_speech_to_turn_ended",
	);
	expect(ends).toEqual([["end_of_speech_to_turn_ended", 300]]);
});

test("a phone that plays faster than the clock has played what its mark says", () => {
	const asked = call.ask();
	const line = call.playLine(sound(5_000), asked);
	call.latency.markCame(line);
	call.takeTurn(300);
	call.answer(200);
	call.hear(100);
	expect(call.gaps).toEqual([500]);
});

test("a mark says nothing of the sound that was sent after it", () => {
	const asked = call.ask();
	const line = call.playLine(sound(100), asked);
	call.latency.lineGoesOut({ lineId: "line-2", askedAtMs: asked });
	call.latency.soundSent(sound(2_000));
	call.latency.markCame(line);
	call.takeTurn(300);
	call.answer(200);
	call.hear(2_000);
	expect(call.gaps).toEqual([1_700]);
});

test("an answer that is not heard before the caller goes on answers nothing", () => {
	const asked = call.ask();
	call.playLine(sound(2_000), asked);
	call.takeTurn(300);
	call.answer(100);
	call.takeTurn(200);
	call.hear(2_000);
	expect(call.gaps).toEqual([]);
});

test("what was asked for before the turn had ended is heard as its answer, and is no stage of it", () => {
	call.speak();
	const early = call.ask();
	call.hear(200);
	call.latency.turnEndTold();
	const asked = call.ask();
	call.hear(100);
	call.playLine(sound(100), early);
	call.hear(100);
	expect(call.stagesMs.first_text_to_first_sound).toBeUndefined();
	call.playLine(sound(100), asked);
	expect(call.gaps).toEqual([300]);
	expect(call.stagesMs.first_text_to_first_sound).toBe(200);
});

describe("of any conversation", () => {
	/** A turn, and how long each party takes for what. */
	const exchange = fc.record({
		spokenMs: fc.integer({ min: 3, max: 50 }).map((frames) => frames * frameMs),
		endMs: fc.integer({ min: 3, max: 60 }).map((frames) => frames * frameMs),
		textMs: fc.integer({ min: 0, max: 60 }).map((frames) => frames * frameMs),
		madeMs: fc.integer({ min: 0, max: 40 }).map((frames) => frames * frameMs),
		leadMs: fc.integer({ min: 0, max: 20 }).map((pieces) => pieces * 10),
		lineMs: fc.integer({ min: 6, max: 60 }).map((frames) => frames * frameMs),
		furtherLines: fc.nat(2),
		/** What becomes of the answer. */
		fate: fc.constantFrom("heard", "interrupted", "never said", "never made"),
		noiseMs: fc.constantFrom(0, 60),
		hasPrompt: fc.boolean(),
	});

	type Exchange =
		typeof exchange extends fc.Arbitrary<infer Value> ? Value : never;

	function perform({
		spokenMs,
		endMs,
		textMs,
		madeMs,
		leadMs,
		lineMs,
		furtherLines,
		fate,
		noiseMs,
		hasPrompt,
	}: Exchange): void {
		call.hear(100);
		call.hear(noiseMs, true);
		call.hear(200);
		call.speak(spokenMs);
		call.hear(endMs);
		call.latency.turnEndTold();
		call.hear(textMs);
		if (fate === "never said") return;
		const asked = call.ask();
		for (let more = 0; more < furtherLines; more++) call.ask();
		if (fate === "never made") return;
		call.hear(madeMs);
		const audio = Buffer.concat([silence(leadMs), sound(lineMs)]);
		const line = call.playLine(audio, asked);
		const later = Array.from({ length: furtherLines }, () =>
			call.playLine(sound(100), asked),
		);
		if (fate === "interrupted") {
			// Not before it is heard, and not after its end.
			call.hear(leadMs + frameMs);
			call.latency.soundDropped();
			for (const each of [line, ...later]) call.latency.markCame(each);
			return;
		}
		call.hear(leadMs + lineMs);
		call.latency.markCame(line);
		call.hear(furtherLines * 100);
		for (const each of later) call.latency.markCame(each);
		if (hasPrompt) call.playLine(sound(100), undefined);
		call.hear(100);
	}

	/** What is measured of it, from how long everybody took. */
	function expected({
		endMs,
		textMs,
		madeMs,
		leadMs,
		lineMs,
		fate,
	}: Exchange): TurnTimes {
		const isSaid = fate !== "never said";
		const isMade = isSaid && fate !== "never made";
		const stagesMs = {
			end_of_speech_to_turn_ended: endMs,
			...(isSaid && { turn_ended_to_first_text: textMs }),
			...(isMade && { first_text_to_first_sound: madeMs }),
			// Frames are whole, so the sound may have gone out within one.
			...(fate === "heard" && { sound_to_mark: whole(leadMs + lineMs) }),
		};
		return {
			stagesMs,
			...(isMade && { gapMs: endMs + textMs + madeMs + leadMs }),
		};
	}

	const whole = (ms: number) => Math.ceil(ms / frameMs) * frameMs;

	test("each turn has the stages that it came to, each once, and at most one gap", () => {
		fc.assert(
			fc.property(fc.array(exchange, { maxLength: 8 }), (exchanges) => {
				call = new TimedCall();
				for (const each of exchanges) perform(each);
				call.latency.end();
				const turns = exchanges.map(expected);
				expect(call.turns).toEqual(turns);
				expect(call.gaps).toEqual(
					turns.flatMap(({ gapMs }) => (gapMs === undefined ? [] : [gapMs])),
				);
				expect(call.stages).toEqual(
					turns.flatMap(({ stagesMs }) => Object.entries(stagesMs)),
				);
			}),
			propertyRuns(300),
		);
	});

	test("whatever happens in whatever order, no time is negative and nothing is told twice", () => {
		const step = fc.constantFrom(
			() => void call.hear(100),
			() => void call.hear(100, true),
			() => call.latency.wordsTold(),
			() => call.latency.turnEndTold(),
			() => void call.ask(),
			() => void call.playLine(sound(300), call.nowMs),
			() => void call.playLine(sound(300), call.nowMs - 1_000),
			() => void call.playLine(silence(300), call.nowMs),
			() => void call.playLine(sound(300), undefined),
			() => call.latency.soundDropped(),
			() => call.latency.markCame("line-1"),
			() => call.latency.markCame("line-2"),
		);
		fc.assert(
			fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
				call = new TimedCall();
				for (const each of steps) each();
				call.latency.end();
				const told = call.turns.flatMap(({ stagesMs }) =>
					Object.entries(stagesMs),
				);
				expect(told).toHaveLength(call.stages.length);
				expect(
					call.turns.filter(({ gapMs }) => gapMs !== undefined),
				).toHaveLength(call.gaps.length);
				const all = [...call.gaps, ...call.stages.map(([, ms]) => ms)];
				expect(all.filter((ms) => !(ms >= 0))).toEqual([]);
			}),
			propertyRuns(500),
		);
	});
});
