import { callsignProtocol } from "../../protocol/callsign-v1.js";
import { dial } from "../phone/dial.js";
import type { SpeakText } from "../phone/rehearse.js";
import { Unchecked } from "./inbox.js";
import { PlayedCaller } from "./played-caller.js";
import { PlayedGame } from "./played-game.js";
import { PlayedTypedGame } from "./played-typed-game.js";

/** The server that is examined, and what is known of it. */
export interface Subject {
	/** Of its games: `ws://host/game`. */
	readonly gameUrl: string;
	/** Of its calls: `ws://host/twilio`. */
	readonly callUrl: string;
	/** The game's key, where it asks for one. */
	readonly key: string | undefined;
	/** A flow of the server's that callers may be lent to; undefined where none was named. */
	readonly flow: string | undefined;
	/** Signs calls, where it asks for that. */
	readonly authToken: string | undefined;
	/** How long what must come may take. */
	readonly patienceMs: number;
	/** Speaks for the callers. */
	readonly voice: SpeakText;
}

/** The close code of a call that the server does not take. */
const refused = 1008;

/** Query of a game's address. */
export type Query = Readonly<Record<string, string | number>>;

/** Where a statement is checked: games and callers are opened here, and closed with it. */
export class Stage {
	readonly #games: PlayedGame[] = [];
	readonly #callers: PlayedCaller[] = [];
	#whyNoCallers: string | undefined;

	constructor(readonly subject: Subject) {}

	/** A game's socket with these subprotocols on offer; none is the plain dialect. */
	async open(
		protocols: readonly string[] = [],
		query: Query = {},
		isDead = false,
	): Promise<PlayedGame> {
		const { key, patienceMs } = this.subject;
		const all = { ...(key !== undefined && { key }), ...query };
		const url = this.#address(all);
		const end = await PlayedGame.open({ url, protocols, patienceMs, isDead });
		this.#games.push(end);
		return end;
	}

	/** A game's socket that offers `callsign.v1`; a dead one does not even answer pings. */
	openTyped(query: Query = {}, isDead = false): Promise<PlayedGame> {
		return this.open([callsignProtocol], query, isDead);
	}

	/** A typed game that has been welcomed. */
	async join(query: Query = {}): Promise<PlayedTypedGame> {
		const end = await this.openTyped(query);
		return PlayedTypedGame.welcomed(
			end,
			this.subject.patienceMs,
			Number(query.after ?? 0),
		);
	}

	/** The same session on another socket. */
	resume(
		game: PlayedTypedGame,
		after = game.lastSeq,
	): Promise<PlayedTypedGame> {
		return this.join({ resume: game.welcome.resumeToken, after });
	}

	/** A caller who has said nothing yet. Rejects with `Unchecked` where the server takes none from here. */
	async call(): Promise<PlayedCaller> {
		const { callUrl, authToken, patienceMs } = this.subject;
		if (this.#whyNoCallers) throw new Unchecked(this.#whyNoCallers);
		const socket = await dial(callUrl, authToken);
		if ("problem" in socket) {
			this.#whyNoCallers = `needs a caller, and ${callUrl} ${socket.problem}`;
			throw new Unchecked(this.#whyNoCallers);
		}
		const caller = new PlayedCaller(socket, patienceMs);
		this.#callers.push(caller);
		return caller;
	}

	/** A caller who is paired with this game, and the name of the call. */
	async pair(
		game: PlayedTypedGame,
	): Promise<{ caller: PlayedCaller; call: string }> {
		const caller = await this.call();
		caller.press(`${game.welcome.code}#`);
		const { call } = await game.event("paired");
		return { caller, call };
	}

	/** Why the callers of this statement could not come in, if that is how it was. */
	get refusal(): string | undefined {
		if (this.#callers.some(({ closedWith }) => closedWith === refused))
			this.#whyNoCallers = `needs a caller, and ${this.subject.callUrl} closes calls with ${refused}: it may take only those that its own /voice asked for`;
		return this.#callers.length > 0 ? this.#whyNoCallers : undefined;
	}

	/** What a server did that it may never do. */
	get fault(): string | undefined {
		const ends = [...this.#games, ...this.#callers];
		return ends.flatMap(({ faults }) => faults)[0];
	}

	/** Closes everything. */
	clear(): void {
		for (const { socket } of this.#games.splice(0)) socket.close(1000);
		for (const caller of this.#callers.splice(0)) caller.hangUp();
	}

	#address(query: Query): string {
		const url = new URL(this.subject.gameUrl);
		for (const [name, value] of Object.entries(query))
			url.searchParams.set(name, String(value));
		return url.href;
	}
}
