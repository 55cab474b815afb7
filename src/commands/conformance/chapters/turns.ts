import { type QuietPair, quietPair, speech } from "../quiet-pair.js";
import { shown } from "../report.js";
import type { Stage } from "../stage.js";
import { type Chapter, expect } from "../statement.js";

/** Whose turn it is. That turns rise by one, and end, and what `eager` promises, is seen to in every `turn`. */
export const turns: Chapter = {
	title: "Turns",
	statements: [
		{
			says: "what a caller says is a turn, which starts, and ends with what was said",
			check: async (bench) => {
				const pair = await quietPair(bench);
				const { turn, call, text } = await turnOf(bench, pair, "open the door");
				const started = await pair.game.event(
					"turn",
					({ state }) => state === "started",
				);
				expect(started.turn === 1, `turn ${started.turn} has started first`);
				expect(turn === 1, `turn ${turn} has ended first`);
				expect(call === pair.call, `its call is ${shown(call)}`);
				expect(text !== undefined && text !== "", "it ends without a text");
			},
		},
		{
			says: "the next turn has the next number",
			check: async (bench) => {
				const pair = await quietPair(bench);
				await turnOf(bench, pair, "open the door");
				const { turn } = await turnOf(bench, pair, "go to the garden");
				expect(turn === 2, `it is turn ${turn}`);
			},
		},
		{
			says: "a turn has ended before its call leaves",
			check: async (bench) => {
				const { game, caller } = await quietPair(bench);
				caller.speak(await speech(bench, "open the door"));
				await game.event("turn", ({ state }) => state === "started");
				caller.hangUp();
				await game.event("left");
				const last = game.events.all.findLast(({ type }) => type === "turn");
				expect(
					last?.type === "turn" && last.state === "ended",
					`the last that was told of it is ${shown(last)}`,
				);
			},
		},
		{
			says: "an answer to the newest turn is heard",
			check: async (bench) => {
				const pair = await quietPair(bench);
				const { turn } = await turnOf(bench, pair, "open the door");
				pair.game.send({ type: "say", id: "answer", text: "It opens.", turn });
				const { outcome } = await pair.game.event("said");
				expect(outcome === "heard", `it was ${shown(outcome)}`);
			},
		},
		{
			says: "an answer to a turn before the newest is stale, and nothing of it is heard",
			check: async (bench) => {
				const pair = await quietPair(bench);
				const { game } = pair;
				const { turn } = await turnOf(bench, pair, "open the door");
				await turnOf(bench, pair, "go to the garden");
				const before = soundsTo(pair);
				game.send({ type: "say", id: "late", text: "It opens.", turn });
				const { outcome, heardMs } = await game.event("said");
				expect(outcome === "stale", `it was ${shown(outcome)}`);
				expect(heardMs === 0, `heardMs is ${heardMs}`);
				await game.barrier();
				expect(soundsTo(pair) === before, "a sound of it was played");
				game.send({ type: "say", id: "next", text: "You are outside." });
				const next = await game.event("said");
				expect(next.outcome === "heard", `the next was ${shown(next)}`);
			},
		},
		{
			says: "a turn that is no whole number from 1 on gets invalidMessage",
			check: async (bench) => {
				const { game } = await quietPair(bench);
				for (const turn of [0, 1.5, "1"]) {
					game.send({ type: "say", id: "line", text: "Hello.", turn });
					const error = await game.event("error");
					expect(error.code === "invalidMessage", `it was ${shown(error)}`);
				}
			},
		},
	],
};

/** The end of the turn in which the caller says this. */
async function turnOf(bench: Stage, { game, caller }: QuietPair, text: string) {
	caller.speak(await speech(bench, text));
	return game.event("turn", ({ state }) => state === "ended");
}

function soundsTo({ caller }: QuietPair): number {
	return caller.heard.all.filter((event) => event === "media").length;
}
