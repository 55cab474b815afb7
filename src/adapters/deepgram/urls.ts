import { inWholeCharacters } from "../../protocol/whole-characters.js";
import { telephoneSound } from "../sound/mulaw.js";
import type { AskedFor } from "./messages.js";

/** Where a listen socket is dialled to, and which messages the operator's own query asked for. */
export interface ListenUrl {
	readonly url: string;
	readonly asked: AskedFor;
	/** It speaks the protocol of Flux, listen v2, whose results this server does not read. */
	readonly isFlux: boolean;
}

/**
 * The operator's listen URL unchanged, with what it leaves out added at its end: interim results
 * and voice activity for quick pairing and barge-in, and a pause that a speaker may make.
 */
export function listenUrl(said: string): ListenUrl {
	const { pathname, searchParams: query } = new URL(said);
	const asked = {
		interims: isOn(query, "interim_results"),
		speechStarts: isOn(query, "vad_events"),
		utteranceEnds: query.has("utterance_end_ms"),
	};
	const isFlux = pathname.endsWith("/v2/listen");
	// Flux takes none of the rest: it would refuse the request.
	const wanted = isFlux
		? telephoneSound
		: { ...telephoneSound, channels: "1", ...listenWishes(query) };
	return { url: withUnsaid(said, query, wanted), asked, isFlux };
}

/**
 * The operator's speak URL unchanged, with the telephone's kind of sound added where it names none.
 * A `voice` takes the place of the operator's: to Deepgram it is the model.
 */
export function speakUrl(said: string, voice?: string): string {
	const url = voice === undefined ? said : withVoice(said, voice);
	return withUnsaid(url, new URL(url).searchParams, telephoneSound);
}

function withVoice(said: string, voice: string): string {
	const [address = "", ...query] = said.split(/[?&]/);
	const others = query.filter((each) => !/^model(?:=|$)/.test(each));
	const model = `model=${encoded(voice)}`;
	return `${address}?${[model, ...others].join("&")}`;
}

/** The same with words that the game expects, where the model can be told of them. */
export function withKeyterms(url: string, keyterms: readonly string[]): string {
	const terms = keyterms.map((term) => `&keyterm=${encoded(term)}`);
	return takesKeyterms(url) ? url + terms.join("") : url;
}

/** `encodeURIComponent` throws at half a character. */
function encoded(text: string): string {
	return encodeURIComponent(inWholeCharacters(text));
}

/** Whether the model of this listen URL can be told which words to expect (Deepgram's page "Keyterm Prompting"). */
export function takesKeyterms(url: string): boolean {
	const model = new URL(url).searchParams.get("model") ?? "";
	return /^(nova-3|flux)/.test(model);
}

function listenWishes(query: URLSearchParams): Record<string, string> {
	const hasInterims =
		isOn(query, "interim_results") || !query.has("interim_results");
	return {
		interim_results: "true",
		vad_events: "true",
		endpointing: "300",
		// Deepgram finds these gaps in interim results, and refuses `utterance_end_ms` without `interim_results`.
		...(hasInterims ? { utterance_end_ms: "1000" } : {}),
		...(namesAnotherModel(query) ? {} : { model: "nova-3" }),
	};
}

/** `tier` and `keywords` belong to models older than Nova-3, and Nova-3 does not know every language. */
function namesAnotherModel(query: URLSearchParams): boolean {
	const language = query.get("language") ?? "en";
	return query.has("tier") || query.has("keywords") || !/^en\b/i.test(language);
}

/** Deepgram documents `true` and `false`; a parameter that is given twice is on if both say so. */
function isOn(query: URLSearchParams, name: string): boolean {
	const values = query.getAll(name);
	return (
		values.length > 0 && values.every((value) => /^true$/i.test(value.trim()))
	);
}

function withUnsaid(
	said: string,
	query: URLSearchParams,
	wanted: Readonly<Record<string, string>>,
): string {
	const unsaid = Object.entries(wanted)
		.filter(([name]) => !query.has(name))
		.map(([name, value]) => `${name}=${value}`);
	const mark = said.includes("?") ? (/[?&]$/.test(said) ? "" : "&") : "?";
	return unsaid.length === 0 ? said : said + mark + unsaid.join("&");
}
