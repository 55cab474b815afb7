/** Callers and games find each other, and part. */
import { type CallerName, closed, type GameName, movedOver } from "../cast.js";
import { endTalks } from "./conversation/loans.js";
import { tellInTurn } from "./conversation/talking.js";
import { endTurn } from "./flux.js";
import {
	beginToHearOut,
	hearOutNoLonger,
	loseWhatIsAtPhone,
	prompt,
	sounding,
	stop,
	tellHowEnded,
	tellOfLoss,
} from "./lines.js";
import { newCallerMemory, newGameMemory } from "./memory.js";
import { expectCode, expectWords } from "./recognition.js";
import type { Scene } from "./scene.js";
import { restCode } from "./shown-codes.js";

/** A call begins to listen for a code: for the first time, or again. */
export function listenForCode(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	memory.reminders = 0;
	memory.keys = "none";
	expectCode(scene, caller);
}

/** A code was right: call and game are told of each other. */
export function pair(scene: Scene, caller: CallerName, name: GameName): void {
	const memory = scene.caller(caller);
	const game = scene.game(name);
	hearOutNoLonger(scene, caller);
	memory.game = name;
	memory.keys = "none";
	game.callers.push(caller);
	scene.tell(name, { sees: "joined", caller, callers: game.callers.length });
	if (memory.ear !== "up")
		scene.tell(name, { sees: "recognition", caller, state: "down" });
	prompt(scene, caller, "connected");
	if (game.expectsWords) expectWords(scene, caller);
	if (game.away === "missed") prompt(scene, caller, "gameAway");
}

/** The call is over: its game is told, and the line is closed unless the caller has gone by himself. */
export function end(
	scene: Scene,
	caller: CallerName,
	reason: string,
	isClosedByServer = true,
): void {
	unpair(scene, caller, reason);
	endTalks(scene, caller, reason);
	if (isClosedByServer) scene.see(caller, closed(1000));
	const { triesOfAllCalls } = scene.caller(caller);
	scene.memory.callers[caller] = {
		...newCallerMemory(),
		triesOfAllCalls,
	};
}

function unpair(scene: Scene, caller: CallerName, reason: string): void {
	const memory = scene.caller(caller);
	const { game } = memory;
	if (game === null) return;
	for (const line of [...sounding(scene, caller), ...memory.waiting])
		tellHowEnded(scene, caller, line, "interrupted", 0);
	endTalks(scene, caller, reason);
	endTurn(scene, caller);
	scene.tell(game, { sees: "left", caller, reason });
	memory.game = null;
	const { callers } = scene.game(game);
	callers.splice(callers.indexOf(caller), 1);
}

/** The caller's game is gone: he may give another code. */
export function loseGame(scene: Scene, caller: CallerName): void {
	const memory = scene.caller(caller);
	memory.game = null;
	memory.turn = null;
	if (memory.talks.lent) {
		memory.phase = "answered";
		tellInTurn({ scene, caller, door: "lent" }, { told: "game left" });
		return;
	}
	if (memory.talks.front) memory.phase = "answered";
	else listenForCode(scene, caller);
	const lines = [...sounding(scene, caller), ...memory.waiting];
	const isHeardOut = memory.talks.front !== null;
	if (isHeardOut || lines.some((line) => line.name !== undefined)) {
		beginToHearOut(scene, caller);
		return;
	}
	stop(scene, caller, () => true);
	tellOfLoss(scene, caller);
}

/** A newer stream of the same call takes the place of the older one. */
export function move(scene: Scene, caller: CallerName): void {
	scene.see(caller, movedOver);
	loseWhatIsAtPhone(scene, caller);
}

/** The game is gone, and its code with it; `code` is that of its socket's close, if it sees one. */
export function closeGame(
	scene: Scene,
	name: GameName,
	code: number | undefined,
): void {
	if (code !== undefined) scene.tell(name, { sees: "closed", code });
	scene.memory.games[name] = newGameMemory();
	restCode(scene);
}
