import { createHmac } from "node:crypto";

/**
 * The value of `X-Twilio-Signature` for a WebSocket upgrade: HMAC-SHA1 of the URL with the account's
 * token, in base64 (Twilio's "Security" page; an upgrade has no parameters to add).
 */
export function twilioSignature(url: string, authToken: string): string {
	return createHmac("sha1", authToken).update(url).digest("base64");
}
