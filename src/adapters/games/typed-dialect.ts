import type {
	GameProblem,
	GameSocketOrder,
	Heard,
} from "../../machines/events.js";
import type { NewEvent, Welcome } from "../../protocol/callsign-v1.js";
import type { ErrorCode } from "../../protocol/game-errors.js";
import type { AllLogs } from "./all-logs.js";
import { readTyped } from "./callsign-reader.js";
import type { Complaint, GameDialect, Resumption } from "./dialect.js";
import { type EventKind, EventLog, type EventLogBounds } from "./event-log.js";
import { ResumeTokens } from "./resume-tokens.js";
import { TypedCall } from "./typed-call.js";

/** What a game session of `callsign.v1` is made from. */
export interface TypedDialectOptions {
	readonly gameId: string;
	/** How many calls may be paired with the game at once. */
	readonly callers: number;
	readonly resumeMs: number;
	readonly log: EventLogBounds;
	/** Bounds it together with the logs of all other games. */
	readonly allLogs?: AllLogs;
	/** The time in milliseconds, by a clock that does not run backwards. */
	readonly now: () => number;
}

const problems: Readonly<Record<GameProblem, readonly [ErrorCode, string]>> = {
	"no such call": [
		"noSuchCall",
		"No such call is paired with this game: name one that `paired` has told of, or none to mean all, once there is one.",
	],
	"no such flow": [
		"noSuchFlow",
		"The server has no flow of this name: name one of the files in its FLOWS, without what comes after the dot.",
	],
	"no conversation": [
		"noConversation",
		"No flow has a caller of this game's whom this message is for: lend one to a flow first, with `converse`.",
	],
	"line over": [
		"lineOver",
		"No line with this id takes more text: it is over, was closed, or was never begun. Begin another one with `say`.",
	],
	"line too long": [
		"invalidMessage",
		"The texts of this line are longer than 10000 characters together: this one is not added, and the line is closed as it stands.",
	],
	"no code free": [
		"noCodeFree",
		"No other code is free: the one shown stays valid. Try again later.",
	],
	"too many codes": [
		"tooManyCodes",
		"This game, or its address, has taken too many new codes in a minute: the one shown stays valid. Ask again later.",
	],
};

/** `callsign.v1`: typed messages, numbered events, and a session that outlives its socket. */
export class TypedDialect implements GameDialect, Resumption {
	readonly resumption = this;
	readonly read = readTyped;
	readonly #log: EventLog;
	readonly #tokens: ResumeTokens;
	readonly #calls = new Map<string, TypedCall>();
	#shown: { readonly phoneNumber: string; readonly code: string } | undefined;

	constructor(private readonly options: TypedDialectOptions) {
		this.#log = new EventLog(options.log, options.now, options.allLogs);
		this.#tokens = new ResumeTokens(options.gameId);
	}

	get lastSeq(): number {
		return this.#log.lastSeq;
	}

	newestTurnOf(callId: string): number {
		return this.#calls.get(callId)?.newestTurn ?? 0;
	}

	readBinary(): Complaint {
		return {
			type: "complain",
			code: "notText",
			message: "The message is binary: send JSON in a text frame.",
		};
	}

	write(
		order: GameSocketOrder | Complaint,
		isBehind: boolean,
	): readonly string[] {
		switch (order.type) {
			case "show.code":
				return this.#show(order.phoneNumber, order.code);
			case "call.joined":
				this.#calls.set(order.callId, new TypedCall(order.callId));
				return this.#tell([
					{ type: "paired", call: order.callId, callers: order.callers },
				]);
			case "caller.heard":
				return this.#tellWhatWasHeard(order.callId, order.heard, isBehind);
			case "call.left":
				return this.#tell(this.#farewell(order.callId, order.reason));
			case "close":
				return [];
			case "refuse":
			case "complain":
				return this.#tell([eventFor(order)], "error");
			default:
				return this.#tell([eventFor(order)]);
		}
	}

	admits(token: string): boolean {
		return this.#tokens.use(token);
	}

	socketLost(): void {
		this.#log.isNeeded = true;
	}

	end(): void {
		this.#log.end();
	}

	welcomeBack(afterSeq: number): readonly string[] {
		this.#log.isNeeded = false;
		const missed = this.#log
			.after(afterSeq)
			.map((each) =>
				typeof each === "string"
					? each
					: JSON.stringify({ type: "gap", seq: each.to, ...each }),
			);
		return [this.#welcome(true), ...missed];
	}

	lostAfter(seq: number): number {
		return this.#log
			.after(seq)
			.filter((each) => typeof each !== "string")
			.reduce((sum, { from, to }) => sum + to - from + 1, 0);
	}

	welcomeArrived(): void {
		this.#tokens.arrived();
	}

	#show(phoneNumber: string, code: string): readonly string[] {
		const isFirst = this.#shown === undefined;
		this.#shown = { phoneNumber, code };
		return isFirst
			? [this.#welcome(false)]
			: this.#tell([{ type: "code", code }]);
	}

	#welcome(resumed: boolean): string {
		const { gameId, callers, resumeMs } = this.options;
		const { phoneNumber = "", code = "" } = this.#shown ?? {};
		const welcome: Welcome = {
			type: "welcome",
			session: gameId,
			phoneNumber,
			code,
			callers,
			calls: [...this.#calls.keys()],
			resumeToken: this.#tokens.issue(),
			resumeSeconds: resumeMs / 1_000,
			resumed,
			lastSeq: this.#log.lastSeq,
		};
		return JSON.stringify(welcome);
	}

	#tellWhatWasHeard(
		callId: string,
		heard: Heard,
		isBehind: boolean,
	): readonly string[] {
		const call = this.#calls.get(callId);
		const isInterim = heard.type === "speech.heard" && !heard.speech.isFinal;
		if (!call || (isInterim && isBehind)) return [];
		return this.#tell(call.hear(heard), isInterim ? "interim" : "event");
	}

	#farewell(
		callId: string,
		reason: Extract<NewEvent, { type: "left" }>["reason"],
	): readonly NewEvent[] {
		const unfinished = this.#calls.get(callId)?.finish() ?? [];
		this.#calls.delete(callId);
		return [...unfinished, { type: "left", call: callId, reason }];
	}

	#tell(
		events: readonly NewEvent[],
		kind: EventKind = "event",
	): readonly string[] {
		return events.map(({ type, ...fields }) =>
			this.#log.append((seq) => JSON.stringify({ type, seq, ...fields }), kind),
		);
	}
}

type PlainOrder = Exclude<
	GameSocketOrder | Complaint,
	{ type: "show.code" | "call.joined" | "caller.heard" | "call.left" | "close" }
>;

function eventFor(order: PlainOrder): NewEvent {
	switch (order.type) {
		case "caller.pressed":
			return { type: "key", call: order.callId, digit: order.digit };
		case "line.ended": {
			const { callId: call, lineId: id, type: _, ...ending } = order;
			return { type: "said", call, id, ...ending };
		}
		case "recognition.changed": {
			const { callId: call, state, missedMs } = order;
			return {
				type: "recognition",
				call,
				state,
				...(state === "up" && { missedMs }),
			};
		}
		case "words.taken":
			return { type: "listening", call: order.callId, keyterms: order.when };
		case "scene.changed": {
			const { callId: call, flow, state } = order;
			return { type: "scene", call, flow, state };
		}
		case "flow.told": {
			const { callId: call, flow, name, data } = order;
			return {
				type: "told",
				call,
				flow,
				name,
				...(data !== undefined && { data }),
			};
		}
		case "conversed": {
			const { callId: call, flow, state, reason } = order;
			return { type: "conversed", call, flow, state, reason };
		}
		case "refuse": {
			const [code, message] = problems[order.problem];
			return errorEvent(code, message, order.commandId);
		}
		case "complain":
			return errorEvent(order.code, order.message, order.id);
	}
}

function errorEvent(
	code: ErrorCode,
	message: string,
	id: string | undefined,
): NewEvent {
	return { type: "error", code, message, ...(id !== undefined && { id }) };
}
