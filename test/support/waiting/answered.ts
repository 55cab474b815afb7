import type { WebSocket } from "ws";

/** Resolves when the other end has read all that was sent on this socket, or when the socket is closed. */
export function answered(socket: WebSocket): Promise<void> {
	if (socket.readyState !== socket.OPEN) return Promise.resolve();
	return new Promise((resolve) => {
		const done = () => {
			socket.off("pong", done);
			socket.off("close", done);
			resolve();
		};
		socket.on("pong", done);
		socket.on("close", done);
		socket.ping();
	});
}
