import { Unchecked } from "../inbox.js";
import { quietPair, speech } from "../quiet-pair.js";
import { shown } from "../report.js";
import { type Chapter, expect } from "../statement.js";

const longLine =
	"You are standing in an open field west of a white house, with a boarded front door. There is a small mailbox here.";
const isSound = (event: string) => event === "media";
const isClear = (event: string) => event === "clear";

/** What a game has spoken, and what it is told of it. */
export const speaking: Chapter = {
	title: "Speaking",
	statements: [
		{
			says: "a line is spoken, and said tells that it was heard, and for how long",
			check: async (bench) => {
				const { game, call } = await quietPair(bench);
				game.send({ type: "say", id: "line", text: "Hello there." });
				const said = await game.event("said");
				expect(said.id === "line", `its id is ${shown(said.id)}`);
				expect(said.call === call, `its call is ${shown(said.call)}`);
				expect(said.outcome === "heard", `it was ${shown(said.outcome)}`);
				expect(said.heardMs > 0, "heardMs is 0");
			},
		},
		{
			says: "lines are spoken in the order in which they were sent",
			check: async (bench) => {
				const { game } = await quietPair(bench);
				const ids = ["first", "second", "third"];
				for (const id of ids) game.send({ type: "say", id, text: `${id}.` });
				for (const id of ids) {
					const said = await game.event("said");
					expect(said.id === id, `${shown(said.id)} came before ${id}`);
				}
			},
		},
		{
			says: "stop clears what is not yet played and forgets what waits; said tells interrupted",
			check: async (bench) => {
				const { game, caller } = await quietPair(bench);
				caller.beDeaf();
				game.send({ type: "say", id: "one", text: longLine });
				game.send({ type: "say", id: "two", text: longLine });
				await caller.heard.next("sound", isSound);
				game.send({ type: "stop" });
				await caller.heard.next("a clear", isClear);
				for (const id of ["one", "two"]) {
					const { outcome } = await game.event(
						"said",
						(said) => said.id === id,
					);
					expect(outcome !== "heard", `line ${id} was told as heard`);
				}
				caller.hear();
				game.send({ type: "say", id: "three", text: "Go on." });
				const { outcome } = await game.event("said");
				expect(outcome === "heard", `the next line was ${outcome}`);
			},
		},
		{
			says: "a line that the caller interrupts by a key is cleared, and told as interrupted",
			check: async (bench) => {
				const { game, caller } = await quietPair(bench);
				caller.beDeaf();
				game.send({ type: "say", id: "line", text: longLine });
				await caller.heard.next("sound", isSound);
				caller.press("1");
				await caller.heard.next("a clear", isClear);
				const { outcome } = await game.event("said");
				expect(outcome === "interrupted", `it was ${shown(outcome)}`);
			},
		},
		{
			says: "a line that may not be interrupted is spoken to its end",
			check: async (bench) => {
				const { game, caller } = await quietPair(bench);
				caller.beDeaf();
				const text = "Listen to this.";
				game.send({ type: "say", id: "line", text, interruptible: false });
				await caller.heard.next("sound", isSound);
				caller.press("1");
				await game.event("key");
				caller.hear();
				const { outcome } = await game.event("said");
				expect(outcome === "heard", `it was ${shown(outcome)}`);
			},
		},
		{
			says: "a line for one call is heard by that one, a line for all by all",
			check: async (bench) => {
				const game = await bench.join({ callers: 2 });
				const one = await bench.pair(game);
				const two = await bench.pair(game);
				game.send({ type: "say", id: "one", text: "You.", call: one.call });
				game.send({ type: "say", id: "all", text: "Everyone." });
				const outcomes: string[] = [];
				while (outcomes.length < 3) {
					const { id, call } = await game.event("said");
					outcomes.push(`${id} ${call}`);
				}
				const expected = [
					`one ${one.call}`,
					`all ${one.call}`,
					`all ${two.call}`,
				];
				for (const outcome of expected)
					expect(outcomes.includes(outcome), `said told ${shown(outcomes)}`);
			},
		},
		{
			says: "a caller who hangs up ends the line: said comes before left",
			check: async (bench) => {
				const { game, caller } = await quietPair(bench);
				caller.beDeaf();
				game.send({ type: "say", id: "line", text: longLine });
				await caller.heard.next("sound", isSound);
				caller.hangUp();
				await game.event("left");
				const types = game.events.all.map(({ type }) => type);
				expect(
					types.indexOf("said", 1) < types.lastIndexOf("left") &&
						game.events.all.some(
							(each) => each.type === "said" && each.id === "line",
						),
					`there came ${shown(types)}`,
				);
			},
		},
		{
			says: "listen is answered by listening, for each call",
			check: async (bench) => {
				const { game, call } = await quietPair(bench);
				game.send({ type: "listen", keyterms: ["lantern", "mailbox"] });
				const listening = await game.event("listening");
				expect(listening.call === call, `its call is ${shown(listening.call)}`);
			},
		},
		{
			says: "what the caller says is told: a final transcript with its words, then the utterance",
			check: async (bench) => {
				const { game, caller, call } = await quietPair(bench);
				caller.speak(await speech(bench, "open the door and go to the garden"));
				const transcript = await game.event("transcript", ({ final }) => final);
				expect(transcript.call === call, "it has the name of another call");
				expect(transcript.text !== "", "its text is empty");
				expect(transcript.words.length > 0, "it has no words");
				expect(transcript.end > transcript.start, "it ends before it begins");
				const { text } = await game.event("utterance");
				expect(
					text.includes(transcript.text),
					`${shown(text)} does not contain ${shown(transcript.text)}`,
				);
			},
		},
		{
			says: "recognition down and up",
			check: () => {
				throw new Unchecked("no recogniser can be broken from outside");
			},
		},
	],
};
