import type { AnyActorRef, EventObject } from "xstate";
import type { TurnTimes } from "../../adapters/latency/turn-latency.js";
import type { CallActor } from "../../machines/call/call.js";
import type { GameActor } from "../../machines/game/game.js";
import type { SessionObserver, SessionWatcher } from "../session-watcher.js";
import type { Sight, SightMaker } from "./conversation-sights.js";
import type { Recording } from "./recording.js";

/** A state that a session was in, from then on. */
export interface StateChange {
	/** Milliseconds since 1970. */
	readonly at: number;
	/** The innermost live states, such as `paired.talking`; with spaces between them if there are several. */
	readonly state: string;
}

/** A turn of a caller's, and how long its stages took. */
export interface TimedTurn {
	/** When it had ended, or was answered, in milliseconds since 1970. */
	readonly at: number;
	/** What is not known yet is added to it. */
	readonly times: TurnTimes;
}

/** One call or game as operators know it: what it is, and where it has been. */
export interface Session {
	readonly kind: "call" | "game";
	readonly id: string;
	/** Milliseconds since 1970. */
	readonly begunAt: number;
	/** The newest states, oldest first. */
	changes: readonly StateChange[];
	/** How many older changes are forgotten. */
	forgotten: number;
	/** The newest turns of the caller's, oldest first. */
	turns: readonly TimedTurn[];
	/** What characters did who had the caller: the newest, oldest first. */
	sights: readonly Sight[];
	/** The running actor; undefined once it has ended. */
	actor: AnyActorRef | undefined;
	end: { readonly at: number; readonly reason: string } | undefined;
	/** Its messages, if it is or was watched. */
	recording: Recording | undefined;
}

const maxChanges = 60;
const maxTurns = 10;
const noTurns: readonly TimedTurn[] = [];
const maxSights = 100;
const noSights: readonly Sight[] = [];
/** Sessions that have ended are kept this long, for operators to see what just died. */
export const keptMs = 5 * 60_000;
const maxEnded = 50;
const maxRecordings = 10;

/**
 * The current calls and games and those that ended recently, each with the states that it was in. That costs a
 * session some hundred bytes and no inspection, only an observer of its snapshots. Messages are recorded only
 * of sessions that are watched.
 */
export class SessionBook implements SessionWatcher {
	/** In the order in which they began. */
	readonly #live = new Map<string, Session>();
	/** Oldest first. */
	#ended: Session[] = [];

	/**
	 * `now` is the time in milliseconds since 1970; `sightOf` makes of what a call emits what operators may see of its
	 * conversations, and without it they see nothing of them.
	 */
	constructor(
		readonly now = () => performance.timeOrigin + performance.now(),
		private readonly sightOf: SightMaker = () => undefined,
	) {}

	/** The latest first. */
	get live(): readonly Session[] {
		return [...this.#live.values()].reverse();
	}

	/** Those that ended recently, the latest first. */
	get ended(): readonly Session[] {
		this.#forgetOld();
		return this.#ended.toReversed();
	}

	find(id: string): Session | undefined {
		return this.#live.get(id) ?? this.ended.find((each) => each.id === id);
	}

	callBegins(callId: string, call: CallActor): SessionObserver<CallActor> {
		const observer = this.#begin("call", callId, call);
		call.on("*", (emitted) => this.#noteSight(callId, emitted));
		return observer;
	}

	gameBegins(gameId: string, game: GameActor): SessionObserver<GameActor> {
		return this.#begin("game", gameId, game);
	}

	/** The caller of this call has had a turn. */
	noteTurn(callId: string, times: TurnTimes): void {
		const session = this.#live.get(callId);
		if (!session) return;
		const turns = [...session.turns, { at: this.now(), times }];
		session.turns = turns.slice(-maxTurns);
	}

	#noteSight(callId: string, emitted: EventObject): void {
		const session = this.#live.get(callId);
		const seen = session && this.sightOf(emitted);
		if (!seen) return;
		const sights = [...session.sights, { at: this.now(), ...seen }];
		session.sights = sights.slice(-maxSights);
	}

	#begin(kind: Session["kind"], id: string, actor: CallActor | GameActor) {
		const session: Session = {
			kind,
			id,
			begunAt: this.now(),
			changes: [],
			forgotten: 0,
			turns: noTurns,
			sights: noSights,
			actor: actor as AnyActorRef,
			end: undefined,
			recording: undefined,
		};
		this.#live.set(id, session);
		return new FollowedSession(session, actor, this.now, this.#end);
	}

	readonly #end = (session: Session, reason: string): void => {
		session.end = { at: this.now(), reason };
		session.actor = undefined;
		this.#live.delete(session.id);
		this.#ended.push(session);
		this.#forgetOld();
	};

	#forgetOld(): void {
		const oldest = this.now() - keptMs;
		this.#ended = this.#ended
			.slice(-maxEnded)
			.filter(({ end }) => end !== undefined && end.at >= oldest);
		const recorded = this.#ended.filter((each) => each.recording);
		for (const session of recorded.slice(0, -maxRecordings))
			session.recording = undefined;
	}
}

/** Takes down where one session has been. */
class FollowedSession implements SessionObserver<CallActor | GameActor> {
	constructor(
		private readonly session: Session,
		private readonly actor: CallActor | GameActor,
		private readonly now: () => number,
		private readonly end: (session: Session, reason: string) => void,
	) {}

	next({ value }: { readonly value: unknown }): void {
		const { session } = this;
		const state = stateText(value);
		if (session.changes.at(-1)?.state === state) return;
		const changes = [...session.changes, { at: this.now(), state }];
		session.changes = changes.slice(-maxChanges);
		session.forgotten += changes.length - session.changes.length;
	}

	complete(): void {
		this.end(this.session, this.actor.getSnapshot().output ?? "stopped");
	}

	error(): void {
		this.end(this.session, "failed");
	}
}

/** The innermost live states of a machine's `value`. */
export function stateText(value: unknown): string {
	if (typeof value === "string") return value;
	return Object.entries((value ?? {}) as Record<string, unknown>)
		.map(([name, deeper]) =>
			stateText(deeper)
				.split(" ")
				.map((inner) => (inner === "" ? name : `${name}.${inner}`))
				.join(" "),
		)
		.join(" ");
}
