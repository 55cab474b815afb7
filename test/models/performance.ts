/** Performs a walk of a model in a world, and compares after each step what every party has seen. */
import {
	type CallerName,
	callers,
	echoOf,
	type GameName,
	games,
	lastWords,
	mind,
	type PartyName,
	porterLines,
	ramblings,
	type Step,
	type StepType,
	talk,
	type Wait,
} from "./cast.js";
import { fluxWords } from "./model/flux.js";
import { halfMs, sounding, soundMs } from "./model/lines.js";
import type { Memory, Phase, Sight } from "./model/memory.js";
import type { ModelSnapshot } from "./model/model.js";
import { Scene } from "./model/scene.js";
import { policyTimes } from "./policy.js";
import type { ScopedModel, Walk } from "./walks.js";
import type { World } from "./world.js";

/** How many steps a walk may have: long enough to come far, short enough to read. */
export const maxWalkSteps = 60;

type Executors = {
	readonly [Type in StepType]: (
		step: Extract<Step, { type: Type }>,
		before: Memory,
	) => Promise<void>;
};

type GameState = "absent" | "here" | "away";
type StateName =
	| "world"
	| `${CallerName}.${Phase}`
	| `${GameName}.${GameState}`;
type Check = (snapshot: ModelSnapshot) => Promise<void>;
type Checks = Readonly<Record<StateName, Check>>;

/** What each step is in a world. */
function executorsIn(world: World): Executors {
	return {
		GAME_JOINS: ({ game }) => world.games.join(game),
		GAME_LEAVES: ({ game }) => world.games.leave(game),
		GAME_IS_CUT_OFF: ({ game }) => world.games.cutOff(game),
		GAME_RETURNS: ({ game }) => world.games.resume(game),
		GAME_SAYS: ({ game, line, to }) => world.games.say(game, line, to),
		GAME_BEGINS_TALE: ({ game, to }) => world.games.beginTale(game, to),
		GAME_GOES_ON: ({ game, to, ends }) => world.games.goOn(game, to, ends),
		GAME_STOPS: ({ game, to }) => world.games.stop(game, to),
		GAME_HANGS_UP: ({ game, to }) => world.games.sendAway(game, to),
		GAME_WANTS_CODE: ({ game }) => world.games.wantCode(game),
		GAME_EXPECTS_WORDS: ({ game }) => world.games.expectWords(game),
		CALLER_DIALS: ({ caller }) => world.callers.dial(caller),
		CALL_STARTS: ({ caller }) => world.callers.start(caller),
		GIVES_CODE: ({ caller, of, by }) => world.callers.giveCode(caller, of, by),
		FINAL_FOLLOWS: ({ caller }) => world.callers.finish(caller),
		FINAL_GOES_ON: ({ caller }) => world.callers.finish(caller, talk),
		TALKS: ({ caller }) => world.callers.talk(caller, talk),
		SPEAKS: ({ caller, so }) => world.callers.speak(caller, so),
		IS_ANSWERED: ({ caller }) => world.callers.answer(caller),
		FLUX_TELLS: ({ caller, what }, before) =>
			world.callers.tellByFlux(
				caller,
				what,
				fluxWords(before.callers[caller], what),
			),
		RAMBLES: ({ caller }) => world.callers.talk(caller, ramblings),
		ECHOES: ({ caller }, before) =>
			world.callers.talk(caller, echo(before, caller)),
		MAKES_NOISE: ({ caller }) => world.callers.makeNoise(caller),
		PAUSES: ({ caller }) => world.callers.pause(caller),
		RECOGNISER_NOTES: ({ caller }) => world.callers.note(caller),
		PRESSES: ({ caller, key }) => world.callers.press(caller, key),
		LISTENS: ({ caller }) => world.callers.listen(caller),
		CALLS_AGAIN_AT_ONCE: ({ caller }) => world.callers.callAgain(caller),
		HANGS_UP: ({ caller, how }) => world.callers.hangUp(caller, how),
		LAST_WORDS: ({ caller }) => world.callers.talk(caller, lastWords),
		RECOGNISER_FINISHES: ({ caller }) =>
			world.callers.finishRecognition(caller),
		GAME_LENDS: ({ game }) => world.games.lend(game),
		GAME_TAKES_BACK: ({ game }) => world.games.takeBack(game),
		GAME_VOUCHES: ({ game }) => world.games.vouch(game),
		MIND_SAYS: ({ caller }) => world.mind.say(caller),
		MIND_ENDS: ({ caller }) => world.mind.end(caller),
		MIND_MOVES: ({ caller, move }) => world.mind.move(caller, move),
		MIND_FAILS: ({ caller }) => world.mind.fail(caller),
		DEEPGRAM: ({ is }) => world.setDeepgram(is),
		VOICE: ({ is }) => world.setVoice(is),
		TIME_PASSES: ({ until }, before) => world.pass(msUntil(until, before)),
		ADAPTER_FAILS: ({ of }) => world.failAdapter(of),
		SERVER_DRAINS: () => world.drain(),
		SERVER_CLOSES: () => world.closeSessions(),
	};
}

function echo(memory: Memory, caller: CallerName): string {
	const [line] = sounding(new Scene(memory), caller);
	return echoOf(line?.text ?? "");
}

/** How late a mark may be, beyond the sound before it, and a little more for codes read back. */
const markGraceMs = 5_000 + 1_000;

/** After so long a line may be paused again: no wait but that for the end of a pause is shorter. */
const insistenceMs = 2_000;

function msUntil(wait: Wait, memory: Memory): number {
	const lines = Object.values(memory.callers).flatMap(({ atPhone }) => atPhone);
	const soundsMs = lines.reduce((sum, line) => sum + soundMs(line), 0);
	return {
		"start timeout": policyTimes.startTimeoutMs,
		"keys settle": policyTimes.codeSettleMs + insistenceMs,
		"recognition is missed": 4_000,
		"words settle": 1_000 + insistenceMs,
		"pause is over": 1_200,
		"marks are overdue": soundsMs + markGraceMs,
		"goodbye is over": 15_000,
		"turn pauses": policyTimes.turnPauseMs,
		"last words are over": policyTimes.lastWordsMs,
		"voice is given up": 10_000,
		"tale stalls": 10_000,
		reminder: policyTimes.codeRemindersMs[0],
		"game is missed": 5_000,
		"game is given up": policyTimes.resumeMs - 5_000,
		"line is half heard": halfMs,
		"filler is due": 700,
		"mind is given up": 4_000,
		"answer is cut short": 12_000,
		"caller is silent": 8_000,
		"farewell is over": 8_000 + 100 * porterLines.bye.length,
	}[wait];
}

/**
 * What must be seen in each state: all that this party has seen, and how many sessions there are. A game
 * that is away sees nothing until it is back, and then everything.
 */
function checksOf(
	world: World,
	seenBy: (party: PartyName) => readonly string[],
): Checks {
	const hasSeenAll = (party: PartyName) => () =>
		world.sightings.expectSights(party, seenBy(party));
	const caller = (name: CallerName) =>
		named<CallerName, Phase>(name, {
			absent: hasSeenAll(name),
			ringing: hasSeenAll(name),
			answered: hasSeenAll(name),
			listening: hasSeenAll(name),
			goodbye: hasSeenAll(name),
			paired: hasSeenAll(name),
			leaving: hasSeenAll(name),
		});
	const game = (name: GameName) =>
		named<GameName, GameState>(name, {
			absent: hasSeenAll(name),
			here: hasSeenAll(name),
			away: async () => {},
		});
	return {
		...caller("Ann"),
		...caller("Bob"),
		...game("Maze"),
		...game("Quiz"),
		...game("Duel"),
		world: async (snapshot) => {
			const { callers, games } = snapshot.context;
			await hasSeenAll(mind)();
			await world.expectSessions({
				calls: Object.values(callers).filter(({ phase }) => phase !== "absent")
					.length,
				games: Object.values(games).filter(({ isHere }) => isHere).length,
			});
		},
	};
}

/** The checks of one region, by the names of its states in the whole model. */
function named<Name extends string, State extends string>(
	name: Name,
	checks: Readonly<Record<State, Check>>,
) {
	const entries = Object.entries<Check>(checks);
	return Object.fromEntries(
		entries.map(([state, check]) => [`${name}.${state}`, check]),
	) as Record<`${Name}.${State}`, Check>;
}

/** Performs the walk; fails at the first step after which anybody has seen something else than the model. */
export async function perform(
	model: ScopedModel,
	walk: Walk,
	world: World,
): Promise<void> {
	const seen = emptyLists();
	/** What games have still to see that are away. */
	const kept = emptyLists();
	const keep = (
		sights: readonly Sight[],
		{ games }: Memory,
		lost: readonly GameName[],
	) => {
		for (const { of, what } of sights) kept.get(of)?.push(what);
		for (const game of lost) kept.set(game, []);
		for (const [party, sights] of kept) {
			if (
				games[party as GameName]?.away !== undefined &&
				games[party as GameName].away !== "no"
			)
				continue;
			seen.get(party)?.push(...sights.splice(0));
		}
	};
	const executors = executorsIn(world);
	let before = model.initial;
	let stepsTaken = 0;
	const take = async ({
		event,
		state,
	}: {
		event: Step;
		state: ModelSnapshot;
	}) => {
		const sights = model.sights(before, event);
		const lost = gamesLost(before.context, state.context);
		keep(sights, state.context, lost);
		const execute = executors[event.type] as (
			step: Step,
			before: Memory,
		) => Promise<void>;
		stepsTaken += 1;
		await execute(event, before.context);
		for (const game of lost) world.games.lose(game);
		before = state;
	};
	try {
		await walk.test({
			events: Object.fromEntries(
				Object.keys(executors).map((type) => [type, take as never]),
			),
			states: checksOf(world, (party) => seen.get(party) ?? []),
		});
	} catch (error) {
		throw new Error(story(walk, stepsTaken), { cause: error });
	}
}

function emptyLists(): Map<PartyName, string[]> {
	const parties: readonly PartyName[] = [...callers, ...games, mind];
	return new Map(parties.map((party) => [party, []]));
}

/** The games that were away, and now are gone for good. */
function gamesLost(before: Memory, after: Memory): readonly GameName[] {
	return games.filter(
		(name) => before.games[name].away !== "no" && !after.games[name].isHere,
	);
}

/** The walk up to where it failed, one step on a line. */
function story(walk: Walk, stepsTaken: number): string {
	const steps = walk.steps.slice(1, stepsTaken + 1);
	return `After these steps:\n${steps
		.map(({ event }) => `  ${JSON.stringify(event)}`)
		.join("\n")}`;
}
