/** How long both sides have been quiet. */
import { and, not, stateIn } from "xstate";
import { conversationSetup } from "./conversation-setup.js";

const isAllQuiet = and([
	stateIn({ talking: { ear: "quiet" } }),
	stateIn({ talking: { keys: "none" } }),
	stateIn({ talking: { mouth: "quiet" } }),
	stateIn({ talking: { mind: "idle" } }),
	"owesNoAnswer",
	"saysNothing",
	not("hasUntold"),
]);

export const patience = conversationSetup.createStateConfig({
	description: "Whether the caller's silence is counted.",
	initial: "off",
	states: {
		off: {
			description: "Somebody speaks, or thinks of what to say.",
			always: { guard: isAllQuiet, target: "running" },
		},
		running: {
			description: "Nobody says anything, and nothing is under way.",
			always: { guard: not(isAllQuiet), target: "off" },
			on: { "speech.started": { target: "running", reenter: true } },
			after: { patience: { target: "off", actions: "tellSilence" } },
		},
	},
});
