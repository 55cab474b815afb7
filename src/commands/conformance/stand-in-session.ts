import {
	type FromGame,
	fromGame,
	type NewEvent,
} from "../../protocol/callsign-v1.js";
import { parsedJsonAsWritten } from "../../protocol/json.js";
import type { Guest } from "./guest.js";
import { shown } from "./report.js";

type Order<Type extends FromGame["type"]> = Extract<FromGame, { type: Type }>;

type Conversed = Extract<NewEvent, { type: "conversed" }>;

/** How long one character of a line plays. */
const msOfOneCharacter = 60;

/**
 * A session of `callsign.v1` with one scripted caller. It obeys the game at once, and keeps all it has told. Its caller
 * hears every line to its end, or interrupts every line after its first word.
 */
export class StandInSession {
	readonly call = "call-1";
	/** What the game sent, in order. */
	readonly orders: FromGame[] = [];
	#isImpatient = false;
	#told: string[] = [];
	#turns = 0;
	/** What there is so far of each line that is still being written. */
	readonly #openLines = new Map<string, string>();
	/** The lines of which the game knows that they are over, and those of which it may not know yet. */
	readonly #endedLines = new Set<string>();
	readonly #cutLines = new Set<string>();
	#tokens = 0;
	#code = 4271;
	/** The flow that has the caller, and whether one ever had. */
	#flow: string | undefined;
	#wasLent = false;
	#isPaired = false;
	#guest: Guest | undefined;

	/** What the game sends that is not in the protocol, or that a server would refuse, is added to `faults`. */
	constructor(
		readonly name: string,
		readonly faults: string[],
	) {}

	/** The token that takes up this session. */
	get token(): string {
		return `${this.name}-token-${this.#tokens}`;
	}

	/** The number of the event told last. */
	get lastSeq(): number {
		return this.#told.length;
	}

	/** Whether the game has lent its caller to a flow. */
	get hasLent(): boolean {
		return this.#flow !== undefined;
	}

	/** How many lines the game has begun. */
	get said(): number {
		return this.orders.filter(({ type }) => type === "say").length;
	}

	/** Welcomes the game on this socket, and sends what it has missed after that number. */
	welcome(guest: Guest, after?: number): void {
		this.#guest = guest;
		this.#tokens += 1;
		guest.send({
			type: "welcome",
			session: this.name,
			phoneNumber: "+15005550006",
			code: String(this.#code),
			callers: Number(guest.query.get("callers") ?? "1"),
			calls: this.#isPaired ? [this.call] : [],
			resumeToken: this.token,
			resumeSeconds: 120,
			resumed: after !== undefined,
			lastSeq: this.lastSeq,
			novelty: "fields that nobody knows may come",
		});
		for (const text of this.#told.slice(after ?? 0)) guest.send(text);
		void this.#listenTo(guest);
	}

	/** The game's socket is gone. What is told now is kept. */
	lose(): void {
		this.#guest = undefined;
	}

	tell({ type, ...fields }: NewEvent | { type: "novelty" }): void {
		const seq = this.lastSeq + 1;
		const text = JSON.stringify({ type, seq, ...fields });
		this.#told.push(text);
		this.#guest?.send(text);
	}

	/** The caller has given the code. */
	pair(): void {
		this.#isPaired = true;
		this.tell({ type: "paired", call: this.call, callers: 1 });
	}

	/** The caller says this: first in part, then as a whole. */
	speak(text: string): void {
		const { call } = this;
		const [first = ""] = text.split(" ");
		const words = text.split(" ").map((word, index) => ({
			word,
			start: index,
			end: index + 0.9,
			confidence: 0.9,
		}));
		const whole = { call, text, start: 0, end: words.length, confidence: 0.9 };
		this.tell({ type: "speechStarted", call });
		this.tell({
			type: "transcript",
			...whole,
			text: first,
			final: false,
			words: words.slice(0, 1),
		});
		const turn = this.#nextTurn();
		this.tell({ ...turn, state: "started", text: first });
		this.tell({ type: "transcript", ...whole, final: true, words });
		const { confidence: _, ...utterance } = whole;
		this.tell({ type: "utterance", ...utterance });
		this.tell({ ...turn, state: "ended", text });
	}

	/** From now on the caller interrupts whatever the game says. */
	losePatience(): void {
		this.#isImpatient = true;
		for (const [id, text] of this.#openLines) this.#interrupt(id, text);
	}

	/** From now on the caller hears the game out. */
	takePatience(): void {
		this.#isImpatient = false;
	}

	/** The caller seems to have said this, and then goes on; it comes to the same. */
	hesitate(text: string): void {
		const turn = this.#nextTurn();
		this.tell({ ...turn, state: "started" });
		this.tell({ ...turn, state: "eager", text });
		this.tell({ ...turn, state: "resumed", text });
		this.tell({ ...turn, state: "eager", text });
		this.tell({ ...turn, state: "ended", text });
	}

	/** The flow that has the caller goes on, tells its game something, and comes to its end. */
	endFlow(): void {
		const flow = this.#flow ?? "";
		const { call } = this;
		this.tell({ type: "scene", call, flow, state: "talking.at ease" });
		const data = { coins: 3, of: [null, "gold"] };
		this.tell({ type: "told", call, flow, name: "won", data });
		this.tell({ type: "told", call, flow, name: "done" });
		this.tell({ type: "scene", call, flow, state: "over" });
		this.#tellConversed("ended");
	}

	#nextTurn() {
		this.#turns += 1;
		return { type: "turn", call: this.call, turn: this.#turns } as const;
	}

	async #listenTo(guest: Guest): Promise<void> {
		try {
			for (;;) this.#read(await guest.texts.next("", undefined, 2 ** 31 - 1));
		} catch {
			if (guest.binaries > 0) this.faults.push("it has sent a binary message");
		}
	}

	#read(text: string): void {
		const order = fromGame.safeParse(parsedJsonAsWritten(text));
		if (order.success) {
			this.orders.push(order.data);
			this.#obey(order.data);
			return;
		}
		const [issue] = order.error.issues;
		const why = `${issue?.path.join(".") || "message"}: ${issue?.message}`;
		this.faults.push(`it has sent ${shown(text)}: ${why}`);
		this.tell({ type: "error", code: "invalidMessage", message: why });
	}

	#obey(order: FromGame): void {
		const { call } = this;
		if (!this.#isForSomebody(order)) {
			this.#refuse(order);
		} else if (order.type === "say") {
			this.#say(order);
		} else if (order.type === "append") {
			this.#append(order);
		} else if (order.type === "converse") {
			this.#converse(order);
		} else if (order.type === "tell") {
			if (this.#flow === undefined) this.#refuseOfFlow(order);
		} else if (order.type === "hangUp") {
			this.#isPaired = false;
			this.#tellConversed("call ended");
			this.tell({ type: "left", call, reason: "game hung up" });
		} else if (order.type === "newCode") {
			this.#code += 1111;
			this.tell({ type: "code", code: String(this.#code) });
		} else if (order.type === "listen" && this.#isPaired) {
			this.tell({ type: "listening", call, keyterms: "now" });
		}
	}

	#isForSomebody(order: FromGame): boolean {
		if (order.type === "newCode" || order.type === "listen") return true;
		const { call = this.call } = order;
		return this.#isPaired && call === this.call;
	}

	#converse(order: Order<"converse">): void {
		const { flow } = order;
		if (flow === null && this.#flow === undefined) this.#refuseOfFlow(order);
		this.#tellConversed(flow === null ? "taken back" : "replaced");
		if (flow === null) return;
		this.#flow = flow;
		this.#wasLent = true;
		const { call } = this;
		this.tell({ type: "scene", call, flow, state: "beginning" });
	}

	/** If a flow has the caller. */
	#tellConversed(reason: Conversed["reason"]): void {
		const flow = this.#flow;
		if (flow === undefined) return;
		this.#flow = undefined;
		const { call } = this;
		this.tell({ type: "conversed", call, flow, state: "over", reason });
	}

	/** What crosses with the end of a conversation is no fault: the game could not know. */
	#refuseOfFlow({ type, id }: Order<"converse" | "tell">): void {
		if (!this.#wasLent)
			this.faults.push(
				`it has sent a "${type}" for a flow, and has lent it nobody`,
			);
		const message = "No flow has a caller.";
		this.tell({ type: "error", code: "noConversation", message, id });
	}

	#say({ text, id = `line-${this.orders.length}`, turn, more }: Order<"say">) {
		this.#endedLines.delete(id);
		this.#cutLines.delete(id);
		if (turn !== undefined && turn > this.#turns)
			this.faults.push(`it has answered turn ${turn}, which has not begun`);
		if (turn !== undefined && turn < this.#turns) {
			this.#cutLines.add(id);
			this.#tellSaid(id, "stale", "");
		} else if (this.#isImpatient) {
			this.#interrupt(id, text);
		} else if (more) {
			this.#openLines.set(id, text);
		} else {
			this.#tellSaid(id, "heard", text.trimEnd());
		}
	}

	#append({ id, text, more }: Order<"append">): void {
		const before = this.#openLines.get(id);
		if (before === undefined) {
			this.#refuseAppend(id, text);
		} else if (more) {
			this.#openLines.set(id, before + text);
		} else {
			this.#openLines.delete(id);
			this.#endedLines.add(id);
			this.#tellSaid(id, "heard", (before + text).trimEnd());
		}
	}

	#interrupt(id: string, text: string): void {
		this.#openLines.delete(id);
		this.#cutLines.add(id);
		this.#tellSaid(id, "interrupted", /^\s*\S+/.exec(text)?.[0] ?? "");
	}

	/**
	 * What crosses with the end of a line is no fault: the game could not know. Nor is an end that comes twice, as after
	 * a lost connection.
	 */
	#refuseAppend(id: string, text: string): void {
		const isNothing = text === "" || this.#cutLines.has(id);
		if (!isNothing && this.#endedLines.has(id))
			this.faults.push(`it has gone on with a line that it had ended, "${id}"`);
		else if (!isNothing)
			this.faults.push(`it has gone on with a line never begun, "${id}"`);
		const message = "No such line takes more text.";
		this.tell({ type: "error", code: "lineOver", message, id });
	}

	#tellSaid(
		id: string,
		outcome: "heard" | "interrupted" | "stale",
		heardText: string,
	): void {
		const heardMs = heardText.length * msOfOneCharacter;
		const { call } = this;
		this.tell({ type: "said", call, id, outcome, heardMs, heardText });
	}

	#refuse({ type, id }: FromGame): void {
		this.faults.push(
			`it has sent a "${type}" for a call that is not, or no longer, paired`,
		);
		this.tell({
			type: "error",
			code: "noSuchCall",
			message: "No such call is paired.",
			id,
		});
	}
}
