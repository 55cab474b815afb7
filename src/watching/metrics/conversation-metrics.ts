import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { CallActor } from "../../machines/call/call.js";
import type { CallEmission } from "../../machines/call/call-memory.js";
import type {
	ConversationEnd,
	ConversationSight,
} from "../../machines/conversation-events.js";
import type { SessionObserver, SessionWatcher } from "../session-watcher.js";
import type { LiveSessions } from "./session-metrics.js";

/** Who has given a character the caller: the number that was rung, or a game. */
type ConversationKind = "answered" | "lent";

type ThoughtOver = Extract<ConversationSight, { type: "thought.over" }>;

// Every value of a label is there from the start, at 0: a rate needs a value before the first one that counts.
const kinds: Readonly<Record<ConversationKind, 0>> = { answered: 0, lent: 0 };
const ends: Readonly<Record<ConversationEnd, 0>> = {
	ended: 0,
	"hung up": 0,
	failed: 0,
	"taken back": 0,
	replaced: 0,
	"call ended": 0,
};
const outcomes: Readonly<Record<ThoughtOver["outcome"], 0>> = {
	used: 0,
	wasted: 0,
	timeout: 0,
	refused: 0,
	budget: 0,
	error: 0,
};

/** Measures conversations: how many there are, how they end, and what their minds take and cost. */
export class ConversationMetrics implements SessionWatcher {
	readonly #ended;
	readonly #thoughts;
	readonly #speculations;
	readonly #tokens;
	readonly #firstText;
	readonly #refusedMoves;

	constructor(registry: Registry) {
		const registers = [registry];
		this.#ended = new Counter({
			name: "callsign_conversations_ended_total",
			help: "Conversations of callers with characters that are over, by the reason.",
			labelNames: ["reason"],
			registers,
		});
		this.#thoughts = new Counter({
			name: "callsign_thoughts_total",
			help: "Answers that minds were asked for, by what came of them: used; wasted, where the caller or another answer came first; or why there was none.",
			labelNames: ["outcome"],
			registers,
		});
		this.#speculations = new Counter({
			name: "callsign_speculations_total",
			help: "Answers that minds were asked for before the caller's turn had surely ended, by whether any of it was used. They count as thoughts, too.",
			labelNames: ["outcome"],
			registers,
		});
		this.#tokens = new Counter({
			name: "callsign_mind_tokens_total",
			help: "Tokens that the model has counted, of what it was asked and of what it answered. An answer that was cut off is not in it, as the model counts at the end.",
			labelNames: ["direction"],
			registers,
		});
		this.#firstText = new Histogram({
			name: "callsign_think_first_text_seconds",
			help: "From the order to think until the first words or the first move of the answer, where any came.",
			buckets: [0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4],
			registers,
		});
		this.#refusedMoves = new Counter({
			name: "callsign_refused_moves_total",
			help: "Moves that minds asked for and that the flow did not take.",
			registers,
		});
		for (const reason of Object.keys(ends)) this.#ended.inc({ reason }, 0);
		for (const outcome of Object.keys(outcomes))
			this.#thoughts.inc({ outcome }, 0);
		for (const outcome of ["used", "wasted"])
			this.#speculations.inc({ outcome }, 0);
		for (const direction of ["input", "output"])
			this.#tokens.inc({ direction }, 0);
	}

	/** Counts the current conversations, at each scrape. */
	countLive(registry: Registry, calls: LiveSessions["calls"]): void {
		new Gauge({
			name: "callsign_conversations",
			help: "How many conversations of callers with characters there are, by who has given the character its caller: answered of themselves, or lent by a game.",
			labelNames: ["kind"],
			registers: [registry],
			collect() {
				this.reset();
				for (const kind of Object.keys(kinds)) this.set({ kind }, 0);
				for (const kind of conversationsOf(calls)) this.inc({ kind });
			},
		});
	}

	callBegins(_callId: string, call: CallActor): SessionObserver<CallActor> {
		call.on("*", this.#count);
		return {};
	}

	/** A game has no conversations: it lends its calls to them. */
	gameBegins(): SessionObserver<never> {
		return {};
	}

	readonly #count = (emission: CallEmission): void => {
		if (emission.type === "conversed")
			this.#ended.inc({ reason: emission.reason });
		else if (emission.type === "move.refused") this.#refusedMoves.inc();
		else if (emission.type === "thought.over") this.#countThought(emission);
	};

	#countThought({
		outcome,
		wasSpeculative,
		firstAfterMs,
		inputTokens,
		outputTokens,
	}: ThoughtOver): void {
		this.#thoughts.inc({ outcome });
		if (wasSpeculative)
			this.#speculations.inc({
				outcome: outcome === "used" ? "used" : "wasted",
			});
		if (firstAfterMs !== undefined)
			this.#firstText.observe(firstAfterMs / 1000);
		this.#tokens.inc({ direction: "input" }, inputTokens);
		this.#tokens.inc({ direction: "output" }, outputTokens);
	}
}

function* conversationsOf(
	calls: LiveSessions["calls"],
): Generator<ConversationKind> {
	for (const call of calls.values()) {
		const { frontDoor, lent } = call.getSnapshot().context;
		if (frontDoor) yield "answered";
		if (lent) yield "lent";
	}
}
