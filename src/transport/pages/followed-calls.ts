import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import { isFromOwnPage, type OwnSite } from "../peers/same-site.js";
import { type PlainAnswer, refuseUpgrade } from "../plain-answers.js";
import { readTarget } from "../request-target.js";
import {
	createSocketServer,
	listenForErrors,
	type SocketDoor,
	sendAllAway,
} from "../socket-door.js";
import type { TalkNews } from "./keeper-pages.js";

/** Where a call stands, as far as its caller can hear it: in no detail that would help a stranger to guess codes. */
export type CallState =
	/** The server does not yet know whether it takes the call. */
	| "beginning"
	/** A code is awaited. */
	| "listening"
	/** The caller talks with a game, whichever it is. */
	| "connected"
	/** The caller talks with a character, and with no game. */
	| "answered"
	/** The caller is told why the call ends. */
	| "goodbye";

/** Where a call stands. */
export interface StateNews {
	readonly type: "state";
	/** The id by which games know the call. */
	readonly call: string;
	readonly state: CallState;
}

/** What a phone's page is told of its call: where it stands, and how the talk goes with a character that has its caller. */
export type CallNews = StateNews | TalkNews;

/** Whoever follows a call. */
export interface CallFollower {
	/** Called at once, and whenever something of it has changed. Must not throw. */
	told(news: CallNews): void;
	/** The call is over. Must not throw. */
	over(): void;
}

/** Follows the call with this CallSid. Returns how to stop, or undefined when there is no such call. */
export type FollowCall = (
	callSid: string,
	follower: CallFollower,
) => (() => void) | undefined;

/** A page that does not read what it is told is no page. */
const maxUnsentBytes = 65_536;
const maxMessageBytes = 1_024;
// Private codes: RFC 6455, section 7.4.2.
const noSuchCall = 4404;
const followedElsewhere = 4408;
const onlyOwnPage: PlainAnswer = {
	status: 403,
	sentence: "Only this server's own page may follow a call.",
};

/**
 * `GET /try-it/call?sid=CALLSID`: the page's phone is told where its call stands. The CallSid, which only that phone
 * knows, is the key. A call is followed by one socket at a time: the newest.
 */
export function createFollowDoor(
	site: OwnSite,
	followCall: FollowCall,
	log: Logger,
): SocketDoor {
	const server = createSocketServer(maxMessageBytes, () => false);
	const sockets = new Map<string, WebSocket>();
	return {
		take(request, socket, head) {
			if (!isFromOwnPage(request, site))
				return refuseUpgrade(socket, onlyOwnPage);
			server.handleUpgrade(request, socket, head, (page) => {
				listenForErrors(page, log);
				page.once("message", () =>
					page.close(1008, "Nothing is to be said here."),
				);
				attend(page, callSidOf(request), followCall, sockets);
			});
		},
		close: () => sendAllAway(server),
	};
}

/** The CallSid that a request of the page names. */
export function callSidOf({ url }: IncomingMessage): string {
	return new URLSearchParams(readTarget(url).query).get("sid") ?? "";
}

function attend(
	page: WebSocket,
	callSid: string,
	followCall: FollowCall,
	sockets: Map<string, WebSocket>,
): void {
	const stop = followCall(callSid, {
		told: (news) => tell(page, news),
		over: () => page.close(1000, "The call is over."),
	});
	if (!stop) {
		page.close(noSuchCall, "There is no such call.");
		return;
	}
	sockets
		.get(callSid)
		?.close(followedElsewhere, "The call is followed elsewhere.");
	sockets.set(callSid, page);
	page.once("close", () => {
		stop();
		if (sockets.get(callSid) === page) sockets.delete(callSid);
	});
}

function tell(page: WebSocket, news: CallNews): void {
	if (page.bufferedAmount > maxUnsentBytes) page.terminate();
	else page.send(JSON.stringify(news));
}
