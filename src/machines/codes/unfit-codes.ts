/** Codes of digits that are never issued: guessed first, misheard first, or unpleasant to say aloud. */

/** Numbers that offend also within a longer one. */
const rude = ["666", "1488", "8008", "6969", "1312"];
/** Longer codes may contain them: there they are rarely noticed, and too many codes would be lost. */
const maxLengthWithRude = 5;

/**
 * An upper bound of the unfit codes of each length. The length rule (`code-length.ts`) leaves as many over by
 * rounding, so that its promise also holds against strangers who never guess such a code.
 */
export const maxUnfit = 999;

/** Whether a code is too patterned (0000, 1111x, 1234, 4321, 1212) or rude. */
export function isUnfit(code: string): boolean {
	return (
		isMostlyOneDigit(code) ||
		isStraight(code, 1) ||
		isStraight(code, -1) ||
		isPairRepeated(code) ||
		isRude(code)
	);
}

/** 0000, 1111x, x1111. */
function isMostlyOneDigit(code: string): boolean {
	return isOneDigit(code.slice(1)) || isOneDigit(code.slice(0, -1));
}

function isOneDigit(digits: string): boolean {
	return digits === digits.charAt(0).repeat(digits.length);
}

/** 1234, 4321, also across the end: 7890, 9012. */
function isStraight(code: string, step: 1 | -1): boolean {
	const first = Number(code.charAt(0));
	return [...code].every(
		(digit, at) => Number(digit) === (first + step * at + 10 * at) % 10,
	);
}

/** 1212, 12121. */
function isPairRepeated(code: string): boolean {
	return [...code].every((digit, at) => digit === code.charAt(at % 2));
}

function isRude(code: string): boolean {
	if (code.length > maxLengthWithRude) return false;
	return rude.some((number) => code.includes(number));
}
