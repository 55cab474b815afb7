/**
 * The registry of the coordinator: which game waits on which code, and which call is paired with which game.
 * It sends nothing: every question is answered with the messages that are now to be sent, in order. Bindings
 * go by call and game id, never by code.
 */
import type { CodeBook } from "../codes/code-book.js";
import type {
	CallEvent,
	CallRef,
	CoordinatorFromCall,
	CoordinatorFromGame,
	GameEvent,
	GameRef,
} from "../events.js";
import { GuessingAllowance } from "./guessing-allowance.js";
import type { NewCodeLimits } from "./new-code-limits.js";
import type { TryLimits } from "./try-limits.js";

export interface SwitchboardOptions {
	readonly codes: CodeBook;
	readonly tries: TryLimits;
	readonly newCodes: NewCodeLimits;
	/** How many codes one call may try. */
	readonly triesPerCall: number;
	/** The time in milliseconds, for codes at rest, for recent tries and for new codes. */
	readonly now: () => number;
}

/** What is to be sent to whom. */
export type Outgoing =
	| { readonly to: "call"; readonly call: CallRef; readonly event: CallEvent }
	| { readonly to: "game"; readonly game: GameRef; readonly event: GameEvent };

interface KnownCall {
	readonly call: CallRef;
	readonly callSid: string;
	callerKey: string | undefined;
	readonly addressKey: string | undefined;
	/** One of its streams has shown that it belongs to it. */
	hasToken: boolean;
	readonly allowance: GuessingAllowance;
	game: KnownGame | undefined;
}

interface KnownGame {
	readonly gameId: string;
	readonly game: GameRef;
	readonly callers: number;
	readonly address: string;
	readonly paired: Set<string>;
}

type FromCall<Type> = Extract<CoordinatorFromCall, { type: Type }>;
type FromGame<Type> = Extract<CoordinatorFromGame, { type: Type }>;

/** Plain maps, changed in place: a new map for each event would cost time in the number of calls. */
export class Switchboard {
	readonly #calls = new Map<string, KnownCall>();
	readonly #callIdsBySid = new Map<string, string>();
	readonly #games = new Map<string, KnownGame>();

	constructor(private readonly options: SwitchboardOptions) {}

	/** How many calls and games are known; for logs, metrics and leak tests. */
	get size(): { readonly calls: number; readonly games: number } {
		return { calls: this.#calls.size, games: this.#games.size };
	}

	/**
	 * A stream of a call that is here already goes to it, if it has shown what that call's has; a new call is let in
	 * unless its caller has tried too much, and no character answers him.
	 */
	admitCall(event: FromCall<"call.arrived">): readonly Outgoing[] {
		const { call, callId, callSid, callerKey, addressKey, isAnswered } = event;
		const older = this.#callWith(callSid);
		if (older) return handedOver(event, older);
		if (!isAnswered && !this.#mayTry({ callerKey, addressKey }))
			return [toCall(call, { type: "call.refused", reason: "too many tries" })];
		const allowance = new GuessingAllowance(this.options.triesPerCall);
		const hasToken = event.hasToken === true;
		const known = { call, callSid, callerKey, addressKey, hasToken, allowance };
		this.#calls.set(callId, { ...known, game: undefined });
		this.#callIdsBySid.set(callSid, callId);
		return [toCall(call, { type: "call.admitted" })];
	}

	/** Only a stream of a call that is here already is still let in. */
	admitNoNewCall(event: FromCall<"call.arrived">): readonly Outgoing[] {
		const { call, callSid } = event;
		const older = this.#callWith(callSid);
		return older
			? handedOver(event, older)
			: [toCall(call, { type: "call.refused", reason: "server going away" })];
	}

	/** The call has ended: its game is told. */
	forgetCall({ callId, reason }: FromCall<"call.left">): readonly Outgoing[] {
		const known = this.#calls.get(callId);
		if (!known) return [];
		this.#calls.delete(callId);
		this.#callIdsBySid.delete(known.callSid);
		if (!known.game) return [];
		known.game.paired.delete(callId);
		return [toGame(known.game.game, { type: "call.left", callId, reason })];
	}

	/** The answer to a code: a match for both sides, or why there is none for the call. */
	lookUp(event: FromCall<"code.heard">): readonly Outgoing[] {
		const { callId, candidates, isSettled } = event;
		const known = this.#calls.get(callId);
		// A call waits for one answer at a time, and a paired one asks nothing.
		if (!known || known.game) return [];
		const readings = candidates.map(({ code }) => code);
		const longest = this.options.codes.longestLive();
		const isWhole = readings.some(({ length }) => length >= longest);
		if (!isSettled && !isWhole)
			return [toCall(known.call, { type: "code.incomplete" })];
		if (!this.#mayTry(known))
			return [toCall(known.call, { type: "tries.exhausted" })];
		const games = this.#gamesMeant(readings, known.allowance);
		const miss = missOf(games);
		const [game] = games;
		if (game && !miss) return this.#pair(callId, known, game);
		const { tries, now } = this.options;
		tries.count(known.callerKey, now(), known.addressKey);
		return [toCall(known.call, { type: miss ?? "code.unknown" })];
	}

	/** A new game is given a code, or told that none is free. */
	admitGame(event: FromGame<"game.arrived">): readonly Outgoing[] {
		const { game, gameId, callers, address } = event;
		const code = this.options.codes.issue(gameId, this.options.now());
		if (code === undefined) return this.refuseGame(event);
		const known = { gameId, game, callers, address, paired: new Set<string>() };
		this.#games.set(gameId, known);
		return [toGame(game, { type: "code.issued", code })];
	}

	/** There is no room for this game. */
	refuseGame({ game }: FromGame<"game.arrived">): readonly Outgoing[] {
		return [toGame(game, { type: "code.refused" })];
	}

	/** A game wants another code; it keeps the one it has if it wants too many, or if none is free. */
	issueAnew(event: FromGame<"new.code">): readonly Outgoing[] {
		const { gameId, commandId } = event;
		const known = this.#games.get(gameId);
		if (!known) return [];
		const { codes, newCodes, now } = this.options;
		const command = commandId === undefined ? {} : { commandId };
		const bound = newCodes.boundFor(known, now());
		if (bound !== undefined)
			return [toGame(known.game, { type: "code.withheld", bound, ...command })];
		const code = codes.issue(gameId, now());
		if (code === undefined)
			return [toGame(known.game, { type: "code.kept", ...command })];
		newCodes.count(known, now());
		return [toGame(known.game, { type: "code.issued", code })];
	}

	/** The game is over: its code goes to rest, and its calls are told. */
	forgetGame({ gameId }: FromGame<"game.left">): readonly Outgoing[] {
		const known = this.#games.get(gameId);
		if (!known) return [];
		this.#games.delete(gameId);
		this.options.codes.release(gameId, this.options.now());
		return [...known.paired].flatMap((callId) => {
			const paired = this.#calls.get(callId);
			if (!paired) return [];
			paired.game = undefined;
			return [toCall(paired.call, { type: "game.left", gameId })];
		});
	}

	/** Games without a call have nothing to wait for when no new calls are taken. */
	dismissIdleGames(): readonly Outgoing[] {
		return [...this.#games.values()]
			.filter(({ paired }) => paired.size === 0)
			.map(({ game }) =>
				toGame(game, { type: "end", reason: "server going away" }),
			);
	}

	#callWith(callSid: string): KnownCall | undefined {
		const callId = this.#callIdsBySid.get(callSid);
		return callId === undefined ? undefined : this.#calls.get(callId);
	}

	#mayTry({
		callerKey,
		addressKey,
	}: Pick<KnownCall, "callerKey" | "addressKey">): boolean {
		const { tries, now } = this.options;
		return tries.mayTry(callerKey, now(), addressKey);
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

	#pair(
		callId: string,
		known: KnownCall,
		game: KnownGame,
	): readonly Outgoing[] {
		known.game = game;
		game.paired.add(callId);
		const { gameId, game: ref } = game;
		// The call joins the game itself, so that neither tells the other anything before.
		return [toCall(known.call, { type: "code.matched", gameId, game: ref })];
	}
}

/**
 * The newest stream of a call has it. Where streams are signed, though, the signature is the same for all of them: a
 * call that came with a token goes on only with a stream that has one.
 */
function handedOver(
	{ call, callId, callerKey, hasToken = false }: FromCall<"call.arrived">,
	older: KnownCall,
): readonly Outgoing[] {
	if (older.hasToken && !hasToken)
		return [toCall(call, { type: "stream.mistrusted" })];
	if (hasToken) {
		older.hasToken = true;
		older.callerKey = callerKey;
	}
	return [
		toCall(older.call, { type: "stream.replaced", fromCallId: callId }),
		toCall(call, { type: "stream.given.away" }),
	];
}

/** Why these games are none to pair with; undefined when there is just one, with room. */
function missOf([game, another]: readonly KnownGame[]) {
	if (!game) return "code.unknown";
	if (another) return "code.ambiguous";
	return game.paired.size >= game.callers ? "game.full" : undefined;
}

function toCall(call: CallRef, event: CallEvent): Outgoing {
	return { to: "call", call, event };
}

function toGame(game: GameRef, event: GameEvent): Outgoing {
	return { to: "game", game, event };
}
