import {
	type MalformedDeepgram,
	malformedDeepgram,
} from "./malformed/deepgram.js";
import { type MalformedGame, malformedGame } from "./malformed/game.js";
import { type MalformedHttp, malformedHttp } from "./malformed/http.js";
import { type MalformedTwilio, malformedTwilio } from "./malformed/twilio.js";
import {
	type MalformedWebSocket,
	malformedWebSocket,
} from "./malformed/websocket.js";

/** One input that nobody should send, with its wire and a name that says what is wrong with it. */
export type Malformed =
	| MalformedTwilio
	| MalformedGame
	| MalformedWebSocket
	| MalformedHttp
	| MalformedDeepgram;

/** All of them, in a fixed order; wire and name together are unique. */
export const malformed: readonly Malformed[] = [
	...malformedTwilio,
	...malformedGame,
	...malformedWebSocket,
	...malformedHttp,
	...malformedDeepgram,
];
