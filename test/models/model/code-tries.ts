/** How codes fare, and how many more a caller may try. */
import type { CallerName, CodeOf, GameName } from "../cast.js";
import { prompt } from "./lines.js";
import type { Setting } from "./memory.js";
import type { Scene } from "./scene.js";
import { isEveryCodeShown } from "./shown-codes.js";

/** How a code fares. */
export type Outcome =
	| "paired"
	| "unknown"
	| "two games"
	| "full"
	| "no tries left";

/** How this code would fare. */
export function outcome(scene: Scene, caller: CallerName, of: CodeOf): Outcome {
	const { games, setting } = scene.memory;
	if (hasNoTriesLeft(scene, caller)) return "no tries left";
	if (of === "two games") return "two games";
	if (of === "nobody" || of === "rested") return "unknown";
	const isFull = games[of].callers.length >= roomOf(of, setting);
	return isFull ? "full" : "paired";
}

/** Whether all calls of the caller together have had their tries. */
export function hasNoTriesLeft(scene: Scene, caller: CallerName): boolean {
	const { triesOfAllCalls } = scene.caller(caller);
	return triesOfAllCalls >= scene.memory.setting.triesPerCaller;
}

/** Whether such a code can be given just now. */
export function canGive(scene: Scene, of: CodeOf): boolean {
	const { games, restingCodes } = scene.memory;
	if (of === "nobody") return !isEveryCodeShown(scene);
	if (of === "rested") return restingCodes > 0;
	if (of === "two games")
		return Object.values(games).filter(({ isHere }) => isHere).length >= 2;
	return games[of].isHere;
}

/** Whether the call ends if one more code pairs with nothing. */
export function isLastTry(scene: Scene, caller: CallerName): boolean {
	return scene.caller(caller).tries + 1 >= scene.memory.setting.triesPerCall;
}

/** The caller hears why his code paired with nothing. */
export function failTry(
	scene: Scene,
	caller: CallerName,
	why: Exclude<Outcome, "paired"> | "no code",
) {
	const memory = scene.caller(caller);
	const isLast = isLastTry(scene, caller);
	if (isLast || why === "no tries left") memory.hearsGameOut = false;
	if (why === "no tries left") {
		prompt(scene, caller, "refused");
		return;
	}
	const isLastButOne = memory.tries + 2 === scene.memory.setting.triesPerCall;
	memory.tries += 1;
	// What cannot be a code is not looked up, so that it tells nobody anything.
	const isLimited = Number.isFinite(scene.memory.setting.triesPerCaller);
	if (why !== "no code" && isLimited) memory.triesOfAllCalls += 1;
	memory.keys = "none";
	if (isLast) letGo(scene, caller, "tooManyTries");
	else if (why === "two games") prompt(scene, caller, "ambiguousCode");
	else if (why === "full") prompt(scene, caller, "gameFull");
	else if (why === "no code") prompt(scene, caller, "notUnderstood");
	else prompt(scene, caller, isLastButOne ? "lastTry" : "unknownCode");
}

/** The caller gets no code said: he is let go, or goes back to the flow that has sent him. */
export function letGo(
	scene: Scene,
	caller: CallerName,
	why: "tooManyTries" | "noCodeHeard",
): void {
	const memory = scene.caller(caller);
	memory.phase = "goodbye";
	if (memory.talks.front)
		scene.outcomes.push({ caller, door: "front", outcome: "is back" });
	else prompt(scene, caller, why);
}

function roomOf(game: GameName, { dialects, room }: Setting): number {
	return dialects[game] === "plain" ? 1 : room;
}
