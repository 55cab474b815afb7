import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Opens many connections that say these bytes, or nothing, and never close by themselves. Those that cannot be had are left out. */
export async function openMany(
	count: number,
	port: number,
	bytes = "",
	localAddress = "127.0.0.1",
): Promise<readonly Socket[]> {
	const opening = Array.from({ length: count }, async () => {
		const socket = connect({
			host: "127.0.0.1",
			port,
			localAddress,
			allowHalfOpen: true,
		});
		socket.on("error", () => {});
		socket.resume();
		if (bytes !== "") socket.write(bytes);
		await Promise.race([once(socket, "connect"), once(socket, "close")]);
		return socket;
	});
	return Promise.all(opening);
}

/** Destroys all of them. */
export function dropAll(sockets: readonly Socket[]): void {
	for (const socket of sockets) socket.destroy();
}
