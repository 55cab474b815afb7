/** The words from which people make numbers, and the words that recognisers write in their place. */

/** Words for one digit. */
export const digitOfWord: ReadonlyMap<string, string> = new Map([
	...spellings("0", "zero", "oh", "o", "nought", "naught", "aught", "nil"),
	...spellings("1", "one"),
	...spellings("2", "two"),
	...spellings("3", "three"),
	...spellings("4", "four"),
	...spellings("5", "five", "fife"),
	...spellings("6", "six"),
	...spellings("7", "seven"),
	...spellings("8", "eight"),
	...spellings("9", "nine", "niner"),
]);

/** The usual word for each digit. */
export const wordOfDigit: ReadonlyMap<string, string> = new Map(
	[...digitOfWord].reverse().map(([word, digit]) => [digit, word]),
);

/** The plurals of digits, as in "two fours". */
export const digitOfPlural: ReadonlyMap<string, string> = new Map([
	...spellings("0", "zeros", "zeroes", "ohs", "noughts"),
	...spellings("1", "ones"),
	...spellings("2", "twos"),
	...spellings("3", "threes"),
	...spellings("4", "fours"),
	...spellings("5", "fives"),
	...spellings("6", "sixes"),
	...spellings("7", "sevens"),
	...spellings("8", "eights"),
	...spellings("9", "nines"),
]);

export const teens: ReadonlyMap<string, number> = new Map([
	["ten", 10],
	["eleven", 11],
	["twelve", 12],
	["thirteen", 13],
	["fourteen", 14],
	["fifteen", 15],
	["sixteen", 16],
	["seventeen", 17],
	["eighteen", 18],
	["nineteen", 19],
]);

export const tens: ReadonlyMap<string, number> = new Map([
	["twenty", 20],
	["thirty", 30],
	["forty", 40],
	["fourty", 40],
	["fifty", 50],
	["sixty", 60],
	["seventy", 70],
	["eighty", 80],
	["ninety", 90],
]);

/** What a recogniser may write for the digit behind "seventy": "seventy first" for 71. */
export const digitOfOrdinal: ReadonlyMap<string, string> = new Map([
	["first", "1"],
	["second", "2"],
	["third", "3"],
	["fourth", "4"],
	["fifth", "5"],
	["sixth", "6"],
	["seventh", "7"],
	["eighth", "8"],
	["ninth", "9"],
]);

/** How often the next digit is said. */
export const timesSaid: ReadonlyMap<string, number> = new Map([
	["double", 2],
	["triple", 3],
	["treble", 3],
	["quadruple", 4],
]);

/** Words that sound like a digit but mostly are not one: only their neighbours tell. */
export const digitThatSoundsLike: ReadonlyMap<string, string> = new Map([
	...spellings("1", "won", "wan", "juan"),
	...spellings("2", "to", "too"),
	...spellings("3", "tree", "free"),
	...spellings("4", "for", "fore"),
	...spellings("6", "sex", "sicks"),
	...spellings("8", "ate"),
	...spellings("9", "nein"),
]);

function spellings(digit: string, ...words: string[]): [string, string][] {
	return words.map((word) => [word, digit]);
}
