import twilio from "twilio";
import { expect, test } from "vitest";
import { twilioSignature } from "../../../src/commands/phone/signature.js";

const url = "wss://example.com/twilio";

test("a call is signed as Twilio's own package checks it", () => {
	const signature = twilioSignature(url, "token");
	expect(twilio.validateRequest("token", signature, url, {})).toBe(true);
	expect(twilio.validateRequest("other", signature, url, {})).toBe(false);
	expect(twilio.validateRequest("token", signature, `${url}/x`, {})).toBe(
		false,
	);
});
