import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type GameFiles, type GodotEngine, RunningGame } from "./engine.js";

const binary = "godot3-server";
const isInstalled = spawnSync(binary, ["--version"]).error === undefined;

/** Debian's headless Godot 3. A game finds the test's URL in the environment, as `TEST_URL`. */
export const godot3: GodotEngine = {
	name: "Godot 3",
	folder: "godot3",
	isInBrowser: false,
	isMissing: isInstalled
		? undefined
		: `${binary} is missing; on Debian test/support/godot/install-godot3-server.sh installs it.`,
	start,
};

async function start(files: GameFiles, testUrl: string): Promise<RunningGame> {
	const folder = mkdtempSync(join(tmpdir(), "callsign-godot3-"));
	for (const [file, content] of Object.entries(files))
		writeFileSync(join(folder, file), content);
	// Through a pipe its output would otherwise come only once a buffer is full.
	const child = spawn("stdbuf", ["-oL", binary, "--path", folder], {
		stdio: ["ignore", "pipe", "pipe"],
		env: {
			PATH: process.env.PATH,
			LANG: "en_US.UTF-8",
			HOME: folder,
			TEST_URL: testUrl,
		},
	});
	const game = new RunningGame(async () => {
		child.kill("SIGKILL");
		await game.ended();
		rmSync(folder, { recursive: true, force: true });
	});
	createInterface(child.stdout).on("line", (line) => game.lines.push(line));
	createInterface(child.stderr).on("line", (line) => game.complain(line));
	child.once("error", ({ message }) => {
		game.complain(message);
		game.end();
	});
	child.once("close", () => game.end());
	return game;
}
