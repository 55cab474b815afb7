import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import { SparingLog } from "../limits/sparing-log.js";
import {
	type Dialect,
	dialectFor,
	subprotocolAmong,
} from "../protocol/dialects.js";
import {
	type GameRequest,
	type GameVerdict,
	judgeGame,
	type NoSeat,
} from "./game-admission.js";
import {
	createGameKeyCheck,
	type GameKeyCheck,
	presentedGameKey,
} from "./game-keys.js";
import type { PeerAddresses } from "./peers/peer-address.js";
import { type Seat, Seats } from "./peers/seats.js";
import { type PlainAnswer, refuseUpgrade } from "./plain-answers.js";
import type { RefusalObserver } from "./refusals.js";
import { readTarget } from "./request-target.js";
import {
	createSocketServer,
	handOver,
	type SocketDoor,
	sendAllAway,
	sendAway,
} from "./socket-door.js";

/** What the way in for games is made from. */
export interface GameDoorOptions {
	/** The dialects spoken here; plain alone by default. */
	readonly dialects?: readonly Dialect[];
	readonly gameKeys: readonly string[] | undefined;
	/** How long one message may be in every dialect; `undefined` is as long as is usual in each. */
	readonly gameMessageBytes: number | undefined;
	readonly socketsPerAddress: number;
	readonly maxGames: number;
	readonly peers: PeerAddresses;
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
 * The texts of plain games are not read, only spoken; JSON costs more. A `say` of as many characters as it may have fits
 * in any script, if it is written in UTF-8.
 */
const usualMessageBytes: Readonly<Record<Dialect, number>> = {
	plain: 65_536,
	"callsign.v1": 32_768,
};

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
	const serverFor = (dialect: Dialect) =>
		createSocketServer(
			options.gameMessageBytes ?? usualMessageBytes[dialect],
			(offered) => subprotocolAmong(offered, dialects) ?? false,
		);
	const servers = new Map(
		dialects.map((dialect) => [dialect, serverFor(dialect)]),
	);
	const refusals = new SparingLog(log);
	const reception = new GameReception(options, handlers, log);
	return {
		take(request, socket, head) {
			const offer = request.headers["sec-websocket-protocol"];
			const dialect = dialectFor(offer, dialects);
			const server = dialect && servers.get(dialect);
			if (dialect === undefined || server === undefined) {
				refusals.info({}, "game refused for its subprotocol");
				handlers.refused?.("game", "dialect");
				return refuseUpgrade(socket, noSuchDialect(dialects));
			}
			server.handleUpgrade(request, socket, head, (game) =>
				reception.receive(game, request, dialect),
			);
		},
		close: () => {
			for (const server of servers.values()) sendAllAway(server);
		},
	};
}

/** Receives the games whose sockets are open, and does with each what was judged. */
class GameReception {
	readonly #mayComeIn: GameKeyCheck;
	readonly #seats: Seats;
	readonly #peers: PeerAddresses;
	readonly #refusals: SparingLog;

	constructor(
		options: GameDoorOptions,
		private readonly handlers: GameDoorHandlers,
		private readonly log: Logger,
	) {
		this.#mayComeIn = createGameKeyCheck(options.gameKeys);
		this.#peers = options.peers;
		this.#refusals = new SparingLog(log);
		this.#seats = new Seats({
			total: options.maxGames,
			perAddress: options.socketsPerAddress,
		});
	}

	receive(game: WebSocket, upgrade: IncomingMessage, dialect: Dialect): void {
		const query = queryOf(upgrade);
		const hasKey = this.#mayComeIn(presentedGameKey(upgrade, query));
		query.delete("key");
		const address = this.#peers.of(upgrade);
		const request = { query, dialect, address };
		const verdict = judgeGame(request, {
			hasKey,
			isDraining: () => this.handlers.isDraining(),
			takeSeat: () => this.#takeSeat(address),
		});
		this.#carryOut(verdict, game, request);
	}

	#takeSeat(address: string): Seat | NoSeat {
		const seat = this.#seats.take(address);
		if (typeof seat !== "string") return seat;
		return { sentence: seat, why: this.#seats.isFull ? "full" : "address" };
	}

	#carryOut(verdict: GameVerdict, game: WebSocket, request: GameRequest): void {
		const { handlers, log } = this;
		if (verdict.becomes === "new") {
			const { seat } = verdict;
			const take = () => handlers.takeGame(game, request, seat);
			if (!handOver(game, take, log)) seat.giveBack();
		} else if (verdict.becomes === "resumed") {
			handOver(game, () => handlers.resumeGame(game, request), log);
		} else {
			const { code, reason } = verdict.closing;
			this.#refusals.info({ code, reason }, "game refused", verdict.why);
			handlers.refused?.("game", verdict.why);
			sendAway(game, code, reason, log);
		}
	}
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
