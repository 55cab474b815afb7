import { type Fields, fieldsOf, parsedJson } from "../../protocol/json.js";
import { beginningOf } from "../../protocol/whole-characters.js";

/** What a server may say on a media stream, and `refused` for all that Twilio would not take. */
export type FromServer =
	| { readonly event: "media"; readonly audio: Buffer }
	| { readonly event: "mark"; readonly name: string }
	| { readonly event: "clear" }
	| { readonly event: "refused"; readonly why: string };

/**
 * Reads one message of a server as strictly as Twilio does: text frames of JSON, only `media`,
 * `mark` and `clear`, the stream's own `streamSid`, no missing and no extra field (Twilio's warnings
 * 31950 and 31951).
 */
export function readFromServer(
	message: Buffer,
	isBinary: boolean,
	streamSid: string,
): FromServer {
	if (isBinary) return refused("a binary message");
	const fields = fieldsOf(parsedJson(message.toString()));
	if (fields === undefined) return refused("a text that is no JSON object");
	if (fields.streamSid !== streamSid) {
		return refused(`streamSid ${quote(fields.streamSid)}, not ${streamSid}`);
	}
	switch (fields.event) {
		case "media":
			return readMedia(fields);
		case "mark":
			return readMark(fields);
		case "clear":
			return wrongFields(fields, ["event", "streamSid"]) ?? { event: "clear" };
		default:
			return refused(`event ${quote(fields.event)}`);
	}
}

function readMedia(fields: Fields): FromServer {
	const wrong = wrongFields(fields, ["event", "streamSid", "media"]);
	if (wrong !== undefined) return wrong;
	const media = fieldsOf(fields.media);
	if (media === undefined) return refused("media that is no object");
	const audio = audioOf(media.payload);
	if (audio === undefined) {
		return refused("media whose payload is not base64 of at least one byte");
	}
	return wrongFields(media, ["payload"]) ?? { event: "media", audio };
}

function audioOf(payload: unknown): Buffer | undefined {
	if (typeof payload !== "string" || payload === "") return undefined;
	const audio = Buffer.from(payload, "base64");
	return audio.toString("base64") === payload ? audio : undefined;
}

function readMark(fields: Fields): FromServer {
	const wrong = wrongFields(fields, ["event", "streamSid", "mark"]);
	if (wrong !== undefined) return wrong;
	const mark = fieldsOf(fields.mark);
	if (mark === undefined) return refused("a mark that is no object");
	const { name } = mark;
	if (typeof name !== "string" || name === "") {
		return refused("a mark without a name");
	}
	return wrongFields(mark, ["name"]) ?? { event: "mark", name };
}

function wrongFields(
	fields: Fields,
	expected: readonly string[],
): FromServer | undefined {
	const extra = Object.keys(fields).find((name) => !expected.includes(name));
	if (extra !== undefined) return refused(`the extra field ${quote(extra)}`);
	const missing = expected.find((name) => !Object.hasOwn(fields, name));
	return missing === undefined
		? undefined
		: refused(`no field ${quote(missing)}`);
}

function quote(value: unknown): string {
	return beginningOf(JSON.stringify(value) ?? "undefined", 80);
}

function refused(why: string): FromServer {
	return { event: "refused", why };
}
