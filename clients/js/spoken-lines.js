// @ts-check

/**
 * @typedef {import("./callsign-client.js").LineOutcome} LineOutcome
 * @typedef {import("./callsign-client.js").CallOutcome} CallOutcome
 * @typedef {import("./callsign-client.js").LineFailure} LineFailure
 */

/**
 * @typedef {object} Line
 * @property {Set<string>} awaited the calls whose outcome is not known yet
 * @property {CallOutcome[]} outcomes
 * @property {string} text
 * @property {(outcome: LineOutcome) => void} settle
 * @property {ReturnType<typeof setTimeout>} [deadline] set when the line is in doubt
 */

/** How long a line that may be lost is waited for, beside the time it takes to speak all lines. */
const doubtMs = 60_000;
const maxMsOfOneCharacter = 100;

/** From bad to good: a line for several calls fared as it did in the worst of them. */
const ranking = ["failed", "stale", "interrupted", "heard"];

/** The lines that the game has sent to be spoken and that have no outcome yet. */
export class SpokenLines {
	/** @type {Map<string, Line>} */
	#lines = new Map();

	/** The ids of these lines, in the order in which they were sent. */
	get ids() {
		return [...this.#lines.keys()];
	}

	/**
	 * Waits for what becomes of a line in each of these calls.
	 * @param {string} id
	 * @param {string} text
	 * @param {readonly string[]} calls at least one
	 * @returns {Promise<LineOutcome>}
	 */
	add(id, text, calls) {
		const awaited = new Set(calls);
		return new Promise((settle) => {
			this.#lines.set(id, { awaited, outcomes: [], text, settle });
		});
	}

	/**
	 * Whether this line has no outcome yet.
	 * @param {string} id
	 */
	has(id) {
		return this.#lines.has(id);
	}

	/**
	 * The line goes on with this text.
	 * @param {string} id
	 * @param {string} text
	 */
	grow(id, text) {
		const line = this.#lines.get(id);
		if (line) line.text += text;
	}

	/**
	 * The server may never have got these lines, or their outcome may be in a gap: whatever has none after a
	 * time that is long enough has failed.
	 * @param {readonly string[]} ids
	 */
	doubt(ids) {
		let characters = 0;
		for (const line of this.#lines.values()) characters += line.text.length;
		const ms = doubtMs + characters * maxMsOfOneCharacter;
		for (const id of ids) {
			const line = this.#lines.get(id);
			if (!line) continue;
			clearTimeout(line.deadline);
			line.deadline = setTimeout(() => this.fail(id, "lost"), ms);
		}
	}

	/** @param {import("./messages.js").Said} said */
	said(said) {
		const { id, call, outcome, heardMs } = said;
		if (outcome === "heard") this.#dropDoubtfulBefore(id, call);
		const heardText = said.heardText ?? this.#surelyHeard(said);
		this.#note(id, { call, outcome, heardMs, heardText });
	}

	/**
	 * The call is over: what has no outcome in it will have none.
	 * @param {string} call
	 */
	left(call) {
		for (const [id, { awaited }] of this.#lines) {
			if (awaited.has(call)) {
				this.#note(id, unheard(call, "callLeft"));
			}
		}
	}

	/**
	 * No calls but these are there.
	 * @param {ReadonlySet<string>} calls
	 */
	leftAllBut(calls) {
		for (const { awaited } of this.#lines.values()) {
			for (const call of awaited) if (!calls.has(call)) this.left(call);
		}
	}

	/**
	 * Nothing more will be heard of this line.
	 * @param {string} id
	 * @param {LineFailure} why
	 * @param {string} [message]
	 */
	fail(id, why, message) {
		const line = this.#lines.get(id);
		if (!line) return;
		this.#forget(id, line);
		line.settle(failed(id, why, message, line.outcomes));
	}

	/**
	 * Nothing more will be heard of any line.
	 * @param {LineFailure} why
	 */
	failAll(why) {
		for (const id of this.ids) this.fail(id, why);
	}

	/**
	 * Lines are spoken in order: when a later one was heard, those before it that are still in doubt never
	 * reached the server.
	 * @param {string} heardId
	 * @param {string} call
	 */
	#dropDoubtfulBefore(heardId, call) {
		if (!this.#lines.has(heardId)) return;
		for (const [id, { awaited, deadline }] of this.#lines) {
			if (id === heardId) return;
			if (deadline !== undefined && awaited.has(call))
				this.#note(id, unheard(call, "lost"));
		}
	}

	/**
	 * A server from before `heardText` tells only whether it was the whole.
	 * @param {import("./messages.js").Said} said
	 */
	#surelyHeard({ id, outcome }) {
		const { text = "" } = this.#lines.get(id) ?? {};
		return outcome === "heard" ? text.trimEnd() : "";
	}

	/**
	 * @param {string} id
	 * @param {CallOutcome} outcome
	 */
	#note(id, outcome) {
		const line = this.#lines.get(id);
		if (!line) return;
		line.awaited.delete(outcome.call);
		line.outcomes.push(outcome);
		if (line.awaited.size > 0) return;
		this.#forget(id, line);
		line.settle(summary(id, line.outcomes));
	}

	/**
	 * @param {string} id
	 * @param {Line} line
	 */
	#forget(id, line) {
		clearTimeout(line.deadline);
		this.#lines.delete(id);
	}
}

/**
 * @param {string} call
 * @param {LineFailure} why
 * @returns {CallOutcome}
 */
function unheard(call, why) {
	return { call, outcome: "failed", heardMs: 0, heardText: "", why };
}

/**
 * The outcome of a line that cannot be spoken, or of which nothing more is known.
 * @param {string} id
 * @param {LineFailure} why
 * @param {string} [message]
 * @param {CallOutcome[]} calls
 * @returns {LineOutcome}
 */
export function failed(id, why, message, calls = []) {
	return {
		id,
		outcome: "failed",
		heardMs: 0,
		heardText: "",
		why,
		...(message !== undefined && { message }),
		calls,
	};
}

/**
 * @param {string} id
 * @param {CallOutcome[]} calls at least one
 * @returns {LineOutcome}
 */
function summary(id, calls) {
	const [worst] = [...calls].sort(
		(a, b) => ranking.indexOf(a.outcome) - ranking.indexOf(b.outcome),
	);
	const why = calls.find((call) => call.why !== undefined)?.why;
	return {
		id,
		outcome: worst?.outcome ?? "failed",
		heardMs: Math.min(...calls.map(({ heardMs }) => heardMs)),
		heardText: shortest(calls.map(({ heardText }) => heardText)),
		...(why !== undefined && { why }),
		calls,
	};
}

/** @param {string[]} texts */
function shortest(texts) {
	return texts.reduce((one, other) =>
		other.length < one.length ? other : one,
	);
}
