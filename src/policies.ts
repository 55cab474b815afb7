/** What the settings mean to those who decide. */
import { randomInt } from "node:crypto";
import type { Config } from "./config.js";
import type { CallPolicy } from "./machines/call-memory.js";
import { createCodeBook } from "./machines/code-book.js";
import { Switchboard } from "./machines/coordinator.js";
import { defaultPrompts, wordCodePrompts } from "./machines/prompts.js";
import { TryLimits } from "./machines/try-limits.js";

/** The registry of the coordinator, with codes and tries as the settings want them. */
export function createSwitchboard(
	config: Config,
	now: () => number,
): Switchboard {
	const codes = createCodeBook({
		triesPerCall: config.codeTriesPerCall,
		restMs: config.codeRestMs,
		randomBelow: (bound) => randomInt(bound),
		...(config.gameCodes && { words: config.gameCodes }),
	});
	const tries = new TryLimits({
		perCaller: config.codeTriesPerCaller,
		perServer: config.codeTriesPerServer,
	});
	const triesPerCall = config.codeTriesPerCall;
	return new Switchboard({ codes, tries, triesPerCall, now });
}

/** What every call goes by. */
export function callPolicy(config: Config): CallPolicy {
	const { language: _, voice, ...lines } = config.prompts ?? {};
	return {
		startTimeoutMs: config.startTimeoutMs,
		codeWaitMs: config.codeWaitMs,
		codeRemindersMs: config.codeReminderMs,
		codeSettleMs: config.codeSettleMs,
		triesPerCall: config.codeTriesPerCall,
		lastWordsMs: config.lastWordsMs,
		vocabulary: config.gameCodes
			? { kind: "words", codes: config.gameCodes }
			: { kind: "digits" },
		prompts: {
			...defaultPrompts,
			...(config.gameCodes && wordCodePrompts),
			...lines,
		},
		promptVoice: voice,
	};
}
