import type { AnyStateMachine, EventObject } from "xstate";
import { sceneOf, wouldTake } from "./scene.js";
import { mindFailures, waysBack } from "./told.js";
import { isOver, lineCut, type World } from "./world.js";

/** What events hold that come: for each type the events that a walk tries. */
export type SampleEvents = Readonly<Record<string, readonly EventObject[]>>;

/** While so many lines are unheard, nothing new comes from the caller or the game: it would only wait behind them. */
export const maxWaitingLines = 3;

/** The events that can come in a world. */
export function whatCanCome(
	world: World,
	machine: AnyStateMachine,
	samples: SampleEvents,
	maxSilences: number,
): readonly EventObject[] {
	if (isOver(world)) return [];
	const receipts = receiptsIn(world);
	if (world.ending !== undefined)
		return receipts.filter(({ type }) => type === "line.heard");
	return [
		...receipts,
		...fromMind(world, samples),
		...fromCaller(world, samples, maxSilences),
		...fromGame(world, machine, samples),
	];
}

function receiptsIn({ waiting: [oldest] }: World): readonly EventObject[] {
	if (oldest === undefined) return [];
	const heard = { type: "line.heard", line: oldest.line };
	return oldest.interruptible === false
		? [heard]
		: [heard, lineCut(oldest, true)];
}

function fromMind(
	{ isThinking, snapshot }: World,
	samples: SampleEvents,
): readonly EventObject[] {
	if (!isThinking) return [];
	const moves = Object.keys(sceneOf(snapshot).moves ?? {});
	return [
		...samplesOf("reply.ended", samples, standardReplies),
		...mindFailures.map((why) => ({ type: "mind.failed", why })),
		...moves
			.flatMap((type) => samplesOf(type, samples, [{ type }]))
			.filter((move) => wouldTake(snapshot, move)),
	];
}

const standardReplies = [
	{ type: "reply.ended", heard: "Well, well.", wasCut: false },
	{ type: "reply.ended", heard: "Well", wasCut: true },
];

function fromCaller(
	world: World,
	samples: SampleEvents,
	maxSilences: number,
): readonly EventObject[] {
	const { waiting, isThinking, isAskingForCode, silences } = world;
	if (isAskingForCode)
		return waiting.length > 0
			? []
			: waysBack.map((why) => ({ type: "caller.returned", why }));
	const silent = {
		type: "caller.silent",
		times: Math.min(maxSilences, silences + 1),
	};
	return [
		...(waiting.length < maxWaitingLines
			? [
					...samplesOf("caller.said", samples, standardWords),
					...samplesOf("caller.pressed", samples, standardKeys),
				]
			: []),
		...(waiting.length === 0 && !isThinking ? [silent] : []),
	];
}

const standardWords = [{ type: "caller.said", text: "Tell me more." }];
const standardKeys = [{ type: "caller.pressed", digit: "1" }];

function fromGame(
	{ waiting, hasGameLeft }: World,
	machine: AnyStateMachine,
	samples: SampleEvents,
): readonly EventObject[] {
	if (hasGameLeft || waiting.length >= maxWaitingLines) return [];
	const left = { type: "game.left" };
	return [
		...samplesOf("game.told", samples, []),
		...(isEverTaken(left.type, machine) ? [left] : []),
	];
}

/** Whether any state takes an event of this type. */
function isEverTaken(type: string, { events }: AnyStateMachine): boolean {
	return events.some(
		(descriptor) =>
			descriptor === type ||
			(descriptor.endsWith("*") && type.startsWith(descriptor.slice(0, -1))),
	);
}

function samplesOf(
	type: string,
	samples: SampleEvents,
	otherwise: readonly EventObject[],
): readonly EventObject[] {
	return samples[type] ?? otherwise;
}
