import { createHmac, randomBytes } from "node:crypto";

// What Twilio puts in `From` for a caller who withholds the number: one of these words, in any case,
// or a "number" that spells one on a telephone's keys, such as +266696687.
const withheld = [
	"anonymous",
	"blocked",
	"private",
	"restricted",
	"unavailable",
	"unknown",
];
const keysOfLetters = "22233344455566677778889999";
const spelled = withheld.map((word) => `+${onKeys(word)}`);

/**
 * Makes callers' keys: the same for the same number, and the number cannot be had from it. The key is
 * undefined for a number that is missing or withheld. Without a secret, keys last as long as the process.
 */
export function createCallerKeys(
	secret: string | undefined,
): (from: string | null) => string | undefined {
	const hmacKey = secret ?? randomBytes(32);
	return (from) => {
		const number = from?.trim().toLowerCase() ?? "";
		if (number === "" || isWithheld(number)) return undefined;
		return createHmac("sha256", hmacKey)
			.update(number)
			.digest("hex")
			.slice(0, 32);
	};
}

/** Whether this stands for a number that is withheld. */
export function isWithheld(from: string): boolean {
	const number = from.toLowerCase();
	return withheld.includes(number) || spelled.includes(number);
}

function onKeys(word: string): string {
	return [...word]
		.map((letter) => keysOfLetters[letter.charCodeAt(0) - 97])
		.join("");
}
