/** What is outstanding of all that a flow has asked for, and how that changes by what it is told and asks. */
import type { EventObject } from "xstate";
import type { Asked, LineAsked } from "./asked.js";

/** What is outstanding in a conversation. Never changed in place. */
export interface Outstanding {
	/** The lines of which the flow was not told yet what became of them, the oldest first. */
	readonly waiting: readonly LineAsked[];
	readonly isThinking: boolean;
	readonly isAskingForCode: boolean;
	/** How many silences there were since the caller was last heard, as far as they are told apart. */
	readonly silences: number;
	readonly hasGameLeft: boolean;
	/** Whether the last that was said may not be interrupted. */
	readonly endsFirmly: boolean;
	/** The hang-up that was asked for. */
	readonly ending: { readonly after?: string } | undefined;
}

export const nothingOutstanding: Outstanding = {
	waiting: [],
	isThinking: false,
	isAskingForCode: false,
	silences: 0,
	hasGameLeft: false,
	endsFirmly: false,
	ending: undefined,
};

/** Whether the line that a hang-up waits for is outstanding no longer; all lines, where it names none. */
export function isGoodbyeHeard(
	{ after }: NonNullable<Outstanding["ending"]>,
	waiting: Outstanding["waiting"],
): boolean {
	return after === undefined
		? waiting.length === 0
		: waiting.every(({ line }) => line !== after);
}

/** What an event takes off what is outstanding, before the flow answers it. */
export function afterReceipt<Kept extends Outstanding>(
	world: Kept,
	event: EventObject,
	maxSilences: number,
): Kept {
	switch (event.type) {
		case "line.heard":
		case "line.cut":
			return {
				...world,
				waiting: withoutLine(world.waiting, event),
			};
		case "reply.ended":
		case "mind.failed":
			return { ...world, isThinking: false };
		case "caller.said":
		case "caller.pressed":
			return { ...world, silences: 0 };
		case "caller.silent":
			return { ...world, silences: Math.min(maxSilences, world.silences + 1) };
		case "caller.returned":
			return { ...world, isAskingForCode: false, silences: 0 };
		case "game.left":
			return { ...world, hasGameLeft: true };
		default:
			return world;
	}
}

function withoutLine(
	waiting: readonly LineAsked[],
	event: EventObject & { readonly line?: string },
): readonly LineAsked[] {
	const at = waiting.findIndex(({ line }) => line === event.line);
	return waiting.filter((_, index) => index !== at);
}

/** After a move the mind goes on, unless the flow has asked for something in its place. */
export function withAsked<Kept extends Outstanding>(
	world: Kept,
	asked: readonly Asked[],
	event?: EventObject,
): Kept {
	const kinds = new Set(asked.map(({ type }) => type));
	const hasAnswered = [...kinds].some((kind) => kind !== "tell");
	const isMove = event?.type.startsWith("move.") ?? false;
	const goesOn = world.isThinking && !(isMove && hasAnswered);
	const ending = asked.find((each) => each.type === "hangUp") ?? world.ending;
	return {
		...world,
		waiting: [...world.waiting, ...asked.filter(isLine)],
		isThinking: ending === undefined && (goesOn || kinds.has("think")),
		isAskingForCode:
			ending === undefined &&
			(world.isAskingForCode || kinds.has("askForCode")),
		endsFirmly: asked.reduce(firmness, world.endsFirmly),
		ending,
	};
}

/** What was said last decides; an answer of the mind can always be interrupted. */
function firmness(before: boolean, asked: Asked): boolean {
	if (asked.type === "think") return false;
	return isLine(asked) ? asked.interruptible === false : before;
}

function isLine(asked: Asked): asked is LineAsked {
	return asked.type === "say";
}
