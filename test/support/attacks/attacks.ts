import type { Attack } from "./attack.js";
import { busyGames } from "./drivers/busy-games.js";
import { doors } from "./drivers/doors.js";
import { newCodes } from "./drivers/new-codes.js";
import { speech } from "./drivers/speech.js";
import { streams } from "./drivers/streams.js";
import { takeOvers } from "./drivers/take-over.js";

/** Every attack that there is. */
export const attacks: readonly Attack[] = [
	...newCodes,
	...speech,
	...streams,
	...takeOvers,
	...busyGames,
	...doors,
];
