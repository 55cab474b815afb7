import type {
	Done,
	End,
	HappenedMessage,
	Happening,
	Message,
	Party,
	Sight,
	StateChange,
	Step,
	TimedTurn,
	WatchingMessage,
} from "./wire.js";

/** A message, and what the session's machine made of it. */
export interface Row {
	readonly message: Message;
	/** The transitions that were taken for it. */
	readonly steps: readonly Step[];
	/** The state after it, if it is not the same as before. */
	readonly newState: string | undefined;
	/** Undefined where this session has not handled it. */
	readonly tookMs: number | undefined;
}

interface OpenRow {
	message: Message;
	steps: Step[];
	newState: string | undefined;
	tookMs: number | undefined;
}

const maxRows = 2_000;
const maxSights = 1_000;

/** All that is known of the watched session, at any moment of the last minutes. */
export class Story {
	readonly kind: "call" | "game";
	readonly id: string;
	readonly begunAt: number;
	readonly isLive: boolean;
	readonly changes: StateChange[];
	readonly parties: Party[] = [];
	readonly rows: OpenRow[] = [];
	/** The newest turns of the caller's, oldest first. */
	turns: readonly TimedTurn[] = [];
	/** What was seen of its conversations, oldest first. */
	sights: readonly Sight[] = [];
	end: End | undefined;
	/** How many messages are not here: dropped before, or missed since. */
	missing: number;
	#state: string;
	/** The steps whose message has not been seen. */
	#waiting: OpenRow[] = [];

	constructor({
		kind,
		id,
		begunAt,
		isLive,
		changes,
		parties,
		happenings,
		forgotten,
	}: WatchingMessage) {
		this.kind = kind;
		this.id = id;
		this.begunAt = begunAt;
		this.isLive = isLive;
		this.changes = [...changes];
		this.missing = forgotten;
		this.#state = changes.at(-1)?.state ?? "";
		if (happenings.length > 0) this.#state = "";
		this.parties.push(...parties);
		for (const happening of happenings) this.#take(happening);
		this.#state = changes.at(-1)?.state ?? this.#state;
	}

	add({ parties, happenings, missed }: HappenedMessage): void {
		this.parties.push(...parties);
		this.missing += missed;
		for (const happening of happenings) this.#take(happening);
	}

	see(sights: readonly Sight[]): void {
		this.sights = [...this.sights, ...sights].slice(-maxSights);
	}

	/** When what is known begins. */
	get from(): number {
		return Math.min(
			this.changes[0]?.at ?? this.begunAt,
			this.rows[0]?.message.at ?? Number.POSITIVE_INFINITY,
		);
	}

	/** The state at this moment. */
	stateAt(at: number): string {
		return (
			this.changes.findLast((change) => change.at <= at)?.state ??
			this.changes[0]?.state ??
			""
		);
	}

	/** The state at this moment, once the rows up to this count are done with. */
	stateAfter(count: number, at: number): string {
		const rows = this.rows.slice(0, count);
		const row = rows.findLast(({ newState }) => newState !== undefined);
		const change = this.changes.findLast((each) => each.at <= at);
		// The machine changes its state a little after the chosen message came.
		const isRowLater = row && (!change || change.at <= row.message.at);
		return (isRowLater && row.newState) || this.stateAt(at);
	}

	/** How many rows are not after this moment. */
	rowsAt(at: number): number {
		return this.rows.findLastIndex(({ message }) => message.at <= at) + 1;
	}

	/** The newest steps that the rows up to this count led to: those that were taken together, in several regions. */
	stepsBefore(count: number): readonly Step[] {
		const rows = this.rows.slice(0, count);
		const steps = rows.findLast((row) => row.steps.length > 0)?.steps ?? [];
		const last = steps.at(-1);
		const isEarlier = ({ type, state }: Step) =>
			type !== last?.type || state !== last.state;
		return steps.slice(steps.findLastIndex(isEarlier) + 1);
	}

	/** How long each message took that was handled here, in milliseconds, the shortest first. */
	get times(): number[] {
		return this.rows
			.map(({ tookMs }) => tookMs)
			.filter((ms) => ms !== undefined)
			.sort((one, other) => one - other);
	}

	#take(happening: Happening): void {
		if (happening.kind === "message") this.#begin(happening);
		else if (happening.kind === "step") this.#step(happening);
		else this.#finish(happening);
	}

	#begin(message: Message): void {
		if (message.from === message.to && message.type === "xstate.init") return;
		const row: OpenRow = {
			message,
			steps: [],
			newState: undefined,
			tookMs: undefined,
		};
		this.rows.push(row);
		if (message.to === this.kind) this.#waiting.push(row);
		if (this.rows.length > maxRows) {
			this.rows.shift();
			this.missing += 1;
		}
	}

	/** A step belongs to the oldest message of its type that is not done; one that the machine raised, to the current one. */
	#step(step: Step): void {
		const row = this.#rowFor(step) ?? this.#waiting[0];
		row?.steps.push(step);
		if (step.state === this.#state) return;
		this.#state = step.state;
		if (row) row.newState = step.state;
		const last = this.changes.at(-1);
		if (!last || last.at < step.at)
			this.changes.push({ at: step.at, state: step.state });
	}

	#finish(done: Done): void {
		const row = this.#rowFor(done);
		if (!row) return;
		row.tookMs = done.tookMs;
		this.#waiting = this.#waiting.filter((each) => each !== row);
	}

	#rowFor({ type }: Step | Done): OpenRow | undefined {
		return this.#waiting.find(({ message }) => message.type === type);
	}
}
