// @ts-check
import { Appends } from "./appends.js";
import { connectionOptions } from "./client-options.js";
import { Connection } from "./connection.js";
import { EventStream } from "./event-stream.js";
import { Listeners } from "./listeners.js";
import { OpenLine, pour } from "./open-line.js";
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
	/** Those of `speak` that have no outcome yet. @type {Map<string, OpenLine>} */
	#openLines = new Map();
	#appends = new Appends((line) => this.#sendAppend(line));
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

	/**
	 * @param {string | AsyncIterable<string> | Iterable<string>} text
	 * @param {import("./callsign-client.js").SayOptions} [options]
	 */
	async say(text, options = {}) {
		if (typeof text === "object" && text !== null) {
			const line = this.#openLine(options);
			await pour(line, text);
			return line.said;
		}
		return this.#sendLine(this.#nextId(), text, options);
	}

	/** @type {Declared["speak"]} */
	speak(options = {}) {
		return this.#openLine(options);
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

	/** @type {Declared["converse"]} */
	converse(flow, { call, input } = {}) {
		return this.#send({ type: "converse", flow, input: copyOf(input), call });
	}

	/** @type {Declared["takeBack"]} */
	takeBack(call) {
		return this.#send({ type: "converse", flow: null, call });
	}

	/** @type {Declared["tell"]} */
	tell(name, { call, data } = {}) {
		return this.#send({ type: "tell", name, data: copyOf(data), call });
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
		const sent = resumed ? this.#linesSent() : [];
		this.#lines.doubt(sent);
		const replaces = resumed ? undefined : this.#dropSession(before);
		this.#welcome = welcome;
		this.#state = "online";
		this.#closeCutLines(sent);
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
		if (!this.#isKnown(event)) {
			this.#tell(event.type, event);
			this.#tell("event", event);
		}
		if (event.type === "said") this.#lines.said(event);
		if (event.type === "left") this.#lines.left(event.call);
		if (event.type === "error" && event.id !== undefined)
			this.#failLine(event.id, event);
		// Only now: what follows a gap may tell how a line fared in a call that was gone in the end.
		if (event.seq === lastSeq) this.#lines.leftAllBut(this.#calls);
		// What is sent again may tell of codes that were replaced since.
		if (event.type === "code" && isNews)
			this.#show({ phoneNumber: this.phoneNumber ?? "", code: event.code });
	}

	/**
	 * Text crosses with the end of a line that is interrupted. Its `said` has told of that.
	 * @param {import("./messages.js").GameEvent} event
	 */
	#isKnown(event) {
		if (event.type !== "error" || event.code !== "lineOver") return false;
		const { id = "" } = event;
		return !this.#lines.has(id) || this.#openLines.get(id)?.isCut === true;
	}

	/**
	 * @param {string} id
	 * @param {import("./messages.js").ErrorEvent} error
	 */
	#failLine(id, { code, message }) {
		if (code !== "lineOver") {
			this.#lines.fail(id, code, message);
			return;
		}
		// What was spoken of it is still to be told, unless the server has never got its beginning.
		this.#openLines.get(id)?.cut();
		this.#lines.doubt([id]);
	}

	/** @param {import("./callsign-client.js").Offline} loss */
	#pause(loss) {
		this.#state = "offline";
		this.#cutLines();
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
		this.#failLines(why);
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
		this.#failLines("sessionEnded");
		return { session, calls };
	}

	/** @param {"closed" | "sessionEnded"} why */
	#failLines(why) {
		this.#lines.failAll(why);
		for (const line of this.#openLines.values()) line.fail(why);
		this.#openLines.clear();
		this.#appends.clear();
	}

	/**
	 * Nobody can tell how much of a line went down with its socket. With a hole in it, it would be worse than cut
	 * off: it ends with what the server has of it.
	 */
	#cutLines() {
		this.#appends.clear();
		for (const id of this.#linesSent()) this.#openLines.get(id)?.cut();
	}

	/**
	 * The lines behind them need not wait until the server misses the rest.
	 * @param {readonly string[]} ids
	 */
	#closeCutLines(ids) {
		for (const id of ids) {
			if (this.#openLines.has(id))
				this.#connection.send({ type: "append", id, text: "" });
		}
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
		for (const line of this.#openLines.values())
			if (line.hasBegun) this.#appends.add(line);
	}

	#nextId() {
		this.#lastId += 1;
		return String(this.#lastId);
	}

	/** @param {import("./callsign-client.js").SayOptions} options */
	#openLine(options) {
		const id = this.#nextId();
		const line = new OpenLine(id, {
			begin: (text, more) => this.#sendLine(id, text, options, more),
			goOn: () => {
				if (this.#connection.isOpen) this.#appends.add(line);
			},
			fail: (why) => failed(id, why),
		});
		const why = this.#whyNotSay(this.#callsOf(options));
		if (why) {
			line.fail(why);
			return line;
		}
		this.#openLines.set(id, line);
		void line.said.then(() => this.#openLines.delete(id));
		return line;
	}

	/**
	 * @param {string} id
	 * @param {string} text
	 * @param {import("./callsign-client.js").SayOptions} options
	 * @param {boolean} [more]
	 * @returns {Promise<import("./callsign-client.js").LineOutcome>}
	 */
	async #sendLine(id, text, options, more = false) {
		const calls = this.#callsOf(options);
		const why = this.#whyNotSay(calls);
		if (why) return failed(id, why);
		const { call, voice, interruptible, turn } = options;
		const isSent = this.#send({
			type: "say",
			id,
			text,
			call,
			voice,
			interruptible,
			turn,
			...(more && { more }),
		});
		if (!isSent) return failed(id, "tooManyWaiting");
		return this.#lines.add(id, text, calls);
	}

	/**
	 * @param {OpenLine} line
	 * @returns {boolean} whether there was something to send
	 */
	#sendAppend(line) {
		const unsent = line.takeUnsent();
		if (!unsent) return false;
		const { id } = line;
		const { text, more } = unsent;
		this.#lines.grow(id, text);
		this.#connection.send({
			type: "append",
			id,
			text,
			...(more && { more }),
		});
		return true;
	}

	/** @param {import("./callsign-client.js").SayOptions} options */
	#callsOf({ call }) {
		return call === undefined ? this.calls : [call];
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

/**
 * What is sent later must be what it is now, and what JSON cannot carry is the game's own mistake: it throws here.
 * @param {unknown} value
 * @returns {unknown}
 */
function copyOf(value) {
	const text = JSON.stringify(value);
	return text === undefined ? undefined : JSON.parse(text);
}
