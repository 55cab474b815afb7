/**
 * What comes by itself, and not as an order: timers, sockets, promises. A throw there would reach the process alone, and
 * leave an adapter that looks alive and does nothing more. All adapters set them here, so that it ends the adapter.
 */
import type { IncomingMessage } from "node:http";
import type { RawData, WebSocket } from "ws";

/** Ends or retries what the error came up in. Must not throw. */
export type Fail = (error: unknown) => void;

/** The same function, but a throw of it goes to `fail`. */
export function orFail<Values extends readonly unknown[]>(
	run: (...values: Values) => void,
	fail: Fail,
): (...values: Values) => void {
	return (...values) => {
		try {
			run(...values);
		} catch (error) {
			fail(error);
		}
	};
}

/** Runs this once, later. */
export function after(ms: number, run: () => void, fail: Fail): NodeJS.Timeout {
	return setTimeout(orFail(run, fail), ms);
}

/** Runs this once, when all that has come by now was looked at. */
export function soon(run: () => void, fail: Fail): NodeJS.Immediate {
	return setImmediate(orFail(run, fail));
}

/** Runs this again and again. */
export function every(ms: number, run: () => void, fail: Fail): NodeJS.Timeout {
	return setInterval(orFail(run, fail), ms);
}

/** What may come of a socket of `ws`. Every error is followed by its close. */
export interface SocketHandlers {
	open?(): void;
	upgrade?(response: IncomingMessage): void;
	"unexpected-response"?(request: unknown, response: IncomingMessage): void;
	message?(data: RawData, isBinary: boolean): void;
	ping?(): void;
	pong?(): void;
	error?(error: Error): void;
	close?(code: number, reason: Buffer): void;
}

const ignore = () => {};

/** Hears what comes of a socket; returns what ends that. Its errors end nothing, also once nothing more is heard of it. */
export function attend(
	socket: WebSocket,
	handlers: SocketHandlers,
	fail: Fail,
): () => void {
	const attended = Object.entries(handlers).map(
		([name, handle]) => [name, orFail(handle, fail)] as const,
	);
	for (const [name, handle] of attended) socket.on(name, handle);
	socket.on("error", ignore);
	return () => {
		for (const [name, handle] of attended) socket.off(name, handle);
	};
}
