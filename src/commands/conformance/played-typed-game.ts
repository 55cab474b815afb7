import {
	type NumberedEvent,
	type ToGame,
	toGame,
	type Welcome,
} from "../../protocol/callsign-v1.js";
import { fieldsOf, parsedJson } from "../../protocol/json.js";
import { beginningOf } from "../../protocol/whole-characters.js";
import { ConversationLaw } from "./conversation-law.js";
import { HeardLaw } from "./heard-law.js";
import { Broken, Inbox } from "./inbox.js";
import type { PlayedGame } from "./played-game.js";
import { shown } from "./report.js";
import { TurnLaw } from "./turn-law.js";

/**
 * A game of `callsign.v1`. Whatever comes is checked against the schema, every number against the one before it, and
 * what is told of turns and of lines against what is promised of them.
 */
export class PlayedTypedGame {
	readonly events: Inbox<NumberedEvent>;
	#welcome: Welcome | undefined;
	#lastSeq: number;
	#barriers = 0;
	readonly #turnLaw = new TurnLaw();
	readonly #heardLaw = new HeardLaw();
	readonly #conversationLaw = new ConversationLaw();

	/** Waits for the welcome. `after` is the number of the last event that the game knows. */
	static async welcomed(
		end: PlayedGame,
		patienceMs: number,
		after = 0,
	): Promise<PlayedTypedGame> {
		const game = new PlayedTypedGame(end, patienceMs, after);
		await game.#nextMessage("a welcome");
		const welcome = game.#welcome;
		if (!welcome) throw new Broken(`no welcome came first: ${end.faults[0]}`);
		void game.#readOn();
		return game;
	}

	private constructor(
		readonly end: PlayedGame,
		patienceMs: number,
		after: number,
	) {
		this.events = new Inbox(patienceMs);
		this.#lastSeq = after;
	}

	get welcome(): Welcome {
		if (!this.#welcome) throw new Error("A game was used before its welcome.");
		return this.#welcome;
	}

	/** The number of the last event that came. */
	get lastSeq(): number {
		return this.#lastSeq;
	}

	send(message: string | object): void {
		this.#heardLaw.sent(message);
		this.#conversationLaw.sent(message);
		this.end.send(message);
	}

	/** The next event of this type; others stay. It may take longer than usual where that is said. */
	async event<Type extends NumberedEvent["type"]>(
		type: Type,
		fits: (event: Extract<NumberedEvent, { type: Type }>) => boolean = () =>
			true,
		patienceMs?: number,
	): Promise<Extract<NumberedEvent, { type: Type }>> {
		type Wanted = Extract<NumberedEvent, { type: Type }>;
		const event = await this.events.next(
			`${/^[aeiou]/.test(type) ? "an" : "a"} "${type}"`,
			(each) => each.type === type && fits(each as Wanted),
			patienceMs,
		);
		return event as Wanted;
	}

	/** Everything that the server had to say is here when this resolves: it answers messages in order. */
	async barrier(): Promise<void> {
		this.#barriers += 1;
		const id = `barrier-${this.#barriers}`;
		this.send({ type: "barrier", id });
		await this.event("error", (error) => error.id === id);
	}

	async #readOn(): Promise<void> {
		try {
			for (;;) await this.#nextMessage("a message", 2 ** 31 - 1);
		} catch (error) {
			this.events.end(error as Error);
		}
	}

	async #nextMessage(what: string, patienceMs?: number): Promise<void> {
		const text = await this.end.texts.next(what, undefined, patienceMs);
		const json = parsedJson(text);
		const fields = fieldsOf(json);
		const { data, error } = toGame.safeParse(json);
		if (data) {
			this.#take(data);
		} else if (!fields || isListed(fields.type)) {
			const { message, path } = error.issues[0] ?? { message: "", path: [] };
			this.#complain(
				`${beginningOf(text, 200)} is not in the protocol: ${message}, at "${path.join(".")}"`,
			);
		} else {
			// Types that are not listed may come too: they are numbered like any other.
			this.#count(Number(fields.seq));
		}
	}

	#take(message: ToGame): void {
		if (message.type === "welcome") {
			if (this.#welcome) this.#complain("a second welcome came");
			this.#welcome = message;
			return;
		}
		if (!this.#welcome)
			this.#complain(`${shown(message)} came before the welcome`);
		if (message.type === "gap" && message.to !== message.seq)
			this.#complain(`a gap to ${message.to} has the seq ${message.seq}`);
		this.#count(
			message.seq,
			message.type === "gap" ? message.from : message.seq,
		);
		this.#keepToLaws(message);
		this.events.push(message);
	}

	#keepToLaws(event: NumberedEvent): void {
		for (const law of [this.#turnLaw, this.#heardLaw, this.#conversationLaw]) {
			const breach = law.breach(event);
			if (breach !== undefined) this.#complain(breach);
		}
	}

	/** Numbers follow each other without a break; a gap stands for all numbers from its first to its last. */
	#count(seq: number, from = seq): void {
		if (from !== this.#lastSeq + 1)
			this.#complain(
				`the event after seq ${this.#lastSeq} has the seq ${from}`,
			);
		this.#lastSeq = seq;
	}

	#complain(fault: string): void {
		this.end.faults.push(fault);
	}
}

const listed = new Set(
	toGame.options.map(({ shape }) => shape.type.value as string),
);

function isListed(type: unknown): boolean {
	return typeof type !== "string" || listed.has(type);
}
