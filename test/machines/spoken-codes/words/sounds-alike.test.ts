/**
 * The measurement behind the tolerance for misheard words. `sounds-alike.jsonl` was drawn from the CMU
 * dictionary: 200 pairs of common words with the same pronunciation (chosen at random; abbreviations such
 * as "corps" and "sgt" among them), the words among the 20,000 commonest that are one similar sound away
 * from one of 139 likely codes, and the 2,000 commonest that are not part of the talk around a code.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minAlikeness } from "../../../../src/machines/spoken-codes/words/misheard-words.js";
import {
	alikeness,
	soundOf,
} from "../../../../src/machines/spoken-codes/words/sounds-alike.js";
import { linesOf } from "../../../support/deepgram/transcripts.js";
import {
	propertyRuns,
	someOf,
} from "../../../support/randomness/property-runs.js";

type Line =
	| { readonly kind: "same" | "near"; code: string; heard: string }
	| { readonly kind: "codes" | "common"; words: readonly string[] };

const lines = linesOf<Line>("sounds-alike.jsonl");

function pairsOf(kind: "same" | "near"): readonly [string, string][] {
	return lines.flatMap((line): [string, string][] =>
		line.kind === kind ? [[line.code, line.heard]] : [],
	);
}

function wordsOf(kind: "codes" | "common"): readonly string[] {
	return lines.flatMap((line) => (line.kind === kind ? line.words : []));
}

const soundOfWord = new Map<string, string>();

/** Each word is of many pairs, and finding its sound takes the most time. */
function knownSoundOf(word: string): string {
	const sound = soundOfWord.get(word) ?? soundOf(word);
	soundOfWord.set(word, sound);
	return sound;
}

function passes(code: string, heard: string): boolean {
	return alikeness(knownSoundOf(code), knownSoundOf(heard)) >= minAlikeness;
}

function sharePassing(pairs: readonly [string, string][]): number {
	return pairs.filter((pair) => passes(...pair)).length / pairs.length;
}

describe("the tolerance for misheard words, measured", () => {
	test("lets pass nine of ten words that are pronounced the same", () => {
		expect(sharePassing(pairsOf("same"))).toBeGreaterThanOrEqual(0.9);
	});

	test("lets pass six of ten words that are one similar sound away", () => {
		expect(sharePassing(pairsOf("near"))).toBeGreaterThanOrEqual(0.6);
	});

	test("lets pass one of 10,000 other words", () => {
		const near = new Set(pairsOf("near").map((pair) => pair.join(" ")));
		const codes = wordsOf("codes");
		const pairs = codes.flatMap((code) =>
			wordsOf("common").map((word): [string, string] => [code, word]),
		);
		const others = pairs.filter(
			([code, word]) => !near.has(`${code} ${word}`) && word !== `${code}s`,
		);
		expect(others.length).toBeGreaterThan(250_000);
		expect(sharePassing(someOf(others))).toBeLessThanOrEqual(1 / 10_000);
	});
});

describe("how alike words sound", () => {
	test.each([
		["highway", "hiway"],
		["lodging", "lodgeing"],
		["edgy", "edgey"],
		["aged", "agd"],
		["paste", "payst"],
		["brrr", "brr"],
		["O'Hara", "ohara"],
		["bear", "bare"],
		["phone", "fone"],
		["quay", "kway"],
		["banana", "bannana"],
		["knight", "night"],
		["gnome", "nome"],
		["pneumatic", "neumatic"],
		["wrist", "rist"],
		["rhino", "rino"],
		["psalm", "salm"],
		["whale", "wale"],
		["xylophone", "zylophone"],
		["caught", "caut"],
		["daughter", "dauter"],
		["straight", "strait"],
		["height", "hite"],
		["sigh", "sy"],
		["dough", "dou"],
		["ghost", "gost"],
		["aghast", "agast"],
		["reign", "rain"],
		["campaign", "campain"],
		["nation", "nashun"],
		["version", "vershun"],
		["special", "speshul"],
		["social", "soshul"],
		["partial", "parshul"],
		["school", "skool"],
		["chrome", "krome"],
		["chlorine", "klorine"],
		["anchor", "ankor"],
		["catch", "cach"],
		["shell", "shel"],
		["photo", "foto"],
		["badge", "bad"],
		["rocket", "roket"],
		["queen", "kween"],
		["iraq", "irak"],
		["taxi", "taksi"],
		["city", "sity"],
		["icy", "isy"],
		["cobra", "kobra"],
		["lamb", "lam"],
		["walk", "wauk"],
		["folk", "foke"],
		["half", "haf"],
		["apple", "appul"],
		["turtle", "turtul"],
		["played", "plade"],
		["jumped", "jumpd"],
		["whales", "wails"],
		["late", "lait"],
		["snow", "sno"],
		["day", "dai"],
		["gym", "gim"],
		["bird", "berd"],
		["hair", "hare"],
		["seat", "seet"],
		["peace", "piece"],
		["boat", "bote"],
		["rabbit", "rabit"],
		["pillow", "pilo"],
	])("%s and %s: the same", (one, other) => {
		expect(alikeness(soundOf(one), soundOf(other))).toBe(1);
	});

	test.each([
		["tiger", "banana"],
		["apple", "orange"],
		["bear", "rabbit"],
	])("%s and %s: hardly", (one, other) => {
		expect(alikeness(soundOf(one), soundOf(other))).toBeLessThan(0.6);
	});

	test.each([
		["ignore", "ainore"],
		["chin", "in"],
		["match", "mat"],
		["thin", "in"],
		["tablet", "tabult"],
		["ingredient", "ingrdient"],
		["shred", "shrd"],
		["darkness", "darness"],
		["signal", "sinal"],
		["hypnotic", "hynotic"],
		["rawhide", "rawide"],
		["overhaul", "overaul"],
		["capsule", "casule"],
		["taxi", "tazi"],
		["cat", "sat"],
		["thin", "tin"],
		["chin", "shin"],
		["number", "numer"],
		["combat", "comat"],
		["amber", "amer"],
		["milk", "mik"],
		["silk", "sik"],
		["help", "hep"],
		["chair", "kair"],
		["school", "shool"],
		["wanted", "wand"],
		["red", "rd"],
		["the", "th"],
		["bee", "b"],
	])("%s and %s: not the same", (one, other) => {
		expect(alikeness(soundOf(one), soundOf(other))).toBeLessThan(1);
	});

	/** How alike two sounds are between vowels. */
	function between(one: string, other: string): number {
		return alikeness(`a${one}a`, `a${other}a`);
	}

	test.each(
		"sz gj bp dt gk fv mn CS Ck Cj Tf Td Tt"
			.split(" ")
			.map((pair) => [...pair]),
	)("%s is more like %s than like l, both ways", (one = "", other = "") => {
		expect(between(one, other)).toBe(between(other, one));
		expect(between(one, other)).toBeGreaterThan(between(one, "l"));
		expect(between(one, other)).toBeLessThan(1);
	});

	test("s and z, or g and j, are hardly told apart", () => {
		expect(between("s", "z")).toBeGreaterThan(between("b", "p"));
		expect(between("g", "j")).toBeGreaterThan(between("b", "p"));
	});

	test("vowels are more alike than any consonants", () => {
		expect(alikeness("bab", "bib")).toBeGreaterThan(alikeness("sab", "zab"));
	});

	test.each([
		["b", "bl", 0.5],
		["l", "blbl", 0.25],
		["blbl", "l", 0.25],
		["b", "bi", 0.7],
		["b", "bh", 0.7],
		["bi", "b", 0.7],
	])("%s and %s differ by what one has more: %d", (one, other, alike) => {
		expect(alikeness(one, other)).toBeCloseTo(alike, 10);
	});

	test("thin is more like fin than like bin", () => {
		const like = (word: string) => alikeness(soundOf("thin"), soundOf(word));
		expect(like("fin")).toBeGreaterThan(0.8);
		expect(like("bin")).toBeLessThan(0.8);
	});

	test("nothing sounds like nothing", () => {
		expect(alikeness("", "")).toBe(0);
		expect(alikeness(soundOf("banana"), "")).toBeLessThan(0.6);
	});

	test("is 0 for whatever is less alike than is asked for, and else the same", () => {
		const sounds = fc.string({
			unit: fc.constantFrom(..."aiubptdkgszfvmnrlwhCSTj"),
			maxLength: 12,
		});
		const pairs = fc.oneof(
			fc.tuple(sounds, sounds),
			fc
				.tuple(sounds, sounds, fc.nat(12), fc.nat(2))
				.map(([one, more, at, left]) => {
					const begin = one.slice(0, at);
					return [
						one,
						begin + more.slice(0, 2) + one.slice(at + left),
					] as const;
				}),
		);
		const least = fc.constantFrom(0, 0.3, 0.5, 0.8, minAlikeness, 0.95, 1);
		fc.assert(
			fc.property(pairs, least, ([one, other], wanted) => {
				const whole = alikeness(one, other);
				const alike = alikeness(one, other, wanted);
				expect(alike).toBe(whole >= wanted ? whole : 0);
			}),
			propertyRuns(2_000),
		);
	});

	test("goes both ways", () => {
		const [one, other] = [soundOf("firefly"), soundOf("fireplace")];
		expect(alikeness(one, other)).toBe(alikeness(other, one));
	});
});
