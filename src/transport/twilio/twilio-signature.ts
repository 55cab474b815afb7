import { validateRequest } from "twilio/lib/webhooks/webhooks.js";

/** Parameters of a form, decoded; a name that came more than once has a list. */
export type SignedParameters = Readonly<Record<string, string | string[]>>;

/**
 * Whether Twilio signed this webhook request: `url` as Twilio was given it, with the raw request
 * target, and all parameters of the form (Twilio's "Webhooks Security" page).
 */
export function isSignedRequest(
	authToken: string,
	signature: string | string[] | undefined,
	url: string,
	parameters: SignedParameters,
): boolean {
	if (typeof signature !== "string" || signature === "") return false;
	try {
		return validateRequest(authToken, signature, url, parameters);
	} catch {
		// It throws at a URL that it cannot parse; whoever sent that is not Twilio.
		return false;
	}
}

/**
 * Whether Twilio signed this WebSocket upgrade. There are no parameters, and the URL may have been
 * signed with a slash at its end that was not sent (same page, "WebSockets").
 */
export function isSignedUpgrade(
	authToken: string,
	signature: string | string[] | undefined,
	url: string,
): boolean {
	return [url, `${url}/`].some((candidate) =>
		isSignedRequest(authToken, signature, candidate, {}),
	);
}

/** The decoded parameters of a form, with every value of a name that came more than once. */
export function signedParameters(form: URLSearchParams): SignedParameters {
	// Without a prototype, so that a parameter may be called `__proto__`.
	const parameters: Record<string, string | string[]> = Object.create(null);
	for (const [name, value] of form) {
		const known = parameters[name];
		if (known === undefined) parameters[name] = value;
		else if (typeof known === "string") parameters[name] = [known, value];
		else known.push(value);
	}
	return parameters;
}
