/** Mistakes that a coordinator could have, each put into every coordinator of this process until mocks are restored. */
import { vi } from "vitest";
import { ShownCodes } from "../../src/machines/codes/shown-codes.js";
import {
	type Outgoing,
	Switchboard,
} from "../../src/machines/coordinator/switchboard.js";
import type {
	CallRef,
	CoordinatorFromCall,
	CoordinatorFromGame,
	GameRef,
} from "../../src/machines/events.js";

export interface Fault {
	/** What goes wrong, as a sentence. */
	readonly name: string;
	seed(): void;
}

export const faults: readonly Fault[] = [
	{
		name: "a code pairs with the game that came last, whichever shows it",
		seed: () =>
			answerOtherwise("lookUp", ({ ask, known }) =>
				ask().map((each) => {
					const game = [...known.games.values()].at(-1);
					return isMatch(each) && game ? matchedWith(each, game) : each;
				}),
			),
	},
	{
		name: "a caller who hangs up stays with his game",
		seed: () => answerOtherwise("forgetCall", () => []),
	},
	{
		name: "a code that was released still leads to its game",
		seed: rememberReleasedCodes,
	},
	{
		name: "a second stream is handed to the call that came last",
		seed: () =>
			answerOtherwise("admitCall", ({ ask, known }) =>
				ask().map((each) => {
					const call = [...known.calls.values()].at(-1);
					return each.to === "call" &&
						each.event.type === "stream.replaced" &&
						call
						? { ...each, call }
						: each;
				}),
			),
	},
	{
		name: "the second caller of a game talks to another game",
		seed: () =>
			answerOtherwise("lookUp", ({ ask, known }) =>
				ask().map((each) => {
					if (!isMatch(each)) return each;
					const { gameId } = each.event;
					const isSecond = [...known.pairs.values()].includes(gameId);
					const other = [...known.games.values()].find(
						(game) => game.gameId !== gameId,
					);
					return isSecond && other
						? matchedWith(each, { gameId, game: other.game })
						: each;
				}),
			),
	},
	{
		name: "of the callers of a game that leaves only the first is told",
		seed: () => answerOtherwise("forgetGame", ({ ask }) => ask().slice(0, 1)),
	},
	{
		name: "a game that is full takes one more caller",
		seed: () =>
			answerOtherwise("lookUp", ({ ask, event, known }) =>
				ask().map((each) => {
					const code = event.candidates[0]?.code ?? "";
					const game = known.games.get(known.gameIdsByCode.get(code) ?? "");
					return each.event.type === "game.full" && game
						? matchedWith(each, game)
						: each;
				}),
			),
	},
	{
		name: "a game is told that another of its callers has left",
		seed: () =>
			answerOtherwise("forgetCall", ({ ask, event, known }) => {
				const gameId = known.pairs.get(event.callId);
				const [other] =
					[...known.pairs].find(
						([callId, game]) => game === gameId && callId !== event.callId,
					) ?? [];
				return ask().map((each) =>
					each.to === "game" && each.event.type === "call.left" && other
						? { ...each, event: { ...each.event, callId: other } }
						: each,
				);
			}),
	},
	{
		name: "a new game shows the code of another",
		seed: () =>
			answerOtherwise("admitGame", ({ ask, known }) =>
				ask().map((each) => {
					const [code] = known.gameIdsByCode.keys();
					return each.to === "game" && each.event.type === "code.issued" && code
						? { ...each, event: { ...each.event, code } }
						: each;
				}),
			),
	},
	{
		name: "a game that has left is still known",
		seed: () => answerOtherwise("forgetGame", () => []),
	},
];

/** What the coordinator is asked, by the names of the switchboard. */
interface Questions {
	admitCall: Extract<CoordinatorFromCall, { type: "call.arrived" }>;
	forgetCall: Extract<CoordinatorFromCall, { type: "call.left" }>;
	lookUp: Extract<CoordinatorFromCall, { type: "code.heard" }>;
	admitGame: Extract<CoordinatorFromGame, { type: "game.arrived" }>;
	issueAnew: Extract<CoordinatorFromGame, { type: "new.code" }>;
	forgetGame: Extract<CoordinatorFromGame, { type: "game.left" }>;
}

type Answer = readonly Outgoing[];

/** A question, and what a fault may make its answer of. */
interface Asked<Question extends keyof Questions> {
	/** Asks the switchboard as it is, which then goes by its answer. */
	readonly ask: () => Answer;
	readonly event: Questions[Question];
	readonly known: Known;
}

/** What was asked and answered of one switchboard so far. */
class Known {
	readonly calls = new Map<string, CallRef>();
	readonly games = new Map<string, { gameId: string; game: GameRef }>();
	/** The game of each call that is with one. */
	readonly pairs = new Map<string, string>();
	readonly gameIdsByCode = new Map<string, string>();

	note(event: CoordinatorFromCall | CoordinatorFromGame, answer: Answer): void {
		if (event.type === "call.left") {
			this.calls.delete(event.callId);
			this.pairs.delete(event.callId);
		}
		if (event.type === "game.arrived") this.games.set(event.gameId, event);
		if (event.type === "game.left") this.games.delete(event.gameId);
		for (const each of answer) {
			const told = each.event;
			if (told.type === "call.admitted" && event.type === "call.arrived")
				this.calls.set(event.callId, event.call);
			if (told.type === "code.matched" && event.type === "code.heard")
				this.pairs.set(event.callId, told.gameId);
			if (told.type === "code.issued" && "gameId" in event)
				this.gameIdsByCode.set(told.code, event.gameId);
		}
	}
}

const questions: readonly (keyof Questions)[] = [
	"admitCall",
	"forgetCall",
	"lookUp",
	"admitGame",
	"issueAnew",
	"forgetGame",
];

/** Has one question answered otherwise, by what is known from all of them. */
function answerOtherwise<Question extends keyof Questions>(
	which: Question,
	otherwise: (asked: Asked<Question>) => Answer,
): void {
	const knownOf = new WeakMap<Switchboard, Known>();
	for (const question of questions) {
		const original = Switchboard.prototype[question];
		function answer(this: Switchboard, event: Questions[Question]): Answer {
			const known = knownOf.get(this) ?? new Known();
			knownOf.set(this, known);
			const ask = () => original.call(this, event as never);
			const given =
				question === which ? otherwise({ ask, event, known }) : ask();
			known.note(event, given);
			return given;
		}
		vi.spyOn(Switchboard.prototype, question).mockImplementation(
			answer as never,
		);
	}
}

type Match = Outgoing & { readonly event: { readonly type: "code.matched" } };

function isMatch(each: Outgoing): each is Match {
	return each.event.type === "code.matched";
}

/** The answer to a look-up that pairs the call with this game. */
function matchedWith(
	each: Outgoing,
	{ gameId, game }: { gameId: string; game: GameRef },
): Outgoing {
	if (each.to !== "call") return each;
	return { ...each, event: { type: "code.matched", gameId, game } };
}

/** The mistake is in the code book: what is hidden is found all the same. */
function rememberReleasedCodes(): void {
	const released = new WeakMap<ShownCodes, Map<string, string>>();
	const { remove, gameOf } = ShownCodes.prototype;
	vi.spyOn(ShownCodes.prototype, "remove").mockImplementation(function (
		this: ShownCodes,
		gameId,
	) {
		const code = remove.call(this, gameId);
		const codes = released.get(this) ?? new Map<string, string>();
		if (code !== undefined) codes.set(code, gameId);
		released.set(this, codes);
		return code;
	});
	vi.spyOn(ShownCodes.prototype, "gameOf").mockImplementation(function (
		this: ShownCodes,
		code,
	) {
		return gameOf.call(this, code) ?? released.get(this)?.get(code);
	});
}
