import { problemsWithWordCodes } from "../spoken-codes/words/word-codes.js";
import type { CodeBook, CodeBookOptions } from "./code-book.js";
import { DigitCodeBook } from "./digit-code-book.js";
import { WordCodeBook } from "./word-code-book.js";

/** An empty code book. Throws if the words are unfit: check them first with `problemsWithWordCodes`. */
export function createCodeBook(options: CodeBookOptions): CodeBook {
	const { words } = options;
	if (!words) return new DigitCodeBook(options);
	const problems = problemsWithWordCodes(words);
	if (problems.length > 0) throw new Error(problems.join(" "));
	return new WordCodeBook({ ...options, words });
}
