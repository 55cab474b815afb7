import { TurnLaw } from "../../../src/commands/conformance/turn-law.js";
import {
	callsignProtocol,
	type FromGame,
	type NumberedEvent,
	toGame,
	type Welcome,
} from "../../../src/protocol/callsign-v1.js";
import type { Closing } from "../network/opening.js";
import { Arrivals } from "../waiting/arrivals.js";
import { GameClient, type JoinOptions } from "./game-client.js";

/** A game that speaks `callsign.v1`. Every message of the server is checked against the schema. */
export class TypedGame {
	/** Every event so far, in order. */
	readonly events: readonly NumberedEvent[];
	/** What was first told of turns against their law, in a sentence; that event is in no list. */
	breach: string | undefined;
	readonly #turns = new TurnLaw();
	readonly #events = new Arrivals<NumberedEvent>("event for the game");

	/** Joins, or resumes with a query of `resume` and `after`, and waits for the welcome. */
	static async join(
		url: string,
		options: JoinOptions = {},
	): Promise<TypedGame> {
		const protocols = [callsignProtocol];
		const client = await GameClient.join(url, { ...options, protocols });
		const welcome = toGame.parse(JSON.parse(await client.text()));
		if (welcome.type !== "welcome")
			throw new Error(`The first message was ${welcome.type}.`);
		return new TypedGame(client, welcome);
	}

	private constructor(
		readonly client: GameClient,
		readonly welcome: Welcome,
	) {
		this.events = this.#events.all;
		// The first message after the welcome may have come with it.
		for (const text of client.texts.slice(1)) this.#receive(text);
		client.socket.on("message", (data) => this.#receive(data.toString()));
		client.socket.on("close", (code) =>
			this.#events.fail(new Error(`The game was closed with ${code}.`)),
		);
	}

	/** The next event that no one has taken yet. */
	next(): Promise<NumberedEvent> {
		return this.#events.next();
	}

	/** The next event of this type; others stay for later. */
	async event<Type extends NumberedEvent["type"]>(
		type: Type,
	): Promise<Extract<NumberedEvent, { type: Type }>> {
		const event = await this.#events.first((each) => each.type === type);
		return event as Extract<NumberedEvent, { type: Type }>;
	}

	/** The next final transcript; interim ones before it are passed over. */
	async finalTranscript() {
		for (;;) {
			const transcript = await this.event("transcript");
			if (transcript.final) return transcript;
		}
	}

	send(message: FromGame): void {
		this.client.say(JSON.stringify(message));
	}

	/** The number of the newest event seen. */
	get lastSeq(): number {
		return this.events.at(-1)?.seq ?? 0;
	}

	/** The query that takes up this session on another socket. */
	resumeQuery(after = this.lastSeq): string {
		return `?resume=${this.welcome.resumeToken}&after=${after}`;
	}

	closed(): Promise<Closing> {
		return this.client.closed();
	}

	#take(event: NumberedEvent): void {
		const breach = this.#turns.breach(event);
		if (breach) {
			this.breach ??= breach;
			this.#events.fail(new Error(breach));
		} else this.#events.push(event);
	}

	#receive(text: string): void {
		const message = toGame.parse(JSON.parse(text));
		if (/\\ud[89a-f]/i.test(JSON.stringify(message)))
			this.#events.fail(new Error(`Half a character came: ${text}`));
		if (message.type === "welcome")
			this.#events.fail(new Error("A second welcome came."));
		else this.#take(message);
	}
}
