import type { Logger } from "pino";
import type { CallPolicy } from "../machines/call/call-memory.js";
import { isLoopback } from "./checks.js";
import type { Config } from "./config.js";
import { hostAndPort } from "./listener-address.js";

/** Tells in the log what whoever starts the server should know. `port` is the public listener's. */
export function noteTheStart(
	config: Config,
	port: number,
	log: Logger,
	{ flows }: Pick<CallPolicy, "flows">,
): void {
	warnOfOperatorsListener(config, log);
	warnOfGames(config, log);
	tellOfFlows(config, flows, log);
	if (config.inspect === "stately")
		log.warn(
			"INSPECT=stately: every call and game is inspected, which takes its time; for development only",
		);
	if (config.isDemo && config.twilioAuthToken)
		log.warn("DEMO=1 changes nothing: TWILIO_AUTH_TOKEN wants signed calls");
	if (config.hasTryItPage)
		log.info(`Try it: open ${pageUrl(config, port)} in a browser`);
}

/** By name: a number that is rung is not logged, be it the operator's own. */
function tellOfFlows(
	{ answerWith = [] }: Config,
	flows: CallPolicy["flows"],
	log: Logger,
): void {
	if (flows.size === 0) return;
	const numbers = answerWith.filter(({ number }) => number !== undefined);
	const others = answerWith.find(({ number }) => number === undefined);
	log.info(
		{
			flows: [...flows.keys()],
			answering: [...new Set(numbers.map(({ flow }) => flow))],
			answeringAllOthers: others?.flow,
		},
		others
			? `calls are answered by the flow ${others.flow}`
			: "games may lend their callers to flows",
	);
}

/** Where a browser on this machine finds the try-it page. */
function pageUrl({ publicListener, tls }: Config, port: number): string {
	const isAnywhere = ["0.0.0.0", "::"].includes(publicListener.host);
	const host = isAnywhere ? "localhost" : publicListener.host;
	return `${tls ? "https" : "http"}://${hostAndPort({ host, port })}/`;
}

/** The operators' listener asks for no key. That is as well on loopback, and elsewhere somebody must have seen to it. */
function warnOfOperatorsListener({ adminListener }: Config, log: Logger): void {
	const { host } = adminListener;
	if (!isLoopback(host))
		log.warn(
			{ host },
			"ADMIN_URL is not loopback: whoever reaches it may look at metrics and inspector, which ask for no key",
		);
}

/** Whatever a game has spoken, and whatever its callers say, is paid for at Deepgram. */
function warnOfGames({ mode, gameKeys }: Config, log: Logger): void {
	if (mode === "deepgram" && gameKeys === undefined)
		log.warn(
			"GAME_KEYS is not set: whoever reaches this server may be a game, and have lines spoken at your expense. Set it to what only your games know, such as the output of: openssl rand -hex 16",
		);
}
