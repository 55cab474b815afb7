import { isWithheld } from "./caller-key.js";

const callSid = /^CA[\da-f]{32}$/i;
/**
 * A number, mostly in E.164 and of up to 20 digits where a carrier of one's own sends what it likes; or an address such
 * as `client:ann`, `sip:ann@example.org` or `whatsapp:+15551234567`.
 */
const numberOrAddress =
	/^(?:\+?\d{1,20}|[a-z][a-z\d+.-]{0,15}:\P{Cc}{1,255})$/iu;

/**
 * Whether a form names its call and its caller as Twilio does (its "TwiML for Programmable Voice: requests" page). The auth
 * token signs other requests of Twilio's, too, which are none of a call that rings.
 */
export function isOfRingingCall(form: URLSearchParams): boolean {
	const from = form.get("From")?.trim() ?? "";
	return (
		callSid.test(form.get("CallSid") ?? "") &&
		(numberOrAddress.test(from) || isWithheld(firstWordOf(from)))
	);
}

/** The number or address that was rung; undefined where the form has none as Twilio writes them. */
export function rungIn(form: URLSearchParams): string | undefined {
	const to = form.get("To")?.trim() ?? "";
	return numberOrAddress.test(to) ? to : undefined;
}

/** Some carriers write `Private Number`. */
function firstWordOf(text: string): string {
	return text.split(" ", 1)[0] ?? "";
}
