import type { Logger } from "pino";
import { answerHealth, type Health } from "./health-pages.js";
import {
	createHttpListener,
	type Listener,
	type ListenerAddress,
} from "./http-listener.js";
import {
	answerPlainly,
	noSuchPage,
	type PlainAnswer,
	refuseUpgrade,
} from "./plain-answers.js";
import { readTarget } from "./request-target.js";

/** What the operators' listener is made from: a setting of `Config`. */
export interface AdminListenerOptions {
	readonly adminListener: ListenerAddress;
}

const frontPage: PlainAnswer = {
	status: 200,
	sentence: [
		"Callsign, for its operators.",
		"",
		"/healthz  whether the server works",
		"/readyz   whether it takes new calls",
	].join("\n"),
};
const maxSockets = 100;

/** The listener for operators. It asks for no key, so it belongs on an address that only they reach. */
export function createAdminListener(
	{ adminListener }: AdminListenerOptions,
	health: Health,
	log: Logger,
): Listener {
	return createHttpListener(
		{
			address: adminListener,
			tls: undefined,
			maxSockets,
			takeRequest: (request, response) => {
				const path = readTarget(request.url).path;
				if (answerHealth(path, request, response, health)) return;
				answerPlainly(response, path === "/" ? frontPage : noSuchPage);
			},
			takeUpgrade: (_request, socket) => refuseUpgrade(socket, noSuchPage),
		},
		log,
	);
}
