import { quietPair } from "../quiet-pair.js";
import { shown } from "../report.js";
import { type Chapter, expect } from "../statement.js";

const longLine =
	"The lighthouse has been dark for three nights, and the keeper is gone. Nobody in the village knows where he went.";
const isSound = (event: string) => event === "media";

/** Which words of a line its caller has heard. That they are its beginning, cut at a word, is seen to in every `said`. */
export const heardWords: Chapter = {
	title: "What was heard",
	statements: [
		{
			says: "of a line that was heard it is the whole text",
			check: async (bench) => {
				const { game } = await quietPair(bench);
				const text = "Hello there, and welcome. ";
				game.send({ type: "say", id: "line", text });
				const { heardText } = await game.event("said");
				expect(
					heardText === text.trimEnd(),
					`heardText is ${shown(heardText)}`,
				);
			},
		},
		{
			says: "of a long line, made in several pieces, it is the whole text too",
			check: async (bench) => {
				const { game } = await quietPair(bench);
				const text = `${longLine} ${longLine} ${longLine}`;
				game.send({ type: "say", id: "line", text });
				const { outcome, heardText } = await game.event("said");
				expect(outcome === "heard", `it was ${shown(outcome)}`);
				expect(heardText === text, `heardText is ${shown(heardText)}`);
			},
		},
		{
			says: "of a line that was stopped before its end it is not the whole",
			check: async (bench) => {
				const { game, caller } = await quietPair(bench);
				caller.beDeaf();
				game.send({ type: "say", id: "line", text: longLine });
				await caller.heard.next("a sound of it", isSound);
				game.send({ type: "stop" });
				const { heardText } = await game.event("said");
				expect(
					heardText.length < longLine.length,
					"it is told as heard to its end",
				);
			},
		},
		{
			says: "of a line that was still waiting it is empty",
			check: async (bench) => {
				const { game, caller } = await quietPair(bench);
				caller.beDeaf();
				game.send({ type: "say", id: "line", text: longLine });
				game.send({ type: "say", id: "waiting", text: longLine });
				await caller.heard.next("a sound of it", isSound);
				game.send({ type: "stop" });
				const { heardText } = await game.event(
					"said",
					({ id }) => id === "waiting",
				);
				expect(heardText === "", `heardText is ${shown(heardText)}`);
			},
		},
	],
};
