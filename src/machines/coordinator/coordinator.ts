/**
 * Knows which game waits on which code and which call is paired with which game, and tells both
 * sides. It routes nothing else: paired, a call and its game hold each other's refs. Bindings go by
 * call and game id, never by code.
 */
import {
	type ActorRefFrom,
	fromTransition,
	type TransitionActorLogic,
} from "xstate";
import type { CodeBook } from "../codes/code-book.js";
import type {
	CallRef,
	CoordinatorEvent,
	CoordinatorFromCall,
	CoordinatorFromGame,
	GameRef,
} from "../events.js";
import { GuessingAllowance } from "./guessing-allowance.js";
import type { TryLimits } from "./try-limits.js";

/** What the coordinator is made from. */
export interface CoordinatorOptions {
	readonly codes: CodeBook;
	readonly tries: TryLimits;
	/** How many codes one call may try. */
	readonly triesPerCall: number;
	/** The time in milliseconds, for codes at rest and tries of late. */
	readonly now: () => number;
}

interface KnownCall {
	readonly call: CallRef;
	readonly callSid: string;
	readonly callerKey: string | undefined;
	readonly allowance: GuessingAllowance;
	game: KnownGame | undefined;
}

interface KnownGame {
	readonly gameId: string;
	readonly game: GameRef;
	readonly callers: number;
	readonly paired: Set<string>;
}

type FromCall<Type> = Extract<CoordinatorFromCall, { type: Type }>;
type FromGame<Type> = Extract<CoordinatorFromGame, { type: Type }>;

/** The registry behind the coordinator actor: plain maps, changed in place, never in a snapshot. */
export class Switchboard {
	readonly #calls = new Map<string, KnownCall>();
	readonly #callIdsBySid = new Map<string, string>();
	readonly #games = new Map<string, KnownGame>();
	#isDraining = false;

	constructor(private readonly options: CoordinatorOptions) {}

	/** How many calls and games are known; for logs, metrics and leak tests. */
	get size(): { readonly calls: number; readonly games: number } {
		return { calls: this.#calls.size, games: this.#games.size };
	}

	/** The call that Twilio names so; undefined when it is not here. */
	callIdOf(callSid: string): string | undefined {
		return this.#callIdsBySid.get(callSid);
	}

	receive(event: CoordinatorEvent): void {
		switch (event.type) {
			case "call.arrived":
				this.#admitCall(event);
				break;
			case "call.left":
				this.#forgetCall(event);
				break;
			case "code.heard":
				this.#lookUp(event);
				break;
			case "game.arrived":
				this.#admitGame(event);
				break;
			case "game.left":
				this.#forgetGame(event);
				break;
			case "new.code":
				this.#issueAnew(event);
				break;
			case "drain":
				this.#drain();
				break;
		}
	}

	/** Whether a caller may try another code now. */
	mayTry(callerKey: string | undefined): boolean {
		return this.options.tries.mayTry(callerKey, this.options.now());
	}

	#admitCall(event: FromCall<"call.arrived">): void {
		const { call, callId, callSid, callerKey } = event;
		const olderId = this.#callIdsBySid.get(callSid);
		const older = olderId === undefined ? undefined : this.#calls.get(olderId);
		if (older) {
			older.call.send({ type: "stream.replaced", fromCallId: callId });
			call.send({ type: "stream.given.away" });
		} else if (this.#isDraining) {
			call.send({ type: "call.refused", reason: "server going away" });
		} else if (!this.mayTry(callerKey)) {
			call.send({ type: "call.refused", reason: "too many tries" });
		} else {
			const allowance = new GuessingAllowance(this.options.triesPerCall);
			const known = { call, callSid, callerKey, allowance, game: undefined };
			this.#calls.set(callId, known);
			this.#callIdsBySid.set(callSid, callId);
			call.send({ type: "call.admitted" });
		}
	}

	#forgetCall({ callId, reason }: FromCall<"call.left">): void {
		const known = this.#calls.get(callId);
		if (!known) return;
		this.#calls.delete(callId);
		this.#callIdsBySid.delete(known.callSid);
		if (!known.game) return;
		known.game.paired.delete(callId);
		known.game.game.send({ type: "call.left", callId, reason });
		this.#dismissIfIdle(known.game);
	}

	#lookUp({ callId, candidates, isSettled }: FromCall<"code.heard">): void {
		const known = this.#calls.get(callId);
		if (!known || known.game) return;
		const readings = candidates.map(({ code }) => code);
		const longest = this.options.codes.longestLive();
		const isWhole = readings.some(({ length }) => length >= longest);
		if (!isSettled && !isWhole) return;
		if (!this.mayTry(known.callerKey)) {
			known.call.send({ type: "tries.exhausted" });
			return;
		}
		const games = this.#gamesMeant(readings, known.allowance);
		const [game] = games;
		const miss = missOf(games);
		if (game && !miss) {
			this.#pair(callId, known, game);
		} else if (miss) {
			this.options.tries.count(known.callerKey, this.options.now());
			known.call.send({ type: miss });
		}
	}

	/**
	 * The games that show what was read. Once one does, the other readings are looked at too, whatever the
	 * allowance says: they can only make a match doubtful.
	 */
	#gamesMeant(
		readings: readonly string[],
		allowance: GuessingAllowance,
	): readonly KnownGame[] {
		const { codes } = this.options;
		const looksUp = allowance.spend(readings.map((code) => codes.oddsOf(code)));
		const games = this.#gamesThatShow(readings.slice(0, looksUp));
		return games.length > 0 ? this.#gamesThatShow(readings) : [];
	}

	#gamesThatShow(codes: readonly string[]): readonly KnownGame[] {
		const games = codes.map((code) => {
			const gameId = this.options.codes.gameOf(code);
			return gameId === undefined ? undefined : this.#games.get(gameId);
		});
		return [...new Set(games)].filter((game) => game !== undefined);
	}

	#pair(callId: string, known: KnownCall, game: KnownGame): void {
		known.game = game;
		game.paired.add(callId);
		// The call first: what the game then wants of it finds it paired.
		known.call.send({
			type: "code.matched",
			gameId: game.gameId,
			game: game.game,
		});
		game.game.send({ type: "call.joined", callId, call: known.call });
	}

	#admitGame({ game, gameId, callers }: FromGame<"game.arrived">): void {
		const code = this.#isDraining
			? undefined
			: this.options.codes.issue(gameId, this.options.now());
		if (code === undefined) {
			game.send({ type: "code.refused" });
			return;
		}
		this.#games.set(gameId, { gameId, game, callers, paired: new Set() });
		game.send({ type: "code.issued", code });
	}

	#issueAnew({ gameId, commandId }: FromGame<"new.code">): void {
		const known = this.#games.get(gameId);
		if (!known) return;
		const code = this.options.codes.issue(gameId, this.options.now());
		known.game.send(
			code === undefined
				? { type: "code.kept", ...(commandId !== undefined && { commandId }) }
				: { type: "code.issued", code },
		);
	}

	#forgetGame({ gameId }: FromGame<"game.left">): void {
		const known = this.#games.get(gameId);
		if (!known) return;
		this.#games.delete(gameId);
		this.options.codes.release(gameId, this.options.now());
		for (const callId of known.paired) {
			const paired = this.#calls.get(callId);
			if (!paired) continue;
			paired.game = undefined;
			paired.call.send({ type: "game.left", gameId });
		}
	}

	#drain(): void {
		this.#isDraining = true;
		for (const game of [...this.#games.values()]) this.#dismissIfIdle(game);
	}

	#dismissIfIdle({ paired, game }: KnownGame): void {
		if (!this.#isDraining || paired.size > 0) return;
		game.send({ type: "end", reason: "server going away" });
	}
}

/** Why these games are none to pair with; undefined when there is just one, with room. */
function missOf([game, another]: readonly KnownGame[]) {
	if (!game) return "code.unknown";
	if (another) return "code.ambiguous";
	return game.paired.size >= game.callers ? "game.full" : undefined;
}

/** The coordinator's logic: an actor around one switchboard. */
export function coordinatorLogic(
	switchboard: Switchboard,
): TransitionActorLogic<null, CoordinatorEvent, undefined> {
	return fromTransition((_: null, event: CoordinatorEvent) => {
		switchboard.receive(event);
		return null;
	}, null);
}

/** The running coordinator. */
export type CoordinatorActor = ActorRefFrom<
	ReturnType<typeof coordinatorLogic>
>;
