// @ts-check

/** Who wants to be told of what, by the name of the event. */
export class Listeners {
	/** @type {Map<string, Set<(event: never) => void>>} */
	#byName = new Map();

	/**
	 * @param {string} name
	 * @param {(event: never) => void} listener
	 */
	add(name, listener) {
		const those = this.#byName.get(name) ?? new Set();
		this.#byName.set(name, those.add(listener));
	}

	/**
	 * @param {string} name
	 * @param {(event: never) => void} listener
	 */
	remove(name, listener) {
		this.#byName.get(name)?.delete(listener);
	}

	/**
	 * Tells everyone who listens. What a listener throws is the application's own affair: it is thrown
	 * where the application's other errors arrive, and stops neither the others nor the connection.
	 * @param {string} name
	 * @param {unknown} event
	 */
	tell(name, event) {
		for (const listener of [...(this.#byName.get(name) ?? [])]) {
			try {
				listener(/** @type {never} */ (event));
			} catch (error) {
				queueMicrotask(() => {
					throw error;
				});
			}
		}
	}

	/** Forgets everyone. */
	clear() {
		this.#byName.clear();
	}
}
