import { createHmac, timingSafeEqual } from "node:crypto";
import type { RefusalObserver } from "../refusals.js";

/**
 * The signature of a stream covers its URL alone, which is the same for every call, so whoever sees one may
 * open streams with it for ever. A token is good for one stream of one call, and for a short time: `/voice`
 * gives it to Twilio as a `<Parameter>`, and Twilio brings it back in `start`.
 */
export interface StreamTokens {
	/** A token for the call that rings, and for the key of its caller. */
	issue(callSid: string, callerKey: string | undefined): string;
	/** Why the token is not good for this call and this caller; undefined if it is, and then it is spent. */
	whyNot(
		token: string,
		callSid: string,
		callerKey: string | undefined,
	): string | undefined;
}

/** How long Twilio may take from the webhook to the stream; the greeting is spoken in between. */
const lifetimeMs = 120_000;

/**
 * Makes and checks tokens with a secret that all processes of a server share, so that a call may ring at one
 * and stream to another; each process remembers which tokens it has seen. `now` is the time of day in ms.
 */
export function createStreamTokens(
	secret: string,
	now: () => number = Date.now,
): StreamTokens {
	const spent = new SpentTokens();
	const sealOf = (...about: readonly (string | number)[]) =>
		createHmac("sha256", secret)
			.update(JSON.stringify(["stream", ...about]))
			.digest("base64url");
	return {
		issue(callSid, callerKey = "") {
			const expiresMs = now() + lifetimeMs;
			return `${expiresMs}.${sealOf(expiresMs, callSid, callerKey)}`;
		},
		whyNot(token, callSid, callerKey = "") {
			const [, expires = "", seal = ""] =
				/^(\d{1,16})\.(.+)$/.exec(token) ?? [];
			const expiresMs = Number(expires);
			if (!isSame(seal, sealOf(expiresMs, callSid, callerKey)))
				return "its token is not of this call";
			if (expiresMs <= now()) return "its token is too old";
			return spent.add(token, expiresMs, now())
				? undefined
				: "its token was used before";
		},
	};
}

/** Tokens that were used, as long as they would be good otherwise. */
class SpentTokens {
	readonly #expiryOf = new Map<string, number>();

	/** Whether it was not there before. */
	add(token: string, expiresMs: number, nowMs: number): boolean {
		for (const [oldest, expiry] of this.#expiryOf) {
			if (expiry > nowMs) break;
			this.#expiryOf.delete(oldest);
		}
		if (this.#expiryOf.has(token)) return false;
		this.#expiryOf.set(token, expiresMs);
		return true;
	}
}

function isSame(one: string, other: string): boolean {
	const [given, wanted] = [Buffer.from(one), Buffer.from(other)];
	return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** What decides whether a stream may stand for the call that it names. */
export interface StreamCheckOptions {
	/** Undefined where nothing is signed: then every stream is taken at its word. */
	readonly streamTokens: StreamTokens | undefined;
	/** Streams that come with no token, as from a TwiML Bin, are refused. */
	readonly mustHaveStreamToken: boolean;
}

/** The key of the caller, as far as it can be trusted, or why the stream is refused. */
export type StreamVerdict =
	| { readonly callerKey: string | undefined }
	| { readonly refusal: string };

/** Judges the `start` of a stream: the call that it names, and its custom parameters. */
export function createStreamCheck(
	{ streamTokens, mustHaveStreamToken }: StreamCheckOptions,
	observer: RefusalObserver,
): (
	callSid: string,
	parameters: Readonly<Record<string, string>>,
) => StreamVerdict {
	return (callSid, { token, caller: callerKey }) => {
		if (streamTokens === undefined) return { callerKey };
		if (token === undefined && !mustHaveStreamToken)
			return { callerKey: undefined };
		const refusal =
			token === undefined
				? "it has no token"
				: streamTokens.whyNot(token, callSid, callerKey);
		if (refusal === undefined) return { callerKey };
		observer.refused?.("call", "token");
		return { refusal };
	};
}
