import type {
	AdapterLogic,
	CallAdapterInput,
} from "../../machines/adapter-contract.js";
import type {
	MindFact,
	MindOrder,
	ThinkOrder,
} from "../../machines/conversation/mind.js";
import type { PhraseAnswer } from "../../machines/conversation/phrase-answer.js";
import { adapterLogic } from "../adapter-logic.js";

/** Gives the answer to a question; `phraseAnswer` of the machines does. */
export type AnswerByPhrases = (order: ThinkOrder) => PhraseAnswer;

/** The mind that needs no model: each thought has ended before the order to think it returns. */
export function phraseMind(
	answer: AnswerByPhrases,
): AdapterLogic<MindOrder, CallAdapterInput> {
	return adapterLogic<MindOrder, MindFact, CallAdapterInput>((_, tell) => ({
		obey: (order) => {
			if (order.type === "think")
				for (const fact of factsOf(answer(order), order.thought)) tell(fact);
		},
		close: () => {},
	}));
}

function factsOf(answer: PhraseAnswer, thought: number): MindFact[] {
	switch (answer.kind) {
		case "nothing":
			return [{ type: "mind.failed", thought, why: "error" }];
		case "line":
			return [
				{ type: "mind.text", thought, text: answer.text },
				{ type: "mind.ended", thought },
			];
		case "move":
			return [
				{
					type: "mind.moved",
					thought,
					name: answer.name,
					data: answer.data,
				},
				{ type: "mind.ended", thought },
			];
	}
}
