import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ServerProcess } from "./server-process.js";

let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "server-"));
});

afterEach(() => rm(folder, { recursive: true }));

/** A program in the place of the server. */
async function program(...lines: readonly string[]): Promise<string> {
	const file = join(folder, "main.mjs");
	await writeFile(file, lines.join("\n"));
	return file;
}

const listening = `console.log(JSON.stringify({ level: 30, msg: "listening", url: "http://127.0.0.1:41234", port: process.env.PROXY_URL, key: process.env.KEY, home: process.env.HOME }));`;
const untilTerminated = `process.on("SIGTERM", () => { console.log("bye"); process.exit(0); }); setInterval(() => {}, 1000);`;

describe("a server in a process of its own", () => {
	it("is up once it says that it listens, and is stopped by SIGTERM", async () => {
		const entry = await program(untilTerminated, listening);
		const server = await ServerProcess.start({ KEY: "k" }, entry);
		expect(server.url).toBe("http://127.0.0.1:41234");
		expect(server.socketUrl("/game")).toBe("ws://127.0.0.1:41234/game");
		expect(server.log.all[0]).toMatchObject({ port: "127.0.0.1:0", key: "k" });
		expect(server.log.all[0]?.home).toBeUndefined();
		expect(server.isUp).toBe(true);
		expect(await server.stop()).toEqual({ code: 0, signal: null });
		expect(server.isUp).toBe(false);
		expect(server.otherLines).toEqual(["bye"]);
	});

	it("fails to start with what it said when it ends instead", async () => {
		const entry = await program(
			'console.error("bad key");',
			"process.exit(2);",
		);
		await expect(ServerProcess.start({}, entry)).rejects.toThrow(
			/exit code 2.*\nbad key/,
		);
	});

	it("can be watched while it fails to start", async () => {
		const entry = await program("process.exit(2);");
		const server = ServerProcess.spawn({}, entry);
		expect(await server.exited()).toEqual({ code: 2, signal: null });
	});
});
