import { comparableWords } from "./echo.js";

/**
 * What people say while they listen, to show that they do: it asks for no answer, and who says it wants the other to
 * go on. No recogniser marks it and nothing in the sound does, and it is other words in each language, so it is listed
 * here; what means "yes" to a question, too, counts as one only while a line sounds. Left out are words that
 * ask ("what?"), object ("no") or stop ("okay, but").
 */
const backchannels: Readonly<Record<string, string>> = {
	en: "yeah|yep|yup|yes|ya|okay|ok|right|sure|i see|got it|gotcha|true|wow|oh|oh yeah|cool|nice|great|good",
	de: "ja|jo|jep|genau|okay|ok|gut|klar|stimmt|ach so|achso|aha|ach|oh|so so",
	es: "sí|si|ya|claro|vale|ok|okay|bueno|ajá|aja|entiendo|oh|eso",
	fr: "oui|ouais|d'accord|ok|okay|voilà|je vois|bien|ah bon|ah oui|ah",
	it: "sì|si|già|certo|ok|okay|va bene|capisco|ah|esatto|bene",
	nl: "ja|jawel|oké|oke|ok|okay|precies|juist|goed|zo|aha|klopt",
	pt: "sim|é|pois|pois é|claro|certo|tá|tá bom|ok|okay|entendi|aham|ah",
	sv: "ja|jo|japp|just det|okej|ok|precis|visst|jaha|aha",
	da: "ja|jo|okay|ok|præcis|nå|jaja|aha",
	no: "ja|jo|jepp|ok|okay|akkurat|nettopp|aha",
	pl: "tak|no tak|jasne|dobrze|dobra|ok|okej|rozumiem|aha",
	ru: "да|ага|угу|ясно|понятно|хорошо|ладно|так|ну да",
	uk: "так|ага|угу|ясно|зрозуміло|добре|ну так",
	tr: "evet|tamam|tabii|tabi|anladım|hı hı|aynen",
	hi: "हाँ|हां|जी|जी हाँ|अच्छा|ठीक है|haan|ji|accha|theek hai",
	ja: "はい|ええ|うん|うんうん|そう|そうですね|なるほど|へえ",
	ko: "네|예|응|음|그래|그래요|맞아요|아",
	zh: "嗯|嗯嗯|对|對|好|好的|是|是的|哦|噢",
};

/** Hums, which every language has. */
const hums =
	"mhm|mmhm|mm hm|mm hmm|mmhmm|mm|mmm|mm mm|hm|hmm|hmmm|hum|uh huh|uhhuh|huh uh|uh|um|ah|aha|ah ha";

/** More words than these are said for their own sake. */
const maxWords = 8;

/** Whether what was said is nothing but a sign of listening, in one of these languages; in any, where none is known. */
export function isOnlyBackchannel(
	text: string,
	languages: readonly string[],
): boolean {
	const words = comparableWords(text);
	if (words.length === 0 || words.length > maxWords) return false;
	const signs = signsOf(languages);
	for (let at = 0; at < words.length; ) {
		const length = [3, 2, 1].find((many) =>
			signs.has(words.slice(at, at + many).join(" ")),
		);
		if (length === undefined) return false;
		at += length;
	}
	return true;
}

const signsBySet = new Map<string, ReadonlySet<string>>();

function signsOf(languages: readonly string[]): ReadonlySet<string> {
	const name = languages.join(" ");
	const known = signsBySet.get(name);
	if (known) return known;
	const signs = new Set([hums, ...listsOf(languages)].flatMap(phrasesOf));
	signsBySet.set(name, signs);
	return signs;
}

/** "en-US" is read as "en". */
function listsOf(languages: readonly string[]): readonly string[] {
	const names = languages.map((name) => name.toLowerCase().split(/[-_]/)[0]);
	return Object.entries(backchannels)
		.filter(([name]) => names.length === 0 || names.includes(name))
		.map(([, list]) => list);
}

function phrasesOf(list: string): readonly string[] {
	return list.split("|").map((phrase) => comparableWords(phrase).join(" "));
}
