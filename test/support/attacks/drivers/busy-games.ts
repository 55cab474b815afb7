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

/** Just below what one game may send. */
const messagesPerSecond = 48;

function floodWith(
	games: number,
	message: (count: number) => string,
	firstHost = 0,
): Attack["perform"] {
	return async (target: Target, run: Run): Promise<Performed> => {
		const own = await several(Math.ceil(games * run.share), (at) =>
			StrangersGame.join(target, strangersAddress(run, firstHost + (at % 3))),
		);
		await perSecond(messagesPerSecond, run, (count) => {
			const text = message(count);
			for (const game of own) game.send(text);
		});
		const closed = own.filter(({ closedWith }) => closedWith !== undefined);
		return {
			counts: { games: own.length, closed: closed.length },
			leave: () => {
				for (const game of own) game.leave();
			},
		};
	};
}

const manyGames = 150;
const orders = [
	{ type: "stop" },
	{ type: "say", text: "Is anybody there?" },
	{ type: "listen", keyterms: ["lantern", "lighthouse"] },
	{ type: "hangUp" },
].map((order) => JSON.stringify(order));

const nestingGames = 5;
const depth = 32_000;
const nested = `{"type":"say","text":${"[".repeat(depth)}${"]".repeat(depth)}}`;

const complainingGames = 100;
const wrongMessage = JSON.stringify({
	type: "nonsense",
	id: "an order that no server knows, of a game that nobody has called",
});
/** What a game without a caller may take of the server's memory, all of it: its socket, its machine, its log. */
const maxKbForGame = 150;

/** In a moment the log of a game does not grow to where it is bounded. */
const minSecondsForMemory = 30;

function memory({ grownKb, counts, seconds }: Findings): readonly Bound[] {
	if (seconds < minSecondsForMemory) return [];
	return [
		{
			what: "memory of a game that nobody called, KiB",
			measured: grownKb / (counts.games || Number.NaN),
			atMost: maxKbForGame,
		},
	];
}

/** Games that send as much as they may, and are called by nobody. */
export const busyGames: readonly Attack[] = [
	{
		name: "busy games",
		what: `${manyGames} games from three addresses send ${messagesPerSecond} messages a second each.`,
		setting: "unsigned",
		games: manyGames,
		perform: floodWith(
			manyGames,
			(count) => orders[count % orders.length] ?? "",
		),
		bounds: () => [],
	},
	{
		name: "nested JSON",
		what: `${nestingGames} games send 64 KB of nested JSON ${messagesPerSecond} times a second each.`,
		setting: "unsigned",
		games: nestingGames,
		// What an address may send is for all its games together, also for those of the honest.
		perform: floodWith(nestingGames, () => nested, 1),
		bounds: () => [],
	},
	{
		name: "error floods",
		what: `${complainingGames} games that nobody calls send ${messagesPerSecond} wrong messages a second each.`,
		setting: "unsigned",
		games: complainingGames,
		perform: floodWith(complainingGames, () => wrongMessage),
		bounds: memory,
	},
];
