// @ts-check

/**
 * The server closes a game that sends more than 50 messages a second (`GAME_MESSAGES_PER_SECOND`), and tokens of several
 * lines can be more. So many appends may go out at once, and so many a second after that; orders of other kinds
 * have the rest.
 */
const maxAtOnce = 10;
const msForOneMore = 40;

/** The lines that go on, and how fast: what comes faster than it may be sent is sent together. */
export class Appends {
	/** Those that have something to send; who has waited longest is first. @type {Set<import("./open-line.js").OpenLine>} */
	#lines = new Set();
	#allowed = maxAtOnce;
	#countedAtMs = Date.now();
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	#send;

	/** @param {(line: import("./open-line.js").OpenLine) => boolean} send sends what a line has, and tells whether there was something */
	constructor(send) {
		this.#send = send;
	}

	/** @param {import("./open-line.js").OpenLine} line which has more to send */
	add(line) {
		this.#lines.add(line);
		this.#flush();
	}

	clear() {
		this.#lines.clear();
		clearTimeout(this.#timer);
	}

	#flush() {
		clearTimeout(this.#timer);
		this.#count();
		for (const line of this.#lines) {
			if (this.#allowed < 1) break;
			this.#lines.delete(line);
			if (this.#send(line)) this.#allowed -= 1;
		}
		if (this.#lines.size > 0)
			this.#timer = setTimeout(() => this.#flush(), msForOneMore);
	}

	#count() {
		const nowMs = Date.now();
		const earned = Math.max(0, nowMs - this.#countedAtMs) / msForOneMore;
		this.#countedAtMs = nowMs;
		this.#allowed = Math.min(maxAtOnce, this.#allowed + earned);
	}
}
