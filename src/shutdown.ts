import type { Logger } from "pino";
import type { CoordinatorEvent } from "./machines/events.js";
import type { RootActors } from "./root-actors.js";

interface Closable {
	close(): void;
}

interface SlowlyClosable {
	close(): Promise<void>;
}

/** What is open while a server runs. */
export interface OpenServer {
	readonly actors: Pick<
		RootActors,
		"calls" | "games" | "untilNoCalls" | "endAll"
	>;
	readonly coordinator: {
		send(event: Extract<CoordinatorEvent, { type: "drain" }>): void;
		stop(): void;
	};
	/** Where operators look at calls and games. */
	readonly room: Closable;
	readonly listeners: {
		readonly public: SlowlyClosable;
		readonly admin: SlowlyClosable;
	};
	readonly speech: SlowlyClosable;
	readonly metrics: Closable;
}

/** How a server goes away: at once, or when its calls have come to their end. */
export class Shutdown {
	#hasBegun = false;

	constructor(
		private readonly drainMs: number,
		private readonly log: Logger,
	) {}

	/** From now on nothing new is taken. */
	get hasBegun(): boolean {
		return this.#hasBegun;
	}

	/** Lets live calls go on to their end or to the drain limit, then closes. */
	async drain(server: OpenServer): Promise<void> {
		this.#hasBegun = true;
		const { calls, games } = server.actors;
		this.log.info({ calls: calls.size, games: games.size }, "draining");
		server.coordinator.send({ type: "drain" });
		await withinTime(server.actors.untilNoCalls(), this.drainMs);
		await this.close(server);
		this.log.info("stopped");
	}

	/** Ends everything now. Sessions say their last words to sockets, speech and metrics, which are therefore closed after them. */
	async close(server: OpenServer): Promise<void> {
		this.#hasBegun = true;
		server.actors.endAll("server going away");
		server.room.close();
		const { public: forAll, admin } = server.listeners;
		await Promise.all([forAll.close(), admin.close()]);
		await server.speech.close();
		server.metrics.close();
		server.coordinator.stop();
	}
}

/** Waits for the work, but no longer than so many milliseconds. */
async function withinTime(work: Promise<void>, ms: number): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const timeUp = new Promise<void>((resolve) => {
		timer = setTimeout(resolve, ms);
	});
	await Promise.race([work, timeUp]);
	clearTimeout(timer);
}
