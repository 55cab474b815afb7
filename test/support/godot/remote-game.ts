import { LittleServer, type LittleSocket } from "../network/little-server.js";
import { Arrivals } from "../waiting/arrivals.js";
import { within } from "../waiting/within.js";
import {
	type GodotEngine,
	projectWith,
	type RunningGame,
	startDeadlineMs,
	testGame,
} from "./engine.js";

/** One signal of the client script, with its values in order. */
export interface Signal {
	readonly signal: string;
	readonly values: readonly unknown[];
}

/** A game that has the client script as a node and does with it what the test says. */
export class RemoteGame {
	/** Every signal of the client, in order. */
	signals = new Arrivals<Signal>("signal of the client");
	readonly #results = new Arrivals<unknown>("result of an order");

	/** `clients` is the folder of the client scripts, if not that of today's. */
	static async start(
		engine: GodotEngine,
		clients?: string,
	): Promise<RemoteGame> {
		const server = await LittleServer.start();
		const script = testGame(engine, "played_by_test.gd");
		const files = projectWith(engine, script, clients);
		const running = await engine.start(files, server.url);
		try {
			const line = await server.sockets.next(startDeadlineMs);
			return new RemoteGame(running, server, line);
		} catch (error) {
			await running.stop();
			throw error;
		}
	}

	private constructor(
		readonly running: RunningGame,
		private readonly server: LittleServer,
		private readonly line: LittleSocket,
	) {
		line.socket.on("message", (data) => {
			const told = JSON.parse(data.toString());
			if ("signal" in told) this.signals.push(told);
			else this.#results.push(told.result);
		});
	}

	/** Takes another client in place of the one so far. */
	async beginAnew(): Promise<void> {
		await this.#order({ begin: "anew" });
		this.signals = new Arrivals<Signal>("signal of the client");
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

	/** The client need not wait any longer until it tries again. */
	tryAgainNow(): Promise<unknown> {
		return this.#order({ end: "WAITING" });
	}

	/** The client has waited long enough for an answer. */
	waitForAnswerNoMore(): Promise<unknown> {
		return this.#order({ end: "CONNECTING" });
	}

	/** Pauses the game, or lets it go on. */
	pause(isPaused: boolean): Promise<unknown> {
		return this.#order({ pause: isPaused });
	}

	/** The player quits the game. */
	async quit(): Promise<void> {
		this.line.socket.send(JSON.stringify({ quit: true }));
		await this.running.ended();
	}

	/** The values of the next signal, which must be this one. How it stands with a turn is passed over, unless it is asked for. */
	async signal(name: string): Promise<readonly unknown[]> {
		const next = await this.signals.next();
		if (next.signal === "turn_changed" && name !== next.signal)
			return this.signal(name);
		if (next.signal !== name)
			throw new Error(`Not ${name} but ${JSON.stringify(next)} came.`);
		return next.values;
	}

	/** Ends the game. Throws if Godot complained of anything. */
	async stop(): Promise<void> {
		// Not before: a game that still tells something would complain that nobody is there.
		await this.running.stop().finally(() => this.server.stop());
	}

	#order(order: object): Promise<unknown> {
		this.line.socket.send(JSON.stringify(order));
		return within(this.#results.next(), () => JSON.stringify(order));
	}
}
