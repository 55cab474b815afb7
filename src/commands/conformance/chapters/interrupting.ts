import { Unchecked } from "../inbox.js";
import { quietPair, speech } from "../quiet-pair.js";
import { shown } from "../report.js";
import type { Stage } from "../stage.js";
import { type Chapter, expect, type Statement } from "../statement.js";

const longLine =
	"The lighthouse has been dark for three nights, and the keeper is gone. Nobody in the village knows where he went.";
const words = "stop there and open the door";
const isSound = (event: string) => event === "media";
const isClear = (event: string) => event === "clear";

/** What of the caller stops a line. */
export const interrupting: Chapter = {
	title: "What stops a line",
	statements: [
		wordsStop("that says nothing of it", undefined),
		wordsStop("that is interruptible", true),
		wordsStop('that is interruptible by "words"', "words"),
		wordsStop('that is interruptible by "sound"', "sound"),
		{
			says: "words do not stop a line that is not interruptible",
			check: async (bench) => {
				const { game, caller } = await quietPair(bench);
				caller.beDeaf();
				const interruptible = false;
				game.send({ type: "say", id: "line", text: longLine, interruptible });
				await caller.heard.next("a sound of it", isSound);
				caller.speak(await speech(bench, words));
				await game.event("utterance");
				caller.hear();
				const { outcome } = await game.event("said");
				expect(outcome === "heard", `it was ${shown(outcome)}`);
			},
		},
		{
			says: "after words that stopped a line the next one is heard",
			check: async (bench) => {
				const { game, caller } = await quietPair(bench);
				caller.beDeaf();
				game.send({ type: "say", id: "line", text: longLine });
				await caller.heard.next("a sound of it", isSound);
				caller.speak(await speech(bench, words));
				await game.event("said");
				await game.event("utterance");
				caller.hear();
				game.send({ type: "say", id: "next", text: "Very well." });
				const { outcome } = await game.event("said");
				expect(outcome === "heard", `it was ${shown(outcome)}`);
			},
		},
		{
			says: "what is neither true, false, words nor sound gets invalidMessage",
			check: async (bench) => {
				const { game } = await quietPair(bench);
				const interruptible = "cough";
				game.send({ type: "say", id: "line", text: "Hello.", interruptible });
				const error = await game.event("error");
				expect(error.code === "invalidMessage", `it was ${shown(error)}`);
				expect(error.id === "line", `its id is ${shown(error.id)}`);
			},
		},
		{
			says: "a sound without words lets a line pause, and it goes on where it was",
			check: () => {
				throw new Unchecked(
					"no sound is surely without words for every recogniser",
				);
			},
		},
	],
};

function wordsStop(which: string, interruptible: unknown): Statement {
	return {
		says: `words stop a line ${which}`,
		check: async (bench: Stage) => {
			const { game, caller } = await quietPair(bench);
			caller.beDeaf();
			game.send({ type: "say", id: "line", text: longLine, interruptible });
			await caller.heard.next("a sound of it", isSound);
			caller.speak(await speech(bench, words));
			await caller.heard.next("a clear", isClear);
			const { outcome } = await game.event("said");
			expect(outcome === "interrupted", `it was ${shown(outcome)}`);
		},
	};
}
