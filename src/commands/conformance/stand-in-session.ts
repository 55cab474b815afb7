import {
	type FromGame,
	fromGame,
	type NewEvent,
} from "../../protocol/callsign-v1.js";
import { parsedJsonAsWritten } from "../../protocol/json.js";
import type { Guest } from "./guest.js";
import { shown } from "./report.js";

/** How long one character of a line plays. */
const msOfOneCharacter = 60;

/** A session of `callsign.v1` with one scripted caller. It obeys the game at once, and keeps all it has told. */
export class StandInSession {
	readonly call = "call-1";
	/** What the game sent, in order. */
	readonly orders: FromGame[] = [];
	#told: string[] = [];
	#turns = 0;
	#tokens = 0;
	#code = 4271;
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
		this.#turns += 1;
		const turn = { type: "turn", call, turn: this.#turns } as const;
		this.tell({ ...turn, state: "started", text: first });
		this.tell({ type: "transcript", ...whole, final: true, words });
		const { confidence: _, ...utterance } = whole;
		this.tell({ type: "utterance", ...utterance });
		this.tell({ ...turn, state: "ended", text });
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
			this.#speakLine(order.text, order.id);
		} else if (order.type === "hangUp") {
			this.#isPaired = false;
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

	#speakLine(text: string, id = `line-${this.orders.length}`): void {
		const heardMs = text.length * msOfOneCharacter;
		const { call } = this;
		const heardText = text.trimEnd();
		this.tell({ type: "said", call, id, outcome: "heard", heardMs, heardText });
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
