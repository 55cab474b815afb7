import type { Logger } from "pino";
import type { RawData, WebSocket } from "ws";
import type {
	AdapterLogic,
	GameAdapterInput,
} from "../machines/adapter-contract.js";
import type {
	GameEnd,
	GameSocketFact,
	GameSocketOrder,
} from "../machines/events.js";
import { adapterLogic, type Driver } from "./adapter-logic.js";
import type { GameDialect, ToGame } from "./game-dialect.js";
import { MessageAllowance } from "./message-allowance.js";

/** A game's socket and the dialect that was agreed on with it. */
export interface GameConnection {
	readonly socket: WebSocket;
	readonly dialect: GameDialect;
}

/** The sockets of all live games, by game id. */
export type GameConnections = Map<string, GameConnection>;

/** What the socket adapters of all games share. */
export interface GameSocketOptions {
	readonly connections: GameConnections;
	readonly messagesPerSecond: number;
	/** Unsent bytes at which a game that does not read is closed. */
	readonly bufferBytes: number;
	readonly pingEveryMs: number;
	readonly log: Logger;
}

/** The close code and reason that a game sees when the server closes it. */
const closings: Readonly<Record<GameEnd, readonly [number, string]>> = {
	"game left": [1000, "done"],
	"game lost": [1000, "done"],
	"no code free": [1013, "no code is free, try again later"],
	"server going away": [1001, "the server is going away, reconnect"],
	failed: [1011, "this game failed on the server, reconnect"],
};

/** The adapter of a game's socket. */
export function gameSocket(
	options: GameSocketOptions,
): AdapterLogic<GameSocketOrder, GameAdapterInput> {
	return adapterLogic<GameSocketOrder, GameSocketFact, GameAdapterInput>(
		({ gameId }, tell, fail) => {
			const connection = options.connections.get(gameId);
			if (!connection) throw new Error("A game began without its socket.");
			return new GameSocket(options, gameId, connection, tell, fail);
		},
	);
}

class GameSocket implements Driver<GameSocketOrder> {
	readonly #socket: WebSocket;
	readonly #dialect: GameDialect;
	readonly #allowance: MessageAllowance;
	readonly #ping: NodeJS.Timeout;
	#isAlive = true;
	#isOver = false;
	readonly #onMessage = (data: RawData, isBinary: boolean) => {
		try {
			this.#receive(data, isBinary);
		} catch (error) {
			this.fail(error);
		}
	};
	readonly #onClose = () => this.#end();
	readonly #onPong = () => {
		this.#isAlive = true;
	};

	constructor(
		private readonly options: GameSocketOptions,
		private readonly gameId: string,
		{ socket, dialect }: GameConnection,
		private readonly tell: (fact: GameSocketFact) => void,
		private readonly fail: (error: unknown) => void,
	) {
		this.#socket = socket;
		this.#dialect = dialect;
		this.#allowance = new MessageAllowance(options.messagesPerSecond);
		socket.on("message", this.#onMessage);
		socket.on("close", this.#onClose);
		socket.on("pong", this.#onPong);
		socket.on("ping", this.#onPong);
		// Every error of a socket is followed by its close.
		socket.on("error", () => {});
		this.#ping = setInterval(() => this.#checkLife(), options.pingEveryMs);
	}

	obey(order: GameSocketOrder): void {
		for (const message of this.#dialect.write(order)) this.#send(message);
		if (order.type === "close") this.#close(...closings[order.reason]);
	}

	close(): void {
		this.#isOver = true;
		clearInterval(this.#ping);
		this.#socket.off("message", this.#onMessage);
		this.#socket.off("close", this.#onClose);
		this.#socket.off("pong", this.#onPong);
		this.#socket.off("ping", this.#onPong);
		this.#socket.close(1000);
		this.options.connections.delete(this.gameId);
	}

	#receive(data: RawData, isBinary: boolean): void {
		if (this.#isOver) return;
		this.#isAlive = true;
		if (!this.#allowance.take()) {
			this.#turnOut(4429, "too many messages");
			return;
		}
		// Real clients send binary pings to keep proxies awake.
		if (isBinary) return;
		const fact = this.#dialect.read(data.toString());
		if (fact) this.tell(fact);
	}

	#send({ text, isInterim }: ToGame): void {
		const unsent = this.#socket.bufferedAmount;
		if (this.#isOver || (isInterim && unsent > this.options.bufferBytes / 4)) {
			return;
		}
		if (unsent > this.options.bufferBytes) {
			this.#turnOut(1008, "the game does not read what it is sent");
			return;
		}
		this.#socket.send(text);
	}

	#checkLife(): void {
		if (!this.#isAlive) {
			this.#socket.terminate();
			return;
		}
		this.#isAlive = false;
		this.#socket.ping();
	}

	/** Closes the game for what it did. */
	#turnOut(code: number, reason: string): void {
		this.options.log.warn({ gameId: this.gameId, code, reason }, "game closed");
		this.#close(code, reason);
		this.#end();
	}

	#close(code: number, reason: string): void {
		this.#socket.close(code, reason);
	}

	#end(): void {
		if (this.#isOver) return;
		this.#isOver = true;
		this.tell({ type: "socket.closed" });
	}
}
