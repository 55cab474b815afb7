import { closings } from "../../protocol/game-errors.js";
import { type Guest, maxPerSecond } from "./guest.js";
import { Broken, Unchecked } from "./inbox.js";
import type { Report } from "./report.js";
import { shown } from "./report.js";
import type { StandIn } from "./stand-in.js";
import { StandInSession } from "./stand-in-session.js";
import { expect, judge } from "./statement.js";

/** How many times the usual patience it may take a game to come back. */
const comingBack = 6;
/** Attempts to connect that come faster one after the other than this are an attack on the server. */
const minWaitMs = 50;
const refusals = 3;

/** Plays a caller, and a bad connection, to a game of `callsign.v1`. */
export class TypedExamination {
	/** What the game sent that it should not have. */
	readonly #faults: string[] = [];
	#session = new StandInSession("session-1", this.#faults);
	#guest: Guest;
	#isGone = false;

	constructor(
		private readonly standIn: StandIn,
		private readonly report: Report,
		private readonly patienceMs: number,
		first: Guest,
	) {
		this.#guest = first;
	}

	async run(): Promise<void> {
		this.report.head("Arriving, and a first call");
		await this.#check("it asks for 1 to 16 callers, or does not ask", () =>
			this.#checkCallers(),
		);
		this.#session.welcome(this.#guest);
		await this.#check("it answers a WebSocket ping", () => this.#guest.pong());
		await this.#check(
			"it sends nothing but listen and newCode before a caller is there",
			() => this.#checkSilence(),
		);
		await this.#check(
			"types and fields that it does not know do it no harm",
			() => this.#sendNovelties(),
		);
		await this.#check(
			"it stays while a caller pairs, speaks and presses a key",
			() => this.#playCaller(),
		);
		await this.#check("it says something to its caller", () =>
			this.#awaitSay(),
		);
		await this.#check(
			"it stays while a turn seems to end, goes on, and ends",
			() => this.#hesitate(),
		);
		await this.#check("it stays while its caller interrupts what it says", () =>
			this.#interrupt(),
		);
		if (this.#session.hasLent)
			await this.#check(
				"it stays while the flow that has its caller goes on, tells it something and ends",
				() => this.#endFlow(),
			);
		this.report.head("A bad connection");
		await this.#check(
			"when its socket is lost it comes back with resume=TOKEN and after=SEQ",
			() => this.#loseSocket(),
		);
		await this.#check(
			"cut before its welcome, it comes back with the same token",
			() => this.#cutBeforeWelcome(),
		);
		await this.#check("refused with 1013 it tries again, but not at once", () =>
			this.#refuse(),
		);
		await this.#check("a gap does it no harm", () => this.#tellGap());
		await this.#check(
			"answered with 4404 it comes without a token, for a new session",
			() => this.#forgetSession(),
		);
		await this.#check("closed with 1001 it comes back", () => this.#goAway());
		this.report.head("All in all");
		await this.#check(
			"every message that it sent is in the protocol and can be obeyed",
			() => this.#checkFaults(),
		);
		await this.#check("it sends no more than 50 messages in a second", () => {
			const { busiestSecond } = this.standIn;
			expect(
				busiestSecond <= maxPerSecond,
				`it has sent ${busiestSecond} in one`,
			);
		});
		await this.#check(
			"closed with 4408, as its session was resumed elsewhere, it stays away",
			() => this.#sendAwayForGood(),
		);
	}

	async #check(says: string, check: () => Promise<void> | void): Promise<void> {
		const unchecked = () => {
			throw new Unchecked("it has not come back");
		};
		this.report.add(await judge(says, this.#isGone ? unchecked : check));
	}

	#checkCallers(): void {
		const callers = this.#guest.query.get("callers");
		expect(
			callers === null || /^([1-9]|1[0-6])$/.test(callers),
			`it asks for callers=${callers}`,
		);
	}

	#checkSilence(): void {
		const early = this.#session.orders.filter(
			({ type }) => type !== "listen" && type !== "newCode",
		);
		expect(early.length === 0, `it has sent ${shown(early)}`);
	}

	async #sendNovelties(): Promise<void> {
		this.#session.tell({ type: "novelty" });
		await this.#guest.pong();
	}

	async #playCaller(): Promise<void> {
		const { call } = this.#session;
		this.#session.pair();
		await this.#guest.pong();
		this.#session.speak("open the door");
		this.#session.tell({ type: "key", call, digit: "5" });
		this.#session.tell({ type: "recognition", call, state: "down" });
		this.#session.tell({
			type: "recognition",
			call,
			state: "up",
			missedMs: 120,
		});
		await this.#guest.pong();
	}

	async #awaitSay(): Promise<void> {
		if (await this.#says(1)) return;
		throw new Unchecked(
			"it has said nothing: that is fine for a game that only listens",
		);
	}

	/** Whether the game has said so many lines before patience ends. */
	async #says(lines: number): Promise<boolean> {
		const deadlineMs = performance.now() + this.patienceMs;
		while (performance.now() < deadlineMs) {
			if (this.#session.said >= lines) return true;
			await this.#guest.pong();
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		return false;
	}

	async #hesitate(): Promise<void> {
		this.#session.hesitate("go to the garden");
		await this.#guest.pong();
	}

	async #interrupt(): Promise<void> {
		const { said } = this.#session;
		this.#session.losePatience();
		this.#session.speak("tell me a story");
		const hasAnswered = await this.#says(said + 1);
		await this.#guest.pong();
		this.#session.takePatience();
		if (!hasAnswered)
			throw new Unchecked("it has not answered: nothing was interrupted");
	}

	async #endFlow(): Promise<void> {
		this.#session.endFlow();
		await this.#guest.pong();
	}

	async #loseSocket(): Promise<void> {
		await this.#guest.pong();
		const seen = this.#session.lastSeq;
		this.#guest.cut();
		this.#session.lose();
		this.#session.speak("are you still there");
		const guest = await this.#comesBack();
		this.#expectResumption(guest);
		const after = guest.query.get("after") ?? "0";
		this.#session.welcome(guest, Number(after));
		expect(
			after === String(seen),
			`after is ${after}, but the last event that it got was ${seen}`,
		);
		await guest.pong();
	}

	async #cutBeforeWelcome(): Promise<void> {
		this.#guest.cut();
		(await this.#comesBack()).cut();
		this.#resume(await this.#comesBack());
		await this.#guest.pong();
	}

	async #refuse(): Promise<void> {
		this.#guest.cut();
		let guest = await this.#comesBack();
		const waitsMs: number[] = [];
		while (waitsMs.length < refusals) {
			const { code, reason } = closings.noRoom;
			await guest.close(code, reason);
			const closedAtMs = performance.now();
			guest = await this.#comesBack();
			waitsMs.push(Math.round(performance.now() - closedAtMs));
		}
		this.#resume(guest);
		expect(
			Math.min(...waitsMs) >= minWaitMs,
			`it came back after ${waitsMs.join(", ")} ms`,
		);
	}

	async #tellGap(): Promise<void> {
		const { lastSeq } = this.#session;
		const from = lastSeq + 1;
		this.#guest.cut();
		this.#session.lose();
		this.#session.tell({ type: "gap", from, to: from });
		this.#resume(await this.#comesBack());
		await this.#guest.pong();
	}

	async #forgetSession(): Promise<void> {
		const { code, reason } = closings.nothingToResume;
		this.#guest.cut();
		const guest = await this.#comesBack();
		await guest.close(code, reason);
		const again = await this.#comesBack();
		const token = again.query.get("resume");
		this.#begin(again);
		expect(token === null, "it came with the token that was refused");
		await again.pong();
	}

	async #goAway(): Promise<void> {
		const { code, reason } = closings.goingAway;
		await this.#guest.close(code, reason);
		this.#resume(await this.#comesBack());
		await this.#guest.pong();
	}

	#checkFaults(): void {
		const [first, ...others] = this.#faults;
		const more = others.length > 0 ? ` (and ${others.length} more)` : "";
		expect(first === undefined, `${first}${more}`);
	}

	async #sendAwayForGood(): Promise<void> {
		const { code, reason } = closings.resumedElsewhere;
		const { arrivals } = this.standIn;
		await this.#guest.close(code, reason);
		await new Promise((resolve) => setTimeout(resolve, this.patienceMs));
		expect(this.standIn.arrivals === arrivals, "it came back");
	}

	#resume(guest: Guest): void {
		this.#expectResumption(guest);
		this.#session.welcome(guest, Number(guest.query.get("after") ?? "0"));
	}

	#expectResumption(guest: Guest): void {
		const token = guest.query.get("resume");
		if (token === this.#session.token) return;
		this.#begin(guest);
		throw new Broken(
			token === null
				? "it came back without a token: its callers are lost"
				: "it came back with a token that is not the newest that it has",
		);
	}

	/** A new session. */
	#begin(guest: Guest): void {
		const name = `session-${this.standIn.arrivals}`;
		this.#session = new StandInSession(name, this.#faults);
		this.#session.welcome(guest);
	}

	/** The socket on which the game comes back. */
	async #comesBack(): Promise<Guest> {
		try {
			this.#guest = await this.standIn.guest(this.patienceMs * comingBack);
			return this.#guest;
		} catch {
			this.#isGone = true;
			throw new Broken("it has not come back");
		}
	}
}
