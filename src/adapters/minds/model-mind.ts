import type {
	AdapterLogic,
	CallAdapterInput,
} from "../../machines/adapter-contract.js";
import type { MindFact, MindOrder } from "../../machines/conversation/mind.js";
import { adapterLogic } from "../adapter-logic.js";
import type { Model } from "./model.js";
import { ModelThought } from "./model-thought.js";

/** The mind that asks a model: one request for each thought, which is cut off as soon as it is wanted no more. */
export function modelMind(
	model: Model,
): AdapterLogic<MindOrder, CallAdapterInput> {
	return adapterLogic<MindOrder, MindFact, CallAdapterInput>(
		(_, tell, fail) => {
			model.prepare();
			let thought: ModelThought | undefined;
			return {
				obey: (order) => {
					thought?.cancel();
					thought =
						order.type === "think"
							? new ModelThought(model, order, tell, fail)
							: undefined;
				},
				close: () => thought?.cancel(),
			};
		},
	);
}
