import { TurnLaw } from "../../src/commands/conformance/turn-law.js";
import type { NumberedEvent } from "../../src/protocol/callsign-v1.js";
import { TypedGame } from "../support/games/typed-game.js";
import { TwilioCaller } from "../support/twilio/twilio-caller.js";
import { answered } from "../support/waiting/answered.js";
import { Watched } from "../support/waiting/watched.js";
import { type Script, vocabulary } from "./scripts.js";
import type { ServerWithEar } from "./server-with-ear.js";

/** A caller and a game that talk, and what the game was told of turns; also on a later socket. */
export class Conversation extends Watched {
	/** The law that was broken, in a sentence. */
	breach: string | undefined;
	/** The turns that were told, by what was told of them. */
	readonly turns = { started: 0, eager: 0, resumed: 0, ended: 0 };
	readonly #law = new TurnLaw();
	#lastSeq = 0;
	#isTurnOpen = false;
	#isDown = false;
	#hasLeft = false;
	#isPaired = false;

	/** Opens both and pairs them. */
	static async open(
		around: ServerWithEar,
		number: number,
		{ expectsWords }: Script,
		patienceMs: number,
	): Promise<Conversation> {
		const game = await TypedGame.join(around.socketUrl("/game"));
		const caller = await TwilioCaller.call(around.socketUrl("/twilio"), {
			autoPlay: "at once",
		});
		const conversation = new Conversation(
			around,
			number,
			caller,
			game,
			patienceMs,
		);
		conversation.#read(game);
		if (expectsWords) game.send({ type: "listen", keyterms: [...vocabulary] });
		caller.press(`${game.welcome.code}#`);
		await conversation.#comes(() => conversation.#isPaired, "the pairing");
		return conversation;
	}

	private constructor(
		readonly around: ServerWithEar,
		readonly number: number,
		readonly caller: TwilioCaller,
		private game: TypedGame,
		/** How long anything may take. */
		private readonly patienceMs: number,
	) {
		super();
	}

	/** Until no turn is open. While nobody understands the caller, one may stay open. */
	async turnEnds(): Promise<void> {
		await this.#comes(
			() => !this.#isTurnOpen || this.#isDown,
			"the end of a turn",
		);
	}

	/** Until the caller is understood, or is not. */
	async recognitionIs(is: "down" | "up"): Promise<void> {
		await this.#comes(
			() => this.#isDown === (is === "down"),
			`that recognition is ${is}`,
		);
	}

	say(text: string): void {
		this.game.send({ type: "say", id: text, text });
	}

	/** The game's socket is cut, and the game takes its session up on another. */
	async gameReturns(): Promise<void> {
		const query = this.game.resumeQuery(this.#lastSeq);
		this.game.client.vanish();
		this.game = await TypedGame.join(this.around.socketUrl(`/game${query}`));
		this.#read(this.game);
	}

	/** The end of the call, and what the game is told of it. */
	async end(how: Script["ends"]): Promise<void> {
		if (how === "hangs up") this.caller.hangUp();
		else if (how === "is cut off") this.caller.vanish();
		else this.game.send({ type: "hangUp" });
		await this.#comes(() => this.#hasLeft, "`left`");
	}

	/** Until the server has read what the caller and the game have sent. */
	async settles(): Promise<void> {
		await answered(this.caller.socket);
		await answered(this.game.client.socket);
	}

	vanish(): void {
		this.caller.vanish();
		this.game.client.leave();
	}

	#comes(isSo: () => boolean, what: string): Promise<void> {
		return this.until(
			() => isSo() || this.breach !== undefined,
			() => `${what}; so far: ${JSON.stringify(this.turns)}`,
			this.patienceMs,
		);
	}

	#read(game: TypedGame): void {
		let taken = 0;
		const take = () => {
			for (const event of game.events.slice(taken)) this.#take(event);
			taken = game.events.length;
			this.breach ??= game.breach;
			this.changed();
		};
		game.client.socket.on("message", take);
		take();
	}

	#take(event: NumberedEvent): void {
		if (event.seq !== this.#lastSeq + 1)
			this.breach ??= `Event ${event.seq} came after ${this.#lastSeq}.`;
		this.#lastSeq = event.seq;
		this.breach ??= this.#law.breach(event);
		if (event.type === "turn") {
			this.turns[event.state] += 1;
			this.#isTurnOpen = event.state !== "ended";
		}
		if (event.type === "recognition") this.#isDown = event.state === "down";
		if (event.type === "paired") this.#isPaired = true;
		if (event.type === "left") this.#hasLeft = true;
	}
}
