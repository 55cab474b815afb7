import { type MalformedDeepgram, malformedDeepgram } from "./deepgram.js";
import { type MalformedGame, malformedGame } from "./game.js";
import { type MalformedHttp, malformedHttp } from "./http.js";
import { type MalformedTwilio, malformedTwilio } from "./twilio.js";
import { type MalformedViewer, malformedViewer } from "./viewer.js";
import { type MalformedWebSocket, malformedWebSocket } from "./websocket.js";

/** One input that no peer should send, with its wire and a name that says what is wrong with it. */
export type Malformed =
	| MalformedTwilio
	| MalformedGame
	| MalformedWebSocket
	| MalformedHttp
	| MalformedDeepgram
	| MalformedViewer;

/** All of them, in a fixed order; wire and name together are unique. */
export const malformed: readonly Malformed[] = [
	...malformedTwilio,
	...malformedGame,
	...malformedWebSocket,
	...malformedHttp,
	...malformedDeepgram,
	...malformedViewer,
];
