import type { InspectionEvent } from "xstate";
import { namesOnly } from "./names-only.js";
import {
	loadStately,
	type StatelyEvent,
	type StatelyPackage,
} from "./stately-package.js";

export interface StatelyPage {
	/** Bytes that were sent but have not left this process. */
	readonly bufferedAmount: number;
	send(text: string): void;
}

/** A page with more unsent bytes than this does not keep up, and misses what comes. */
const maxUnsentBytes = 8 * 1024 * 1024;
const maxPages = 8;
const maxActors = 2_000;

/**
 * Stately's inspector, for development: it watches every call and game, at several times the cost of each event.
 * What it makes of them is cut down to names and goes to pages that connect to the operators' listener, and
 * nowhere else: neither the package's relay, which listens on all interfaces, nor its cloud is used.
 */
export class StatelyRelay {
	/** For the `inspect` option of every root actor. */
	readonly inspect: (event: InspectionEvent) => void;
	readonly #pages = new Set<StatelyPage>();
	/** What is known of each running actor, for pages that come later: who it is, and where it stands. */
	readonly #actors = new Map<string, { actor: string; snapshot?: string }>();

	/** Loads the package. Rejects with a sentence when it is not installed. */
	static async open(
		load: () => Promise<StatelyPackage> = loadStately,
	): Promise<StatelyRelay> {
		try {
			return new StatelyRelay(await load());
		} catch (error) {
			throw new Error(
				"INSPECT=stately needs the package @statelyai/inspect, which is not installed. Run `npm ci` without --omit=optional, or leave INSPECT unset.",
				{ cause: error },
			);
		}
	}

	private constructor({ createInspector }: StatelyPackage) {
		const { inspect } = createInspector(
			{ send: (event: StatelyEvent) => this.#take(event) },
			{ serialize: namesOnly },
		);
		this.inspect = (event) => inspect.next?.(event);
	}

	/** Lets a page in, and tells it of every running actor; undefined when there are too many pages. */
	enter(
		page: StatelyPage,
	): { receive(text: string): void; leave(): void } | undefined {
		if (this.#pages.size >= maxPages) return undefined;
		this.#pages.add(page);
		for (const { actor, snapshot } of this.#actors.values()) {
			page.send(actor);
			if (snapshot !== undefined) page.send(snapshot);
		}
		// Messages of a page are ignored: it only looks.
		return { receive: () => {}, leave: () => void this.#pages.delete(page) };
	}

	#take(event: StatelyEvent): void {
		const text = JSON.stringify(event);
		this.#remember(event, text);
		for (const page of this.#pages)
			if (page.bufferedAmount < maxUnsentBytes) page.send(text);
	}

	#remember(event: StatelyEvent, text: string): void {
		const { type, sessionId } = event;
		if (type === "@xstate.event") return;
		const known = this.#actors.get(sessionId);
		if (event.snapshot.status !== "active") this.#actors.delete(sessionId);
		else if (type === "@xstate.snapshot" && known) known.snapshot = text;
		else if (type === "@xstate.actor" && this.#actors.size < maxActors)
			this.#actors.set(sessionId, { actor: text });
	}
}
