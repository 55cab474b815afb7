/** Whether a line of the conversation's is being said, and whether it is the last. */
import { conversationSetup } from "./conversation-setup.js";

const goodbye = { guard: "isEnding", target: "goodbye" } as const;

export const mouth = conversationSetup.createStateConfig({
	description: "Whether something is being said.",
	initial: "quiet",
	states: {
		quiet: {
			description: "No line is being said, and none waits.",
			always: [
				goodbye,
				{ guard: "saysSomething", target: "speaking" },
				{ guard: "saysOnlyFiller", target: "filler" },
			],
		},
		filler: {
			description:
				"A short sound of thinking is being said, and nothing else. Its end is awaited, as of any line.",
			always: [
				goodbye,
				{ guard: "saysSomething", target: "speaking" },
				{ guard: "saysNothing", target: "quiet" },
			],
			after: { lineOverdue: { actions: "giveUpLines" } },
		},
		speaking: {
			description:
				"A line is being said, or waits until the flow is told of it.",
			always: [
				goodbye,
				{ guard: "saysOnlyFiller", target: "filler" },
				{ guard: "saysNothing", target: "quiet" },
			],
			on: {
				// XState looks no further than the regions where one of them takes an event, so what it means is noted here, too.
				"line.begun": {
					target: "speaking",
					reenter: true,
					actions: { type: "noteBeginning", params: ({ event }) => event },
				},
				"line.ended": {
					target: "speaking",
					reenter: true,
					actions: { type: "noteEnding", params: ({ event }) => event },
				},
			},
			after: { lineOverdue: { actions: "giveUpLines" } },
			initial: "wellHeard",
			states: {
				wellHeard: {
					description: "Lines are heard, as far as is known.",
					always: { guard: "isFailingOften", target: "failing" },
				},
				failing: {
					description:
						"Line after line comes to nothing. The flow is told of the next in a moment.",
					after: {
						afterFailures: { target: "wellHeard", actions: "forgetFailures" },
					},
				},
			},
		},
		goodbye: {
			description:
				"The flow ends the call. The last lines are heard, within a time that goes by their length, and nothing new is begun.",
			after: {
				goodbye: "#conversation.leaving.hungUp",
			},
		},
	},
});
