// @ts-check

/** Events that wait for a loop which is busy; a loop that lets more of them wait is told so. */
const maxWaiting = 10_000;

/**
 * Events as an endless row, for `for await`: from the moment it is made, until it is ended or left.
 * @template Event
 */
export class EventStream {
	/** @type {Event[]} */
	#waiting = [];
	/** @type {((result: IteratorResult<Event, undefined>) => void)[]} */
	#takers = [];
	#isOver = false;
	#isTooSlow = false;
	#whenLeft;

	/** @param {() => void} whenLeft called once, when nobody wants more of it */
	constructor(whenLeft) {
		this.#whenLeft = whenLeft;
	}

	/** @param {Event} event */
	push(event) {
		const take = this.#takers.shift();
		if (take) take({ done: false, value: event });
		else this.#waiting.push(event);
		if (this.#waiting.length <= maxWaiting) return;
		this.#isTooSlow = true;
		this.end();
	}

	/** No more events come; those that wait may still be taken. */
	end() {
		if (this.#isOver) return;
		this.#isOver = true;
		for (const take of this.#takers) take({ done: true, value: undefined });
		this.#takers = [];
		this.#whenLeft();
	}

	/** @returns {Promise<IteratorResult<Event, undefined>>} */
	async next() {
		const [event] = this.#waiting.splice(0, 1);
		if (event !== undefined) return { done: false, value: event };
		if (this.#isTooSlow) {
			this.#isTooSlow = false;
			throw new Error(
				`More than ${maxWaiting} events waited for this loop: take them faster.`,
			);
		}
		if (this.#isOver) return { done: true, value: undefined };
		return new Promise((take) => this.#takers.push(take));
	}

	/** The loop was left early. */
	async return() {
		this.#waiting = [];
		this.end();
		return { done: /** @type {true} */ (true), value: undefined };
	}

	[Symbol.asyncIterator]() {
		return this;
	}
}
