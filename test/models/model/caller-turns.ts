import type { CallerName, StepType, Wait } from "../cast.js";
import type { CallerMemory } from "./memory.js";
import { end } from "./pairing.js";
import type { Scene } from "./scene.js";
import { type StepOf, type Turn, turns } from "./turns.js";
import { isDueAlone, letTimePass } from "./waits.js";

/** In what words the states of one caller are written. */
export function turnsOf(name: CallerName) {
	const my = (scene: Scene): CallerMemory => scene.caller(name);
	const hearsMe = (scene: Scene) =>
		my(scene).ear === "up" &&
		!my(scene).owesFinal &&
		my(scene).flux.said === "" &&
		my(scene).flux.lost === "" &&
		my(scene).unanswered === null;

	/** Steps of this caller. */
	const mine = <Type extends StepType>(...choices: Turn<Type>[]) =>
		turns<Type>((_, step) => "caller" in step && step.caller === name, choices);
	/** Steps of the game that this caller is paired with, if they mean him. */
	const myGame = <Type extends StepType>(...choices: Turn<Type>[]) =>
		turns<Type>(({ callers }, step) => {
			if (!("game" in step) || step.game !== callers[name].game) return false;
			return !("to" in step) || step.to === "all" || step.to === name;
		}, choices);
	const becomes = (phase: CallerMemory["phase"]) => (scene: Scene) => {
		my(scene).phase = phase;
	};
	const ends =
		(reason: string, isClosedByServer = true) =>
		(scene: Scene) =>
			end(scene, name, reason, isClosedByServer);
	const waited = (wait: Wait, turn: Turn<"TIME_PASSES">) => ({
		...turn,
		if: (scene: Scene, step: StepOf<"TIME_PASSES">) =>
			step.until === wait &&
			isDueAlone(scene, wait) &&
			(turn.if?.(scene, step) ?? true),
		do: (scene: Scene, step: StepOf<"TIME_PASSES">) => {
			letTimePass(scene);
			turn.do?.(scene, step);
		},
	});

	return { name, my, hearsMe, mine, myGame, becomes, ends, waited };
}

/** The words of one caller. */
export type CallerTurns = ReturnType<typeof turnsOf>;
