import type { TalkNews } from "../keeper-news.js";

/** Where the server says that a call stands; the counterpart of `src/transport/pages/followed-calls.ts`. */
export type CallState =
	| "beginning"
	| "listening"
	| "connected"
	| "answered"
	| "goodbye";

export interface StateNews {
	readonly type: "state";
	/** The id by which games know the call. */
	readonly call: string;
	readonly state: CallState;
}

/** What the server says of a call: where it stands, and how the talk goes on with the character who has the caller. */
export type CallNews = StateNews | TalkNews;

const firstPauseMs = 100;
const maxPauseMs = 2_000;

/**
 * Asks the server where a call stands, whichever game it is paired with: a telephone hears it, but cannot show it. Until it is
 * closed it asks again when the answers end: the server may not know of the call yet, or the network may have failed.
 */
export class FollowedCall {
	#socket: WebSocket | undefined;
	#pauseMs = firstPauseMs;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#isClosed = false;

	constructor(
		private readonly callSid: string,
		private readonly told: (news: CallNews) => void,
	) {
		this.#dial();
	}

	close(): void {
		this.#isClosed = true;
		clearTimeout(this.#timer);
		this.#socket?.close(1000);
	}

	#dial(): void {
		const url = new URL(
			`/try-it/call?sid=${this.callSid}`,
			location.href.replace(/^http/, "ws"),
		);
		const socket = new WebSocket(url);
		this.#socket = socket;
		socket.onmessage = ({ data }) => {
			if (this.#isClosed) return;
			this.#pauseMs = firstPauseMs;
			this.told(JSON.parse(String(data)) as CallNews);
		};
		socket.onclose = () => this.#dialLater();
	}

	#dialLater(): void {
		if (this.#isClosed) return;
		this.#timer = setTimeout(() => this.#dial(), this.#pauseMs);
		this.#pauseMs = Math.min(maxPauseMs, 2 * this.#pauseMs);
	}
}
