/** How the transitions of the models are written. */
import { setup } from "xstate";
import type { Step, StepType } from "../cast.js";
import { settleTalks } from "./conversation/outcomes.js";
import { tellThoseWhoHeardGamesOut } from "./lines.js";
import { copyOf, type Memory, type Setting, type Sight } from "./memory.js";
import { Scene } from "./scene.js";

/** What all regions of a model share. */
export const modelSetup = setup({
	types: {
		context: {} as Memory,
		events: {} as Step,
		input: {} as Setting,
	},
	actions: {
		/** Read by whoever runs the model: this is what must be seen. */
		see: (_, _sight: Sight) => {},
	},
});

/** Steps of one type. */
export type StepOf<Type extends StepType> = Extract<Step, { type: Type }>;
/** What the states of one party are given as. */
export type RegionConfig = Parameters<typeof modelSetup.createStateConfig>[0];

/** One transition: where to, on which condition, and what happens. */
export interface Turn<Type extends StepType> {
	readonly if?: (scene: Scene, step: StepOf<Type>) => boolean;
	readonly to?: string;
	readonly do?: (scene: Scene, step: StepOf<Type>) => void;
}

/** The transitions of one party for one type of step; `isMeant` picks the steps that concern it. */
export function turns<Type extends StepType>(
	isMeant: (memory: Memory, step: StepOf<Type>) => boolean,
	choices: readonly Turn<Type>[],
) {
	return choices.map((turn) => ({
		...(turn.to !== undefined && { target: turn.to }),
		guard: ({ context, event }: { context: Memory; event: Step }) => {
			const step = event as StepOf<Type>;
			if (!isMeant(context, step)) return false;
			return turn.if?.(new Scene(context), step) ?? true;
		},
		actions: modelSetup.enqueueActions(({ context, event, enqueue }) => {
			const scene = new Scene(copyOf(context));
			turn.do?.(scene, event as StepOf<Type>);
			settleTalks(scene);
			tellThoseWhoHeardGamesOut(scene);
			settleTalks(scene);
			enqueue.assign(scene.memory);
			for (const params of scene.sights) enqueue({ type: "see", params });
		}),
	}));
}

/** The transitions of one party for steps that concern everybody. */
export function any<Type extends StepType>(...choices: Turn<Type>[]) {
	return turns<Type>(() => true, choices);
}
