/** Words that nobody has said before, so that whoever gets to know one can be asked whose it is. */

const consonants = "bdfgklmnprstv";
const vowels = "aiu";
const syllables = consonants.length * vowels.length;

/** Sounds like no number and no letter, and stands in no other text. */
const freshWord = new RegExp(`z(?:[${consonants}][${vowels}]){3}x`, "g");

/** Tells words apart that are said in one walk. */
export class FreshWords {
	#said = 0;

	next(): string {
		let rest = this.#said++;
		let word = "";
		for (let place = 0; place < 3; place++) {
			word = syllable(rest % syllables) + word;
			rest = Math.floor(rest / syllables);
		}
		return `z${word}x`;
	}
}

/** The fresh words in a text, in order. */
export function freshWordsIn(text: string): readonly string[] {
	return text.match(freshWord) ?? [];
}

function syllable(number: number): string {
	const consonant = consonants[Math.floor(number / vowels.length)] ?? "";
	return consonant + (vowels[number % vowels.length] ?? "");
}
