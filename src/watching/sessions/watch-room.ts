import { type Happening, Recording } from "./recording.js";
import type { Session, SessionBook } from "./session-book.js";
import { tap } from "./session-tap.js";
import {
	Viewer,
	type ViewerRoom,
	type ViewerSocket,
	type Watch,
} from "./viewer.js";

const listEveryMs = 1_000;
const maxListed = 100;

/**
 * Where viewers look at the sessions. A session is tapped only while at least one of them watches it.
 * The recording of one that has ended stays in the session book for some minutes.
 */
export class WatchRoom implements ViewerRoom {
	readonly #viewers = new Set<Viewer>();
	readonly #taps = new Map<Session, () => void>();
	#timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly book: SessionBook,
		private readonly maxViewers = 16,
	) {}

	/** How many viewers there are and how many sessions are tapped. */
	get size(): { readonly viewers: number; readonly taps: number } {
		return { viewers: this.#viewers.size, taps: this.#taps.size };
	}

	/** Lets a viewer in; undefined when the room is full. */
	enter(socket: ViewerSocket): Viewer | undefined {
		if (this.#viewers.size >= this.maxViewers) return undefined;
		const viewer = new Viewer(socket, this);
		this.#viewers.add(viewer);
		this.#timer ??= setInterval(() => this.#tick(), listEveryMs);
		this.list(viewer);
		return viewer;
	}

	close(): void {
		for (const viewer of [...this.#viewers]) {
			viewer.sendAway();
			this.left(viewer);
		}
	}

	left(viewer: Viewer): void {
		this.#viewers.delete(viewer);
		if (this.#viewers.size > 0) return;
		clearInterval(this.#timer);
		this.#timer = undefined;
	}

	list(viewer: Viewer): void {
		viewer.show(this.#listFor(viewer.finding, this.book.live));
	}

	watch(
		id: string,
		listener: (happening: Happening) => void,
	): Watch | undefined {
		const session = this.book.find(id);
		if (!session) return undefined;
		const recording = this.#record(session);
		const stopListening = recording?.listen(listener);
		return {
			session,
			stop: () => {
				stopListening?.();
				if (!recording?.isWatched) this.#stopRecording(session);
			},
		};
	}

	#record(session: Session): Recording | undefined {
		if (!session.recording && session.actor) {
			session.recording = new Recording();
			this.#taps.set(session, tap(session, session.recording));
		}
		return session.recording;
	}

	#stopRecording(session: Session): void {
		this.#taps.get(session)?.();
		this.#taps.delete(session);
		// The recording of a session that lives on would have a gap later.
		if (session.actor) session.recording = undefined;
	}

	#tick(): void {
		const { live } = this.book;
		for (const session of this.#taps.keys())
			if (!session.actor) this.#untapEnded(session);
		const lists = new Map<string, string>();
		for (const viewer of this.#viewers) {
			const { finding } = viewer;
			const list = lists.get(finding) ?? this.#listFor(finding, live);
			lists.set(finding, list);
			viewer.show(list);
			viewer.tick();
		}
	}

	#untapEnded(session: Session): void {
		this.#taps.get(session)?.();
		this.#taps.delete(session);
	}

	#listFor(finding: string, live: readonly Session[]): string {
		const found = live.filter((session) => fits(session, finding));
		return JSON.stringify({
			type: "sessions",
			at: this.book.now(),
			counts: countsOf(live),
			found: found.length,
			live: found.slice(0, maxListed).map(listed),
			ended: this.book.ended
				.filter((session) => fits(session, finding))
				.map(listed),
		});
	}
}

function fits(session: Session, finding: string): boolean {
	if (finding === "") return true;
	const state = session.changes.at(-1)?.state ?? "";
	return `${session.kind} ${state} ${session.id}`
		.toLowerCase()
		.includes(finding);
}

function countsOf(sessions: readonly Session[]) {
	const counts = { call: 0, game: 0 };
	for (const { kind } of sessions) counts[kind] += 1;
	return counts;
}

function listed({ kind, id, begunAt, changes, end }: Session) {
	const newest = changes.at(-1);
	return {
		kind,
		id,
		state: newest?.state ?? "",
		since: newest?.at ?? begunAt,
		begunAt,
		...(end && { end }),
	};
}
