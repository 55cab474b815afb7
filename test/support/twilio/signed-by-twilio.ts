import { createHmac } from "node:crypto";

/**
 * The signature that Twilio would send: base64 of the HMAC-SHA1, under the auth token, of the URL and
 * then each parameter's name and value, sorted by name (Twilio's "Webhooks Security" page).
 */
export function signedByTwilio(
	authToken: string,
	url: string,
	parameters: Readonly<Record<string, string>> = {},
): string {
	const pairs = Object.entries(parameters)
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([name, value]) => name + value);
	return createHmac("sha1", authToken)
		.update(url + pairs.join(""))
		.digest("base64");
}

/** The example of that page. */
export const documentedExample = {
	authToken: "12345",
	url: "https://example.com/myapp.php?foo=1&bar=2",
	parameters: {
		CallSid: "CA1234567890ABCDE",
		Caller: "+14158675310",
		Digits: "1234",
		From: "+14158675310",
		To: "+18005551212",
	},
	signature: "L/OH5YylLD5NRKLltdqwSvS0BnU=",
} as const;
