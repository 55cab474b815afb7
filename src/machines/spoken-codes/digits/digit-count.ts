/** The fewest digits a code has. */
export const minDigits = 4;
/** The most digits that are looked up as a code; who says more is reciting. */
export const maxDigits = 9;
