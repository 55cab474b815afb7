import { type Logger, pino } from "pino";
import { onTestFinished } from "vitest";
import type { WebSocket } from "ws";
import type { GameRequest } from "../../../src/transport/game-admission.js";
import {
	createPublicListener,
	type PublicListenerHandlers,
	type PublicListenerOptions,
} from "../../../src/transport/public-listener.js";
import { Arrivals } from "../waiting/arrivals.js";

/** A public listener on a port of its own, which is closed when the test ends. */
export interface Listening {
	readonly port: number;
	/** `127.0.0.1:port`. */
	readonly host: string;
	readonly calls: Arrivals<WebSocket>;
	readonly games: Arrivals<{ socket: WebSocket; request: GameRequest }>;
	/** What the handlers say when they are asked. */
	readonly says: { isDraining: boolean; readiness: string | undefined };
	readonly logged: readonly string[];
	close(graceMs?: number): Promise<void>;
}

/** Starts a public listener with small limits, and with whatever is given in their place. */
export async function listening(
	changes: Partial<PublicListenerOptions> = {},
	handlers: Partial<PublicListenerHandlers> = {},
): Promise<Listening> {
	const calls = new Arrivals<WebSocket>("call");
	const games = new Arrivals<{ socket: WebSocket; request: GameRequest }>(
		"game",
	);
	const says: Listening["says"] = { isDraining: false, readiness: undefined };
	const { log, logged } = readableLog();
	const listener = createPublicListener(
		{ ...usualOptions, ...changes },
		{
			takeCall: (socket) => calls.push(socket),
			takeGame: (socket, request, seat) => {
				socket.once("close", () => seat.giveBack());
				games.push({ socket, request });
			},
			resumeGame: (socket, request) => games.push({ socket, request }),
			isDraining: () => says.isDraining,
			readiness: () => says.readiness,
			...handlers,
		},
		log,
	);
	const { port } = await listener.listen();
	onTestFinished(() => listener.close(0));
	const host = `127.0.0.1:${port}`;
	return { port, host, calls, games, says, logged, close: listener.close };
}

const usualOptions: PublicListenerOptions = {
	publicListener: { host: "127.0.0.1", port: 0 },
	tls: undefined,
	twilioAuthToken: undefined,
	publicUrl: undefined,
	streamTokens: undefined,
	greeting: "Hello! Please say the code that your game shows.",
	language: undefined,
	gameKeys: undefined,
	gameMessageBytes: 65_536,
	socketsPerAddress: 100,
	callsPerAddress: 100,
	maxCalls: 100,
	maxGames: 100,
};

/** A log whose lines a test can read. */
export function readableLog(): { log: Logger; logged: readonly string[] } {
	const logged: string[] = [];
	const write = (line: string) => void logged.push(line);
	return { log: pino({ level: "trace" }, { write }), logged };
}
