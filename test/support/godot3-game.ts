import { readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { Arrivals } from "./arrivals.js";
import { Godot3, godot3Games } from "./godot3.js";
import { LittleServer, type LittleSocket } from "./little-server.js";
import { within } from "./within.js";

/** One signal of the client script, with its values in order. */
export interface Signal {
	readonly signal: string;
	readonly values: readonly unknown[];
}

const START_DEADLINE_MS = 15_000;

/** A Godot 3 game that has the client script as a node and does with it what the test says. */
export class Godot3Game {
	/** Every signal of the client, in order. */
	readonly signals = new Arrivals<Signal>("signal of the client");
	readonly #results = new Arrivals<unknown>("result of an order");

	static async start(): Promise<Godot3Game> {
		const server = await LittleServer.start();
		onTestFinished(() => server.stop());
		const script = join(godot3Games, "played_by_test.gd");
		const godot = Godot3.start(readFileSync(script, "utf8"), {
			TEST_URL: server.url,
		});
		const strings = await Promise.race([
			server.sockets.next(START_DEADLINE_MS),
			godot.ended(),
		]);
		if (strings === null || typeof strings === "number")
			throw new Error(`The game did not start: ${godot.complaints.join("\n")}`);
		return new Godot3Game(godot, strings);
	}

	private constructor(
		readonly godot: Godot3,
		readonly strings: LittleSocket,
	) {
		strings.socket.on("message", (data) => {
			const told = JSON.parse(data.toString());
			if ("signal" in told) this.signals.push(told);
			else this.#results.push(told.result);
		});
	}

	/** Calls a method of the client. */
	do(method: string, ...values: unknown[]): Promise<unknown> {
		return this.#order({ do: method, with: values });
	}

	/** Calls a method of the client the next time that it gives this signal, in answer to it. */
	doAt(signal: string, method: string, ...values: unknown[]): Promise<unknown> {
		return this.#order({ at: signal, do: method, with: values });
	}

	/** Reads a property of the client. */
	get(property: string): Promise<unknown> {
		return this.#order({ get: property });
	}

	/** Pauses the game, or lets it go on. */
	pause(isPaused: boolean): Promise<unknown> {
		return this.#order({ pause: isPaused });
	}

	/** The player quits the game. */
	async quit(): Promise<void> {
		await this.#order({ quit: true });
		await this.godot.ended();
	}

	/** The values of the next signal, which must be this one. */
	async signal(name: string, deadlineMs?: number): Promise<readonly unknown[]> {
		const next = await this.signals.next(deadlineMs);
		if (next.signal !== name)
			throw new Error(`Not ${name} but ${JSON.stringify(next)} came.`);
		return next.values;
	}

	#order(order: object): Promise<unknown> {
		this.strings.socket.send(JSON.stringify(order));
		return within(this.#results.next(), () => JSON.stringify(order));
	}
}
