import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import { type ServerHealth, whyNoCalls } from "../health-pages.js";
import type { RefusalReason } from "../refusals.js";

/** A call that rings, as Twilio tells of it. */
export interface RingingCall {
	readonly callSid: string | undefined;
	/** Undefined for a caller who withholds the number. */
	readonly callerKey: string | undefined;
	/** The number that was rung, where that is known. */
	readonly to: string | undefined;
	/** Where the request comes from, as `PeerAddresses` tells it. */
	readonly address: string;
}

/** Who is asked about a call that rings. */
export interface CallJudges extends ServerHealth {
	/** Why this caller is turned away, as a sentence to be spoken; undefined when the call is welcome. */
	mayCall?(callerKey: string | undefined, address: string): string | undefined;
	/** Whether a character answers calls to this number, where nobody is asked for a code. */
	hasCharacter?(to: string | undefined): boolean;
}

/** Why a call that rings is not connected. */
interface Refusal {
	readonly why: RefusalReason;
	/** Spoken to a caller who is refused, and sent to Twilio for a call that is turned away. */
	readonly sentence: string;
}

/** What becomes of a call that rings. One that is turned away may be taken by another server. */
export type CallVerdict =
	| {
			readonly answer: "connected";
			/** A character answers, who says what the caller hears first. */
			readonly isToCharacter: boolean;
	  }
	| ({ readonly answer: "busy" } & Pick<Refusal, "why">)
	| ({ readonly answer: "refused" } & Refusal)
	| ({ readonly answer: "turned away" } & Refusal);

/**
 * Judges a call that rings. The verdict depends on nothing but what is asked now, since Twilio may ask more
 * than once for one call. `isFull`: no place is left for one more call.
 */
export function judgeCall(
	{ callerKey, to, address }: RingingCall,
	judges: CallJudges,
	isFull: boolean,
): CallVerdict {
	const whyNoneNow = whyNoCalls(judges);
	if (whyNoneNow !== undefined) {
		const why = judges.isDraining() ? "draining" : "not_ready";
		return { answer: "turned away", why, sentence: whyNoneNow };
	}
	if (isFull) return { answer: "busy", why: "full" };
	// Codes are not what such a call is for; whoever may try none is told so when it comes to that.
	const isToCharacter = judges.hasCharacter?.(to) ?? false;
	const refusal = isToCharacter
		? undefined
		: judges.mayCall?.(callerKey, address);
	return refusal === undefined
		? { answer: "connected", isToCharacter }
		: { answer: "refused", why: "tries", sentence: refusal };
}

/** What a caller hears, and in which of Twilio's languages (`en-GB`, say); by default American English. */
export interface Spoken {
	readonly text: string;
	readonly language: string | undefined;
}

/** The stream that a call is connected to. A custom parameter that is undefined is left out. */
export interface StreamTarget {
	readonly url: string;
	readonly parameters: Readonly<Record<string, string | undefined>>;
}

/** TwiML that greets the caller, where somebody is to be greeted, and connects the call to a stream. */
export function connectingTwiml(
	greeting: Spoken | undefined,
	{ url, parameters }: StreamTarget,
): string {
	const twiml = new VoiceResponse();
	if (greeting !== undefined) say(twiml, greeting);
	const stream = twiml.connect().stream({ url });
	for (const [name, value] of Object.entries(parameters))
		if (value !== undefined) stream.parameter({ name, value });
	return twiml.toString();
}

/** TwiML that tells the caller why not, and hangs up. */
export function refusingTwiml(refusal: Spoken): string {
	const twiml = new VoiceResponse();
	say(twiml, refusal);
	twiml.hangup();
	return twiml.toString();
}

/** TwiML of the busy tone. Twilio does not charge for a call that is rejected before it was answered (TwiML `<Reject>`). */
export function busyTwiml(): string {
	const twiml = new VoiceResponse();
	twiml.reject({ reason: "busy" });
	return twiml.toString();
}

function say(twiml: VoiceResponse, { text, language }: Spoken): void {
	// The builder's list of languages is older than Twilio's.
	type Language = NonNullable<VoiceResponse.SayAttributes["language"]>;
	const attributes = language ? { language: language as Language } : {};
	twiml.say(attributes, speakable(text));
}

// The TwiML builder throws at characters that XML does not have.
function speakable(text: string): string {
	return text.replace(/[\p{Cc}\p{Surrogate}\uFFFE\uFFFF]/gu, " ");
}
