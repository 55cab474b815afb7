import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../pages/browser.js";
import { type GameFiles, type GodotEngine, RunningGame } from "./engine.js";
import { packOf } from "./pack.js";

const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
const folder = join(cache, "callsign-tests/godot-4.6-web");

/**
 * Godot 4.6 as it is in games for the web, headless, in a browser. A game finds the test's URL as its only
 * user argument.
 */
export const godot4: GodotEngine = {
	name: "Godot 4",
	folder: "godot4",
	isInBrowser: true,
	isMissing: existsSync(folder)
		? undefined
		: "Godot 4 is missing; test/support/godot/fetch-godot4-web.sh fetches it.",
	start,
};

/** The browser of this test file; each game has a page of its own. */
let browser: Promise<Browser> | undefined;

/** To be called when no more games are started. */
export async function closeGodot4(): Promise<void> {
	await (await browser)?.close();
	browser = undefined;
}

async function start(files: GameFiles, testUrl: string): Promise<RunningGame> {
	browser ??= launchBrowser();
	const server = await serve(packOf(files), testUrl);
	const page = await (await browser).newPage();
	const game = new RunningGame(async () => {
		await page.close();
		server.close();
		server.closeAllConnections();
	});
	page.on("console", (message) => {
		const text = message.text();
		// The browser itself reports each connection that fails, as an "error".
		if (message.type() === "info") game.lines.push(text);
		else if (message.type() === "debug") game.complain(text);
		else if (text === "the game has ended") game.end();
	});
	page.on("pageerror", ({ message }) => game.complain(message));
	await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
	return game;
}

/** Serves a page with the game, as a web server serves an exported one. */
async function serve(pack: Buffer, testUrl: string): Promise<Server> {
	const answers: Record<string, readonly [string, () => Buffer]> = {
		"/": ["text/html", () => Buffer.from(pageFor(testUrl))],
		"/index.js": [
			"text/javascript",
			() => readFileSync(join(folder, "index.js")),
		],
		"/index.wasm": [
			"application/wasm",
			() => readFileSync(join(folder, "index.wasm")),
		],
		"/index.pck": ["application/octet-stream", () => pack],
	};
	const server = createServer((request, response) => {
		const [type, content] = answers[request.url ?? ""] ?? [];
		if (type === undefined || content === undefined)
			response.writeHead(404).end();
		else response.writeHead(200, { "Content-Type": type }).end(content());
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return server;
}

function pageFor(testUrl: string): string {
	const config = {
		executable: "index",
		args: ["--headless", "--", testUrl],
		canvasResizePolicy: 0,
	};
	return `<!doctype html><link rel="icon" href="data:,"><canvas id="canvas"></canvas><script src="index.js"></script><script>
new Engine(${JSON.stringify(config)}).startGame({
	canvas: document.getElementById("canvas"),
	onPrint: (...texts) => console.info(texts.join(" ")),
	onPrintError: (...texts) => console.debug(texts.join(" ")),
	onExit: () => console.log("the game has ended"),
}).catch((error) => console.debug(String(error)));
</script>`;
}
