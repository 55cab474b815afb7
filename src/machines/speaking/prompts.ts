/**
 * The lines that the server speaks of its own accord. `{code}` stands for the code as it was heard,
 * one digit after the other. Operators replace any of them by a JSON file (setting `PROMPTS`). The
 * greeting is spoken by Twilio, while the call is being connected.
 */
export const defaultPrompts = {
	greeting: "Hello! Please say the code that your game shows.",
	connected: "You are connected.",
	firstReminder: "Please say or key the code that your game shows.",
	secondReminder:
		"I am listening for the code on your screen. Say it digit by digit, or press the keys.",
	notUnderstood:
		"I did not get a code from that. Please say it digit by digit.",
	unknownCode:
		"I heard {code}. No game is showing that code. Please try again.",
	lastTry:
		"I heard {code}. No game is showing that code. This is your last try.",
	ambiguousCode: "I am not sure which code that was. Please say it once more.",
	gameFull: "That game is full. Please try another code.",
	gameAway: "The game is away for a moment. Please hold the line.",
	gameLeft: "The game has left. Please say or key a new code.",
	lastMinute: "This call ends in one minute.",
	timeUp:
		"This call has lasted as long as a call may. Please call again. Goodbye.",
	tooManyTries:
		"That was not a code either. Please check your screen and call again. Goodbye.",
	noCodeHeard:
		"I have not heard a code. Please call again when your game shows one. Goodbye.",
	refused:
		"Too many codes have been tried of late. Please call again later. Goodbye.",
	recognitionLost: "I cannot hear you well just now. One moment, please.",
	recognitionRefused:
		"I cannot understand speech just now. Please press the keys of your code.",
	characterFailed: "Sorry, something went wrong. Goodbye.",
	serverGoingAway:
		"This service is going down for a moment. Please call again. Goodbye.",
} as const;

/** The name of a spoken line. */
export type PromptName = keyof typeof defaultPrompts;

/** Every spoken line, by name. */
export type Prompts = Readonly<Record<PromptName, string>>;

/** What takes the place of some of them where codes are words: those have no digits, and cannot be keyed. */
export const wordCodePrompts: Partial<Prompts> = {
	firstReminder: "Please say the code that your game shows.",
	secondReminder:
		"I am listening for the code on your screen. Please say just the code.",
	notUnderstood: "I did not get a code from that. Please say just the code.",
	gameLeft: "The game has left. Please say a new code.",
	recognitionRefused:
		"I cannot understand speech just now. Please call again later.",
};

/** The text of a prompt, with the heard code read out so that each digit is spoken on its own. */
export function promptText(
	prompts: Prompts,
	name: PromptName,
	code: string,
): string {
	return prompts[name].replaceAll(
		"{code}",
		/^\d+$/.test(code) ? [...code].join(", ") : code,
	);
}

/** Whether a prompt is always the same text, so that its audio can be kept. */
export function isFixed(prompts: Prompts, name: PromptName): boolean {
	return !prompts[name].includes("{code}");
}
