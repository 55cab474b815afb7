import { randomBytes } from "node:crypto";
import { signedByTwilio } from "../../twilio/signed-by-twilio.js";

/** How a stream comes in: what Twilio sends with its upgrade, and in `start`. */
export interface StreamPass {
	readonly callSid: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly parameters: Readonly<Record<string, string>>;
}

/** Where a server is, and what signs its calls; undefined where nothing is signed. */
export interface Door {
	/** `http://127.0.0.1:PORT`. */
	readonly url: string;
	readonly signed:
		| { readonly authToken: string; readonly publicUrl: string }
		| undefined;
}

/** A new call rings: signed, and by the webhook, where calls are signed. */
export async function ring(door: Door): Promise<StreamPass> {
	const callSid = `CA${randomBytes(16).toString("hex")}`;
	if (door.signed === undefined)
		return { callSid, headers: {}, parameters: {} };
	const digits = randomBytes(4).readUInt32BE().toString().padStart(10, "0");
	const twiml = await answerOfWebhook(door, {
		CallSid: callSid,
		From: `+1${digits.slice(0, 10)}`,
		CallStatus: "ringing",
	});
	return {
		callSid,
		headers: signedUpgrade(door.signed),
		parameters: parametersIn(twiml.text),
	};
}

/** Posts a signed form to the webhook. */
export async function answerOfWebhook(
	{ url, signed }: Door,
	form: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly text: string }> {
	const response = await fetch(`${url}/voice`, {
		method: "POST",
		headers: {
			"X-Twilio-Signature": signed
				? signedByTwilio(signed.authToken, `${signed.publicUrl}/voice`, form)
				: "",
		},
		body: new URLSearchParams(form),
	});
	return { status: response.status, text: await response.text() };
}

/** The signature of a stream, which is the same for every call. */
export function signedUpgrade({
	authToken,
	publicUrl,
}: NonNullable<Door["signed"]>): Record<string, string> {
	const url = `${publicUrl.replace(/^http/, "ws")}/twilio`;
	return { "X-Twilio-Signature": signedByTwilio(authToken, url) };
}

function parametersIn(twiml: string): Record<string, string> {
	const found = twiml.matchAll(/<Parameter name="(\w+)" value="([^"]+)"/g);
	return Object.fromEntries([...found].map(([, name, value]) => [name, value]));
}

/** The address of a WebSocket path. */
export function socketUrl({ url }: Pick<Door, "url">, path: string): string {
	return url.replace(/^http/, "ws") + path;
}
