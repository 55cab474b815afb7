// @ts-check
import { Backoff } from "./backoff.js";

const subprotocol = "callsign.v1";
const done = 1000;
const nothingToResume = 4404;
/** Close codes after which another attempt would fare no better: done, policy, key wrong, resumed elsewhere. */
const finalCodes = new Set([done, 1008, 4401, 4408]);
/** A connection that has held for so long was a good one. */
const goodAfterMs = 5_000;
/** Not every network says that it swallows what it is sent. */
const welcomeWithinMs = 10_000;

/**
 * A WebSocket of a browser, of Node or of the package `ws`, as far as it is used here.
 * @typedef {object} Socket
 * @property {number} readyState
 * @property {string} protocol
 * @property {(text: string) => void} send
 * @property {(code?: number, reason?: string) => void} close
 * @property {(() => void) | null} onopen
 * @property {((event: { data: unknown }) => void) | null} onmessage
 * @property {((event: { code: number, reason: string }) => void) | null} onclose
 * @property {(() => void) | null} onerror
 */

/**
 * @typedef {object} ConnectionOptions
 * @property {URL} url
 * @property {number} callers
 * @property {new (url: string, protocols: string) => unknown} WebSocket
 * @property {{ firstMs: number, longestMs: number }} reconnect
 */

/**
 * @typedef {object} ConnectionHandlers
 * @property {(welcome: import("./messages.js").Welcome) => void} welcomed
 * @property {(event: import("./messages.js").GameEvent) => void} received each event once, in order
 * @property {(loss: { code: number, reason: string, retryInMs: number }) => void} lost
 * @property {(end: { code: number, reason: string }) => void} ended there will be no other attempt
 */

/**
 * One game session on the server, kept over as many sockets as it takes: what was missed while there was
 * none is asked for, and each event is handed on once.
 */
export class Connection {
	#options;
	#handlers;
	#backoff;
	/** @type {Socket | undefined} */
	#socket;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	/** @type {string | undefined} */
	#resumeToken;
	#lastSeq = 0;
	#isWelcome = false;
	#welcomedAtMs = 0;

	/**
	 * @param {ConnectionOptions} options
	 * @param {ConnectionHandlers} handlers
	 */
	constructor(options, handlers) {
		this.#options = options;
		this.#handlers = handlers;
		this.#backoff = new Backoff(options.reconnect);
	}

	/** Whether what is sent now goes out at once. */
	get isOpen() {
		return this.#isWelcome;
	}

	/** Connects, and takes up the session if there was one. */
	open() {
		const { WebSocket } = this.#options;
		const socket = /** @type {Socket} */ (
			new WebSocket(this.#address(), subprotocol)
		);
		this.#socket = socket;
		socket.onmessage = ({ data }) => this.#receive(data);
		socket.onclose = ({ code, reason }) => this.#lose(code, reason);
		// Every error is followed by a close.
		socket.onerror = () => {};
		this.#timer = setTimeout(() => this.#giveUp(), welcomeWithinMs);
	}

	/** @param {import("./messages.js").FromGame} message */
	send(message) {
		this.#socket?.send(JSON.stringify(message, inWholeCharacters));
	}

	/** Ends the session: the server is told so wherever it can be reached. */
	close() {
		const socket = this.#letGo();
		if (!socket) return;
		socket.onopen = () => socket.close(done);
		const isConnecting = socket.readyState === 0;
		if (!isConnecting) socket.close(done);
	}

	#address() {
		const url = new URL(this.#options.url);
		const { searchParams: query } = url;
		if (this.#resumeToken === undefined) {
			query.set("callers", String(this.#options.callers));
		} else {
			query.set("resume", this.#resumeToken);
			query.set("after", String(this.#lastSeq));
		}
		return url.href;
	}

	/** @param {unknown} data */
	#receive(data) {
		const message = parsed(data);
		if (message?.type === "welcome") {
			this.#welcome(message);
		} else if (message && message.seq > this.#lastSeq) {
			this.#lastSeq = message.seq;
			this.#handlers.received(message);
		}
	}

	/** @param {import("./messages.js").Welcome} welcome */
	#welcome(welcome) {
		clearTimeout(this.#timer);
		this.#isWelcome = true;
		this.#welcomedAtMs = Date.now();
		this.#resumeToken = welcome.resumeToken;
		if (!welcome.resumed) this.#lastSeq = 0;
		this.#handlers.welcomed(welcome);
	}

	/**
	 * @param {number} code
	 * @param {string} reason
	 */
	#lose(code, reason) {
		const hadToken = this.#resumeToken !== undefined;
		const wasGood =
			this.#isWelcome && Date.now() - this.#welcomedAtMs >= goodAfterMs;
		this.#letGo();
		if (finalCodes.has(code)) {
			this.#handlers.ended({ code, reason });
			return;
		}
		if (wasGood) this.#backoff.reset();
		const isNew = code === nothingToResume && hadToken;
		if (isNew) this.#resumeToken = undefined;
		const retryInMs = isNew ? 0 : this.#backoff.next();
		this.#timer = setTimeout(() => this.open(), retryInMs);
		this.#handlers.lost({ code, reason, retryInMs });
	}

	/** The server has not said its welcome. */
	#giveUp() {
		this.#socket?.close();
		this.#lose(1006, "no welcome came in time");
	}

	/** Has nothing more to do with the socket, and no timer. */
	#letGo() {
		clearTimeout(this.#timer);
		const socket = this.#socket;
		this.#socket = undefined;
		this.#isWelcome = false;
		if (!socket) return undefined;
		socket.onopen = null;
		socket.onmessage = null;
		socket.onclose = null;
		return socket;
	}
}

/**
 * The server refuses a text with half a character in it, as of an emoji that was cut in two.
 * @param {string} _name
 * @param {unknown} value
 */
function inWholeCharacters(_name, value) {
	return typeof value === "string"
		? value.replace(/\p{Surrogate}/gu, "\ufffd")
		: value;
}

/**
 * A message of the server; `undefined` for what is none.
 * @param {unknown} data
 * @returns {any}
 */
function parsed(data) {
	try {
		const message = JSON.parse(String(data));
		return typeof message === "object" && message !== null
			? message
			: undefined;
	} catch {
		return undefined;
	}
}
