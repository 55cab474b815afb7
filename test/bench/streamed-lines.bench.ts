/** How soon an answer is heard that a game sends word by word: from its first clause to the first sound at the phone. */
import { afterAll, expect, test } from "vitest";
import {
	type Bar,
	barsTable,
	holds,
	round,
	table,
	writeSection,
} from "../support/bench/results-page.js";
import { stream, tokensOf } from "../support/games/token-stream.js";
import { TypedGame } from "../support/games/typed-game.js";
import { Delays } from "../support/load/delays.js";
import { InProcessServer } from "../support/server/in-process-server.js";

const samples = 30;
/** The first ones compile what they run through. */
const warmUps = 3;
const tokensPerSecond = 30;
/** How long the stand-in for Deepgram's voice takes to make a piece. */
const makingMs = 100;

const firstClause = "You stand in a cave,";
const tokens = tokensOf(
	`${firstClause} and it is dark. Far away there is a small light, which flickers now and then. ` +
		"Something is moving in the water beside you! It may be a fish, or it may be something else. " +
		"You hear a voice: who are you, and what do you want in the deep halls of the mountain king?",
).slice(0, 60);

const delays = new Delays();
const pieces: number[] = [];

test("answers of 60 tokens at 30 a second", { timeout: 300_000 }, async () => {
	expect(tokens).toHaveLength(60);
	const whole = await InProcessServer.start({
		MAX_SPEAK_SOCKETS: "100",
		NEW_CODES_PER_ADDRESS: "1000",
	});
	for (let at = 0; at < warmUps + samples; at++) {
		const { delayMs, flushes } = await answer(whole);
		if (at < warmUps) continue;
		delays.add(delayMs);
		pieces.push(flushes);
	}
	await whole.close();
});

/** One call with a game of its own, which answers once. */
async function answer(whole: InProcessServer) {
	const game = await TypedGame.join(whole.socketUrl("/game"));
	const { caller } = await whole.ring();
	caller.press(`${game.welcome.code}#`);
	await game.event("paired");
	await caller.mark();
	caller.playAll();
	let clauseAtMs = Number.NaN;
	let heardAtMs = Number.NaN;
	const before = caller.audio.length;
	game.send({ type: "say", text: "Now." });
	await caller.mark();
	caller.playAll();
	const speaker = whole.deepgram.speakers.at(-1);
	if (!speaker) throw new Error("Nobody has dialled the voice.");
	speaker.makingMs = makingMs;
	const flushesBefore = flushesOf(speaker.textTypes);
	const heard = caller
		.heardAudio(Math.max(before, caller.audio.length) + 1)
		.then(() => {
			heardAtMs = performance.now();
		});
	await stream(game, "answer", tokens, {
		perSecond: tokensPerSecond,
		onToken: (text) => {
			if (Number.isNaN(clauseAtMs) && text.includes(firstClause))
				clauseAtMs = performance.now();
		},
	});
	await heard;
	await caller.mark();
	caller.playAll();
	const { outcome } = await said(game, "answer");
	expect(outcome).toBe("heard");
	caller.hangUp();
	game.client.leave();
	return {
		delayMs: heardAtMs - clauseAtMs,
		flushes: flushesOf(speaker.textTypes) - flushesBefore,
	};
}

async function said(game: TypedGame, line: string) {
	for (;;) {
		const event = await game.event("said");
		if (event.id === line) return event;
	}
}

function flushesOf(types: readonly string[]): number {
	return types.filter((type) => type === "Flush").length;
}

test("every bar holds", () => {
	expect(bars().filter((bar) => !holds(bar))).toEqual([]);
});

afterAll(() => {
	const text = [
		`An answer of ${tokens.length} tokens (${tokens.join("").length} characters) that a game sends at ${tokensPerSecond} a second, each token in an \`append\`. From the moment in which the token that ends its first clause is sent until the first sound is at the phone, over real sockets, with everybody in one process; Deepgram's stand-in takes ${makingMs} ms to make a piece, and that is part of it. ${samples} calls, one after the other, in ms.`,
		barsTable(bars()),
		table(
			["", "p50", "p90", "longest"],
			[
				[
					"first clause to first sound",
					...[50, 90, 100].map((percent) => round(delays.percentile(percent))),
				],
			],
		),
	];
	writeSection("Streamed answers: how soon they are heard", text);
	process.stdout.write(`\n${text.join("\n\n")}\n`);
});

function bars(): readonly Bar[] {
	return [
		{
			what: "the longest from the first clause to the first sound, in ms",
			value: delays.count === samples ? delays.percentile(100) : Number.NaN,
			atMost: 150,
		},
		{
			what: "the most pieces (flushes) of one answer",
			value: Math.max(...pieces),
			atMost: 6,
		},
	];
}
