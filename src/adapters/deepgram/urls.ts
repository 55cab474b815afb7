import { inWholeCharacters } from "../../protocol/whole-characters.js";
import { telephoneSound } from "../sound/mulaw.js";
import type { AskedFor } from "./messages.js";

/** Where a listen socket is dialled to, and which messages the operator's own query asked for. */
export interface ListenUrl {
	readonly url: string;
	readonly asked: AskedFor;
	/** It speaks the protocol of Flux, listen v2. */
	readonly isFlux: boolean;
	/** How long silence ends a turn anyway, in milliseconds; of Flux only. */
	readonly turnTimeoutMs: number;
	/** The operator leaves it to the server how sure Flux must be that a turn has ended. */
	readonly mayChooseThreshold: boolean;
}

/** What is expected to be said. */
export interface ExpectedSpeech {
	/** A pairing code, in which people pause. */
	readonly isCode: boolean;
	/** The words that the game expects. */
	readonly words: readonly string[];
}

/** Deepgram's own, where the query names none. */
const usualTurnTimeoutMs = 5_000;

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
	return {
		url: withUnsaid(said, query, wanted),
		asked,
		isFlux,
		turnTimeoutMs: Number(query.get("eot_timeout_ms")) || usualTurnTimeoutMs,
		mayChooseThreshold: isFlux && !query.has("eot_threshold"),
	};
}

/**
 * The operator's speak URL unchanged, with the telephone's kind of sound added where it names none.
 * A `voice` takes the place of the operator's: to Deepgram it is the model.
 */
export function speakUrl(said: string, voice?: string): string {
	const url = voice === undefined ? said : withVoice(said, voice);
	return withUnsaid(url, new URL(url).searchParams, telephoneSound);
}

/** Whether a speak URL is of Flux TTS, speak v2. */
export function isFluxSpeakUrl(url: string): boolean {
	return new URL(url).pathname.endsWith("/v2/speak");
}

/**
 * Why there is no such voice at this speak URL; undefined where there may be. Aura's voices are at speak v1 alone, and those
 * of Flux at v2 (Deepgram's page "Flux TTS Feature Overview").
 */
export function whyNoVoice(
	url: string,
	voice: string | undefined,
): string | undefined {
	const { pathname } = new URL(url);
	const [family] = /^(?:aura|flux)(?=-)/.exec(voice ?? "") ?? [];
	if (family === "flux" && pathname.endsWith("/v1/speak"))
		return "the voices of Flux are at /v2/speak";
	if (family === "aura" && pathname.endsWith("/v2/speak"))
		return "the voices of Aura are at /v1/speak";
	return undefined;
}

function withVoice(said: string, voice: string): string {
	const [address = "", ...query] = said.split(/[?&]/);
	const others = query.filter((each) => !/^model(?:=|$)/.test(each));
	const model = `model=${encoded(voice)}`;
	return `${address}?${[model, ...others].join("&")}`;
}

/** The same with what is expected, where the model can be told of it. */
export function withExpectation(
	listen: ListenUrl,
	{ isCode, words }: ExpectedSpeech,
): string {
	const { url } = listen;
	// Flux's own threshold is not said to it.
	const threshold = isCode ? thresholdFor(listen, isCode) : undefined;
	return [
		url,
		...(threshold === undefined ? [] : [`eot_threshold=${threshold}`]),
		...(takesKeyterms(url) ? words : []).map(
			(word) => `keyterm=${encoded(word)}`,
		),
	].join("&");
}

/**
 * How sure Flux must be that a turn has ended (0.5 to 1, by itself 0.7): surer while a code is said, which people
 * read in groups (Deepgram's page "End-of-Turn Configuration"). Undefined where that is not the server's to say.
 */
export function thresholdFor(
	{ mayChooseThreshold }: ListenUrl,
	isCode: boolean,
): number | undefined {
	if (!mayChooseThreshold) return undefined;
	return isCode ? 0.9 : 0.7;
}

/**
 * The languages that are understood at this listen URL, such as "en-US"; none where it may be any. Deepgram's own without
 * a word of it is English (its pages "Language" and "Models"); a model of Flux has it in its name, or understands several, of
 * which the query may name some (`language_hint`).
 */
export function languagesOf(said: string): readonly string[] {
	const { searchParams: query } = new URL(said);
	const flux = /^flux-\w+-(\w+)/.exec(query.get("model") ?? "");
	const named = flux?.[1] ?? query.get("language") ?? "en";
	if (query.get("detect_language") === "true") return [];
	return named === "multi" ? query.getAll("language_hint") : [named];
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
