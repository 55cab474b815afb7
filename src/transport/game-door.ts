import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import {
	type Dialect,
	dialectFor,
	subprotocolAmong,
} from "../protocol/dialects.js";
import { type Closing, closings } from "../protocol/game-errors.js";
import { type Seat, Seats } from "./address-limits.js";
import { createGameKeyCheck, presentedGameKey } from "./game-keys.js";
import { drainingSentence } from "./health-pages.js";
import { type PlainAnswer, refuseUpgrade } from "./plain-answers.js";
import type { RefusalObserver, RefusalReason } from "./refusals.js";
import { readTarget } from "./request-target.js";
import {
	createSocketServer,
	handOver,
	type SocketDoor,
	sendAllAway,
	sendAway,
} from "./socket-door.js";

/** What a game said about itself as it came. Its key is not in the query any more. */
export interface GameRequest {
	readonly query: URLSearchParams;
	readonly dialect: Dialect;
}

/** What the way in for games is made from. */
export interface GameDoorOptions {
	/** The dialects spoken here; plain alone by default. */
	readonly dialects?: readonly Dialect[];
	readonly gameKeys: readonly string[] | undefined;
	readonly gameMessageBytes: number;
	readonly socketsPerAddress: number;
	readonly maxGames: number;
}

/** Who is asked about games. */
export interface GameDoorHandlers extends RefusalObserver {
	/** Takes a new game. Its seat must be given back when it is over, which its socket may not outlast. */
	takeGame(socket: WebSocket, request: GameRequest, seat: Seat): void;
	/** Takes a socket on which a game comes back; it has its seat already. */
	resumeGame(socket: WebSocket, request: GameRequest): void;
	isDraining(): boolean;
}

/**
 * `GET /game`. A browser is not told why its upgrade was refused, so games are let in first and then
 * sent away with a close code, except for a dialect that nobody here speaks.
 */
export function createGameDoor(
	options: GameDoorOptions,
	handlers: GameDoorHandlers,
	log: Logger,
): SocketDoor {
	const { dialects = ["plain"] } = options;
	const server = createSocketServer(
		options.gameMessageBytes,
		(offered) => subprotocolAmong(offered, dialects) ?? false,
	);
	const mayComeIn = createGameKeyCheck(options.gameKeys);
	const seats = new Seats({
		total: options.maxGames,
		perAddress: options.socketsPerAddress,
	});

	function letIn(
		game: WebSocket,
		{ socket }: IncomingMessage,
		request: GameRequest,
	): void {
		const seat = handlers.isDraining()
			? drainingSentence
			: seats.take(socket.remoteAddress);
		if (typeof seat === "string") {
			const why = handlers.isDraining() ? "draining" : whyNoSeat(seats);
			sendGameAway(game, { ...closings.noRoom, reason: seat }, why);
			return;
		}
		const take = () => handlers.takeGame(game, request, seat);
		if (!handOver(game, take, log)) seat.giveBack();
	}

	function sendGameAway(
		game: WebSocket,
		{ code, reason }: Pick<Closing, "code" | "reason">,
		why: RefusalReason,
	): void {
		log.info({ code, reason }, "game refused");
		handlers.refused?.("game", why);
		sendAway(game, code, reason, log);
	}

	return {
		take(request, socket, head) {
			const offer = request.headers["sec-websocket-protocol"];
			const dialect = dialectFor(offer, dialects);
			if (dialect === undefined) {
				log.info("game refused for its subprotocol");
				handlers.refused?.("game", "dialect");
				return refuseUpgrade(socket, noSuchDialect(dialects));
			}
			server.handleUpgrade(request, socket, head, (game) => {
				const query = queryOf(request);
				const hasKey = mayComeIn(presentedGameKey(request, query));
				query.delete("key");
				if (!hasKey) sendGameAway(game, closings.keyWrong, "key");
				else if (isResuming(query, dialect)) {
					const take = () => handlers.resumeGame(game, { query, dialect });
					handOver(game, take, log);
				} else letIn(game, request, { query, dialect });
			});
		},
		close: () => sendAllAway(server),
	};
}

/** Only typed games can resume: to a plain one the query means nothing. */
function isResuming(query: URLSearchParams, dialect: Dialect): boolean {
	return dialect !== "plain" && query.has("resume");
}

function whyNoSeat(seats: Seats): RefusalReason {
	return seats.isFull ? "full" : "address";
}

function queryOf(request: IncomingMessage): URLSearchParams {
	return new URLSearchParams(readTarget(request.url).query);
}

/** The refusal of a game that offers only dialects which nobody here speaks. */
function noSuchDialect(spoken: readonly Dialect[]): PlainAnswer {
	const known = spoken.filter((dialect) => dialect !== "plain").join(", ");
	return {
		status: 400,
		sentence: `Subprotocols spoken here: ${known || "none"}. Offer one of them, or none for plain texts.`,
	};
}
