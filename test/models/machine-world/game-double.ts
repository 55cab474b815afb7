import type {
	GameEnd,
	GameSocketFact,
	GameSocketOrder,
} from "../../../src/machines/events.js";
import { Doubles } from "./doubles.js";

const closeCodes: Readonly<Record<GameEnd, number>> = {
	"game left": 1000,
	"game lost": 1000,
	"no code free": 1013,
	"server going away": 1001,
	failed: 1011,
};

/** What comes out of a game's socket. */
export type Shown =
	| GameSocketOrder
	| { readonly type: "closed"; readonly code: number };

/** The socket of one game. */
export class GameDouble {
	tell: (fact: GameSocketFact) => void = () => {};
	fail: (error: unknown) => void = () => {};
	isSocketGone = false;
	readonly #kept: GameSocketOrder[] = [];

	constructor(readonly show: (shown: Shown) => void) {}

	socket(tell: (fact: GameSocketFact) => void, fail: (error: unknown) => void) {
		this.tell = tell;
		this.fail = (error) => {
			this.#closeSocket(closeCodes.failed);
			fail(error);
		};
		return {
			obey: (order: GameSocketOrder) => this.#obey(order),
			close: () => {},
		};
	}

	/** What was kept while the game was away is shown now. */
	comeBack(): void {
		this.isSocketGone = false;
		for (const order of this.#kept.splice(0)) this.#obey(order);
	}

	#obey(order: GameSocketOrder): void {
		if (order.type === "close") this.#closeSocket(closeCodes[order.reason]);
		else if (this.isSocketGone) this.#kept.push(order);
		else this.show(order);
	}

	#closeSocket(code: number): void {
		if (this.isSocketGone) return;
		this.isSocketGone = true;
		this.show({ type: "closed", code });
	}
}

/** The doubles of all games. */
export const gameDoubles = new Doubles<GameDouble>();
