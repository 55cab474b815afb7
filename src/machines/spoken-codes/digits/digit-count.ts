export const minDigits = 4;
/** Longer runs of digits are not looked up: the caller is reciting something. */
export const maxDigits = 9;
