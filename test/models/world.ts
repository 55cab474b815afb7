/** A whole server with its phones, games and services, as the models drive and see it. */
import type {
	Addressee,
	CallerName,
	CodeBy,
	CodeOf,
	DeepgramState,
	FluxTelling,
	GameName,
	HangUp,
	LineName,
	MoveName,
	PartyName,
	SpokenSo,
	VoiceState,
} from "./cast.js";
import type { Sightings } from "./sightings.js";

/** How many sessions the server knows. */
export interface Sessions {
	readonly calls: number;
	readonly games: number;
}

/** What games can do, and what can happen to them. */
export interface WorldGames {
	join(game: GameName): Promise<void>;
	leave(game: GameName): Promise<void>;
	cutOff(game: GameName): Promise<void>;
	resume(game: GameName): Promise<void>;
	/** A game that was cut off will not come back: it is to be forgotten by the world, too. */
	lose(game: GameName): void;
	say(game: GameName, line: LineName, to: Addressee): Promise<void>;
	/** A line of which more is to come. */
	beginTale(game: GameName, to: Addressee): Promise<void>;
	/** More of it, and perhaps the last. */
	goOn(game: GameName, to: Addressee, ends: boolean): Promise<void>;
	stop(game: GameName, to: Addressee): Promise<void>;
	sendAway(game: GameName, to: Addressee): Promise<void>;
	wantCode(game: GameName): Promise<void>;
	expectWords(game: GameName): Promise<void>;
	/** Its callers are to talk with the porter. */
	lend(game: GameName): Promise<void>;
	takeBack(game: GameName): Promise<void>;
	/** The porter hears that its caller is to be let in. */
	vouch(game: GameName): Promise<void>;
}

/** What the mind can do that a flow asks; it has all of what it has told when the promise resolves. */
export interface WorldMind {
	say(caller: CallerName): Promise<void>;
	/** That was all. */
	end(caller: CallerName): Promise<void>;
	/** It asks for a move, and that was all; whether it was offered it or not. */
	move(caller: CallerName, move: MoveName): Promise<void>;
	fail(caller: CallerName): Promise<void>;
}

/** What callers can do, and what can happen to their calls. */
export interface WorldCallers {
	dial(caller: CallerName): Promise<void>;
	start(caller: CallerName): Promise<void>;
	giveCode(caller: CallerName, of: CodeOf, by: CodeBy): Promise<void>;
	/** The final result of what an interim one has said before. */
	/** The final result of an interim one comes; the caller may have gone on to say something. */
	finish(caller: CallerName, goesOn?: string): Promise<void>;
	talk(caller: CallerName, words: string): Promise<void>;
	/** Speech of which there is no final result, as yet. */
	speak(caller: CallerName, so: SpokenSo): Promise<void>;
	/** The final result of it. */
	answer(caller: CallerName): Promise<void>;
	/** Flux tells this of the caller's turn, which has these words so far. */
	tellByFlux(
		caller: CallerName,
		what: FluxTelling,
		words: string,
	): Promise<void>;
	makeNoise(caller: CallerName): Promise<void>;
	pause(caller: CallerName): Promise<void>;
	note(caller: CallerName): Promise<void>;
	press(caller: CallerName, key: string): Promise<void>;
	listen(caller: CallerName): Promise<void>;
	callAgain(caller: CallerName): Promise<void>;
	hangUp(caller: CallerName, how: HangUp): Promise<void>;
	finishRecognition(caller: CallerName): Promise<void>;
}

/**
 * What can be done to a world. Each promise resolves when it is done, not when all has come of it: what a
 * party sees is awaited by the `sightings`.
 */
export interface World {
	readonly games: WorldGames;
	readonly callers: WorldCallers;
	readonly mind: WorldMind;
	readonly sightings: Sightings;

	setDeepgram(is: DeepgramState): Promise<void>;
	setVoice(is: VoiceState): Promise<void>;
	/** Moves the clock of all machines. */
	pass(ms: number): Promise<void>;
	failAdapter(of: PartyName): Promise<void>;
	drain(): Promise<void>;
	closeSessions(): Promise<void>;

	/** Waits until the server knows just so many. */
	expectSessions(sessions: Sessions): Promise<void>;
	close(): Promise<void>;
}
