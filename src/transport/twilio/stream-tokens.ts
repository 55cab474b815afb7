import { createHmac, timingSafeEqual } from "node:crypto";
import type { RefusalObserver } from "../refusals.js";
import type { KnownCaller, UnsignedCallers } from "./unsigned-callers.js";

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
			// Leading zeros would make several tokens of one.
			const [, expires = "", seal = ""] =
				/^([1-9]\d{0,15})\.(.+)$/.exec(token) ?? [];
			const expiresMs = Number(expires);
			if (!isSame(seal, sealOf(expiresMs, callSid, callerKey)))
				return "its token is not of this call";
			if (expiresMs <= now()) return "its token is too old";
			return spent.add(seal, expiresMs, now())
				? undefined
				: "its token was used before";
		},
	};
}

/** The seals of tokens that were used, as long as those would be good otherwise: a seal is of one token alone. */
class SpentTokens {
	readonly #expiryOf = new Map<string, number>();

	/** Whether it was not there before. */
	add(seal: string, expiresMs: number, nowMs: number): boolean {
		for (const [oldest, expiry] of this.#expiryOf) {
			if (expiry > nowMs) break;
			this.#expiryOf.delete(oldest);
		}
		if (this.#expiryOf.has(seal)) return false;
		this.#expiryOf.set(seal, expiresMs);
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
	/** Who calls where nothing is signed. */
	readonly unsignedCallers: UnsignedCallers;
	/** Streams that come with no token, as from a TwiML Bin, are refused. */
	readonly mustHaveStreamToken: boolean;
}

/** Whose stream it is, as far as that can be trusted, or why it is refused. */
export type StreamVerdict =
	| (KnownCaller & {
			/** It has brought the token of its call. */
			readonly hasToken: boolean;
	  })
	| { readonly refusal: string };

/** Judges the `start` of a stream: the call that it names, its custom parameters, and the address that it comes from. */
export function createStreamCheck(
	{ streamTokens, unsignedCallers, mustHaveStreamToken }: StreamCheckOptions,
	observer: RefusalObserver,
): (
	callSid: string,
	parameters: Readonly<Record<string, string>>,
	address: string,
) => StreamVerdict {
	return (callSid, { token, caller }, address) => {
		if (streamTokens === undefined)
			return { ...unsignedCallers.at(address, caller), hasToken: false };
		if (token === undefined && !mustHaveStreamToken)
			return { callerKey: undefined, addressKey: undefined, hasToken: false };
		const refusal =
			token === undefined
				? "it has no token"
				: streamTokens.whyNot(token, callSid, caller);
		if (refusal === undefined)
			return { callerKey: caller, addressKey: undefined, hasToken: true };
		observer.refused?.("call", "token");
		return { refusal };
	};
}
