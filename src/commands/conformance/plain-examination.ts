import { type Guest, maxPerSecond } from "./guest.js";
import { Unchecked } from "./inbox.js";
import type { Report } from "./report.js";
import { shown } from "./report.js";
import { expect, judge } from "./statement.js";

/** What Deepgram sends, as a plain game gets it: results, and messages of other kinds. */
const heard = [
	{ type: "SpeechStarted", channel: [0], timestamp: 1.2 },
	result("open the door", false),
	result("open the door", true),
	result("", true),
	{ type: "UtteranceEnd", channel: [0, 1], last_word_end: 2.4 },
	{ type: "Metadata", duration: 3 },
];

/** Plays two callers to a game without a subprotocol. */
export class PlainExamination {
	/** Texts that had come when the first caller did. */
	#early = 0;

	constructor(
		private readonly guest: Guest,
		private readonly report: Report,
		private readonly patienceMs: number,
	) {}

	async run(): Promise<void> {
		const { guest } = this;
		this.report.head("A plain game and two callers");
		guest.send("+15005550006");
		guest.send("4271");
		await this.#check("it answers a WebSocket ping", () => guest.pong());
		await this.#check(
			"it says nothing before a caller is there to hear it",
			() => {
				this.#early = guest.texts.all.length;
				expect(this.#early === 0, `it has sent ${shown(guest.texts.all)}`);
			},
		);
		await this.#check("it stays while a caller pairs, speaks and leaves", () =>
			this.#playCaller(),
		);
		await this.#check("it says something to its caller", () =>
			this.#awaitWords(),
		);
		await this.#check(
			"it stays for the next caller, who has the same code",
			() => this.#playCaller(),
		);
		await this.#check("what it says is for people: plain text, no JSON", () => {
			const json = guest.texts.all.find(isJson);
			expect(json === undefined, `it has sent ${shown(json)}`);
		});
		await this.#check("it sends no more than 50 messages in a second", () =>
			expect(
				guest.busiestSecond <= maxPerSecond,
				`it has sent ${guest.busiestSecond} in one`,
			),
		);
	}

	async #check(says: string, check: () => Promise<void> | void): Promise<void> {
		this.report.add(await judge(says, check));
	}

	async #playCaller(): Promise<void> {
		this.guest.send("connected");
		for (const message of heard) this.guest.send(message);
		await this.guest.pong();
		this.guest.send("disconnected");
		await this.guest.pong();
	}

	async #awaitWords(): Promise<void> {
		if (this.guest.texts.all.length > this.#early) return;
		this.guest.texts.forget();
		await this.guest.texts
			.next("words", undefined, this.patienceMs)
			.catch(() => {
				throw new Unchecked(
					"it has said nothing: that is fine for a game that only listens",
				);
			});
	}
}

function result(transcript: string, isFinal: boolean): object {
	const words = transcript.split(" ").map((word, index) => ({
		word,
		start: 1 + index / 2,
		end: 1.4 + index / 2,
		confidence: 0.98,
	}));
	return {
		type: "Results",
		channel_index: [0, 1],
		duration: 2,
		start: 1,
		is_final: isFinal,
		speech_final: isFinal,
		channel: { alternatives: [{ transcript, confidence: 0.98, words }] },
	};
}

function isJson(text: string): boolean {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null;
	} catch {
		return false;
	}
}
