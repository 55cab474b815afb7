/**
 * What a caller may say while a code is awaited, as a grammar for PocketSphinx: a fixed number of digits,
 * one by one, as teens and tens, or with "double" and "triple".
 */

/** A way from one state of a grammar to another, by a word. The empty word takes no sound. */
export interface Transition {
	readonly from: number;
	readonly to: number;
	readonly word: string;
	/** Of the natural logarithm of its probability. */
	readonly logProbability: number;
}

/** A grammar: its states are numbered from 0. */
export interface Grammar {
	readonly start: number;
	readonly end: number;
	readonly states: number;
	readonly transitions: readonly Transition[];
}

/** The words of the grammar, each with its sounds (CMU's phones); variants have a number in brackets. */
export const digitPronunciations: readonly (readonly [string, string])[] =
	Object.entries({
		zero: "Z IH R OW",
		"zero(2)": "Z IY R OW",
		oh: "OW",
		one: "W AH N",
		"one(2)": "HH W AH N",
		two: "T UW",
		three: "TH R IY",
		four: "F AO R",
		five: "F AY V",
		six: "S IH K S",
		seven: "S EH V AH N",
		eight: "EY T",
		nine: "N AY N",
		double: "D AH B AH L",
		triple: "T R IH P AH L",
		ten: "T EH N",
		eleven: "IH L EH V AH N",
		"eleven(2)": "IY L EH V AH N",
		twelve: "T W EH L V",
		thirteen: "TH ER T IY N",
		fourteen: "F AO R T IY N",
		fifteen: "F IH F T IY N",
		sixteen: "S IH K S T IY N",
		seventeen: "S EH V AH N T IY N",
		eighteen: "EY T IY N",
		nineteen: "N AY N T IY N",
		twenty: "T W EH N T IY",
		"twenty(2)": "T W EH N IY",
		thirty: "TH ER D IY",
		"thirty(2)": "TH ER T IY",
		forty: "F AO R T IY",
		"forty(2)": "F AO R D IY",
		fifty: "F IH F T IY",
		sixty: "S IH K S T IY",
		seventy: "S EH V AH N T IY",
		"seventy(2)": "S EH V AH N D IY",
		eighty: "EY T IY",
		"eighty(2)": "EY D IY",
		ninety: "N AY N T IY",
		"ninety(2)": "N AY N D IY",
	});

const ones = "one two three four five six seven eight nine".split(" ");
const digits = ["zero", "oh", ...ones];
const teens =
	"ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
		" ",
	);
const tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
/** Pairs and doubles are much rarer than single digits. */
const rare = Math.log(0.01);

/** A grammar of exactly this many digits. */
export function digitGrammar(count: number): Grammar {
	const transitions: Transition[] = [];
	let states = count + 1;
	const go = (
		from: number,
		to: number,
		words: readonly string[],
		logProbability = 0,
	) => {
		for (const word of words) {
			transitions.push({ from, to, word, logProbability });
		}
	};
	for (let at = 0; at < count; at++) {
		go(at, at + 1, digits);
		if (at + 2 <= count) {
			const [afterTens, afterDouble] = [states++, states++];
			go(at, at + 2, [...teens, ...tens], rare);
			go(at, afterTens, tens, rare);
			go(afterTens, at + 2, ones);
			go(at, afterDouble, ["double"], rare);
			go(afterDouble, at + 2, digits);
		}
		if (at + 3 <= count) {
			const afterTriple = states++;
			go(at, afterTriple, ["triple"], rare);
			go(afterTriple, at + 3, digits);
		}
	}
	return { start: 0, end: count, states, transitions };
}

const garbagePhones =
	"AA AE AH AO AY B D DH EH ER EY F HH IH IY K L M N OW P R S SH T UW V W".split(
		" ",
	);

/** One word for each sound, so that any speech can be followed sound by sound. */
export const garbagePronunciations: readonly (readonly [string, string])[] =
	garbagePhones.map((phone) => [`g_${phone}`, phone]);

/** Any speech at all. An utterance that no other grammar explains better than this one was something else. */
export const garbageGrammar: Grammar = {
	start: 0,
	end: 1,
	states: 2,
	transitions: [
		...garbagePronunciations.map(([word]) => ({
			from: 0,
			to: 0,
			word,
			logProbability: 0,
		})),
		{ from: 0, to: 1, word: "", logProbability: 0 },
	],
};

/** Any of these phrases, once or several times; each is a list of words. */
export function phraseGrammar(
	phrases: readonly (readonly string[])[],
): Grammar {
	const transitions: Transition[] = [];
	let states = 2;
	for (const words of phrases) {
		let from = 0;
		words.forEach((word, at) => {
			const to = at === words.length - 1 ? 1 : states++;
			transitions.push({ from, to, word, logProbability: 0 });
			from = to;
		});
	}
	transitions.push({ from: 1, to: 0, word: "", logProbability: rare });
	return { start: 0, end: 1, states, transitions };
}
