/** What Twilio is told to do with a call that rings. */
export type Answer =
	| {
			readonly kind: "connect";
			/** Spoken before the call is connected. */
			readonly greeting: string;
			/** The path of the stream, on this page's own server. */
			readonly path: string;
			readonly parameters: Readonly<Record<string, string>>;
	  }
	| { readonly kind: "refuse"; readonly sentence: string };

/**
 * Rings: asks the server's voice webhook what to do, as Twilio does when the number is called. Rejects
 * with a sentence for people. `to`: the number that is rung, where it matters.
 */
export async function ring(callSid: string, to?: string): Promise<Answer> {
	const response = await askServer(callSid, to);
	if (response.status === 503) return refusal(await response.text());
	if (!response.ok)
		throw new Error(`The server did not take the call (${response.status}).`);
	return answerIn(await response.text());
}

async function askServer(
	callSid: string,
	to: string | undefined,
): Promise<Response> {
	const ringing = { CallSid: callSid, CallStatus: "ringing" };
	try {
		return await fetch("/voice", {
			method: "POST",
			body: new URLSearchParams(
				to === undefined ? ringing : { ...ringing, To: inE164(to) },
			),
		});
	} catch {
		throw new Error("The server cannot be reached.");
	}
}

/** A number as Twilio writes it: without what makes it easy to read. */
function inE164(number: string): string {
	return number.replace(/[^+\d]/g, "");
}

function answerIn(twiml: string): Answer {
	const xml = new DOMParser().parseFromString(twiml, "text/xml");
	const said = [...xml.querySelectorAll("Say")]
		.map((say) => say.textContent)
		.join(" ");
	const url = xml.querySelector("Connect > Stream")?.getAttribute("url");
	if (!url) return refusal(said || "The line is busy. Try again in a moment.");
	const parameters = [...xml.querySelectorAll("Stream > Parameter")].map(
		(each) => [each.getAttribute("name"), each.getAttribute("value")],
	);
	return {
		kind: "connect",
		greeting: said,
		path: new URL(url).pathname,
		parameters: Object.fromEntries(parameters),
	};
}

function refusal(sentence: string): Answer {
	return { kind: "refuse", sentence };
}
