import type { Addressee, GameName, LineName } from "../cast.js";
import { flowName, lineTexts, taleGoesOn, voucher } from "../cast.js";
import type { Sightings } from "../sightings.js";
import type { WorldGames } from "../world.js";
import { GameDouble, gameDoubles, type Shown } from "./game-double.js";
import type { MachineCallers } from "./machine-callers.js";
import type { MachineServer } from "./machine-server.js";
import { sightOf, turnSight } from "./shown.js";
import { ToldTurns } from "./told-turns.js";

/** The games of a world of machines: what they do, their sockets tell. */
export class MachineGames implements WorldGames {
	readonly #ids = new Map<GameName, string>();
	readonly #turns = new Map<GameName, ToldTurns>();
	readonly #server: MachineServer;
	readonly #sightings: Sightings;
	readonly #callers: MachineCallers;

	constructor(
		server: MachineServer,
		sightings: Sightings,
		callers: MachineCallers,
	) {
		this.#server = server;
		this.#sightings = sightings;
		this.#callers = callers;
	}

	async join(name: GameName): Promise<void> {
		const gameId = this.#server.newId("game");
		this.#ids.set(name, gameId);
		this.#turns.set(name, new ToldTurns());
		gameDoubles.set(gameId, new GameDouble((shown) => this.#show(name, shown)));
		const { dialects, room } = this.#sightings.setting;
		this.#server.actors.startGame(
			gameId,
			dialects[name] === "plain" ? 1 : room,
			"127.0.0.1",
		);
	}

	async leave(name: GameName): Promise<void> {
		this.double(name).isSocketGone = true;
		this.double(name).tell({ type: "socket.closed" });
		this.#sightings.restCode(name);
	}

	async cutOff(name: GameName): Promise<void> {
		if (this.#sightings.setting.dialects[name] === "plain")
			return this.leave(name);
		this.double(name).isSocketGone = true;
		this.double(name).tell({ type: "socket.lost" });
	}

	async resume(name: GameName): Promise<void> {
		this.double(name).comeBack();
		this.double(name).tell({ type: "socket.resumed" });
	}

	lose(name: GameName): void {
		this.#sightings.restCode(name);
	}

	async say(name: GameName, line: LineName, to: Addressee): Promise<void> {
		const isPlain = this.#sightings.setting.dialects[name] === "plain";
		this.double(name).tell({
			type: "say",
			text: lineTexts[line],
			interruptible: line === "story" && !isPlain ? "pause" : "never",
			...(!isPlain && { lineId: line }),
			...this.#callMeant(to),
		});
	}

	async beginTale(name: GameName, to: Addressee): Promise<void> {
		this.double(name).tell({
			type: "say",
			text: lineTexts.tale,
			interruptible: "pause",
			lineId: "tale",
			more: true,
			...this.#callMeant(to),
		});
	}

	async goOn(name: GameName, to: Addressee, ends: boolean): Promise<void> {
		this.double(name).tell({
			type: "append",
			text: ends ? taleGoesOn.end : taleGoesOn.more,
			lineId: "tale",
			more: !ends,
			...this.#callMeant(to),
		});
	}

	async stop(name: GameName, to: Addressee): Promise<void> {
		this.double(name).tell({ type: "stop.speaking", ...this.#callMeant(to) });
	}

	async sendAway(name: GameName, to: Addressee): Promise<void> {
		this.double(name).tell({ type: "hang.up", ...this.#callMeant(to) });
	}

	async wantCode(name: GameName): Promise<void> {
		this.double(name).tell({ type: "new.code" });
	}

	async expectWords(name: GameName): Promise<void> {
		this.double(name).tell({ type: "expect.words", words: ["north"] });
	}

	async lend(name: GameName): Promise<void> {
		this.double(name).tell({ type: "converse", flow: flowName });
	}

	async takeBack(name: GameName): Promise<void> {
		this.double(name).tell({ type: "take.back" });
	}

	async vouch(name: GameName): Promise<void> {
		this.double(name).tell({ type: "tell.flow", name: voucher });
	}

	/** The socket of this game. */
	double(name: GameName): GameDouble {
		return gameDoubles.of(this.#ids.get(name) ?? "");
	}

	#show(name: GameName, shown: Shown): void {
		if (shown.type === "show.code") {
			this.#sightings.showCode(name, shown.code);
			return;
		}
		const sight = sightOf(shown, (callId) => this.#callers.withCall(callId));
		// A turn ends before its call has left, and begins after its words were told.
		if (shown.type === "call.left") this.#seeTurns(name, shown);
		if (sight) this.#sightings.seeAsGame(name, sight);
		if (shown.type !== "call.left") this.#seeTurns(name, shown);
		if (shown.type === "closed") this.#sightings.restCode(name);
	}

	/** A breach of their law is seen in any world, the turns themselves only where the model knows of them. */
	#seeTurns(name: GameName, shown: Shown): void {
		const { dialects, hasFlux } = this.#sightings.setting;
		if (dialects[name] === "plain" || shown.type === "closed") return;
		for (const told of this.#turns.get(name)?.tell(shown) ?? []) {
			if (typeof told === "string") this.#sightings.see(name, told);
			else if (hasFlux)
				this.#sightings.seeAsGame(
					name,
					turnSight(told, this.#callers.withCall(told.call)),
				);
		}
	}

	#callMeant(to: Addressee): { callId?: string } {
		if (to === "all") return {};
		return { callId: to === "stranger" ? to : this.#callers.idOf(to) };
	}
}
