/**
 * `callsign.v1`, the typed game protocol: every message in both directions. This schema is the only
 * source of the parser, the types, the published JSON Schema and the tables of the protocol page.
 * Texts of JSON, one object each, with `type`. Fields that are not known are ignored.
 */
import { z } from "zod";
import { type ErrorCode, errorCodes } from "./game-errors.js";
import { keytermTokens, maxKeytermTokens } from "./keyterm-size.js";
import { faultOfValue, maxValueBytes } from "./plain-value.js";
import {
	isOfWholeCharacters,
	wholeCharactersOnly,
} from "./whole-characters.js";

/** The name of the WebSocket subprotocol. */
export const callsignProtocol = "callsign.v1";

// ---------------------------------------------------------------------------------------------
// Fields

const wholeText = z.string().refine(isOfWholeCharacters, wholeCharactersOnly);
const call = wholeText
	.min(1)
	.max(64)
	.describe("which call: an opaque id, not the telephone network's");
const oneCallOrAll = call
	.optional()
	.describe("which call is meant; all of the game's calls without it");
const command = wholeText
	.min(1)
	.max(64)
	.optional()
	.describe("the game's own name for this message; an `error` repeats it");
/** A value of the game's own, for a flow. */
const forFlow = z
	.unknown()
	.optional()
	.superRefine((value, context) => {
		const message = faultOfValue(value);
		if (message !== undefined) context.addIssue({ code: "custom", message });
	});
const milliseconds = z.number().int().min(0);
const seconds = z.number().min(0);
const confidence = z.number().min(0).max(1);
const start = seconds.describe("where it begins, in seconds of call audio");
const end = seconds.describe("where it ends, in seconds of call audio");
const sequence = z.number().int().min(1);
const seq = sequence.describe(
	"the event's number: 1, 2, 3 … in each game session",
);

/** One event of the server; `meta` is its sentence on the protocol page. */
function event<Type extends string, Fields extends z.ZodRawShape>(
	type: Type,
	fields: Fields,
	description: string,
) {
	return z
		.object({ type: z.literal(type), seq, ...fields })
		.meta({ description });
}

/** One message of a game. */
function order<Type extends string, Fields extends z.ZodRawShape>(
	type: Type,
	fields: Fields,
	description: string,
) {
	return z.object({ type: z.literal(type), ...fields }).meta({ description });
}

// ---------------------------------------------------------------------------------------------
// To the game

const welcome = z
	.object({
		type: z.literal("welcome"),
		session: z.string().describe("the id of the game session"),
		phoneNumber: z.string().describe("the number that players ring"),
		code: z.string().describe("the code that players say or key"),
		callers: z
			.number()
			.int()
			.min(1)
			.max(16)
			.describe("how many calls may be paired at once"),
		calls: z
			.array(call)
			.describe(
				"the calls that are paired now, at `lastSeq`; after a `gap` this tells who is there",
			),
		resumeToken: z
			.string()
			.describe("takes up this session on another socket, once; a secret"),
		resumeSeconds: z
			.number()
			.min(0)
			.describe("how long the session is kept when its socket is lost"),
		resumed: z.boolean().describe("whether a session was taken up"),
		lastSeq: z
			.number()
			.int()
			.min(0)
			.describe("the number of the newest event so far"),
	})
	.meta({
		description:
			"The first message on every socket, also on a resumed one. It is no event and has no `seq`.",
	});

const word = z.object({ word: z.string(), start, end, confidence });

/** Why a call left: the machines' own words (`CallEnd` in `machines/events.ts`). */
const leaveReason = z.enum([
	"caller hung up",
	"never started",
	"no code heard",
	"too many tries",
	"too long",
	"game hung up",
	"character hung up",
	"handed over",
	"no room",
	"server going away",
	"failed",
]);

const flowName = z.string().describe("the name of the flow");

const errorCode = z.enum(
	Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]],
);

const events = [
	event(
		"code",
		{ code: z.string().describe("replaces the code shown so far") },
		"The game shows another code from now on.",
	),
	event(
		"paired",
		{
			call,
			callers: z
				.number()
				.int()
				.min(1)
				.describe("how many calls are paired now"),
		},
		"A caller has given the code.",
	),
	event(
		"transcript",
		{
			call,
			text: z.string().describe("what was heard"),
			final: z
				.boolean()
				.describe("`false`: it may still change, and a later one replaces it"),
			confidence,
			start,
			end,
			words: z.array(word).describe("the words with their times"),
		},
		"What the caller is saying.",
	),
	event(
		"utterance",
		{ call, text: z.string(), start, end },
		"One finished stretch of speech: its final transcripts up to a pause, joined.",
	),
	event(
		"turn",
		{
			call,
			turn: z
				.number()
				.int()
				.min(1)
				.describe("which turn of the caller's: 1, 2, 3 … since `paired`"),
			state: z
				.enum(["started", "eager", "resumed", "ended"])
				.describe(
					"the caller has begun; has probably ended; goes on after all; has ended",
				),
			text: z
				.string()
				.optional()
				.describe("what was said in it so far, where there is some"),
		},
		"How it stands with the caller's turn.",
	),
	event("speechStarted", { call }, "The caller has begun to speak."),
	event(
		"key",
		{
			call,
			digit: z
				.string()
				.regex(/^[0-9*#]$/)
				.describe("`0` to `9`, `*` or `#`"),
		},
		"The caller has pressed a key.",
	),
	event(
		"said",
		{
			call,
			id: z.string().describe("the `id` of the `say`"),
			outcome: z
				.enum(["heard", "interrupted", "failed", "stale"])
				.describe(
					"played to its end; stopped before; not spoken, or not surely; or not spoken since a newer turn has begun",
				),
			heardMs: milliseconds.describe("how much of it the caller heard"),
			heardText: z
				.string()
				.describe(
					"the words of it that the caller heard: the beginning of its text, cut at a word",
				),
		},
		"What became of a `say`, once for each call that it was for.",
	),
	event(
		"recognition",
		{
			call,
			state: z.enum(["down", "up"]),
			missedMs: milliseconds
				.optional()
				.describe(
					"on `up`: how much speech is lost: it was heard by no recogniser, or without a final result, and none will follow",
				),
		},
		"Speech is not understood for now, or is again. The call goes on.",
	),
	event(
		"listening",
		{
			call,
			keyterms: z
				.enum(["now", "next", "never"])
				.describe(
					"in use from now on; from the recogniser's next start; or not at all",
				),
		},
		"When the words of a `listen` are in use.",
	),
	event(
		"scene",
		{
			call,
			flow: flowName,
			state: z
				.string()
				.describe(
					'where the flow is: the names of its active states, such as `gate.closed`; of parallel ones with ", " between',
				),
		},
		"A flow that has the caller has come to another state.",
	),
	event(
		"told",
		{
			call,
			flow: flowName,
			name: z.string().describe("what has happened, in the flow's own word"),
			data: z.unknown().optional().describe("more of it, as the flow has it"),
		},
		"A flow that has the caller tells its game something.",
	),
	event(
		"conversed",
		{
			call,
			flow: flowName,
			state: z.string().describe("where the flow was last"),
			reason: z
				.enum([
					"ended",
					"hung up",
					"failed",
					"taken back",
					"replaced",
					"call ended",
				])
				.describe(
					"the flow came to its end; ended the call; is broken; the game took the caller back; lent it to another flow; the call is over",
				),
		},
		"A flow has the caller no longer.",
	),
	event("left", { call, reason: leaveReason }, "A call is no longer paired."),
	event(
		"gap",
		{
			from: sequence.describe("the first number that is gone"),
			to: sequence.describe("the last one; also the `seq` of this message"),
		},
		"Events that were not kept long enough and are gone for good.",
	),
	event(
		"error",
		{
			code: errorCode,
			message: z.string().describe("what was wrong and what must hold"),
			id: z
				.string()
				.optional()
				.describe("the `id` of the message at fault, if it had one"),
		},
		"A message of the game was wrong, and has changed nothing.",
	),
] as const;

/** Every message from the server to a game. */
export const toGame = z.discriminatedUnion("type", [welcome, ...events]);

// ---------------------------------------------------------------------------------------------
// From the game

/** The longest text of one `say`, in characters. */
export const maxCharacters = 10_000;
/** The most `keyterms` of one `listen`; Deepgram takes no more (its page "Keyterm Prompting"). */
export const maxKeyterms = 100;
/** The longest of them, in characters. */
export const maxKeytermCharacters = 100;

const say = order(
	"say",
	{
		text: wholeText
			.max(maxCharacters)
			.regex(/\S/, "must have something to say")
			.describe("what the caller is to hear"),
		id: wholeText
			.min(1)
			.max(64)
			.optional()
			.describe("the game's own name for it, repeated in `said`"),
		call: oneCallOrAll,
		voice: z
			.string()
			.regex(/^[\w.-]{1,64}$/, "must be the name of a voice")
			.optional()
			.describe("a voice other than the usual one, such as `aura-2-luna-en`"),
		interruptible: z
			.union([z.boolean(), z.enum(["words", "sound"])], {
				error: 'expected boolean, "words" or "sound"',
			})
			.default(true)
			.describe(
				"what of the caller's stops it: words, and a sound pauses it until they come (`true`); `words` alone; any `sound`; nothing (`false`)",
			),
		turn: z
			.number()
			.int()
			.min(1)
			.optional()
			.describe(
				"which turn of the caller's it answers: once a newer one has begun it is `stale`, and not spoken",
			),
		more: z
			.boolean()
			.default(false)
			.describe(
				"this is not all of it: `append` brings the rest; an `id` is then required",
			),
	},
	"Speak to the caller. Lines are spoken one after the other.",
).refine(({ id, more }) => !more || id !== undefined, {
	path: ["id"],
	message: "must be there where `more` is",
});

const append = order(
	"append",
	{
		id: wholeText.min(1).max(64).describe("the `id` of the `say`"),
		text: wholeText
			.max(maxCharacters)
			.describe(
				"goes on where the text before it ends, with nothing between; may be blank",
			),
		more: z
			.boolean()
			.default(false)
			.describe("nor is this all of it; without it the line is complete"),
		call: call
			.optional()
			.describe("which call is meant; all that have this line without it"),
	},
	"More of a line that was begun with `more`.",
);

const orders = [
	say,
	append,
	order(
		"stop",
		{ call: oneCallOrAll, id: command },
		"Stop speaking now, and forget the lines that wait.",
	),
	order("hangUp", { call: oneCallOrAll, id: command }, "End the call."),
	order("newCode", { id: command }, "Show another code."),
	order(
		"listen",
		{
			keyterms: z
				.array(wholeText.trim().min(1).max(maxKeytermCharacters))
				.max(maxKeyterms)
				.refine(
					(terms) => keytermTokens(terms) <= maxKeytermTokens,
					`must be at most ${maxKeytermTokens} tokens in all, one for every two letters`,
				)
				.describe(
					`words to expect from now on, of at most ${maxKeytermTokens} tokens in all; none: anything`,
				),
			id: command,
		},
		"Tell the recogniser which words to expect.",
	),
	order(
		"converse",
		{
			flow: wholeText
				.min(1)
				.max(64)
				.nullable()
				.describe(
					"the name of one of the server's flows; `null` takes the caller back",
				),
			input: forFlow.describe(
				`what the flow begins with, as it wants it; at most ${maxValueBytes} bytes of JSON`,
			),
			call: oneCallOrAll,
			id: command,
		},
		"Lend the caller to a flow of the server's, which talks with them.",
	),
	order(
		"tell",
		{
			name: wholeText
				.min(1)
				.max(64)
				.describe("what has happened, in a word that the flow knows"),
			data: forFlow.describe(
				`more of it, as the flow wants it; at most ${maxValueBytes} bytes of JSON`,
			),
			call: oneCallOrAll,
			id: command,
		},
		"Tell the flow that has the caller what has happened in the game.",
	),
] as const;

/** Every message from a game to the server. */
export const fromGame = z.discriminatedUnion("type", orders);

/** The types of message that a game may send. */
export const fromGameTypes: readonly string[] = orders.map(
	({ shape }) => shape.type.value,
);

/** A message from the server to a game. */
export type ToGame = z.infer<typeof toGame>;
/** The welcome of a game. */
export type Welcome = Extract<ToGame, { type: "welcome" }>;
/** An event, with its number. */
export type NumberedEvent = Exclude<ToGame, Welcome>;
/** An event that has no number yet. */
export type NewEvent = NumberedEvent extends infer Each
	? Each extends NumberedEvent
		? Omit<Each, "seq">
		: never
	: never;
/** A message from a game, as it is written: fields with a default may be missing. */
export type FromGame = z.input<typeof fromGame>;
/** A message from a game, as it is read: defaults are filled in. */
export type GameOrder = z.output<typeof fromGame>;
