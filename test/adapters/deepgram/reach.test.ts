import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { reach } from "../../../src/adapters/deepgram/reach.js";

test("a host that listens is reached, and left at once with nothing said", async () => {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const [came] = await Promise.all([
		once(server, "connection"),
		reach(`wss://127.0.0.1:${port}/v1/listen?model=nova-3`).then((trouble) =>
			expect(trouble).toBeUndefined(),
		),
	]);
	const [socket] = came;
	let bytes = 0;
	socket.on("data", (data: Buffer) => {
		bytes += data.length;
	});
	await once(socket, "close");
	expect(bytes).toBe(0);
	server.close();
	await once(server, "close");
	expect(await reach(`ws://127.0.0.1:${port}/`)).toContain("ECONNREFUSED");
});

test("IPv6 addresses stand in brackets in a URL, and ports may be left out", async () => {
	for (const url of ["ws://[::1]/", "wss://127.0.0.1/"]) {
		// Nothing listens there: what matters is that the address was understood.
		expect(await reach(url)).not.toContain("ENOTFOUND");
	}
});
