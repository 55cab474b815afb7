/** Which codes are left to be shown, and which rest. */
import type { GameName } from "../cast.js";
import type { Scene } from "./scene.js";

/** Whether no word is left to be a code: those that rest wake when they are needed. */
export function isEveryCodeShown({ memory }: Scene): boolean {
	return (
		memory.setting.words !== undefined &&
		memory.freeCodes + memory.restingCodes === 0
	);
}

/** A game shows one more code. Of the words that are not shown at most half rest then, the newest ones. */
export function takeCode({ memory }: Scene): void {
	if (!memory.setting.words) return;
	const notShown = memory.freeCodes + memory.restingCodes;
	memory.restingCodes = Math.min(memory.restingCodes, Math.floor(notShown / 2));
	memory.freeCodes = notShown - memory.restingCodes - 1;
}

/** A code is shown no more. */
export function restCode({ memory }: Scene): void {
	if (memory.setting.words) memory.restingCodes += 1;
	else memory.restingCodes = 1;
}

/** Whether this game has taken as many new codes as it may. */
export function hasTakenTooMany({ memory }: Scene, name: GameName): boolean {
	return memory.games[name].newCodes >= memory.setting.newCodesPerGame;
}

/** The game shows another code instead of the one before. */
export function takeNewCode(scene: Scene, name: GameName): void {
	takeCode(scene);
	restCode(scene);
	if (Number.isFinite(scene.memory.setting.newCodesPerGame))
		scene.game(name).newCodes += 1;
}
