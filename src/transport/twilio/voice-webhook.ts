import type { IncomingMessage, ServerResponse } from "node:http";
import { TLSSocket } from "node:tls";
import type { Logger } from "pino";
import { type LineWriter, SparingLog } from "../../limits/sparing-log.js";
import { beginningOf } from "../../protocol/whole-characters.js";
import { hostAndPort } from "../../settings/listener-address.js";
import type { PeerAddresses } from "../peers/peer-address.js";
import { isFromAnotherSite, type OwnSite } from "../peers/same-site.js";
import { answerPlainly, onlyPost, type PlainAnswer } from "../plain-answers.js";
import type { RefusalObserver, RefusalReason } from "../refusals.js";
import { type CallDoor, streamOrigin } from "./call-door.js";
import { createCallerKeys } from "./caller-key.js";
import { type FormLimits, type FormReading, readForm } from "./form-body.js";
import {
	busyTwiml,
	type CallJudges,
	type CallVerdict,
	connectingTwiml,
	judgeCall,
	type RingingCall,
	refusingTwiml,
	type StreamTarget,
} from "./ringing-calls.js";
import { isOfRingingCall, rungIn } from "./ringing-form.js";
import type { StreamTokens } from "./stream-tokens.js";
import { isSignedRequest, signedParameters } from "./twilio-signature.js";

/** What the voice webhook is made from. */
export interface VoiceWebhookOptions extends OwnSite {
	readonly twilioAuthToken: string | undefined;
	/** Undefined where nothing is signed. */
	readonly streamTokens: StreamTokens | undefined;
	/** What the caller hears first, and in which of Twilio's languages (`en-GB`, say); by default American English. */
	readonly greeting: string;
	readonly language: string | undefined;
	readonly peers: PeerAddresses;
}

/** Who is asked about a call that rings, and told if it is not let in. */
export interface VoiceWebhookHandlers extends CallJudges, RefusalObserver {}

// Twilio sends some 30 parameters, in less than 2 KiB.
const formLimits: FormLimits = { bytes: 65_536, parameters: 500 };

/** `POST /voice`, asked by Twilio when the number rings: greets, unless a character answers, and connects the call to `/twilio`. */
export function createVoiceWebhook(
	options: VoiceWebhookOptions,
	handlers: VoiceWebhookHandlers,
	room: Pick<CallDoor, "isFull">,
	log: Logger,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
	const callerKeyOf = createCallerKeys(options.twilioAuthToken);
	const sparingLog = new SparingLog(log);
	// Where nothing is signed, anybody may ring, as often as they like.
	const answerLog = options.twilioAuthToken === undefined ? sparingLog : log;
	return async (request, response) => {
		const reading = await readTrustedForm(request, options);
		if ("isGone" in reading) return;
		if ("refusal" in reading) {
			noteRefusal(reading.refusal, handlers, sparingLog);
			answerPlainly(response, reading.refusal);
			return;
		}
		const address = options.peers.of(request);
		const call = { ...callIn(reading.form, callerKeyOf), address };
		const verdict = judgeCall(call, handlers, room.isFull);
		noteVerdict(verdict, call, handlers, answerLog);
		if (verdict.answer === "turned away")
			answerPlainly(response, comeAgain(verdict.sentence));
		else
			answerTwiml(
				response,
				twimlFor(verdict, options, () => targetOf(call, request, options)),
			);
	};
}

const notSigned: PlainAnswer = {
	status: 403,
	sentence: "The request is not signed by Twilio.",
};
const foreign: PlainAnswer = {
	status: 403,
	sentence: "Another site's page may not ring here.",
};
const unusual: PlainAnswer = {
	status: 400,
	sentence: "The form has no CallSid and From as Twilio sends them.",
};
/** Why a webhook is refused that might have been a call. */
const reasons = new Map<PlainAnswer, RefusalReason>([
	[notSigned, "signature"],
	[foreign, "origin"],
	[unusual, "form"],
]);

async function readTrustedForm(
	request: IncomingMessage,
	options: VoiceWebhookOptions,
): Promise<FormReading> {
	if (request.method !== "POST") return { refusal: onlyPost };
	const reading = await readForm(request, formLimits);
	if (!("form" in reading)) return reading;
	const refusal = whyNotTrusted(request, reading.form, options);
	return refusal ? { refusal } : reading;
}

function whyNotTrusted(
	request: IncomingMessage,
	form: URLSearchParams,
	options: VoiceWebhookOptions,
): PlainAnswer | undefined {
	if (options.twilioAuthToken === undefined)
		return isFromAnotherSite(request, options) ? foreign : undefined;
	if (!isFromTwilio(request, form, options, options.twilioAuthToken))
		return notSigned;
	return isOfRingingCall(form) ? undefined : unusual;
}

function noteRefusal(
	refusal: PlainAnswer,
	observer: RefusalObserver,
	log: SparingLog,
): void {
	const { sentence: reason } = refusal;
	log.warn({ reason }, "webhook refused", reason);
	const why = reasons.get(refusal);
	if (why !== undefined) observer.refused?.("call", why);
}

function callIn(
	form: URLSearchParams,
	callerKeyOf: (from: string | null) => string | undefined,
): Omit<RingingCall, "address"> {
	const callSid = form.get("CallSid");
	return {
		callSid: callSid === null ? undefined : beginningOf(callSid, 64),
		callerKey: callerKeyOf(form.get("From")),
		to: rungIn(form),
	};
}

function noteVerdict(
	verdict: CallVerdict,
	{ callSid }: RingingCall,
	observer: RefusalObserver,
	log: LineWriter,
): void {
	if (verdict.answer !== "connected") observer.refused?.("call", verdict.why);
	if (verdict.answer === "turned away")
		log.warn({ callSid, reason: verdict.sentence }, "call turned away");
	else log.info({ callSid, answer: verdict.answer }, "call answered");
}

/** With this status Twilio goes on to the number's fallback URL. */
function comeAgain(sentence: string): PlainAnswer {
	return { status: 503, sentence, headers: { "Retry-After": "10" } };
}

function answerTwiml(response: ServerResponse, twiml: string): void {
	response.writeHead(200, { "Content-Type": "text/xml; charset=utf-8" });
	response.end(twiml);
}

function twimlFor(
	verdict: Exclude<CallVerdict, { answer: "turned away" }>,
	{ greeting, language }: VoiceWebhookOptions,
	target: () => StreamTarget,
): string {
	switch (verdict.answer) {
		case "busy":
			return busyTwiml();
		case "refused":
			return refusingTwiml({ text: verdict.sentence, language });
		case "connected":
			return connectingTwiml(
				verdict.isToCharacter ? undefined : { text: greeting, language },
				target(),
			);
	}
}

function targetOf(
	{ callSid = "", callerKey, to }: RingingCall,
	request: IncomingMessage,
	options: VoiceWebhookOptions,
): StreamTarget {
	const token = options.streamTokens?.issue(callSid, callerKey);
	return {
		url: `${originOf(request, options)}/twilio`,
		parameters: { token, caller: callerKey, to },
	};
}

function isFromTwilio(
	request: IncomingMessage,
	form: URLSearchParams,
	{ publicUrl }: VoiceWebhookOptions,
	twilioAuthToken: string,
): boolean {
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
