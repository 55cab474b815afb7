import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { Arrivals } from "../waiting/arrivals.js";
import { Watched } from "../waiting/watched.js";
import { within } from "../waiting/within.js";

const root = join(import.meta.dirname, "../../..");

/** How long a game may take to start: Godot 4 compiles 37 MB of WebAssembly each time. */
export const startDeadlineMs = 60_000;

/** A Godot in which games are run. */
export interface GodotEngine {
	readonly name: string;
	/** The folder of the client for it, in `clients/godot`, and of the games for it, in `test/clients`. */
	readonly folder: "godot3" | "godot4";
	/** Why it cannot be used here, if so. */
	readonly isMissing: string | undefined;
	/** Whether games run in a browser, which sends no headers for them. */
	readonly isInBrowser: boolean;
	/** Starts a game of these files; it finds `testUrl` where games of tests look for it. */
	start(files: GameFiles, testUrl: string): Promise<RunningGame>;
}

/** The files of a project, by their path in it. */
export type GameFiles = Readonly<Record<string, Buffer>>;

/** A game that runs in a Godot. */
export class RunningGame extends Watched {
	/** What the game prints. */
	readonly lines = new Arrivals<string>("line of the game");
	/** What Godot has complained of, and no one has taken. */
	#complaints: string[] = [];
	readonly #ended: Promise<void>;
	#end: () => void = () => {};

	/** `kill` ends the game at once. */
	constructor(private readonly kill: () => Promise<void>) {
		super();
		this.#ended = new Promise((resolve) => {
			this.#end = resolve;
		});
	}

	/** To be called when the game has ended, by itself or not. */
	end(): void {
		this.lines.fail(new Error(`The game ended.\n${this.#mostComplaints()}`));
		this.#end();
	}

	/** Resolves when the game has ended. */
	ended(): Promise<void> {
		return within(this.#ended, () => "the end of the game");
	}

	/** The next line that begins so, without this beginning. */
	async line(beginning: string): Promise<string> {
		const line = await this.lines.first(
			(each) => each.startsWith(beginning),
			startDeadlineMs,
		);
		return line.slice(beginning.length);
	}

	/** To be called with each line of a complaint of Godot. */
	complain(line: string): void {
		// Where in the engine it was, after what it was.
		const isDetail = /^\s/.test(line);
		if (isDetail && this.#complaints.length === 0) return;
		this.#complaints.push(line);
		this.changed();
	}

	/** Takes all complaints as soon as one of them has this in it. */
	async complaintOf(part: string): Promise<void> {
		await this.until(
			() => this.#complaints.some((line) => line.includes(part)),
			() => `a complaint of ${part}; there is ${this.#mostComplaints()}`,
		);
		this.#complaints = [];
	}

	/** Throws if Godot has complained of anything, once for each time. */
	expectNoComplaint(): void {
		const complaints = this.#mostComplaints();
		this.#complaints = [];
		if (complaints !== "") throw new Error(`Godot complained:\n${complaints}`);
	}

	/** Ends the game. Throws if Godot complained of anything. */
	async stop(): Promise<void> {
		await this.kill();
		this.expectNoComplaint();
	}

	#mostComplaints(): string {
		return this.#complaints.slice(0, 20).join("\n");
	}
}

/** Tests of something that runs in this Godot. Where it is missing they are skipped, and that is said loudly. */
export function describeIn(
	engine: GodotEngine,
	title: string,
	tests: () => void,
): void {
	const name = `${title}, in ${engine.name}`;
	if (engine.isMissing !== undefined)
		console.warn(`*** NOT TESTED: ${name} ***\n*** ${engine.isMissing} ***`);
	describe.runIf(engine.isMissing === undefined)(name, tests);
}

/** A project with the client script, as a developer copies it, and this as the script of its main scene. */
export function projectWith(
	engine: GodotEngine,
	script: string,
	clients = "clients/godot",
): GameFiles {
	const games = join(root, "test/clients", engine.folder);
	return {
		"project.godot": readFileSync(join(games, "project.godot")),
		"main.tscn": readFileSync(join(games, "main.tscn")),
		"main.gd": Buffer.from(script),
		"callsign.gd": readFileSync(
			join(root, clients, engine.folder, "callsign.gd"),
		),
	};
}

/** The sample that comes with the client. */
export function sampleFor({ folder }: GodotEngine): string {
	return readFileSync(join(root, "clients/godot", folder, "sample.gd"), "utf8");
}

/** A game of the tests' own. */
export function testGame({ folder }: GodotEngine, file: string): string {
	return readFileSync(join(root, "test/clients", folder, file), "utf8");
}
