import { z } from "zod";
import { parsedJsonOfStranger } from "../../protocol/json.js";
import { eventInWords } from "../charts/chart.js";
import type { Sight } from "./conversation-sights.js";
import type { Happening, Party } from "./recording.js";
import type { Session } from "./session-book.js";

export interface ViewerSocket {
	/** Bytes that were sent but have not left this process. */
	readonly bufferedAmount: number;
	send(text: string): void;
	close(code: number, reason: string): void;
}

export interface ViewerRoom {
	/** Begins to record this session; undefined when there is none with this id. */
	watch(
		id: string,
		listener: (happening: Happening) => void,
	): Watch | undefined;
	list(viewer: Viewer): void;
	left(viewer: Viewer): void;
}

export interface Watch {
	readonly session: Session;
	stop(): void;
}

const order = z.discriminatedUnion("do", [
	/** Watch this session, and no other any more. */
	z.object({ do: z.literal("watch"), id: z.string().max(64) }),
	z.object({ do: z.literal("leave") }),
	/** List only sessions in whose kind, state or id this stands. */
	z.object({ do: z.literal("find"), text: z.string().max(64) }),
]);

/** Happenings are sent together, so that a busy session sends a page at most 20 messages a second. */
const togetherMs = 50;
const maxTogether = 1_000;
/** A page with more unsent bytes than this does not keep up: it misses what comes, and is told how much. */
const maxUnsentBytes = 1024 * 1024;
const maxOrdersPerTick = 50;

/** One operator's page. */
export class Viewer {
	/** What the list of sessions is narrowed to; in lower case. */
	finding = "";
	#watch: Watch | undefined;
	#isEndTold = false;
	/** The turns that the page knows, as it was told of them. */
	#turnsTold = "";
	/** The newest sight that the page knows. */
	#sightTold: Sight | undefined;
	#waiting: Happening[] = [];
	#partiesTold = 0;
	#missed = 0;
	#orders = 0;
	#timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly socket: ViewerSocket,
		private readonly room: ViewerRoom,
	) {}

	receive(text: string): void {
		const wanted = order.safeParse(parsedJsonOfStranger(text));
		if (!wanted.success || ++this.#orders > maxOrdersPerTick) {
			this.socket.close(1008, "The inspector's own page says no such thing.");
			return;
		}
		const { data } = wanted;
		if (data.do === "watch") this.#begin(data.id);
		else if (data.do === "leave") this.#stop();
		else {
			this.finding = data.text.trim().toLowerCase();
			this.room.list(this);
		}
	}

	leave(): void {
		this.#stop();
		this.room.left(this);
	}

	/** Shows the list of sessions, unless the page does not keep up. */
	show(list: string): void {
		if (this.#keepsUp) this.socket.send(list);
	}

	/** To be called about once a second. */
	tick(): void {
		this.#orders = 0;
		this.#tellSights();
		this.#tellTurns();
		this.#tellEnd();
	}

	sendAway(): void {
		this.#stop();
		this.socket.close(1001, "The server is going away.");
	}

	#begin(id: string): void {
		this.#stop();
		const watch = this.room.watch(id, (each) => this.#take(each));
		if (!watch) {
			this.#send({ type: "gone", id });
			return;
		}
		this.#watch = watch;
		this.#isEndTold = false;
		const { session } = watch;
		const { recording } = session;
		this.#send({
			type: "watching",
			kind: session.kind,
			id,
			begunAt: session.begunAt,
			changes: session.changes,
			isLive: session.actor !== undefined,
			parties: this.#newParties(),
			happenings: (recording?.happenings ?? []).map(inWords),
			forgotten: recording?.forgotten ?? 0,
		});
		this.#tellSights();
		this.#tellTurns();
		this.#tellEnd();
	}

	#stop(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#watch?.stop();
		this.#watch = undefined;
		this.#waiting = [];
		this.#partiesTold = 0;
		this.#turnsTold = "";
		this.#sightTold = undefined;
		this.#missed = 0;
	}

	#take(happening: Happening): void {
		if (this.#waiting.length < maxTogether) this.#waiting.push(happening);
		else this.#missed += 1;
		this.#timer ??= setTimeout(() => this.#flush(), togetherMs);
	}

	#flush(): void {
		this.#timer = undefined;
		const happenings = this.#waiting.map(inWords);
		this.#waiting = [];
		if (!this.#keepsUp) {
			this.#missed += happenings.length;
			return;
		}
		const missed = this.#missed;
		this.#missed = 0;
		const parties = this.#newParties();
		this.#send({ type: "happened", parties, happenings, missed });
		this.#tellSights();
		this.#tellEnd();
	}

	get #keepsUp(): boolean {
		return this.socket.bufferedAmount <= maxUnsentBytes;
	}

	#newParties(): readonly Party[] {
		const all = this.#watch?.session.recording?.parties ?? [];
		const fresh = all.slice(this.#partiesTold);
		this.#partiesTold = all.length;
		return fresh;
	}

	/** Turns are few: they are told as they are, whenever one of them has changed. */
	#tellTurns(): void {
		const turns = this.#watch?.session.turns ?? [];
		const told = JSON.stringify({ type: "turns", turns });
		if (turns.length === 0 || told === this.#turnsTold || !this.#keepsUp)
			return;
		this.#turnsTold = told;
		this.socket.send(told);
	}

	/** Those of conversations that the page does not know; all that are kept, where what it knows is kept no longer. */
	#tellSights(): void {
		const all = this.#watch?.session.sights ?? [];
		const newest = all.at(-1);
		if (!newest || newest === this.#sightTold || !this.#keepsUp) return;
		const known = this.#sightTold ? all.indexOf(this.#sightTold) : -1;
		this.#sightTold = newest;
		this.#send({ type: "sights", sights: all.slice(known + 1) });
	}

	#tellEnd(): void {
		const end = this.#watch?.session.end;
		if (!end || this.#isEndTold) return;
		this.#isEndTold = true;
		this.#send({ type: "ended", ...end });
	}

	#send(message: object): void {
		this.socket.send(JSON.stringify(message));
	}
}

function inWords(happening: Happening): Happening & { readonly words: string } {
	return { ...happening, words: eventInWords(happening.type) };
}
