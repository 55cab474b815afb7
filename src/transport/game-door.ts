import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import { Seats } from "./address-limits.js";
import {
	type Dialect,
	dialectFor,
	noSuchDialect,
	subprotocolAmong,
} from "./dialects.js";
import {
	createGameKeyCheck,
	type GameKeyCheck,
	presentedGameKey,
} from "./game-keys.js";
import { drainingSentence } from "./health-pages.js";
import { refuseUpgrade } from "./plain-answers.js";
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
export interface GameDoorHandlers {
	takeGame(socket: WebSocket, request: GameRequest): void;
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
	return {
		take(request, socket, head) {
			const offer = request.headers["sec-websocket-protocol"];
			const dialect = dialectFor(offer, dialects);
			if (dialect === undefined) {
				log.info("game refused for its subprotocol");
				return refuseUpgrade(socket, noSuchDialect(dialects));
			}
			server.handleUpgrade(request, socket, head, (game) => {
				const query = queryOf(request);
				const refusal = whyNot(request, query, mayComeIn, handlers);
				const seat = refusal ?? takeSeat(seats, request);
				if ("code" in seat) {
					log.info({ code: seat.code, reason: seat.reason }, "game refused");
					return sendAway(game, seat.code, seat.reason, log);
				}
				query.delete("key");
				const take = () => handlers.takeGame(game, { query, dialect });
				handOver(game, seat, take, log);
			});
		},
		close: () => sendAllAway(server),
	};
}

interface Refusal {
	readonly code: number;
	readonly reason: string;
}

function whyNot(
	request: IncomingMessage,
	query: URLSearchParams,
	mayComeIn: GameKeyCheck,
	handlers: GameDoorHandlers,
): Refusal | undefined {
	if (!mayComeIn(presentedGameKey(request, query)))
		return { code: 4401, reason: "The game's key is missing or wrong." };
	if (handlers.isDraining()) return { code: 1013, reason: drainingSentence };
	return undefined;
}

function takeSeat(seats: Seats, { socket }: IncomingMessage) {
	const seat = seats.take(socket.remoteAddress);
	return typeof seat === "string" ? { code: 1013, reason: seat } : seat;
}

function queryOf(request: IncomingMessage): URLSearchParams {
	return new URLSearchParams(readTarget(request.url).query);
}
