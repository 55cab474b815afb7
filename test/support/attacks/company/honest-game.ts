import { WebSocket } from "ws";
import { callsignProtocol } from "../../../../src/protocol/callsign-v1.js";
import { opened } from "../../network/opening.js";
import { Watched } from "../../waiting/watched.js";
import { type Door, socketUrl } from "./ways-in.js";

/** What a game was told, in either dialect. */
export interface Told {
	/** All that its callers said, in order. */
	readonly words: string[];
	/** Every code that it was ever shown, in order. */
	readonly codes: string[];
	/** How many of its lines had which outcome, if it is told. */
	readonly outcomes: Record<string, number>;
	paired: number;
	left: number;
}

const deadlineMs = 20_000;

/** A game that behaves as the documents say. */
export class HonestGame extends Watched {
	readonly told: Told = {
		words: [],
		codes: [],
		outcomes: {},
		paired: 0,
		left: 0,
	};
	/** What the server closed it with, if it did. */
	closedWith: number | undefined;
	#texts = 0;
	#lines = 0;

	/** Joins, and waits until it has a code. Rejects when it gets none. */
	static async join(door: Door, isTyped: boolean): Promise<HonestGame> {
		const protocols = isTyped ? [callsignProtocol] : [];
		const game = new HonestGame(
			new WebSocket(socketUrl(door, "/game"), protocols),
			isTyped,
		);
		await opened(game.socket);
		await game.until(
			() => game.told.codes.length > 0 || game.closedWith !== undefined,
			() => "the code of a game",
			deadlineMs,
		);
		if (game.told.codes.length === 0)
			throw new Error(`The game was closed with ${game.closedWith}.`);
		return game;
	}

	private constructor(
		private readonly socket: WebSocket,
		readonly isTyped: boolean,
	) {
		super();
		socket.on("message", (data) => {
			if (isTyped) this.#readTyped(JSON.parse(data.toString()));
			else this.#readPlain(data.toString());
			this.changed();
		});
		socket.once("close", (code) => {
			this.closedWith = code;
			this.changed();
		});
	}

	/** The code that it shows. */
	get code(): string {
		return this.told.codes.at(-1) ?? "";
	}

	/** Resolves when so many callers have come. */
	hasPaired(callers: number): Promise<void> {
		return this.until(
			() => this.told.paired >= callers,
			() => `caller ${callers} of the game with code ${this.code}`,
			deadlineMs,
		);
	}

	/** Resolves when so many callers have left. */
	hasLost(callers: number): Promise<void> {
		return this.until(
			() => this.told.left >= callers,
			() => `the end of call ${callers}`,
			deadlineMs,
		);
	}

	/** Speaks to its caller, in a line that the caller's words do not stop. */
	say(text: string): void {
		this.#lines += 1;
		const id = `line-${this.#lines}`;
		this.socket.send(
			this.isTyped
				? JSON.stringify({ type: "say", text, id, interruptible: false })
				: text,
		);
	}

	leave(): void {
		this.socket.close(1000);
	}

	#readPlain(text: string): void {
		this.#texts += 1;
		if (this.#texts === 1) return;
		if (this.#texts === 2) this.told.codes.push(text);
		else if (text === "connected") this.told.paired += 1;
		else if (text === "disconnected") this.told.left += 1;
		else this.#hear(JSON.parse(text).channel?.alternatives?.[0]?.transcript);
	}

	#readTyped(message: Readonly<Record<string, unknown>>): void {
		switch (message.type) {
			case "welcome":
			case "code":
				this.told.codes.push(String(message.code));
				break;
			case "paired":
				this.told.paired += 1;
				break;
			case "left":
				this.told.left += 1;
				break;
			case "transcript":
				this.#hear(message.text);
				break;
			case "said":
				this.#count(String(message.outcome));
		}
	}

	#hear(words: unknown): void {
		if (typeof words === "string" && words !== "") this.told.words.push(words);
	}

	#count(outcome: string): void {
		const { outcomes } = this.told;
		outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
	}
}
