import { GameClient } from "../../support/games/game-client.js";
import { TypedGame } from "../../support/games/typed-game.js";
import { answered } from "../../support/waiting/answered.js";
import {
	type Addressee,
	flowName,
	type GameName,
	type LineName,
	lineTexts,
	taleGoesOn,
	voucher,
} from "../cast.js";
import type { Sightings } from "../sightings.js";
import type { SteeredServer } from "../steered/steered-servers.js";
import type { WorldGames } from "../world.js";
import type { GameEnd, GameEvents } from "./game-events.js";
import { untilSo } from "./patience.js";

/** The games of a world of sockets. */
export class SocketGames implements WorldGames {
	readonly #ends = new Map<GameName, GameEnd>();
	readonly #server: SteeredServer;
	readonly #sightings: Sightings;
	readonly #events: GameEvents;

	constructor(server: SteeredServer, sightings: Sightings, events: GameEvents) {
		this.#server = server;
		this.#sightings = sightings;
		this.#events = events;
	}

	/** The id of this game, if it has joined. */
	idOf(name: GameName): string | undefined {
		return this.#ends.get(name)?.id;
	}

	/** All sockets end, and nobody looks at them any more. */
	vanish(): void {
		for (const game of this.#ends.values()) {
			game.hasLeft = true;
			game.client.vanish();
		}
	}

	lose(name: GameName): void {
		this.#sightings.restCode(name);
	}

	async join(name: GameName): Promise<void> {
		const isTyped = this.#sightings.setting.dialects[name] === "typed";
		try {
			if (isTyped)
				await this.#joinTyped(name, `?callers=${this.#sightings.setting.room}`);
			else await this.#joinPlain(name);
		} catch (error) {
			const [, code] = /closed with (\d+)/.exec(String(error)) ?? [];
			if (code === undefined) throw error;
			// A plain game has seen it already.
			if (isTyped)
				this.#sightings.seeAsGame(name, { sees: "closed", code: Number(code) });
		}
	}

	async leave(name: GameName): Promise<void> {
		const game = this.#game(name);
		game.hasLeft = true;
		this.#sightings.restCode(name);
		game.client.leave();
		await game.client.closed();
	}

	async cutOff(name: GameName): Promise<void> {
		const game = this.#game(name);
		const isTyped = game.typed !== undefined;
		if (!isTyped) this.#sightings.restCode(name);
		game.hasLeft = true;
		const before = await this.#server.steer("gamesAway");
		game.client.vanish();
		if (!isTyped) return;
		await untilSo(
			async () => (await this.#server.steer("gamesAway")) > before,
			`that the server misses ${name}`,
		);
	}

	async resume(name: GameName): Promise<void> {
		const { typed, lastSeq } = this.#game(name);
		const query = typed?.resumeQuery(lastSeq) ?? "";
		await this.#joinTyped(name, query, lastSeq);
	}

	async say(name: GameName, line: LineName, to: Addressee): Promise<void> {
		const text = lineTexts[line];
		const { typed, client } = this.#game(name);
		if (typed) {
			const interruptible = line === "story";
			const call = this.#events.callMeant(to);
			typed.send({ type: "say", id: line, text, interruptible, ...call });
		} else client.say(text);
		await answered(client.socket);
	}

	async beginTale(name: GameName, to: Addressee): Promise<void> {
		const call = this.#events.callMeant(to);
		const text = lineTexts.tale;
		await this.#order(name, {
			type: "say",
			id: "tale",
			text,
			more: true,
			...call,
		});
		// That it has begun shows nowhere else until it is closed.
		await untilSo(
			async () =>
				(await this.#server.steer("openLines")) ===
				(await this.#server.steer("openLinesHeard")),
			"that the tale has begun",
		);
	}

	async goOn(name: GameName, to: Addressee, ends: boolean): Promise<void> {
		const text = ends ? taleGoesOn.end : taleGoesOn.more;
		const more = !ends;
		const call = this.#events.callMeant(to);
		await this.#order(name, {
			type: "append",
			id: "tale",
			text,
			more,
			...call,
		});
	}

	async stop(name: GameName, to: Addressee): Promise<void> {
		await this.#order(name, { type: "stop", ...this.#events.callMeant(to) });
	}

	async sendAway(name: GameName, to: Addressee): Promise<void> {
		await this.#order(name, { type: "hangUp", ...this.#events.callMeant(to) });
	}

	async wantCode(name: GameName): Promise<void> {
		await this.#order(name, { type: "newCode" });
	}

	async expectWords(name: GameName): Promise<void> {
		await this.#order(name, { type: "listen", keyterms: ["north"] });
	}

	async lend(name: GameName): Promise<void> {
		await this.#order(name, { type: "converse", flow: flowName });
	}

	async takeBack(name: GameName): Promise<void> {
		await this.#order(name, { type: "converse", flow: null });
	}

	async vouch(name: GameName): Promise<void> {
		await this.#order(name, { type: "tell", name: voucher });
	}

	async #order(
		name: GameName,
		order: Parameters<TypedGame["send"]>[0],
	): Promise<void> {
		const { typed, client } = this.#game(name);
		typed?.send(order);
		await answered(client.socket);
	}

	async #joinPlain(name: GameName): Promise<void> {
		const client = await GameClient.join(this.#server.socketUrl("/game"));
		const game = this.#newGame(name, await this.#newestGame(client), client);
		client.socket.on("message", () => this.#events.readPlain(name, game));
		await client.textCount(1);
		this.#events.readPlain(name, game);
	}

	async #newestGame({ socket }: GameClient): Promise<string> {
		await answered(socket);
		return this.#server.steer("newestGame");
	}

	async #joinTyped(name: GameName, query: string, lastSeq = 0): Promise<void> {
		const url = this.#server.socketUrl(`/game${query}`);
		const typed = await TypedGame.join(url);
		const { session, code, resumed } = typed.welcome;
		const game = this.#newGame(name, session, typed.client, typed);
		game.lastSeq = lastSeq;
		if (!resumed) this.#sightings.showCode(name, code);
		typed.client.socket.on("message", () => this.#events.readTyped(name, game));
		this.#events.readTyped(name, game);
	}

	#newGame(
		name: GameName,
		id: string,
		client: GameClient,
		typed?: TypedGame,
	): GameEnd {
		const game: GameEnd = {
			id,
			client,
			typed,
			hasLeft: false,
			eventsRead: 0,
			lastSeq: 0,
			lastHeard: "",
		};
		this.#ends.set(name, game);
		const whenClosed = ({ code }: { code: number }) => {
			if (game.hasLeft) return;
			game.hasLeft = true;
			this.#sightings.restCode(name);
			this.#sightings.seeAsGame(name, { sees: "closed", code });
		};
		client.socket.once("close", (code) => whenClosed({ code }));
		const { readyState } = client.socket;
		if (readyState === client.socket.CLOSED)
			void client.closed().then(whenClosed);
		return game;
	}

	#game(name: GameName): GameEnd {
		const game = this.#ends.get(name);
		if (!game) throw new Error(`${name} has not joined.`);
		return game;
	}
}
