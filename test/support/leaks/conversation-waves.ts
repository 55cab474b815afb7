import { fileURLToPath } from "node:url";
import type { FluxListener } from "../deepgram/flux-listener.js";
import { spokenAudio } from "../deepgram/speaker-end.js";
import { TypedGame } from "../games/typed-game.js";
import type { ModelExchange } from "../minds/model-exchange.js";
import { ModelServer } from "../minds/model-server.js";
import { InProcessServer } from "../server/in-process-server.js";
import type { TwilioCaller } from "../twilio/twilio-caller.js";
import { type Census, takeCensus, whatIsMore } from "./census.js";
import { collectGarbage } from "./heap-contents.js";

const flows = fileURLToPath(new URL("../characters", import.meta.url));

/** Codes need no rest here, and no caller is refused for wrong tries: both are remembered by design. */
const environment = {
	FLOWS: flows,
	ANSWER_WITH: "gatekeeper",
	CODE_REST_SECONDS: "0",
	CODE_TRIES_PER_CALL: "1",
	CODE_TRIES_PER_SERVER: "1000000",
	GAME_MESSAGES_PER_SECOND: "10000",
	LOG_LEVEL: "silent",
};

/** What the model does, by a word of what the caller says last. */
const doings: Readonly<Record<string, (exchange: ModelExchange) => void>> = {
	house: (exchange) => exchange.say("The house ", "is dark.").finish(),
	through: (exchange) => move(exchange, "move_connect"),
	farewell: (exchange) => move(exchange, "move_leave"),
	story: (exchange) => exchange.say("Once upon a night. ", "And "),
	broken: (exchange) => exchange.refuse(500, "server_error"),
	// The model is asked, and says nothing.
	nothing: () => {},
};

function move(exchange: ModelExchange, name: string): void {
	exchange.call({ id: "call_1", name, arguments: "{}" }).finish("tool_calls");
}

/** Ways in which a talk goes on and ends, one after the other. */
const ways = [
	"gone while the model thinks",
	"hangs up",
	"breaks in",
	"is hung up on",
	"gives a wrong code",
	"is lent and taken back",
	"is lent twice, and the game leaves",
	"the model fails, and another stream comes",
] as const;

/** A caller with the gatekeeper, Flux that hears, and what nobody else says. */
interface Talk {
	readonly tag: string;
	readonly caller: TwilioCaller;
	readonly flux: FluxListener;
}

/** Opens conversations on a whole server over real sockets, and ends them in every way that conversations end. */
export class ConversationWaves {
	#talks = 0;
	/** The codes of this wave's games. */
	readonly #codes = new Set<string>();

	static async start(): Promise<ConversationWaves> {
		const model = await ModelServer.start();
		// Those that are kept for the next question are bounded by how many were asked at once, and would be counted.
		model.keepsConnections = false;
		model.answers = answer;
		const whole = await InProcessServer.startWithFlux({
			...environment,
			MIND_URL: model.url,
			MIND_MODEL: model.model,
		});
		return new ConversationWaves(whole, model);
	}

	private constructor(
		private readonly whole: InProcessServer,
		private readonly model: ModelServer,
	) {}

	/** So many at once. Resolves when all of them are gone, on both sides. */
	async come(count: number): Promise<void> {
		const talks: Talk[] = [];
		for (let index = 0; index < count; index++) talks.push(await this.#open());
		await Promise.all(talks.map((talk, at) => this.#talk(talk, at)));
		await this.whole.server.actors.untilNoCalls();
		await this.#forget();
		// Weak maps keep the room that the dead of several waves would take.
		collectGarbage();
	}

	census(): Promise<Census> {
		return takeCensus(this.whole.server);
	}

	/** What is there once no more is going to go: a socket of the last wave may still be about to close. */
	async censusAfter(before: Census): Promise<Census> {
		let now = await this.census();
		for (let again = 0; again < 5; again++) {
			if (whatIsMore(now, before).length === 0) break;
			now = await this.census();
		}
		return now;
	}

	async close(): Promise<void> {
		await this.whole.close();
		await this.model.stop();
	}

	async #open(): Promise<Talk> {
		const tag = `number ${this.#talks++}`;
		const caller = await this.whole.call({ autoPlay: "at once" });
		const flux = await this.whole.deepgram.nextFluxListener();
		await hears(caller, "Who is it?");
		return { tag, caller, flux };
	}

	async #talk(talk: Talk, at: number): Promise<void> {
		const { caller } = talk;
		caller.sendAudio(200);
		say(talk, "what is it about this house");
		await hears(caller, "is dark.");
		await this.#end(talk, ways[at % ways.length] ?? "hangs up");
		caller.vanish();
		await caller.closed();
	}

	async #end(talk: Talk, way: (typeof ways)[number]): Promise<void> {
		const { caller, flux } = talk;
		switch (way) {
			case "gone while the model thinks": {
				say(talk, "say nothing");
				const question = await this.#questionOf(talk, "nothing");
				caller.vanish();
				await question.aborts.next();
				break;
			}
			case "hangs up":
				caller.hangUp();
				break;
			case "breaks in": {
				say(talk, "tell me a story");
				const question = await this.#questionOf(talk, "story");
				await hears(caller, "upon a");
				flux.startTurn(`stop it at once ${talk.tag}`);
				await question.aborts.next();
				caller.hangUp();
				break;
			}
			case "is hung up on":
				say(talk, "farewell then");
				await hears(caller, "gate shuts.");
				await caller.closed();
				break;
			case "gives a wrong code":
				await this.#askForCode(talk);
				caller.press(`${this.#wrongCode()}#`);
				await hears(caller, "knows you.");
				caller.hangUp();
				break;
			case "is lent and taken back":
				await this.#lend(talk);
				break;
			case "is lent twice, and the game leaves":
				await this.#lendTwice(talk);
				break;
			case "the model fails, and another stream comes":
				say(talk, "it is broken");
				await hears(caller, "once more.");
				await this.#callAnew(caller);
		}
	}

	async #lend(talk: Talk): Promise<void> {
		const game = await this.#pair(talk);
		game.send({ type: "converse", flow: "listener" });
		await hears(talk.caller, "light is on.");
		game.send({ type: "converse", flow: null });
		await game.event("conversed");
		talk.caller.hangUp();
		await game.event("left");
		game.client.leave();
		await game.closed();
	}

	async #lendTwice(talk: Talk): Promise<void> {
		const game = await this.#pair(talk);
		game.send({ type: "converse", flow: "listener" });
		await hears(talk.caller, "light is on.");
		game.send({ type: "converse", flow: "gatekeeper" });
		await game.event("conversed");
		game.send({ type: "tell", name: "bell" });
		await hears(talk.caller, "bell rings.");
		game.client.leave();
		await hears(talk.caller, "gate shuts.");
		await game.closed();
	}

	/** The gatekeeper puts the caller through to a game. */
	async #pair(talk: Talk): Promise<TypedGame> {
		const game = await TypedGame.join(this.whole.socketUrl("/game"));
		const { code } = game.welcome;
		this.#codes.add(code);
		await this.#askForCode(talk);
		talk.caller.press(`${code}#`);
		await game.event("paired");
		return game;
	}

	/** As long as those of games are, and no game's. */
	#wrongCode(): string {
		const all = Array.from({ length: 1_000 }, (_, at) => String(1_000 + at));
		return all.find((code) => !this.#codes.has(code)) ?? "";
	}

	async #askForCode(talk: Talk): Promise<void> {
		say(talk, "put me through");
		await hears(talk.caller, "they show?");
	}

	/** The same call comes in on a second stream, which takes the place of the first. */
	async #callAnew(caller: TwilioCaller): Promise<void> {
		const again = await this.whole.call(caller.sids);
		await caller.closed();
		again.hangUp();
		await again.closed();
	}

	#questionOf({ tag }: Talk, word: string): Promise<ModelExchange> {
		return this.model.exchanges.first(
			({ lastWords }) => lastWords.endsWith(tag) && lastWords.includes(word),
		);
	}

	/** The emulators remember everything for their tests; here they must not. */
	async #forget(): Promise<void> {
		const { deepgram } = this.whole;
		const { fluxListeners, speakers, requests } = deepgram;
		await Promise.all(
			[...fluxListeners, ...speakers].map((end) => end.closed()),
		);
		deepgram.forget();
		requests.length = 0;
		this.model.exchanges.forget();
		this.#codes.clear();
	}
}

function answer(exchange: ModelExchange): void {
	const said = exchange.lastWords.split("\n").at(-1) ?? "";
	const known = Object.entries(doings).find(([word]) => said.includes(word));
	if (known) known[1](exchange);
	else exchange.say("Hm?").finish();
}

function say({ flux, tag }: Talk, words: string): void {
	flux.startTurn(`${words} ${tag}`);
	flux.endTurn(`${words} ${tag}`);
}

/** Resolves once the caller has been given the sound of these words. */
async function hears(caller: TwilioCaller, words: string): Promise<void> {
	const sound = spokenAudio(words);
	while (!caller.audio.includes(sound))
		await caller.heardAudio(caller.audio.length + 1);
}
