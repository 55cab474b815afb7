import type {
	Attack,
	Bound,
	Findings,
	Performed,
	Run,
	Target,
} from "../attack.js";
import { againAndAgain, perSecond, several } from "./pace.js";
import { StrangersGame, strangersAddress } from "./strangers.js";

const askers = 3;
const joinersAtOnce = 4;
const codesPerSecond = 48;
/** A few in a minute for each game, and as many at once. */
const maxCodesAtOnce = 10;
const maxCodesPerMinute = 10;

/** Games that ask for another code all the time, some of them from where the honest are; others come, take a code and leave. */
async function takeCodes(target: Target, run: Run): Promise<Performed> {
	const games = await several(askers, (at) =>
		StrangersGame.join(target, strangersAddress(run, at % 2)),
	);
	let [joined, refused] = [0, 0];
	const joinAndLeave = async (at: number) => {
		const game = await StrangersGame.join(
			target,
			strangersAddress(run, 2),
			at % 2 === 0,
		);
		if (game) joined += 1;
		else refused += 1;
		game?.leave();
	};
	await Promise.all([
		perSecond(codesPerSecond, run, () => {
			for (const game of games) game.send({ type: "newCode" });
		}),
		...Array.from({ length: joinersAtOnce }, () =>
			againAndAgain(run, joinAndLeave),
		),
	]);
	const codes = games.map(({ told }) => told.code ?? 0);
	return {
		counts: {
			mostCodes: Math.max(0, ...codes),
			askedFor: Math.round(codesPerSecond * run.seconds),
			joined,
			refused,
		},
		leave: () => {
			for (const game of games) game.leave();
		},
	};
}

function codesOfOneGame({ counts, seconds }: Findings): readonly Bound[] {
	return [
		{
			what: "new codes that one game got",
			measured: counts.mostCodes ?? Number.NaN,
			atMost: maxCodesAtOnce + Math.ceil((maxCodesPerMinute * seconds) / 60),
		},
	];
}

/** Codes. */
export const newCodes: readonly Attack[] = [
	{
		name: "new codes",
		what: "Three games ask for another code 48 times a second, and four more join, take a code and leave, over and over.",
		setting: "unsigned",
		games: askers + joinersAtOnce,
		perform: takeCodes,
		bounds: codesOfOneGame,
	},
	{
		name: "new codes of words",
		what: "The same where codes are words, of which the operator has a hundred.",
		setting: "words",
		games: askers + joinersAtOnce,
		perform: takeCodes,
		bounds: codesOfOneGame,
	},
];
