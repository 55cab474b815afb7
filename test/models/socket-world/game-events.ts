import type { NumberedEvent } from "../../../src/protocol/callsign-v1.js";
import type { GameClient } from "../../support/games/game-client.js";
import type { TypedGame } from "../../support/games/typed-game.js";
import {
	type Addressee,
	type CallerName,
	callers,
	type GameName,
	type GameSight,
	noise,
	note,
	pause,
	upAgain,
} from "../cast.js";
import type { Sightings } from "../sightings.js";
import type { SocketCallers } from "./socket-callers.js";

/** The test's end of a game. */
export interface GameEnd {
	readonly id: string;
	readonly client: GameClient;
	readonly typed: TypedGame | undefined;
	hasLeft: boolean;
	eventsRead: number;
	/** The number of the newest event, on whatever socket it came. */
	lastSeq: number;
	lastHeard: string;
}

/** What comes to games on their sockets, as sights. */
export class GameEvents {
	/** Whose call is whose. */
	readonly #names = new Map<string, CallerName>();
	readonly #sightings: Sightings;
	readonly #callers: SocketCallers;

	constructor(sightings: Sightings, callers: SocketCallers) {
		this.#sightings = sightings;
		this.#callers = callers;
	}

	/** Which call a game means, as it writes it. */
	callMeant(to: Addressee): { call?: string } {
		if (to === "all") return {};
		if (to === "stranger") return { call: to };
		const [call] =
			[...this.#names].filter(([, name]) => name === to).at(-1) ?? [];
		return { call: call ?? "" };
	}

	/** Reads what has come to a game of the plain dialect since. */
	readPlain(name: GameName, game: GameEnd): void {
		const { texts } = game.client;
		for (; game.eventsRead < texts.length; game.eventsRead++) {
			const text = texts[game.eventsRead] ?? "";
			if (game.eventsRead === 0) this.#expectNumber(text);
			else if (game.eventsRead === 1) this.#sightings.showCode(name, text);
			else this.#seePlainly(name, text);
		}
	}

	#expectNumber(text: string): void {
		if (text !== "+15005550006") throw new Error(`The number is ${text}.`);
	}

	#seePlainly(name: GameName, text: string): void {
		const [caller] = callers;
		if (text === "connected")
			this.#sightings.seeAsGame(name, { sees: "joined", caller, callers: 1 });
		else if (text === "disconnected")
			this.#sightings.seeAsGame(name, { sees: "left", caller, reason: "" });
		else
			this.#sightings.seeAsGame(name, {
				sees: "heard",
				caller,
				what: heardIn(text),
			});
	}

	/** Reads what has come to a game of the typed dialect since. */
	readTyped(name: GameName, game: GameEnd): void {
		const events = game.typed?.events ?? [];
		for (; game.eventsRead < events.length; game.eventsRead++) {
			const event = events[game.eventsRead];
			if (!event) continue;
			// None is missing and none comes twice, also when the game comes back.
			if (event.seq !== game.lastSeq + 1)
				this.#sightings.see(name, `event ${event.seq} after ${game.lastSeq}`);
			game.lastSeq = event.seq;
			this.#seeEvent(name, game, event);
		}
		if (game.typed?.breach) this.#sightings.see(name, game.typed.breach);
	}

	#seeEvent(
		name: GameName,
		game: GameEnd,
		event: TypedGame["events"][number],
	): void {
		if (event.type === "code") this.#sightings.showCode(name, event.code);
		else if (event.type === "gap") this.#sightings.see(name, "a gap");
		else if (event.type === "turn") this.#seeTurn(name, event);
		else if (event.type === "utterance") {
			// It repeats what was heard; anything else is news.
			if (event.text !== game.lastHeard)
				this.#sightings.see(name, `utterance: ${event.text}`);
		} else this.#sightings.seeAsGame(name, this.#sightOf(game, event));
	}

	/** Every game of the tests holds turns to their law; what they are, only some models know. */
	#seeTurn(
		name: GameName,
		{ call, state, text = "" }: Extract<NumberedEvent, { type: "turn" }>,
	): void {
		if (!this.#sightings.setting.hasFlux) return;
		const caller = this.#names.get(call) ?? callers[0];
		this.#sightings.seeAsGame(name, { sees: "turn", caller, state, text });
	}

	#sightOf(
		game: GameEnd,
		event: Exclude<
			TypedGame["events"][number],
			{ type: "code" | "gap" | "turn" | "utterance" }
		>,
	): GameSight {
		if (event.type === "error")
			return {
				sees: "refused",
				problem: problems[event.code] ?? event.message,
			};
		if (event.type === "paired")
			this.#names.set(event.call, this.#callers.lastGiver);
		const caller = this.#names.get(event.call) ?? callers[0];
		switch (event.type) {
			case "paired":
				return { sees: "joined", caller, callers: event.callers };
			case "transcript":
				game.lastHeard = event.text;
				return { sees: "heard", caller, what: event.text };
			case "speechStarted":
				return { sees: "heard", caller, what: noise };
			case "key":
				return { sees: "key", caller, key: event.digit };
			case "said": {
				const { id: line, outcome, heardMs } = event;
				return { sees: "said", caller, line, outcome, heardMs };
			}
			case "recognition":
				return {
					sees: "recognition",
					caller,
					state: event.state === "up" ? upAgain(event.missedMs ?? 0) : "down",
				};
			case "listening":
				return { sees: "words taken", caller, when: event.keyterms };
			case "scene":
				return { sees: "scene", caller, state: event.state };
			case "told":
				return { sees: "told", caller, name: event.name };
			case "conversed": {
				const { state, reason } = event;
				return { sees: "conversed", caller, state, reason };
			}
			case "left":
				return { sees: "left", caller, reason: event.reason };
		}
	}
}

const problems: Readonly<Record<string, string>> = {
	noSuchCall: "no such call",
	noCodeFree: "no code free",
	tooManyCodes: "too many codes",
	lineOver: "line over",
	noSuchFlow: "no such flow",
	noConversation: "no conversation",
};

function heardIn(text: string): string {
	const message = JSON.parse(text) as {
		type: string;
		channel?: { alternatives?: readonly { transcript: string }[] };
	};
	if (message.type === "SpeechStarted") return noise;
	if (message.type === "UtteranceEnd") return pause;
	if (message.type === note) return note;
	return message.channel?.alternatives?.[0]?.transcript ?? text;
}
