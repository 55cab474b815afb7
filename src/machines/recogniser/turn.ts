/**
 * The turn of the caller. Words begin it; what ends it is told by the ear (the end of speech, a gap after the last word, Flux),
 * or is a pause.
 *
 *   quiet ──words──▶ speaking (talking ⇄ pausing, perhapsDone) ──its end──▶ quiet
 */
import { recogniserSetup } from "./recogniser-setup.js";

const passOn = { actions: "passFactOn" } as const;

const someWords = {
	guard: "hasWords",
	actions: ["noteLastWord", "passFactOn"],
} as const;

const endOfTurn = {
	target: "#recogniser.working.turn.quiet",
	actions: ["passFactOn", "tellTurnEnded"],
} as const;

const speaking = recogniserSetup.createStateConfig({
	description: "The caller has begun to say something.",
	on: {
		"speech.heard": [{ ...endOfTurn, guard: "endsSpeech" }, someWords, passOn],
		"utterance.ended": [
			{ ...endOfTurn, guard: "isAfterLastWord" },
			// Gaps are found in interim results, and told late: words have come since.
			{ actions: "passOnAsNote" },
		],
		"turn.eager": { target: ".perhapsDone", actions: "passFactOn" },
		"turn.resumed": { target: ".talking", actions: "passFactOn" },
	},
	initial: "talking",
	states: {
		talking: {
			description: "There were words not long ago.",
			after: { turnPause: "pausing" },
		},
		pausing: {
			description: "There were no words for a while.",
			after: {
				turnPause: [
					{ guard: "isDown", target: "talking" },
					{
						target: "#recogniser.working.turn.quiet",
						actions: "tellTurnEnded",
					},
				],
			},
			on: {
				"speech.heard": [
					{ ...endOfTurn, guard: "endsSpeech" },
					{ ...someWords, target: "talking" },
					passOn,
				],
			},
		},
		perhapsDone: {
			description:
				"What the caller was saying has probably ended: an answer may be prepared.",
			after: { turnPause: "pausing" },
		},
	},
});

/** The region of a recogniser that follows the caller's turns. */
export const turn = recogniserSetup.createStateConfig({
	description:
		"Whether the caller is saying something. What is heard passes through here.",
	on: { "speech.started": passOn, "recogniser.noted": passOn },
	initial: "quiet",
	states: {
		quiet: {
			description: "The caller says nothing.",
			on: {
				"speech.heard": [
					{ guard: "isWholeTurn", actions: ["passFactOn", "tellTurnEnded"] },
					{ ...someWords, target: "speaking" },
					passOn,
				],
				"utterance.ended": passOn,
			},
		},
		speaking,
	},
});
