import type { IncomingMessage, ServerResponse } from "node:http";
import { answerPlainly, onlyGet, type PlainAnswer } from "./plain-answers.js";

/** How the server itself is doing, asked anew for each request. */
export interface ServerHealth {
	/** Why no calls can be taken, as a sentence; undefined when they can. */
	readiness(): string | undefined;
	/** Why calls had better go elsewhere, as a sentence; those that come are taken all the same. */
	outOfReach?(): string | undefined;
	/** What works less well than it should, though calls are taken, as a sentence. */
	hardship?(): string | undefined;
	/** The server is going away: no new calls, no new games. */
	isDraining(): boolean;
}

/** The sentence for whoever comes while the server drains. */
export const drainingSentence = "The server is going away. Please come again.";

/** Why no new call can be taken now, as a sentence; undefined when one can. */
export function whyNoCalls(health: ServerHealth): string | undefined {
	return health.isDraining() ? drainingSentence : health.readiness();
}

/** What is told of it where nobody is to know more than whether calls are taken. */
export function withoutReasons(health: ServerHealth): ServerHealth {
	const unsaid = (why: string | undefined) =>
		why && "New calls had better go elsewhere just now.";
	return {
		isDraining: () => health.isDraining(),
		readiness: () => unsaid(health.readiness()),
		outOfReach: () => unsaid(health.outOfReach?.()),
	};
}

/** Answers `/healthz` and `/readyz`; false when the path is neither. */
export function answerHealth(
	path: string,
	request: IncomingMessage,
	response: ServerResponse,
	health: ServerHealth,
): boolean {
	if (path !== "/healthz" && path !== "/readyz") return false;
	const isAsked = request.method === "GET" || request.method === "HEAD";
	if (!isAsked) answerPlainly(response, onlyGet);
	else if (path === "/healthz") answerPlainly(response, livenessOf(health));
	else answerPlainly(response, readinessOf(health));
	return true;
}

/** Whoever restarts servers by this gains nothing by it while one works. */
function livenessOf({ hardship }: ServerHealth): PlainAnswer {
	const sentences = ["The server works.", hardship?.()];
	return { status: 200, sentence: sentences.filter(Boolean).join(" ") };
}

function readinessOf(health: ServerHealth): PlainAnswer {
	const whyNot = whyNoCalls(health) ?? health.outOfReach?.();
	return whyNot === undefined
		? { status: 200, sentence: "New calls are taken." }
		: { status: 503, sentence: whyNot };
}
