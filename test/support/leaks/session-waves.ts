import type { DeepgramListener } from "../deepgram/deepgram-listener.js";
import type { GameClient } from "../games/game-client.js";
import { TypedGame } from "../games/typed-game.js";
import { InProcessServer } from "../server/in-process-server.js";
import { TwilioCaller } from "../twilio/twilio-caller.js";
import { type Census, takeCensus, whatIsMore } from "./census.js";
import { collectGarbage } from "./heap-contents.js";

/** A game, a call and Deepgram's end of it, paired. */
interface Session {
	readonly game: GameClient;
	readonly caller: TwilioCaller;
	readonly listener: DeepgramListener;
}

/** Codes need no rest here, and no caller is refused for wrong tries: both are remembered by design. */
const environment = {
	CODE_REST_SECONDS: "0",
	CODE_TRIES_PER_SERVER: "1000000",
	LOG_LEVEL: "silent",
};

/**
 * Opens sessions on a whole server over real sockets, makes them do what calls and games do, and ends them
 * in every way that calls and games end.
 */
export class SessionWaves {
	count = 0;

	static async start(): Promise<SessionWaves> {
		return new SessionWaves(await InProcessServer.start(environment));
	}

	private constructor(private readonly whole: InProcessServer) {}

	/** Opens this many sessions at once. Resolves when all of them are gone, on both sides. */
	async come(count: number): Promise<void> {
		const sessions: Session[] = [];
		for (let index = 0; index < count; index++) {
			sessions.push(await this.#open(index));
		}
		await Promise.all(sessions.map((session) => this.#talk(session)));
		await this.#loseDeepgram(sessions.filter((_, at) => at % 6 === 4));
		await Promise.all(sessions.map((session, at) => this.#end(session, at)));
		await this.#comeToNothing();
		await this.#comeBack();
		await this.whole.server.actors.untilNoCalls();
		await this.#forget();
		// Weak maps keep the room that the dead of several waves would take.
		collectGarbage();
		this.count += count;
	}

	census(): Promise<Census> {
		return takeCensus(this.whole.server);
	}

	/**
	 * What is there once no more is going to go. A socket of the last wave may still be about to close, so
	 * while there is more than before it is looked for again, a bounded number of times.
	 */
	async censusAfter(before: Census): Promise<Census> {
		let now = await this.census();
		for (let again = 0; again < 5; again++) {
			if (whatIsMore(now, before).length === 0) break;
			now = await this.census();
		}
		return now;
	}

	close(): Promise<void> {
		return this.whole.close();
	}

	/** Every second code is keyed, the others are spoken. */
	async #open(index: number): Promise<Session> {
		const game = await this.whole.join();
		const { code } = await game.shown();
		const caller = await this.whole.call();
		const listener = await this.#newestListener();
		caller.sendAudio(200);
		await listener.heardAudio(160);
		if (index % 2 === 0) caller.press(`${code}#`);
		else listener.say([...code].join(" "));
		await game.text();
		return { game, caller, listener };
	}

	/** The emulator keeps its listeners only until the end of a wave, so they are not counted through. */
	async #newestListener(): Promise<DeepgramListener> {
		const { deepgram } = this.whole;
		const known = this.#knownListeners;
		await deepgram.until(
			() => deepgram.listeners.length > known,
			() => "a listen socket",
		);
		this.#knownListeners = deepgram.listeners.length;
		return deepgram.listeners[known] as DeepgramListener;
	}

	#knownListeners = 0;

	/** The caller is heard by the game, and the game by the caller. */
	async #talk({ game, caller, listener }: Session): Promise<void> {
		caller.sendAudio(400);
		listener.startSpeech(1_000);
		listener.say("open the", { final: false, startMs: 1_000 });
		listener.say("open the door", { startMs: 1_000 });
		await game.text();
		game.say("Hi!");
		for (;;) {
			const name = await caller.mark();
			caller.playAll();
			if (name.startsWith("line-")) break;
		}
	}

	/** Deepgram drops calls, which dial again. */
	async #loseDeepgram(sessions: readonly Session[]): Promise<void> {
		const { deepgram } = this.whole;
		for (const { listener } of sessions) listener.drop();
		const wanted = this.#knownListeners + sessions.length;
		await deepgram.until(
			() => deepgram.listeners.length >= wanted,
			() => "the calls to dial again",
		);
	}

	async #end(session: Session, at: number): Promise<void> {
		const { game, caller } = session;
		switch (at % 6) {
			case 0:
				caller.vanish();
				break;
			case 1:
				game.leave();
				await caller.cleared();
				caller.hangUp();
				break;
			case 2:
				game.vanish();
				caller.vanish();
				break;
			case 3:
				await this.#callAnew(caller);
				break;
			default:
				caller.hangUp();
		}
		await caller.closed();
		game.leave();
		await game.closed();
	}

	/** The same call comes in on a second stream, which takes the place of the first. */
	async #callAnew(caller: TwilioCaller): Promise<void> {
		const again = await this.whole.call(caller.sids);
		await caller.closed();
		again.hangUp();
		await again.closed();
	}

	/** Calls that never pair: one never starts, one is gone at once, one gives a code that no game shows. */
	async #comeToNothing(): Promise<void> {
		const silent = await TwilioCaller.dial(this.whole.socketUrl("/twilio"));
		silent.vanish();
		const hasty = await this.whole.call();
		hasty.vanish();
		const wrong = await this.whole.call();
		wrong.press("000000#");
		await wrong.mark();
		wrong.playAll();
		wrong.hangUp();
		await Promise.all([silent.closed(), hasty.closed(), wrong.closed()]);
	}

	/** A typed game that loses its socket, comes back, and comes back again while it is still there. */
	async #comeBack(): Promise<void> {
		const join = (query = "") =>
			TypedGame.join(this.whole.socketUrl(`/game${query}`));
		const lost = await join("?callers=2");
		const caller = await this.whole.call();
		caller.press(`${lost.welcome.code}#`);
		await lost.event("paired");
		lost.client.vanish();
		const back = await join(lost.resumeQuery());
		const again = await join(back.resumeQuery());
		await back.closed();
		caller.hangUp();
		await again.event("left");
		await caller.closed();
		again.client.leave();
		await again.closed();
	}

	/** The emulator remembers every socket for its tests; here it must not. */
	async #forget(): Promise<void> {
		const { listeners, speakers, requests } = this.whole.deepgram;
		await Promise.all([...listeners, ...speakers].map((end) => end.closed()));
		listeners.length = 0;
		speakers.length = 0;
		requests.length = 0;
		this.#knownListeners = 0;
	}
}
