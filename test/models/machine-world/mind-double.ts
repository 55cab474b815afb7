import type {
	MindFact,
	MindOrder,
	Remembered,
	ThinkOrder,
} from "../../../src/machines/conversation/mind.js";
import { asksMind, type MoveName, mindIsStopped } from "../cast.js";
import type { Sightings } from "../sightings.js";

type Tell = (fact: MindFact) => void;
type Fail = (error: unknown) => void;
type WithoutThought<Fact> = Fact extends MindFact
	? Omit<Fact, "thought">
	: never;

/** What was asked, and who is told. */
interface Asked {
	readonly order: ThinkOrder;
	readonly tell: Tell;
	/** It has said all, and need not be stopped. */
	isOver: boolean;
	isStopped: boolean;
}

/** Who thinks for the flows of one call: one flow has the caller at a time. */
export class MindDouble {
	/** The mind of the newest flow breaks down. */
	breakDown: Fail = () => {};
	#asked: Asked | undefined;

	constructor(private readonly sightings: Sightings) {}

	/** The mind of one of the flows. */
	adapter(tell: Tell, fail: Fail) {
		this.breakDown = fail;
		return {
			obey: (order: MindOrder) => {
				this.#stop(tell);
				if (order.type === "think") this.#ask(order, tell);
			},
			close: () => this.#stop(tell),
		};
	}

	say(text: string): void {
		const { tell, order } = this.#now;
		tell({ type: "mind.text", thought: order.thought, text });
	}

	/** Something of its answer that is not all. */
	tell(fact: WithoutThought<MindFact>): void {
		const { tell, order } = this.#now;
		tell({ ...fact, thought: order.thought } as MindFact);
	}

	/** How often it was asked so far. */
	timesAsked = 0;

	end(): void {
		const { tell, order } = this.#now;
		const { thought } = order;
		tell({ type: "mind.used", thought, inputTokens: 20, outputTokens: 5 });
		this.#finish();
		tell({ type: "mind.ended", thought });
	}

	/** Whoever takes the move may stop the thought there. */
	move(move: MoveName): void {
		const asked = this.#now;
		const { tell, order } = asked;
		const { thought } = order;
		this.#finish();
		tell({
			type: "mind.moved",
			thought,
			name: `move.${move}`,
			data: undefined,
		});
		if (!asked.isStopped) tell({ type: "mind.ended", thought });
	}

	fail(): void {
		const { tell, order } = this.#now;
		this.#finish();
		tell({ type: "mind.failed", thought: order.thought, why: "error" });
	}

	get #now(): Asked {
		if (!this.#asked || this.#asked.isOver)
			throw new Error("The mind is not asked anything.");
		return this.#asked;
	}

	#finish(): void {
		this.#now.isOver = true;
	}

	#ask(order: ThinkOrder, tell: Tell): void {
		this.#asked = { order, tell, isOver: false, isStopped: false };
		this.timesAsked += 1;
		const { memory, moves } = order;
		const offered = moves.map(({ name }) => name.replace("move.", "")).sort();
		this.sightings.see("Mind", asksMind(said(memory), heard(memory), offered));
	}

	#stop(tell: Tell): void {
		const asked = this.#asked;
		if (!asked || asked.tell !== tell || asked.isStopped) return;
		asked.isStopped = true;
		if (!asked.isOver) this.sightings.see("Mind", mindIsStopped);
	}
}

function said(memory: readonly Remembered[]): string {
	const all = memory.flatMap((each) =>
		each.kind === "said" ? [each.text] : [],
	);
	return all.at(-1) ?? "";
}

/** What was heard just before the caller spoke, if it was cut; it ends with a dash, as models are told. */
function heard(memory: readonly Remembered[]): string {
	const isToldOf = (each: Remembered) =>
		!(each.kind === "heard" && each.text === "");
	const [last, before] = memory.filter(isToldOf).toReversed();
	return last?.kind === "said" && before?.kind === "heard" && before.wasCut
		? `${before.text} —`
		: "";
}
