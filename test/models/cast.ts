/** Who takes part in the models, what they may do, and how what they see is written down. */

export const callers = ["Ann", "Bob"] as const;
export type CallerName = (typeof callers)[number];

export const games = ["Maze", "Quiz", "Duel"] as const;
export type GameName = (typeof games)[number];

/** Who thinks for the character. */
export const mind = "Mind";

export type PartyName = CallerName | GameName | typeof mind;

/** Whose code a caller gives, or what is wrong with it. */
export type CodeOf = GameName | "nobody" | "rested" | "two games";

/** How a caller gives a code; `interim`: the recogniser is sure of it before the final result. */
export type CodeBy = "speech" | "interim" | "keys";

/**
 * A line that a game wants said: one that a caller who speaks stops, or one that must be heard. A tale comes bit by
 * bit, and stops like a story.
 */
export type LineName = "story" | "notice" | "blank" | "tale";

/** Whom a game means. `stranger` is a call that is not with it. */
export type Addressee = "all" | CallerName | "stranger";

/**
 * How a caller speaks without a final result, as yet: there is none at all, there is an interim one, or it goes on
 * for longer than is kept.
 */
export type SpokenSo = "unanswered" | "half answered" | "too long";

/** For what time passes: each is due by itself, so that a model need not know the time of day. */
export type Wait =
	| "start timeout"
	| "keys settle"
	| "recognition is missed"
	| "words settle"
	| "pause is over"
	| "turn pauses"
	| "marks are overdue"
	| "goodbye is over"
	| "last words are over"
	| "voice is given up"
	| "tale stalls"
	| "reminder"
	| "game is missed"
	| "game is given up"
	| "line is half heard"
	| "filler is due"
	| "mind is given up"
	| "answer is cut short"
	| "caller is silent"
	| "farewell is over";

/** Everything that may happen. */
export type Step =
	| { type: "GAME_JOINS"; game: GameName }
	| { type: "GAME_LEAVES"; game: GameName }
	| { type: "GAME_IS_CUT_OFF"; game: GameName }
	| { type: "GAME_RETURNS"; game: GameName }
	| { type: "GAME_SAYS"; game: GameName; line: LineName; to: Addressee }
	| { type: "GAME_BEGINS_TALE"; game: GameName; to: Addressee }
	| { type: "GAME_GOES_ON"; game: GameName; to: Addressee; ends: boolean }
	| { type: "GAME_STOPS"; game: GameName; to: Addressee }
	| { type: "GAME_HANGS_UP"; game: GameName; to: Addressee }
	| { type: "GAME_WANTS_CODE"; game: GameName }
	| { type: "GAME_EXPECTS_WORDS"; game: GameName }
	| { type: "GAME_LENDS"; game: GameName }
	| { type: "GAME_TAKES_BACK"; game: GameName }
	| { type: "GAME_VOUCHES"; game: GameName }
	| { type: "CALLER_DIALS"; caller: CallerName }
	| { type: "CALL_STARTS"; caller: CallerName }
	| { type: "GIVES_CODE"; caller: CallerName; of: CodeOf; by: CodeBy }
	| { type: "FINAL_FOLLOWS"; caller: CallerName }
	| { type: "FINAL_GOES_ON"; caller: CallerName }
	| { type: "TALKS"; caller: CallerName }
	| { type: "SPEAKS"; caller: CallerName; so: SpokenSo }
	| { type: "IS_ANSWERED"; caller: CallerName }
	| { type: "FLUX_TELLS"; caller: CallerName; what: FluxTelling }
	| { type: "RAMBLES"; caller: CallerName }
	| { type: "ECHOES"; caller: CallerName }
	| { type: "MAKES_NOISE"; caller: CallerName }
	| { type: "PAUSES"; caller: CallerName }
	| { type: "RECOGNISER_NOTES"; caller: CallerName }
	| { type: "PRESSES"; caller: CallerName; key: "5" | "#" | "*" }
	| { type: "LISTENS"; caller: CallerName }
	| { type: "CALLS_AGAIN_AT_ONCE"; caller: CallerName }
	| { type: "HANGS_UP"; caller: CallerName; how: HangUp }
	| { type: "LAST_WORDS"; caller: CallerName }
	| { type: "RECOGNISER_FINISHES"; caller: CallerName }
	| { type: "MIND_SAYS"; caller: CallerName }
	| { type: "MIND_ENDS"; caller: CallerName }
	| { type: "MIND_MOVES"; caller: CallerName; move: MoveName }
	| { type: "MIND_FAILS"; caller: CallerName }
	| { type: "DEEPGRAM"; is: DeepgramState }
	| { type: "VOICE"; is: VoiceState }
	| { type: "TIME_PASSES"; until: Wait }
	| { type: "ADAPTER_FAILS"; of: PartyName }
	| { type: "SERVER_DRAINS" }
	| { type: "SERVER_CLOSES" };

export type StepType = Step["type"];

/**
 * What Flux tells of a caller's turn. `noise`: it begins without a word, as of a cough. `end` ends also such a turn. `sign`: one
 * that is nothing but a sign of listening, from its beginning to its end.
 * `nothing more`: the turn is open, and Flux says no more of it. `no words after all`: in the sound of a turn that was lost
 * with an older socket.
 */
export const fluxTellings = [
	"noise",
	"sign",
	"words",
	"more words",
	"eager",
	"resumed",
	"end",
	"nothing more",
	"no words after all",
] as const;
export type FluxTelling = (typeof fluxTellings)[number];

/** What is said in a turn: at first, and in all. */
export const turnWords = {
	half: "open the",
	whole: "open the red door",
} as const;

/** A caller says it to show that he listens. */
export const signOfListening = "mhm";

/** So much sound without a word from Flux ends an open turn. */
export const stuckMs = 3_000;

/**
 * How a call ends from its own side: with a word, cut off, or with a recogniser that is slow to say that
 * it has finished.
 */
export type HangUp = "with a word" | "cut off" | "results late";

/** `refuses`: the key is bad, so no call dials again. */
export type DeepgramState = "up" | "down" | "refuses";

/**
 * `waits`: it takes text and makes no sound yet. `fails`: nobody gets through to it just now. `refuses`: the
 * account is empty. `breaks off`: each line ends after its first sounds.
 */
export type VoiceState = "works" | "waits" | "fails" | "refuses" | "breaks off";

/** How much is made of a line that breaks off: it ends neither with a character nor with a piece for Twilio. */
export const brokenBytes = [1_600, 700] as const;
const bytesPerCharacter = 400;
const bytesPerMs = 8;
const allBrokenBytes = brokenBytes[0] + brokenBytes[1];
export const brokenMs = Math.round(allBrokenBytes / bytesPerMs);
/** What can be heard of it. */
export function brokenText(text: string): string {
	return text.slice(0, Math.round(allBrokenBytes / bytesPerCharacter));
}

/** The one flow, in `steered/flows`: the porter of a gate. What he says, by the names that the flow has for it. */
export const flowName = "porter";
export const porterLines = {
	hello: "Who goes there?",
	bell: "No need to ring.",
	waiting: "I am waiting.",
	wind: "The wind is loud.",
	again: "You again.",
	bye: "Good night.",
} as const;
export type PorterLine = keyof typeof porterLines;

/** What his mind may ask for. It is offered `admit` only once the game has vouched for the caller. */
export const moveNames = ["admit", "announce", "dismiss", "direct"] as const;
export type MoveName = (typeof moveNames)[number];

/** What the game tells the porter to vouch for its caller. */
export const voucher = "guest";

/** What the mind says, each time. */
export const mindWords = "Well, well.";
/** What is said while it has not said anything. */
export const filler = "Hm.";

/** A mind as it is asked: after which words of the caller's and of the porter's, and what it is offered. */
export function asksMind(
	said: string,
	heard: string,
	offered: readonly string[],
): string {
	return `is asked after "${heard}" and "${said}", and offered ${offered.join(", ")}`;
}
/** It is to stop. */
export const mindIsStopped = "is stopped";

/** The texts of the lines. */
export const lineTexts: Readonly<Record<LineName, string>> = {
	story: "Long ago there was a door.",
	notice: "The door is open.",
	blank: "  ",
	tale: "Once upon a time,",
};
/** How the tale goes on, and how it ends: the beginning is spoken at once, and this when the tale is closed. */
export const taleGoesOn = { more: "there was", end: "the end." } as const;

/** What callers say that is no code. */
export const talk = "go north";
/** What has a code in it, and is not one. */
export const ramblings = "my phone number is four two seven one okay";
export const lastWords = "good bye then";
/** What is said without a final result, as yet. */
export const unansweredWords: Readonly<Record<SpokenSo, string>> = {
	unanswered: "take the lamp",
	"half answered": "open the red door",
	"too long": "tell the whole story",
};
/** The interim result of it. */
export const halfOf = (words: string) => words.split(" ").slice(0, 2).join(" ");
/** The same words, as Deepgram understands them when it hears them a second time. */
export const heardAnew = (words: string) => words.replace("the", "that");
/** What a game is told when recognition is up again. */
export const upAgain = (missedMs: number) =>
	missedMs > 0 ? "up, after a gap" : "up";
/** What the loudspeaker brings back of any line: its first two words. */
export function echoOf(text: string): string {
	return text.split(" ").slice(0, 2).join(" ");
}

/** Which of its events a game's dialect can tell. */
export type Dialect = "plain" | "typed";

/**
 * One thing that a game sees. Games of the plain dialect see no more than `shows`, `joined`, `heard`,
 * `left` and `closed`, and without the details.
 */
export type GameSight =
	| { readonly sees: "code" }
	| {
			readonly sees: "joined";
			readonly caller: CallerName;
			readonly callers: number;
	  }
	| {
			readonly sees: "heard";
			readonly caller: CallerName;
			readonly what: string;
	  }
	| {
			readonly sees: "turn";
			readonly caller: CallerName;
			readonly state: string;
			readonly text: string;
	  }
	| {
			readonly sees: "key";
			readonly caller: CallerName;
			readonly key: string;
	  }
	| {
			readonly sees: "said";
			readonly caller: CallerName;
			readonly line: string;
			readonly outcome: string;
			readonly heardMs: number;
	  }
	| {
			readonly sees: "recognition";
			readonly caller: CallerName;
			readonly state: string;
	  }
	| {
			readonly sees: "words taken";
			readonly caller: CallerName;
			readonly when: string;
	  }
	| {
			readonly sees: "scene";
			readonly caller: CallerName;
			readonly state: string;
	  }
	| {
			readonly sees: "told";
			readonly caller: CallerName;
			readonly name: string;
	  }
	| {
			readonly sees: "conversed";
			readonly caller: CallerName;
			readonly state: string;
			readonly reason: string;
	  }
	| {
			readonly sees: "left";
			readonly caller: CallerName;
			readonly reason: string;
	  }
	| { readonly sees: "refused"; readonly problem: string }
	| { readonly sees: "closed"; readonly code: number };

/** A sight as text, in a dialect; `undefined` if that cannot tell it. */
export function asSeen(sight: GameSight, dialect: Dialect): string | undefined {
	const isPlain = dialect === "plain";
	switch (sight.sees) {
		case "code":
			return "code";
		case "joined":
			return isPlain
				? "joined"
				: `joined: ${sight.caller}, callers: ${sight.callers}`;
		case "heard":
			return isPlain
				? plainlyHeard(sight.what)
				: typedHeard(sight.caller, sight.what);
		case "left":
			return isPlain ? "left" : `left: ${sight.caller}, ${sight.reason}`;
		case "closed":
			return `closed: ${sight.code}`;
		default:
			return isPlain ? undefined : Object.values(sight).join(" ");
	}
}

/** What a recogniser says that is no speech; only plain games see all of it. */
export const note = "a note";
export const noise = "noise";
export const pause = "a pause";

function plainlyHeard(what: string): string {
	return `heard: ${what}`;
}

function typedHeard(caller: CallerName, what: string): string | undefined {
	return what === note || what === pause
		? undefined
		: `heard: ${caller}, ${what}`;
}

/** A caller's ear and socket, as text. */
export type CallerSight = string;
export const hears = (text: string): CallerSight => `hears: ${text}`;
export const cleared: CallerSight = "cleared";
export const closed = (code: number): CallerSight => `closed: ${code}`;
/** The older socket of a call whose newer stream has taken its place. */
export const movedOver: CallerSight = "moved over";
