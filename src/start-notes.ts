import type { Logger } from "pino";
import type { Config } from "./config.js";
import { isLoopback } from "./setting-checks.js";
import { written } from "./transport/http-listener.js";

/** Tells in the log what whoever starts the server should know. `port` is the public listener's. */
export function noteTheStart(config: Config, port: number, log: Logger): void {
	warnOfStrangers(config, log);
	if (config.inspect === "stately")
		log.warn(
			"INSPECT=stately: every call and game is inspected, which takes its time; for development only",
		);
	if (config.isDemo && config.twilioAuthToken)
		log.warn("DEMO=1 changes nothing: TWILIO_AUTH_TOKEN wants signed calls");
	if (config.hasTryItPage)
		log.info(`Try it: open ${pageUrl(config, port)} in a browser`);
}

/** Where a browser on this machine finds the try-it page. */
function pageUrl({ publicListener, tls }: Config, port: number): string {
	const isAnywhere = ["0.0.0.0", "::"].includes(publicListener.host);
	const host = isAnywhere ? "localhost" : publicListener.host;
	return `${tls ? "https" : "http"}://${written({ host, port })}/`;
}

/** The operators' listener asks for no key. That is as well on loopback, and elsewhere somebody must have seen to it. */
function warnOfStrangers({ adminListener }: Config, log: Logger): void {
	const { host } = adminListener;
	if (!isLoopback(host))
		log.warn(
			{ host },
			"ADMIN_URL is not loopback: whoever reaches it may look at metrics and inspector, which ask for no key",
		);
}
