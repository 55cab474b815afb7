/** What callers do: dial, give codes, talk, press keys, come in on another stream, hang up. */
import fc from "fast-check";
import { spokenDigits } from "../models/policy.js";
import {
	type GameTitle,
	gameTitles,
	kinds,
	type PhoneOwner,
	phoneOwners,
} from "./parties.js";
import type { Ending } from "./phone-ends.js";
import { Step, type Walk } from "./steps.js";
import { settlingMs, triesPerCall } from "./surroundings.js";
import type { WhoIsWithWhom } from "./who-is-with-whom.js";

/** How a code is given; `in a breath with other words`: it is understood before those, in an interim result. */
type CodeBy =
	| "keys"
	| "speech"
	| "speech with interim results"
	| "in a breath with other words";

const owner = fc.constantFrom(...phoneOwners);
const title = fc.constantFrom(...gameTitles);
const codeBy = fc.constantFrom<CodeBy>(
	"keys",
	"speech",
	"speech with interim results",
	"in a breath with other words",
);
const ending = fc.constantFrom<Ending>("hangs up", "is cut off");
const key = fc.constantFrom(..."0123456789");

function isCalling(model: WhoIsWithWhom, who: PhoneOwner): boolean {
	return model.calls.has(who);
}

/** A call that has tried so often is about to be ended. */
function mayMiss(model: WhoIsWithWhom, who: PhoneOwner): boolean {
	return (model.calls.get(who)?.misses ?? 0) < triesPerCall - 2;
}

/** Whether a code may take its time to be complete. */
function maySettle(model: WhoIsWithWhom): boolean {
	return (
		model.mayPass(settlingMs) && model.givenUpWithin(settlingMs).length === 0
	);
}

const dials = owner.map(
	(who) =>
		new Step(
			"dials",
			[who],
			(model) => !isCalling(model, who),
			async ({ model, around }) => {
				model.calls.set(who, { game: undefined, misses: 0, lines: 0 });
				await around.phones.dial(who);
			},
		),
);

const comesInOnAnotherStream = owner.map(
	(who) =>
		new Step(
			"comesInOnAnotherStream",
			[who],
			(model) => isCalling(model, who),
			async ({ around }) => around.phones.takeOver(who),
		),
);

const ends = fc.tuple(owner, ending).map(
	([who, by]) =>
		new Step(
			"ends",
			[who, by],
			(model) => isCalling(model, who),
			async (walk) => {
				const { model, around } = walk;
				const isPaired = model.gameOf(who) !== undefined;
				const lastWords = isPaired ? walk.newWordOf(who) : "";
				if (isPaired) walk.heard(who, lastWords);
				walk.leave(who, "caller hung up");
				model.endCall(who);
				await around.phones.end(who, by, lastWords);
			},
		),
);

const talks = fc.tuple(owner, fc.boolean()).map(
	([who, isInterim]) =>
		new Step(
			"talks",
			[who, ...(isInterim ? ["with an interim result"] : [])],
			(model) => isCalling(model, who),
			async (walk) => {
				const word = walk.newWordOf(who);
				const interims = isInterim ? [word] : [];
				for (const text of interims) walk.heard(who, text, false);
				const text = isInterim ? `${word} indeed` : word;
				walk.heard(who, text);
				await walk.around.phones.speak(who, text, { interims });
			},
		),
);

const makesNoise = owner.map(
	(who) =>
		new Step(
			"makesNoise",
			[who],
			(model) => isCalling(model, who),
			async (walk) => {
				const game = walk.model.gameOf(who);
				if (game) walk.tell(game, { news: "noise", owner: who });
				await walk.around.phones.makeNoise(who);
			},
		),
);

const presses = fc.tuple(owner, key).map(
	([who, digit]) =>
		new Step(
			"presses",
			[who, digit],
			(model) => model.gameOf(who) !== undefined,
			async (walk) => {
				tellOfKeys(walk, who, digit);
				await walk.around.phones.press(who, digit);
			},
		),
);

const givesCode = fc.tuple(owner, title, codeBy).map(
	([who, of, by]) =>
		new Step(
			"givesCode",
			[who, of, by],
			(model) =>
				isCalling(model, who) &&
				model.games.has(of) &&
				maySettle(model) &&
				(model.hasRoom(of) || mayMiss(model, who)),
			(walk) => give(walk, who, walk.around.games.codeOf(of), by),
		),
);

const givesOldCode = fc.tuple(owner, title, codeBy).map(
	([who, of, by]) =>
		new Step(
			"givesOldCode",
			[who, of, by],
			(model) =>
				isCalling(model, who) &&
				model.withOldCode.has(of) &&
				maySettle(model) &&
				mayMiss(model, who),
			(walk) => give(walk, who, walk.around.games.oldCodeOf(of), by),
		),
);

/** All that callers do, the more often the more there is to see of it. */
export const callerSteps = [
	dials,
	dials,
	dials,
	givesCode,
	givesCode,
	givesCode,
	givesCode,
	givesOldCode,
	talks,
	talks,
	talks,
	presses,
	makesNoise,
	comesInOnAnotherStream,
	ends,
];

/** A caller gives a code: who is with a game tells it to that game, and who is with none asks for the one that shows it. */
async function give(
	walk: Walk,
	who: PhoneOwner,
	code: string,
	by: CodeBy,
): Promise<void> {
	const { model, around } = walk;
	const wasWith = model.gameOf(who);
	const meant = around.games.titleThatShows(code);
	const found = !wasWith && meant && model.hasRoom(meant) ? meant : undefined;
	const call = model.calls.get(who);
	if (call && !wasWith && !found) call.misses += 1;
	around.phones.noteCode(who, code);
	if (found) walk.pair(who, found);
	if (by === "keys") {
		const keys = `*${code}#`;
		if (wasWith) tellOfKeys(walk, who, keys);
		return around.phones.press(who, keys);
	}
	if (by === "in a breath with other words")
		return sayWithMore(walk, who, code, wasWith);
	const text = spokenDigits(code);
	const interims = by === "speech" ? [] : [text, text];
	if (wasWith) {
		for (const interim of interims) walk.heard(who, interim, false);
		walk.heard(who, text);
	}
	await around.phones.speak(who, text, { interims });
	await walk.pass(settlingMs);
}

/** The code pairs before the final result, which has more words behind it. */
async function sayWithMore(
	walk: Walk,
	who: PhoneOwner,
	code: string,
	wasWith: GameTitle | undefined,
): Promise<void> {
	const { model, around } = walk;
	const digits = spokenDigits(code);
	const interims = [digits, digits];
	const behind = `open the door ${walk.newWordOf(who)}`;
	const whole = `${digits} ${behind}`;
	if (wasWith) for (const text of interims) walk.heard(who, text, false);
	const game = model.gameOf(who);
	// Plain games get the whole message in which there is something for them.
	const isCut = game && !wasWith && kinds[game].isTyped;
	walk.heard(who, isCut ? behind : whole);
	await around.phones.speak(who, whole, {
		interims,
		beforeFinal: () => walk.pass(settlingMs),
	});
}

function tellOfKeys(walk: Walk, who: PhoneOwner, keys: string): void {
	const game = walk.model.gameOf(who);
	if (!game) return;
	for (const each of keys)
		walk.tell(game, { news: "key", owner: who, key: each });
}
