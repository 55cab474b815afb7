import type { Setting } from "../model/memory.js";
import { policyTimes } from "../policy.js";

/** What a server is told of a model's setting. */
export type SettingOfServer = Pick<
	Setting,
	| "hasFlux"
	| "porter"
	| "newCodesPerGame"
	| "triesPerCall"
	| "triesPerCaller"
	| "words"
>;

/** What the servers of the models are set to. */
export function environmentFor(
	setting: SettingOfServer,
): Record<string, string> {
	const seconds = (ms: number) => String(ms / 1_000);
	return {
		START_TIMEOUT_SECONDS: seconds(policyTimes.startTimeoutMs),
		CODE_WAIT_SECONDS: seconds(policyTimes.codeWaitMs),
		CODE_REMINDER_SECONDS: policyTimes.codeRemindersMs.map(seconds).join(","),
		CODE_SETTLE_MS: String(policyTimes.codeSettleMs),
		CODE_REST_SECONDS: seconds(policyTimes.codeRestMs),
		CODE_TRIES_PER_CALL: String(setting.triesPerCall),
		CODE_TRIES_PER_CALLER: Number.isFinite(setting.triesPerCaller)
			? String(setting.triesPerCaller)
			: "10000",
		CODE_TRIES_PER_SERVER: "1000000",
		NEW_CODES_PER_GAME: Number.isFinite(setting.newCodesPerGame)
			? String(setting.newCodesPerGame)
			: "10000",
		// All games of all walks come from one address.
		NEW_CODES_PER_ADDRESS: "1000000",
		MAX_CALL_MINUTES: String(policyTimes.maxCallMs / 60_000),
		LAST_WORDS_MS: String(policyTimes.lastWordsMs),
		GAME_RESUME_SECONDS: seconds(policyTimes.resumeMs),
		GAME_LOG_SECONDS: "86400",
		// Callers speak while the clock stands still, so they have little to say: too long is soon enough.
		AUDIO_KEEP_SECONDS: setting.hasFlux ? "30" : "1",
		GAME_MESSAGES_PER_SECOND: "10000",
		// A single frame is sent at once.
		AUDIO_BATCH_MS: "20",
		// The clock of the machines is moved by much more than any socket may be silent.
		GAME_PING_SECONDS: "3600",
	};
}

/** The same of Flux: a turn is ended as soon as it can be. */
export const fluxQuery = "&encoding=mulaw&sample_rate=8000&eot_timeout_ms=500";

/** The parts of Deepgram's messages that the models look at. */
export const listenQuery =
	"?encoding=mulaw&sample_rate=8000&numerals=true&model=nova-3&interim_results=true&vad_events=true&utterance_end_ms=1000";
