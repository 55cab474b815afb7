/** What the messages of a session go between: its own actor, one of its adapters, or an actor outside. */
export interface Party {
	/** The id of the actor within its session: `call`, `phone`, `coordinator`, … */
	readonly name: string;
	/** It belongs to another session, or to no session. */
	readonly isOutside: boolean;
}

/** One thing that happened in a session. Only names and types: nothing that was said, keyed or shown. */
export type Happening =
	| {
			readonly kind: "message";
			/** Milliseconds since 1970, with fractions. */
			readonly at: number;
			readonly from: string;
			readonly to: string;
			/** The type of the event, such as `code.matched`. */
			readonly type: string;
	  }
	| {
			/** The session's machine has taken a transition. */
			readonly kind: "step";
			readonly at: number;
			/** The type of the event. */
			readonly type: string;
			/** The id of the state whose transition it was. */
			readonly from: string;
			/** The innermost live states after it. */
			readonly state: string;
	  }
	| {
			/** The session's machine has done with an event. */
			readonly kind: "done";
			readonly at: number;
			readonly type: string;
			readonly state: string;
			/** How long it took, in milliseconds. */
			readonly tookMs: number;
	  };

/** Must not throw. */
export type RecordingFollower = (happening: Happening) => void;

const maxHappenings = 2_000;
/** Older ones are dropped several at a time, since each time moves all that stay. */
const surplus = 200;

/** The newest happenings of one session, and the listeners for the next ones. */
export class Recording {
	readonly #parties = new Map<string, Party>();
	readonly #happenings: Happening[] = [];
	readonly #listeners = new Set<RecordingFollower>();
	#forgotten = 0;

	get parties(): readonly Party[] {
		return [...this.#parties.values()];
	}

	/** Oldest first. */
	get happenings(): readonly Happening[] {
		return this.#happenings.slice(-maxHappenings);
	}

	/** How many older ones were dropped. */
	get forgotten(): number {
		return this.#forgotten + this.#happenings.length - this.happenings.length;
	}

	get isWatched(): boolean {
		return this.#listeners.size > 0;
	}

	/** Adds an actor that sends or receives. */
	meet(party: Party): void {
		if (!this.#parties.has(party.name)) this.#parties.set(party.name, party);
	}

	add(happening: Happening): void {
		this.#happenings.push(happening);
		if (this.#happenings.length >= maxHappenings + surplus) {
			this.#happenings.splice(0, surplus);
			this.#forgotten += surplus;
		}
		for (const listener of this.#listeners) listener(happening);
	}

	/** Returns what ends the listening. */
	listen(listener: RecordingFollower): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
}
