// @ts-check

/**
 * @typedef {import("./callsign-client.js").LineOutcome} LineOutcome
 * @typedef {import("./callsign-client.js").LineFailure} LineFailure
 * @typedef {import("./callsign-client.js").OpenLine} Declared
 */

/** The longest text of one line, as the server has it. */
const maxCharacters = 10_000;

/**
 * How an open line reaches the server.
 * @typedef {object} LineWriter
 * @property {(text: string, more: boolean) => Promise<LineOutcome>} begin sends the first of it
 * @property {(line: OpenLine) => void} goOn it has more to send, as soon as that may be
 * @property {(why: LineFailure) => LineOutcome} fail what becomes of a line that was never begun
 */

/**
 * A line that is spoken while its text is still being written.
 * @implements {Declared}
 */
export class OpenLine {
	id;
	/** @type {Promise<LineOutcome>} */
	said;
	/** Resolves when it takes no more. @type {Promise<void>} */
	full;
	#writer;
	#unsent = "";
	#characters = 0;
	#isOpen = true;
	#hasBegun = false;
	/** Whether what ends it is sent. */
	#isClosed = false;
	#isCut = false;
	/** @type {(outcome: LineOutcome) => void} */
	#settle = () => {};
	/** @type {() => void} */
	#fill = () => {};

	/**
	 * @param {string} id
	 * @param {LineWriter} writer
	 */
	constructor(id, writer) {
		this.id = id;
		this.#writer = writer;
		this.said = new Promise((settle) => {
			this.#settle = settle;
		});
		this.full = new Promise((fill) => {
			this.#fill = fill;
		});
	}

	get isOpen() {
		return this.#isOpen;
	}

	/** Whether the server knows of it, or will as soon as there is a connection. */
	get hasBegun() {
		return this.#hasBegun;
	}

	/** @type {Declared["add"]} */
	add(text) {
		return this.#take(text, false);
	}

	/** @type {Declared["end"]} */
	end(text = "") {
		return this.#take(text, true);
	}

	/** Whether it is no longer this line that says what is sent of it. */
	get isCut() {
		return this.#isCut;
	}

	/** It takes no more, and what is not sent yet never is. */
	cut() {
		this.#isCut = true;
		this.#unsent = "";
		this.#close();
	}

	/**
	 * It can no longer be spoken.
	 * @param {LineFailure} why
	 */
	fail(why) {
		this.cut();
		if (!this.#hasBegun) this.#settle(this.#writer.fail(why));
	}

	/**
	 * What the server is to be sent of it now; nothing while there is nothing to speak, as no line begins with
	 * a blank text.
	 * @returns {{ text: string, more: boolean } | undefined}
	 */
	takeUnsent() {
		const isOver = this.#isClosed || this.#isCut;
		if (isOver || (this.#isOpen && !/\S/.test(this.#unsent))) return undefined;
		const text = this.#unsent;
		this.#unsent = "";
		this.#isClosed = !this.#isOpen;
		return { text, more: this.#isOpen };
	}

	/**
	 * A text for which there is no room ends the line before it, unless it is the first: then the server is to say
	 * what is wrong with it.
	 * @param {string} text
	 * @param {boolean} isLast
	 */
	#take(text, isLast) {
		if (typeof text !== "string")
			throw new TypeError(`A line is made of texts, not of ${text}.`);
		if (!this.#isOpen) return false;
		const length = this.#characters + text.length;
		const fits = this.#characters === 0 || length <= maxCharacters;
		if (fits) {
			this.#unsent += text;
			this.#characters = length;
		}
		if (isLast || !fits) this.#close();
		this.#write();
		return fits;
	}

	#write() {
		if (this.#hasBegun) {
			this.#writer.goOn(this);
			return;
		}
		const first = this.takeUnsent();
		if (!first) return;
		this.#hasBegun = true;
		void this.#writer.begin(first.text, first.more).then((outcome) => {
			this.cut();
			this.#settle(outcome);
		});
	}

	#close() {
		this.#isOpen = false;
		this.#fill();
	}
}

/**
 * Adds each of these texts as it comes, and ends the line after the last. Stops taking them when the line takes no
 * more. Rejects with what they throw; the line then ends as it stands.
 * @param {OpenLine} line
 * @param {AsyncIterable<string> | Iterable<string>} texts
 */
export async function pour(line, texts) {
	const iterator = iteratorOf(texts);
	try {
		while (line.isOpen) {
			const next = await Promise.race([iterator.next(), line.full]);
			if (next?.done) return;
			if (next) line.add(next.value);
		}
	} finally {
		line.end();
		leave(iterator).catch(() => {});
	}
}

/**
 * What it throws when nobody wants more of it concerns nobody.
 * @param {AsyncIterator<string> | Iterator<string>} iterator
 */
async function leave(iterator) {
	await iterator.return?.();
}

/**
 * @param {AsyncIterable<string> | Iterable<string>} texts
 * @returns {AsyncIterator<string> | Iterator<string>}
 */
function iteratorOf(texts) {
	return Symbol.asyncIterator in texts
		? texts[Symbol.asyncIterator]()
		: texts[Symbol.iterator]();
}
