import type { Logger } from "pino";
import { v7 as newId } from "uuid";
import { WebSocket } from "ws";
import type { AllLogs } from "./adapters/games/all-logs.js";
import {
	GameConnection,
	type GameConnections,
} from "./adapters/games/connections.js";
import type { GameDialect } from "./adapters/games/dialect.js";
import type { EventLogBounds } from "./adapters/games/event-log.js";
import { plainDialect } from "./adapters/games/plain-dialect.js";
import { sessionOf } from "./adapters/games/resume-tokens.js";
import { TypedDialect } from "./adapters/games/typed-dialect.js";
import { SparingLog } from "./limits/sparing-log.js";
import { type Closing, closings } from "./protocol/game-errors.js";
import type { RootActors } from "./root-actors.js";
import type { GameRequest } from "./transport/game-admission.js";
import type { Seat } from "./transport/peers/seats.js";

/** The most calls that one game may be paired with at once. */
const maxCallers = 16;

/** What arriving games are received with. */
export interface GameArrivalsOptions {
	readonly connections: GameConnections;
	readonly actors: RootActors;
	readonly resumeMs: number;
	readonly eventLog: EventLogBounds;
	readonly allLogs: AllLogs;
	/** The time in milliseconds, by a clock that does not run backwards. */
	readonly now: () => number;
	readonly log: Logger;
}

/** Receives games: starts the actor of a new one, and gives the socket of one that comes back to its actor. */
export class GameArrivals {
	readonly #refusals: SparingLog;

	constructor(private readonly options: GameArrivalsOptions) {
		this.#refusals = new SparingLog(options.log);
	}

	/** A new game. Its seat is given back when it is over and its last socket is closed. */
	takeGame(socket: WebSocket, request: GameRequest, seat: Seat): void {
		const { address } = request;
		const whenOver = (newest: WebSocket) => giveBackOnceClosed(newest, seat);
		const isTyped = request.dialect !== "plain";
		const callers = isTyped ? callersIn(request.query) : 1;
		if (callers === undefined) {
			whenOver(socket);
			const found = request.query.get("callers");
			this.#refuse(socket, {
				...closings.policy,
				reason: `callers is ${shown(found)}: it must be a whole number from 1 to ${maxCallers}`,
			});
			return;
		}
		const gameId = newId();
		const dialect = isTyped ? this.#typed(gameId, callers) : plainDialect;
		const connection = new GameConnection(
			{ socket, address },
			dialect,
			whenOver,
		);
		this.options.connections.set(gameId, connection);
		this.options.actors.startGame(gameId, callers, request.address);
	}

	/** A game that comes back with a token, on another socket. */
	resumeGame(socket: WebSocket, { query, address }: GameRequest): void {
		const token = query.get("resume") ?? "";
		const connection = this.options.connections.get(sessionOf(token));
		const resumption = connection?.dialect.resumption;
		const afterSeq = wholeNumber(query.get("after") ?? "0");
		if (!connection || !resumption?.admits(token)) {
			this.#refuse(socket, closings.nothingToResume);
		} else if (afterSeq === undefined || afterSeq > resumption.lastSeq) {
			const reason = `after is ${shown(query.get("after"))}: it must be a whole number, at most ${resumption.lastSeq}`;
			this.#refuse(socket, { ...closings.policy, reason });
		} else connection.takeUp({ socket, address }, afterSeq);
	}

	#typed(gameId: string, callers: number): GameDialect {
		const { resumeMs, eventLog: log, allLogs, now } = this.options;
		return new TypedDialect({ gameId, callers, resumeMs, log, allLogs, now });
	}

	#refuse(socket: WebSocket, { code, reason }: Closing): void {
		this.#refusals.info({ code }, "game refused", String(code));
		socket.close(code, reason);
	}
}

function giveBackOnceClosed(socket: WebSocket, seat: Seat): void {
	if (socket.readyState === WebSocket.CLOSED) seat.giveBack();
	else socket.once("close", () => seat.giveBack());
}

function callersIn(query: URLSearchParams): number | undefined {
	const callers = wholeNumber(query.get("callers") ?? "1");
	const fits = callers !== undefined && callers >= 1 && callers <= maxCallers;
	return fits ? callers : undefined;
}

function wholeNumber(text: string): number | undefined {
	return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** A close reason may have 123 bytes (RFC 6455, section 5.5). */
function shown(text: string | null): string {
	return JSON.stringify(
		(text ?? "").replace(/[^\x20-\x7e]/g, "?").slice(0, 20),
	);
}
