import type { PlayedTypedGame } from "../played-typed-game.js";
import { quietPair } from "../quiet-pair.js";
import { shown } from "../report.js";
import type { Stage } from "../stage.js";
import { type Chapter, expect, type Statement } from "../statement.js";

const id = "line";
const isSound = (event: string) => event === "media";
/** How long a line stays open when nothing is added to it. */
const openMs = 10_000;
const maxCharacters = 10_000;

/** Lines that are spoken while their text still comes. */
export const streaming: Chapter = {
	title: "Lines that are still being written",
	statements: [
		{
			says: "a line with more is spoken before all of it is there, and has one outcome at its end",
			check: async (bench) => {
				const { game, caller, call } = await quietPair(bench);
				caller.heard.forget();
				say(game, "Once upon a time, ");
				await caller.heard.next("a sound of it", isSound);
				append(game, "there was a king.", false);
				const said = await game.event("said");
				await game.barrier();
				expect(said.id === id, `its id is ${shown(said.id)}`);
				expect(said.call === call, `its call is ${shown(said.call)}`);
				expect(said.outcome === "heard", `it was ${shown(said.outcome)}`);
				const outcomes = saidOf(game, id).length;
				expect(outcomes === 1, `it has ${outcomes} outcomes`);
			},
		},
		{
			says: "its texts are joined as they are, with nothing between them",
			check: async (bench) => {
				const { game } = await quietPair(bench);
				say(game, "Hel");
				for (const token of ["lo,", " wor", "ld"]) append(game, token);
				append(game, ".", false);
				const { heardText } = await game.event("said");
				expect(
					heardText === "Hello, world.",
					`heardText is ${shown(heardText)}`,
				);
			},
		},
		{
			says: "an append of nothing, without more, ends a line",
			check: async (bench) => {
				const { game } = await quietPair(bench);
				say(game, "That is all.");
				append(game, "", false);
				const { outcome, heardText } = await game.event("said");
				expect(outcome === "heard", `it was ${shown(outcome)}`);
				expect(
					heardText === "That is all.",
					`heardText is ${shown(heardText)}`,
				);
			},
		},
		{
			says: "other lines wait for a line that is still being written",
			check: async (bench) => {
				const { game } = await quietPair(bench);
				say(game, "First this, ");
				game.send({ type: "say", id: "other", text: "Then that." });
				append(game, "and this too.", false);
				for (const expected of [id, "other"]) {
					const said = await game.event("said");
					expect(
						said.id === expected,
						`${shown(said.id)} came before ${expected}`,
					);
				}
			},
		},
		{
			says: "an append with a call goes on with the line in that call alone",
			check: async (bench) => {
				const game = await bench.join({ callers: 2 });
				const one = await bench.pair(game);
				const two = await bench.pair(game);
				say(game, "Hello, ");
				game.send({ type: "append", id, text: "you.", call: one.call });
				game.send({ type: "append", id, text: "", call: two.call });
				const heard = new Map<string, string>();
				while (heard.size < 2) {
					const { call, heardText } = await game.event("said");
					heard.set(call, heardText);
				}
				expect(
					heard.get(one.call) === "Hello, you.",
					`the one call has heard ${shown(heard.get(one.call))}`,
				);
				expect(
					heard.get(two.call) === "Hello,",
					`the other has heard ${shown(heard.get(two.call))}`,
				);
			},
		},
		{
			says: "a line to which nothing is added for ten seconds is ended as it stands",
			check: async (bench) => {
				const { game } = await quietPair(bench);
				say(game, "Let me think.");
				const patienceMs = openMs + bench.subject.patienceMs;
				const { outcome, heardText } = await game.event(
					"said",
					undefined,
					patienceMs,
				);
				expect(outcome === "heard", `it was ${shown(outcome)}`);
				expect(
					heardText === "Let me think.",
					`heardText is ${shown(heardText)}`,
				);
				await expectLineOver(game, id);
			},
		},
		{
			says: "beyond 10,000 characters it is ended as it stands, with invalidMessage",
			check: async (bench) => {
				const { game } = await quietPair(bench);
				say(game, "Hello.");
				append(game, " a".repeat(maxCharacters / 2));
				const error = await game.event("error");
				expect(error.code === "invalidMessage", `it was ${shown(error)}`);
				expect(error.id === id, `its id is ${shown(error.id)}`);
				const { outcome, heardText } = await game.event("said");
				expect(outcome === "heard", `it was ${shown(outcome)}`);
				expect(heardText === "Hello.", `heardText is ${shown(heardText)}`);
			},
		},
		{
			says: "an append to a line that was never begun gets lineOver",
			check: async (bench) => {
				const { game } = await quietPair(bench);
				await expectLineOver(game, "never begun");
			},
		},
		{
			says: "an append to a line that was heard gets lineOver",
			check: async (bench) => {
				const { game } = await quietPair(bench);
				say(game, "Good-bye.");
				append(game, "", false);
				await game.event("said");
				await expectLineOver(game, id);
			},
		},
		{
			says: "an append to a line that was interrupted gets lineOver, and is not spoken",
			check: async (bench) => {
				const { game, caller } = await quietPair(bench);
				caller.beDeaf();
				say(game, "Once upon a time, there was a king. ");
				await caller.heard.next("a sound of it", isSound);
				game.send({ type: "stop" });
				const { outcome } = await game.event("said");
				expect(outcome === "interrupted", `it was ${shown(outcome)}`);
				await expectLineOver(game, id);
				caller.hear();
				game.send({ type: "say", id: "next", text: "Go on." });
				const next = await game.event("said");
				expect(next.id === "next", `${shown(next.id)} was told of`);
			},
		},
		refuses("more without an id", { type: "say", text: "Hello.", more: true }),
		refuses("an append without an id", { type: "append", text: "Hello." }),
		refuses("an append that has no text", { type: "append", id }),
	],
};

function say(game: PlayedTypedGame, text: string): void {
	game.send({ type: "say", id, text, more: true });
}

function append(game: PlayedTypedGame, text: string, more = true): void {
	game.send({ type: "append", id, text, ...(more && { more }) });
}

function saidOf(game: PlayedTypedGame, line: string) {
	return game.events.all.filter(
		(event) => event.type === "said" && event.id === line,
	);
}

async function expectLineOver(
	game: PlayedTypedGame,
	line: string,
): Promise<void> {
	game.send({ type: "append", id: line, text: "And more." });
	const error = await game.event("error");
	expect(error.code === "lineOver", `it was ${shown(error)}`);
	expect(error.id === line, `its id is ${shown(error.id)}`);
}

function refuses(what: string, message: object): Statement {
	return {
		says: `${what} gets invalidMessage`,
		check: async (bench: Stage) => {
			const { game } = await quietPair(bench);
			game.send(message);
			const error = await game.event("error");
			expect(error.code === "invalidMessage", `it was ${shown(error)}`);
		},
	};
}
