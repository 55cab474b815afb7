/** What the settings mean to those who decide. */
import { randomInt } from "node:crypto";
import { languagesOf } from "../adapters/deepgram/urls.js";
import type { EventLogBounds } from "../adapters/games/event-log.js";
import type { GameSocketOptions } from "../adapters/games/socket.js";
import type { CallPolicy } from "../machines/call/call-memory.js";
import { createCodeBook } from "../machines/codes/new-code-book.js";
import { NewCodeLimits } from "../machines/coordinator/new-code-limits.js";
import { Switchboard } from "../machines/coordinator/switchboard.js";
import { TryLimits } from "../machines/coordinator/try-limits.js";
import {
	defaultPrompts,
	wordCodePrompts,
} from "../machines/speaking/prompts.js";
import type { Config } from "./config.js";

/** The registry of the coordinator, with codes as the settings want them. */
export function createSwitchboard(
	config: Config,
	tries: TryLimits,
	now: () => number,
): Switchboard {
	const codes = createCodeBook({
		triesPerCall: config.codeTriesPerCall,
		restMs: config.codeRestMs,
		randomBelow: (bound) => randomInt(bound),
		...(config.gameCodes && { words: config.gameCodes }),
	});
	const newCodes = new NewCodeLimits({
		perGame: config.newCodesPerGame,
		perAddress: config.newCodesPerAddress,
	});
	const triesPerCall = config.codeTriesPerCall;
	return new Switchboard({ codes, tries, newCodes, triesPerCall, now });
}

/** How many wrong codes may be tried; the coordinator counts them, the voice webhook asks before a call begins. */
export function createTryLimits(config: Config): TryLimits {
	return new TryLimits({
		perCaller: config.codeTriesPerCaller,
		perServer: config.codeTriesPerServer,
	});
}

const noFlows = { flows: new Map(), answeringFlow: () => undefined };

/** What every call goes by; `conversing`: its flows, as they were proved. */
export function callPolicy(
	config: Config,
	conversing: Pick<CallPolicy, "flows" | "answeringFlow"> = noFlows,
): CallPolicy {
	const { language: _, voice, ...lines } = config.prompts ?? {};
	return {
		startTimeoutMs: config.startTimeoutMs,
		codeWaitMs: config.codeWaitMs,
		codeRemindersMs: config.codeReminderMs,
		codeSettleMs: config.codeSettleMs,
		triesPerCall: config.codeTriesPerCall,
		maxCallMs: config.maxCallMs,
		vocabulary: config.gameCodes
			? { kind: "words", codes: config.gameCodes }
			: { kind: "digits" },
		prompts: {
			...defaultPrompts,
			...(config.gameCodes && wordCodePrompts),
			...lines,
		},
		languages:
			config.mode === "local" ? ["en"] : languagesOf(config.deepgramUrl),
		promptVoice: voice,
		...conversing,
	};
}

/** How much a game may send, how much may wait for it, and how often its socket is pinged. */
export function gameSocketLimits(
	config: Config,
): Pick<
	GameSocketOptions,
	"messagesPerSecond" | "ofOneAddress" | "bufferBytes" | "pingEveryMs"
> {
	return {
		messagesPerSecond: config.gameMessagesPerSecond,
		ofOneAddress: {
			messagesPerSecond: config.addressMessagesPerSecond,
			bytesPerSecond: config.addressBytesPerSecond,
		},
		bufferBytes: config.gameBufferBytes,
		pingEveryMs: config.gamePingMs,
	};
}

/** What is kept for a game that comes back. */
export function eventLogBounds(config: Config): EventLogBounds {
	return {
		events: config.gameLogEvents,
		bytes: config.gameLogBytes,
		ageMs: config.gameLogMs,
	};
}
