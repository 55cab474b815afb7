// @ts-check
import { connectionOptions } from "./client-options.js";
import { Connection } from "./connection.js";
import { EventStream } from "./event-stream.js";
import { Listeners } from "./listeners.js";
import { failed, SpokenLines } from "./spoken-lines.js";

/** What is sent while there is no connection waits for the next one, up to so many messages. */
const maxWaiting = 32;

/**
 * @typedef {import("./callsign-client.js").CallsignClient} Declared
 * @implements {Declared}
 */
export class CallsignClient {
	#listeners = new Listeners();
	#lines = new SpokenLines();
	/** @type {import("./messages.js").FromGame[]} */
	#waiting = [];
	/** @type {Set<string>} */
	#calls = new Set();
	/** @type {string[] | undefined} */
	#keyterms;
	/** @type {import("./messages.js").Welcome | undefined} */
	#welcome;
	/** @type {import("./callsign-client.js").Shown | undefined} */
	#shown;
	#lastId = 0;
	/** @type {import("./callsign-client.js").ConnectionState} */
	#state = "connecting";
	#connection;

	/**
	 * @param {string | URL} url
	 * @param {import("./callsign-client.js").ClientOptions} [options]
	 */
	constructor(url, options = {}) {
		this.#connection = new Connection(connectionOptions(url, options), {
			welcomed: (welcome) => this.#begin(welcome),
			received: (event) => this.#receive(event),
			lost: (loss) => this.#pause(loss),
			ended: (end) => this.#end(end, "sessionEnded"),
		});
		this.#connection.open();
	}

	get state() {
		return this.#state;
	}

	get phoneNumber() {
		return this.#shown?.phoneNumber;
	}

	get code() {
		return this.#shown?.code;
	}

	get session() {
		return this.#welcome?.session;
	}

	get calls() {
		return [...this.#calls];
	}

	/** @type {Declared["on"]} */
	on(name, listener) {
		this.#listeners.add(name, listener);
		return () => this.#listeners.remove(name, listener);
	}

	/** @type {Declared["once"]} */
	once(name, listener) {
		const off = this.on(name, (event) => {
			off();
			listener(event);
		});
		return off;
	}

	/** @type {Declared["off"]} */
	off(name, listener) {
		this.#listeners.remove(name, listener);
	}

	/** @returns {EventStream<import("./messages.js").GameEvent>} */
	[Symbol.asyncIterator]() {
		/** @type {EventStream<import("./messages.js").GameEvent>} */
		const stream = new EventStream(() => {
			offEvent();
			offClosed();
		});
		const offEvent = this.on("event", (event) => stream.push(event));
		const offClosed = this.on("closed", () => stream.end());
		if (this.#state === "closed") stream.end();
		return stream;
	}

	/** @type {Declared["say"]} */
	async say(text, options = {}) {
		this.#lastId += 1;
		const id = String(this.#lastId);
		const calls = options.call === undefined ? this.calls : [options.call];
		const why = this.#whyNotSay(calls);
		if (why) return failed(id, why);
		const { call, voice, interruptible } = options;
		const isSent = this.#send({
			type: "say",
			id,
			text,
			call,
			voice,
			interruptible,
		});
		if (!isSent) return failed(id, "tooManyWaiting");
		return this.#lines.add(id, text, calls);
	}

	/** @type {Declared["stop"]} */
	stop(call) {
		return this.#send({ type: "stop", call });
	}

	/** @type {Declared["hangUp"]} */
	hangUp(call) {
		return this.#send({ type: "hangUp", call });
	}

	/** @type {Declared["newCode"]} */
	newCode() {
		return this.#send({ type: "newCode" });
	}

	/** @type {Declared["listen"]} */
	listen(keyterms) {
		if (this.#state === "closed") return false;
		this.#keyterms = [...keyterms];
		if (this.#connection.isOpen) this.#sendKeyterms();
		return true;
	}

	close() {
		if (this.#state === "closed") return;
		this.#connection.close();
		this.#end({ code: 1000, reason: "closed by the game" }, "closed");
	}

	/** @param {import("./messages.js").Welcome} welcome */
	#begin(welcome) {
		const before = this.#welcome;
		const resumed = welcome.resumed && before !== undefined;
		if (resumed) this.#lines.doubt(this.#linesSent());
		const replaces = resumed ? undefined : this.#dropSession(before);
		this.#welcome = welcome;
		this.#state = "online";
		this.#sendWhatWaits();
		const { session, callers, phoneNumber, code } = welcome;
		this.#tell("online", { resumed });
		if (!resumed) this.#tell("session", { session, callers, replaces });
		this.#show({ phoneNumber, code });
	}

	/** @param {import("./messages.js").GameEvent} event */
	#receive(event) {
		const { lastSeq = 0, calls } = this.#welcome ?? {};
		const isNews = event.seq > lastSeq;
		if (event.type === "paired") this.#calls.add(event.call);
		if (event.type === "left") this.#calls.delete(event.call);
		// `paired` and `left` may be in the gap. In these calls all is reckoned in, also what follows it.
		if (event.type === "gap" && !isNews) this.#calls = new Set(calls);
		this.#tell(event.type, event);
		this.#tell("event", event);
		if (event.type === "said") this.#lines.said(event);
		if (event.type === "left") this.#lines.left(event.call);
		if (event.type === "error" && event.id !== undefined)
			this.#lines.fail(event.id, event.code, event.message);
		// Only now: what follows a gap may tell how a line fared in a call that was gone in the end.
		if (event.seq === lastSeq) this.#lines.leftAllBut(this.#calls);
		// What is sent again may tell of codes that were replaced since.
		if (event.type === "code" && isNews)
			this.#show({ phoneNumber: this.phoneNumber ?? "", code: event.code });
	}

	/** @param {import("./callsign-client.js").Offline} loss */
	#pause(loss) {
		this.#state = "offline";
		this.#tell("offline", loss);
	}

	/**
	 * @param {{ code: number, reason: string }} end
	 * @param {"closed" | "sessionEnded"} why
	 */
	#end(end, why) {
		this.#state = "closed";
		this.#calls.clear();
		this.#waiting = [];
		this.#lines.failAll(why);
		this.#tell("closed", end);
		this.#listeners.clear();
	}

	/**
	 * The server has forgotten the session: its calls are no longer this game's, and nobody will hear what waits.
	 * @param {import("./messages.js").Welcome | undefined} before
	 */
	#dropSession(before) {
		if (!before) return undefined;
		const { session } = before;
		const calls = this.calls;
		this.#calls.clear();
		this.#waiting = [];
		this.#lines.failAll("sessionEnded");
		return { session, calls };
	}

	/** @param {import("./callsign-client.js").Shown} shown */
	#show(shown) {
		const { phoneNumber, code } = this.#shown ?? {};
		if (shown.phoneNumber === phoneNumber && shown.code === code) return;
		this.#shown = shown;
		this.#tell("show", shown);
	}

	/**
	 * @param {import("./messages.js").FromGame} message
	 * @returns {boolean} whether it was sent, or waits to be sent
	 */
	#send(message) {
		if (this.#state === "closed") return false;
		if (this.#connection.isOpen) {
			this.#connection.send(message);
			return true;
		}
		if (this.#waiting.length >= maxWaiting) return false;
		this.#waiting.push(message);
		return true;
	}

	#sendWhatWaits() {
		if (this.#keyterms) this.#sendKeyterms();
		for (const message of this.#waiting.splice(0))
			this.#connection.send(message);
	}

	#sendKeyterms() {
		this.#connection.send({ type: "listen", keyterms: this.#keyterms ?? [] });
	}

	/** The lines that went out on a socket which is lost. */
	#linesSent() {
		const waiting = new Set(
			this.#waiting.flatMap(({ id }) => (id === undefined ? [] : [id])),
		);
		return this.#lines.ids.filter((id) => !waiting.has(id));
	}

	/**
	 * @param {readonly string[]} calls
	 * @returns {import("./callsign-client.js").LineFailure | undefined}
	 */
	#whyNotSay(calls) {
		if (this.#state === "closed") return "closed";
		const arePaired = calls.every((call) => this.#calls.has(call));
		return calls.length > 0 && arePaired ? undefined : "noSuchCall";
	}

	/**
	 * @template {keyof import("./callsign-client.js").ClientEvents} Name
	 * @param {Name} name
	 * @param {import("./callsign-client.js").ClientEvents[Name]} event
	 */
	#tell(name, event) {
		this.#listeners.tell(name, event);
	}
}
