import type {
	Attack,
	Bound,
	Findings,
	Performed,
	Run,
	Target,
} from "../attack.js";
import { perSecond, several } from "./pace.js";
import { StrangersGame, strangersAddress } from "./strangers.js";
import { charactersHeard, StrangersPhone } from "./strangers-phone.js";

/** A stranger's game, and a call of his to it. */
interface OwnPair {
	readonly game: StrangersGame;
	readonly phone: StrangersPhone;
}

const pairs = 3;

/** Sends messages to calls of the stranger's own, so many in a second. */
function withOwnCalls(
	times: number,
	act: (game: StrangersGame, count: number) => void,
	playing: "in real time" | "at once" = "in real time",
): Attack["perform"] {
	return async (target, run) => {
		const own = await several(pairs, (at) => ownPair(target, run, at, playing));
		await perSecond(times, run, (count) => {
			for (const { game } of own) act(game, count);
		});
		return performed(own);
	};
}

async function ownPair(
	target: Target,
	run: Run,
	at: number,
	playing: "in real time" | "at once",
): Promise<OwnPair | undefined> {
	const from = strangersAddress(run, at);
	const game = await StrangersGame.join(target, from);
	const phone = await StrangersPhone.call(target, from, { playing });
	if (!game || !phone) return undefined;
	phone.press(`${game.code}#`);
	return game.hasBeenTold("paired").then(
		() => ({ game, phone }),
		() => undefined,
	);
}

function performed(own: readonly OwnPair[]): Performed {
	return {
		counts: {
			calls: own.length,
			charactersPlayed: charactersHeard(own.map(({ phone }) => phone)),
		},
		leave: () => {
			for (const { game, phone } of own) {
				phone.leave();
				game.leave();
			}
		},
	};
}

const longLine =
	"This is a sentence that nobody will ever hear to its end. ".repeat(34);
const voices = [
	"aura-2-luna-en",
	"aura-2-thalia-en",
	"aura-2-orion-en",
	"aura-2-zeus-en",
];

/** Calls of strangers that were really there: an attack that did not take place proves nothing. */
const tookPlace = ({ counts }: Findings): Bound => ({
	what: "calls of the strangers that are missing",
	measured: pairs - (counts.calls ?? 0),
	atMost: 0,
});

/** Dials of the voice for each call of a stranger's, in the first moment and in each minute. */
const dialsAtOnce = 12;
const dialsPerMinute = 20;
/** The honest speak too. */
const dialsOfHonestPerMinute = 150;
/** Words settle: one `Configure` a second (docs/callsign-v1.md, "Words to expect"). */
const configuresAtOnce = 6;
const configuresPerMinute = 60;

function dials({ spending, seconds, strangersCalls }: Findings): Bound {
	const minutes = seconds / 60;
	return {
		what: "dials of the voice",
		measured: spending.speakDials,
		atMost: Math.ceil(
			strangersCalls * (dialsAtOnce + dialsPerMinute * minutes) +
				20 +
				dialsOfHonestPerMinute * minutes,
		),
	};
}

function configures({ spending, seconds, strangersCalls }: Findings): Bound {
	return {
		what: "`Configure`s of the recogniser",
		measured: spending.configures,
		atMost: Math.ceil(
			strangersCalls *
				(configuresAtOnce + (configuresPerMinute * seconds) / 60),
		),
	};
}

/** Speech, each with calls of the strangers' own. */
export const speech: readonly Attack[] = [
	{
		name: "long lines",
		what: "Three games say lines of 2,000 characters to callers of their own, 20 a second.",
		setting: "unsigned",
		games: pairs,
		perform: withOwnCalls(20, (game) =>
			game.send({ type: "say", text: longLine }),
		),
		bounds: (findings) => [tookPlace(findings), dials(findings)],
	},
	{
		name: "stop and say",
		what: "Three games say a line of 2,000 characters and stop it at once, 24 times a second.",
		setting: "unsigned",
		games: pairs,
		perform: withOwnCalls(24, (game) => {
			game.send({ type: "say", text: longLine });
			game.send({ type: "stop" });
		}),
		bounds: (findings) => [tookPlace(findings), dials(findings)],
	},
	{
		name: "alternating voices",
		what: "Three games say and stop short lines, each in another voice than the one before, 24 times a second.",
		setting: "unsigned",
		games: pairs,
		perform: withOwnCalls(24, (game, count) => {
			const voice = voices[count % voices.length] ?? "";
			game.send({ type: "say", text: `Line ${count}.`, voice });
			if (count % 2 === 1) game.send({ type: "stop" });
		}),
		bounds: (findings) => [tookPlace(findings), dials(findings)],
	},
	{
		name: "phones that play at once",
		what: "The same long lines, to phones that say of every sound at once that they have played it.",
		setting: "unsigned",
		games: pairs,
		perform: withOwnCalls(
			20,
			(game) => game.send({ type: "say", text: longLine }),
			"at once",
		),
		bounds: (findings) => [tookPlace(findings), dials(findings)],
	},
	{
		name: "listen floods",
		what: "Three games with a caller each expect other words 48 times a second.",
		setting: "unsigned",
		games: pairs,
		perform: withOwnCalls(48, (game, count) =>
			game.send({ type: "listen", keyterms: [`word ${count}`] }),
		),
		bounds: (findings) => [tookPlace(findings), configures(findings)],
	},
];
