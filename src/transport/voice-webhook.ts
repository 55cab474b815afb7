import type { IncomingMessage, ServerResponse } from "node:http";
import { TLSSocket } from "node:tls";
import type { Logger } from "pino";
import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import { hostAndPort } from "../settings/listener-address.js";
import { type CallDoor, streamOrigin } from "./call-door.js";
import { createCallerKeys } from "./caller-key.js";
import { type FormLimits, type FormReading, readForm } from "./form-body.js";
import { type Health, whyNoCalls } from "./health-pages.js";
import { answerPlainly, type PlainAnswer } from "./plain-answers.js";
import type { RefusalObserver } from "./refusals.js";
import type { StreamTokens } from "./stream-tokens.js";
import { isSignedRequest, signedParameters } from "./twilio-signature.js";

/** What the voice webhook is made from. */
export interface VoiceWebhookOptions {
	readonly twilioAuthToken: string | undefined;
	readonly publicUrl: URL | undefined;
	/** Undefined where nothing is signed. */
	readonly streamTokens: StreamTokens | undefined;
	/** What the caller hears first, and in which of Twilio's languages (`en-GB`, say); by default American English. */
	readonly greeting: string;
	readonly language: string | undefined;
}

/** Who is asked about a call that rings. */
export interface VoiceWebhookHandlers extends Health, RefusalObserver {
	/** Why this caller is turned away, as a sentence to be spoken; undefined when the call is welcome. */
	mayCall?(callerKey: string | undefined): string | undefined;
}

// Twilio sends some 30 parameters, in less than 2 KiB.
const formLimits: FormLimits = { bytes: 65_536, parameters: 500 };

/**
 * `POST /voice`, asked by Twilio when the number rings: greets and connects the call to `/twilio`.
 * The answer depends on nothing but the request, since Twilio may ask more than once for one call.
 */
export function createVoiceWebhook(
	options: VoiceWebhookOptions,
	handlers: VoiceWebhookHandlers,
	lines: Pick<CallDoor, "isFull">,
	log: Logger,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
	const callerKeyOf = createCallerKeys(options.twilioAuthToken);
	return async (request, response) => {
		const reading = await readTrustedForm(request, options);
		if ("isGone" in reading) return;
		if ("refusal" in reading) {
			log.warn({ reason: reading.refusal.sentence }, "webhook refused");
			if (reading.refusal === notSigned)
				handlers.refused?.("call", "signature");
			answerPlainly(response, reading.refusal);
			return;
		}
		const { form } = reading;
		const callSid = form.get("CallSid")?.slice(0, 64);
		const whyNot = whyNoCalls(handlers);
		if (whyNot !== undefined) {
			log.warn({ callSid, reason: whyNot }, "call turned away");
			handlers.refused?.(
				"call",
				handlers.isDraining() ? "draining" : "not_ready",
			);
			// With this status Twilio goes on to the number's fallback URL.
			answerPlainly(response, {
				status: 503,
				sentence: whyNot,
				headers: { "Retry-After": "10" },
			});
			return;
		}
		const callerKey = callerKeyOf(form.get("From"));
		const refusal = handlers.mayCall?.(callerKey);
		const twiml = lines.isFull
			? busy()
			: refusal !== undefined
				? turnAway(refusal, options.language)
				: connect(`${originOf(request, options)}/twilio`, options, {
						token: options.streamTokens?.issue(callSid ?? "", callerKey),
						caller: callerKey,
					});
		if (twiml.answer !== "connected")
			handlers.refused?.("call", twiml.answer === "busy" ? "full" : "tries");
		log.info({ callSid, answer: twiml.answer }, "call answered");
		response.writeHead(200, { "Content-Type": "text/xml; charset=utf-8" });
		response.end(twiml.xml);
	};
}

const onlyPost: PlainAnswer = {
	status: 405,
	sentence: "Only POST is understood here.",
	headers: { Allow: "POST" },
};
const notSigned: PlainAnswer = {
	status: 403,
	sentence: "The request is not signed by Twilio.",
};

async function readTrustedForm(
	request: IncomingMessage,
	options: VoiceWebhookOptions,
): Promise<FormReading> {
	if (request.method !== "POST") return { refusal: onlyPost };
	const reading = await readForm(request, formLimits);
	return "form" in reading && !isFromTwilio(request, reading.form, options)
		? { refusal: notSigned }
		: reading;
}

interface Twiml {
	readonly answer: "connected" | "refused" | "busy";
	readonly xml: string;
}

function connect(
	url: string,
	{ greeting, language }: VoiceWebhookOptions,
	parameters: Readonly<Record<string, string | undefined>>,
): Twiml {
	const twiml = new VoiceResponse();
	say(twiml, greeting, language);
	const stream = twiml.connect().stream({ url });
	for (const [name, value] of Object.entries(parameters))
		if (value !== undefined) stream.parameter({ name, value });
	return { answer: "connected", xml: twiml.toString() };
}

function turnAway(refusal: string, language: string | undefined): Twiml {
	const twiml = new VoiceResponse();
	say(twiml, refusal, language);
	twiml.hangup();
	return { answer: "refused", xml: twiml.toString() };
}

// Twilio does not charge for a call that is rejected before it was answered (TwiML `<Reject>`).
function busy(): Twiml {
	const twiml = new VoiceResponse();
	twiml.reject({ reason: "busy" });
	return { answer: "busy", xml: twiml.toString() };
}

function say(
	twiml: VoiceResponse,
	text: string,
	language: string | undefined,
): void {
	// The builder's list of languages is older than Twilio's.
	type Language = NonNullable<VoiceResponse.SayAttributes["language"]>;
	const attributes = language ? { language: language as Language } : {};
	twiml.say(attributes, speakable(text));
}

// The TwiML builder throws at characters that XML does not have.
function speakable(text: string): string {
	return text.replace(/[\p{Cc}\p{Surrogate}\uFFFE\uFFFF]/gu, " ");
}

function isFromTwilio(
	request: IncomingMessage,
	form: URLSearchParams,
	{ twilioAuthToken, publicUrl }: VoiceWebhookOptions,
): boolean {
	if (twilioAuthToken === undefined) return true;
	if (publicUrl === undefined) return false;
	return isSignedRequest(
		twilioAuthToken,
		request.headers["x-twilio-signature"],
		publicUrl.origin + request.url,
		signedParameters(form),
	);
}

// The `Host` header is the caller's word; the address that was reached is a fact.
function originOf(
	{ socket }: IncomingMessage,
	{ publicUrl }: VoiceWebhookOptions,
): string {
	if (publicUrl !== undefined) return streamOrigin(publicUrl);
	const host = (socket.localAddress ?? "").replace(/^::ffff:(?=[\d.]+$)/, "");
	const scheme = socket instanceof TLSSocket ? "wss" : "ws";
	return `${scheme}://${hostAndPort({ host, port: socket.localPort ?? 0 })}`;
}
