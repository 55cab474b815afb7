import { beforeEach, expect, test } from "vitest";
import { ToldAndSaid } from "../../../src/adapters/games/told-and-said.js";
import { CallLatencies } from "../../../src/adapters/latency/call-latencies.js";
import type { GameSocketFact } from "../../../src/machines/events.js";
import { heard } from "../../support/codes/spoken.js";

let nowMs: number;
/** How long it took from the end of a turn to the first text. */
let toText: number[];
let latencies: CallLatencies;
let game: ToldAndSaid;

beforeEach(() => {
	nowMs = 0;
	toText = [];
	latencies = new CallLatencies(() => nowMs, {
		gap: () => {},
		stage: (stage, ms) => {
			if (stage === "turn_ended_to_first_text") toText.push(ms);
		},
		turn: () => {},
	});
	game = new ToldAndSaid(latencies);
});

function join(callId: string, which = game): void {
	which.told({ type: "call.joined", callId, callers: 1 }, true);
}

function endTurn(callId: string, isThere = true, text = "open"): void {
	const words = heard(text);
	game.told({ type: "caller.heard", callId, heard: words }, isThere);
	const ended = { type: "turn.ended", verbatim: undefined } as const;
	game.told({ type: "caller.heard", callId, heard: ended }, isThere);
}

const say = (text: string, callId?: string): GameSocketFact => ({
	type: "say",
	text,
	interruptible: "pause",
	...(callId !== undefined && { callId }),
});

test("the first text after a turn is taken, and no other", () => {
	join("one");
	game.said(say("Before."));
	endTurn("one");
	nowMs = 70;
	game.said(say("After."));
	game.said(say("And more."));
	expect(toText).toEqual([70]);
});

test("a text without a call is for all of them, one with a call for that one", () => {
	for (const callId of ["one", "two"]) {
		join(callId);
		endTurn(callId);
	}
	nowMs = 10;
	game.said(say("You.", "two"));
	expect(toText).toEqual([10]);
	nowMs = 20;
	game.said(say("All."));
	expect(toText).toEqual([10, 20]);
});

test("another game's call is not answered, nor is any by blanks or by what is no text", () => {
	const other = new ToldAndSaid(latencies);
	join("one");
	join("two", other);
	endTurn("one");
	other.said(say("You.", "one"));
	game.said(say(" \n"));
	game.said({ type: "stop.speaking" });
	expect(toText).toEqual([]);
});

test("a result without words begins no turn, and what a game that is away was not told counts no more", () => {
	join("one");
	endTurn("one", true, "");
	endTurn("one", false);
	game.said(say("Hello."));
	expect(toText).toEqual([]);
});

test("nothing is kept of a call that has left, or of any once the game is over", () => {
	for (const callId of ["one", "two", "three"]) join(callId);
	expect(latencies.size).toBe(3);
	const reason = "caller hung up";
	game.told({ type: "call.left", callId: "two", reason }, true);
	expect(latencies.size).toBe(2);
	game.end();
	expect(latencies.size).toBe(0);
});
