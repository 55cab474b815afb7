import type { Logger } from "pino";
import type { WebSocket } from "ws";
import { SparingLog } from "../../limits/sparing-log.js";
import type {
	AdapterLogic,
	GameAdapterInput,
} from "../../machines/adapter-contract.js";
import type {
	GameEnd,
	GameSocketFact,
	GameSocketOrder,
} from "../../machines/events.js";
import { type Closing, closings } from "../../protocol/game-errors.js";
import { adapterLogic, type Driver } from "../adapter-logic.js";
import { orFail } from "../guarding.js";
import { CallLatencies } from "../latency/call-latencies.js";
import { RelayMeter } from "../relay-meter.js";
import type {
	GameConnection,
	GameConnections,
	GameOrigin,
} from "./connections.js";
import type { Complaint } from "./dialect.js";
import { GameTraffic, type TrafficLimits } from "./game-traffic.js";
import { GameSocketEnd, type SocketEndHandlers } from "./socket-end.js";
import { ToldAndSaid } from "./told-and-said.js";

/** What the socket adapters of all games share. */
export interface GameSocketOptions {
	readonly connections: GameConnections;
	readonly messagesPerSecond: number;
	/** What the games of one address may send together. */
	readonly ofOneAddress: TrafficLimits;
	/** Unsent bytes at which a game that does not read is closed. */
	readonly bufferBytes: number;
	readonly pingEveryMs: number;
	readonly log: Logger;
	readonly meter?: RelayMeter;
	/** Is told what games are told and say. */
	readonly latencies?: CallLatencies;
}

/** What the adapters of all games share. */
interface Shared extends Required<GameSocketOptions> {
	readonly traffic: GameTraffic;
	/** For what any game may cause as often as it likes. */
	readonly sparingLog: SparingLog;
}

/** What a game may run into. */
type GameBound = keyof RelayMeter["closedGames"];

/** How a game sees the end of its session. */
const ends: Readonly<Record<Exclude<GameEnd, "failed">, Closing>> = {
	"game left": closings.done,
	"game lost": closings.done,
	"no code free": closings.noRoom,
	"server going away": closings.goingAway,
};

/** The adapter of a game's socket, and of those on which the game comes back. */
export function gameSocket(
	options: GameSocketOptions,
): AdapterLogic<GameSocketOrder, GameAdapterInput> {
	const { meter = new RelayMeter(), log, ofOneAddress } = options;
	const { latencies = new CallLatencies() } = options;
	const traffic = new GameTraffic(ofOneAddress, slowingNoted(meter, log));
	const sparingLog = new SparingLog(log);
	const shared = { ...options, meter, latencies, traffic, sparingLog };
	return adapterLogic<GameSocketOrder, GameSocketFact, GameAdapterInput>(
		({ gameId }, tell, fail) => {
			const connection = options.connections.get(gameId);
			if (!connection) throw new Error("A game began without its socket.");
			return new GameSocket(shared, gameId, connection, tell, fail);
		},
	);
}

/** Unsent bytes at which a game is closed that sends wrong messages and reads no answers. */
const maxUnsentAtAnswer = 65_536;

/** How often an operator is told at most. */
const noteEveryMs = 60_000;

/** Counts each socket that is not read for a while, and now and then says so. */
function slowingNoted(meter: RelayMeter, log: Logger) {
	let notedAtMs = Number.NEGATIVE_INFINITY;
	return {
		slowedDown: () => {
			meter.heldGames += 1;
			const nowMs = performance.now();
			if (nowMs - notedAtMs < noteEveryMs) return;
			notedAtMs = nowMs;
			log.warn(
				{ held: meter.heldGames },
				"games are slowed down: those of one address send more than ADDRESS_MESSAGES_PER_SECOND or ADDRESS_BYTES_PER_SECOND",
			);
		},
	};
}

class GameSocket implements Driver<GameSocketOrder>, SocketEndHandlers {
	/** The socket of now; `undefined` while the game is away. */
	#end: GameSocketEnd | undefined;
	#newestSocket: WebSocket;
	/** Unsent bytes that are no fault of the game: what it was sent at once as it came back. */
	#replayedBytes = 0;
	#isOver = false;
	readonly #toldAndSaid: ToldAndSaid;

	constructor(
		private readonly options: Shared,
		private readonly gameId: string,
		private readonly connection: GameConnection,
		private readonly tell: (fact: GameSocketFact) => void,
		private readonly fail: (error: unknown) => void,
	) {
		this.#newestSocket = connection.origin.socket;
		this.#toldAndSaid = new ToldAndSaid(options.latencies);
		this.#end = new GameSocketEnd(connection.origin, options, this);
		connection.takeUp = orFail(
			(origin, afterSeq) => this.#resume(origin, afterSeq),
			fail,
		);
	}

	obey(order: GameSocketOrder): void {
		if (order.type === "caller.heard") this.#writeWhatWasHeard(order);
		else this.#write(order);
		this.#measure(order);
		if (order.type === "close") this.#closeSocket(ends[order.reason]);
	}

	/** A session that ends as it should has closed its socket already; one whose actor fails has not. */
	close(): void {
		this.#isOver = true;
		this.#toldAndSaid.end();
		this.#closeSocket(closings.failed);
		this.options.connections.delete(this.gameId);
		this.connection.dialect.resumption?.end();
		this.connection.whenOver(this.#newestSocket);
	}

	text(text: string): void {
		this.#receive(this.connection.dialect.read(text));
	}

	binary(): void {
		this.#receive(this.connection.dialect.readBinary());
	}

	tooMany(): void {
		this.#turnOut("game_messages", closings.tooMany);
	}

	tooBig(): void {
		this.#noteTurnedOut("game_message_bytes", closings.tooBig);
	}

	alive(): void {
		this.connection.dialect.resumption?.welcomeArrived();
	}

	closed(code: number): void {
		this.#lose(code);
	}

	failed(error: unknown): void {
		this.fail(error);
	}

	/** The game comes back on another socket: it is sent what it has missed, and then what comes. */
	#resume(origin: GameOrigin, afterSeq: number): void {
		const { resumption } = this.connection.dialect;
		if (this.#isOver || !resumption) return;
		this.#closeSocket(closings.resumedElsewhere);
		this.#newestSocket = origin.socket;
		this.#end = new GameSocketEnd(origin, this.options, this);
		this.options.meter.droppedMessages.game_log +=
			resumption.lostAfter(afterSeq);
		const texts = resumption.welcomeBack(afterSeq);
		this.#replayedBytes = Buffer.byteLength(texts.join(""));
		for (const text of texts) this.#end.send(text);
		this.#end.ping();
		this.options.meter.reconnects.game += 1;
		this.options.log.info({ gameId: this.gameId }, "game resumed");
		this.tell({ type: "socket.resumed" });
	}

	#receive(message: GameSocketFact | Complaint | undefined): void {
		if (this.#isOver || !message) return;
		this.connection.dialect.resumption?.welcomeArrived();
		if (message.type === "complain") this.#write(message);
		else {
			this.#toldAndSaid.said(message);
			this.tell(message);
		}
	}

	#write(order: GameSocketOrder | Complaint): void {
		if (this.#isOver) return;
		const { bufferBytes } = this.options;
		const unsent = this.#end?.unsentBytes ?? 0;
		const { dialect } = this.connection;
		const isBehind = unsent > bufferBytes / 4;
		const texts = dialect.write(order, isBehind);
		const mostUnsent = isAnswer(order)
			? Math.min(bufferBytes, maxUnsentAtAnswer)
			: bufferBytes;
		if (texts.length > 0 && unsent > mostUnsent + this.#replayedBytes) {
			this.#turnOut("game_buffer", closings.policy);
		}
		if (isBehind && isInterim(order))
			this.options.meter.droppedMessages.game_buffer += 1;
		for (const text of texts) this.#end?.send(text);
	}

	/** The dialect counts the turns of a call, and the call is told of each that begins. */
	#writeWhatWasHeard(
		order: Extract<GameSocketOrder, { type: "caller.heard" }>,
	): void {
		const { dialect } = this.connection;
		const { callId } = order;
		const before = dialect.newestTurnOf?.(callId);
		this.#write(order);
		const turn = dialect.newestTurnOf?.(callId);
		if (this.#isOver || turn === undefined || turn === before) return;
		this.tell({ type: "turn.began", callId, turn });
	}

	#measure(order: GameSocketOrder): void {
		const { meter } = this.options;
		this.#toldAndSaid.told(order, this.#end !== undefined);
		if (order.type === "caller.heard" && this.#end) meter.resultSent();
		if (order.type === "line.ended") meter.endedLines[order.outcome] += 1;
	}

	/** Closes the socket for what the game did. */
	#turnOut(bound: GameBound, closing: Closing): void {
		this.#noteTurnedOut(bound, closing);
		this.#closeSocket(closing);
		this.#lose(closing.code);
	}

	#noteTurnedOut(bound: GameBound, { code, reason }: Closing): void {
		this.options.meter.closedGames[bound] += 1;
		const fields = { gameId: this.gameId, code, reason };
		this.options.sparingLog.warn(fields, "game closed", bound);
	}

	#closeSocket({ code, reason }: Closing): void {
		this.#end?.letGo();
		this.#end?.close(code, reason);
		this.#end = undefined;
	}

	/** The socket is gone: for good, if the game said so, or if it cannot come back. */
	#lose(code: number): void {
		this.#end = undefined;
		if (this.#isOver) return;
		const { resumption } = this.connection.dialect;
		if (resumption && code !== closings.done.code) {
			this.options.log.info({ gameId: this.gameId, code }, "game away");
			resumption.socketLost();
			this.tell({ type: "socket.lost" });
			return;
		}
		this.#isOver = true;
		this.tell({ type: "socket.closed" });
	}
}

/** It tells the game of a fault of its own. */
function isAnswer({ type }: GameSocketOrder | Complaint): boolean {
	return type === "complain" || type === "refuse";
}

function isInterim(order: GameSocketOrder | Complaint): boolean {
	if (order.type !== "caller.heard") return false;
	const { heard } = order;
	return heard.type === "speech.heard" && !heard.speech.isFinal;
}
