import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { describe, onTestFinished } from "vitest";
import { Arrivals } from "./arrivals.js";
import { within } from "./within.js";

const root = join(import.meta.dirname, "../..");
/** Where the client for Godot 3 and its sample are. */
export const godot3Client = join(root, "clients/godot/godot3");
/** Where the games are that tests run. */
export const godot3Games = join(root, "test/clients/godot3");

const binary = "godot3-server";
const START_DEADLINE_MS = 15_000;

/** Whether Debian's headless Godot 3 is on this machine. */
const isInstalled = spawnSync(binary, ["--version"]).error === undefined;

/** The tests of something that runs in Godot 3; where that is missing they are skipped, and it is said loudly. */
export function describeInGodot3(name: string, tests: () => void): void {
	if (!isInstalled) {
		console.warn(
			`*** NOT TESTED: ${name} ***\n*** ${binary} is missing; on Debian test/support/install-godot3-server.sh installs it. ***`,
		);
	}
	describe.runIf(isInstalled)(name, tests);
}

/**
 * A game in a Godot 3 of its own, with no window: a project into which the client script was copied,
 * as a developer would. It is killed when the test ends, which fails if Godot complained of anything.
 */
export class Godot3 {
	/** What the game prints. */
	readonly lines = new Arrivals<string>("line of the game");
	/** What Godot complains of. */
	readonly complaints: string[] = [];
	readonly #ended: Promise<number | null>;

	/** Starts a game of which `script` is the text; `environment` is what it finds in `OS.get_environment`. */
	static start(
		script: string,
		environment: Readonly<Record<string, string>> = {},
	): Godot3 {
		const folder = mkdtempSync(join(tmpdir(), "callsign-godot3-"));
		const copy = (file: string, from: string) =>
			writeFileSync(join(folder, file), readFileSync(join(from, file)));
		copy("callsign.gd", godot3Client);
		copy("project.godot", godot3Games);
		copy("main.tscn", godot3Games);
		writeFileSync(join(folder, "main.gd"), script);
		const game = new Godot3(
			// Its output would wait for a full buffer in a pipe.
			spawn("stdbuf", ["-oL", binary, "--path", folder], {
				stdio: ["ignore", "pipe", "pipe"],
				env: {
					PATH: process.env.PATH,
					LANG: "en_US.UTF-8",
					HOME: folder,
					...environment,
				},
			}),
		);
		onTestFinished(async () => {
			await game.#stop();
			rmSync(folder, { recursive: true });
			if (game.complaints.length > 0)
				throw new Error(`Godot complained:\n${game.complaints.join("\n")}`);
		});
		return game;
	}

	private constructor(readonly child: ChildProcess) {
		const { stdout, stderr } = child;
		createInterface(stdout as Readable).on("line", (line) =>
			this.lines.push(line),
		);
		createInterface(stderr as Readable).on("line", (line) =>
			this.complaints.push(line),
		);
		this.#ended = new Promise((resolve, reject) => {
			child.once("error", reject);
			child.once("close", (code) => {
				const complaints = this.complaints.slice(0, 20).join("\n");
				this.lines.fail(new Error(`The game ended (${code}).\n${complaints}`));
				resolve(code);
			});
		});
	}

	/** The next line that begins so, without this beginning. */
	async line(beginning: string): Promise<string> {
		const line = await this.lines.first(
			(each) => each.startsWith(beginning),
			START_DEADLINE_MS,
		);
		return line.slice(beginning.length);
	}

	/** The exit code of Godot, once it has ended by itself. */
	ended(): Promise<number | null> {
		return within(this.#ended, () => "the end of the game");
	}

	async #stop(): Promise<void> {
		this.child.kill("SIGKILL");
		await this.ended();
	}
}
