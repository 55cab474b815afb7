import { Unchecked } from "../inbox.js";
import type { PlayedTypedGame } from "../played-typed-game.js";
import { shown } from "../report.js";
import type { Stage } from "../stage.js";
import { type Chapter, expect } from "../statement.js";

/**
 * Callers who are lent to a flow, whatever it is that the flow says. That it tells nothing before it has them, nothing after
 * `conversed`, and that before `left`, is seen to in every game.
 */
export const conversing: Chapter = {
	title: "Lending callers to a flow",
	needs: {
		isMissing: ({ flow }) => flow === undefined,
		why: "needs a flow of the server's: name one with --flow",
	},
	statements: [
		{
			says: "a caller who is lent to a flow brings its first scene",
			check: async (bench) => {
				const { game, call } = await pairOf(bench);
				const flow = lend(bench, game);
				const scene = await game.event("scene");
				expect(scene.call === call, `its call is ${shown(scene.call)}`);
				expect(scene.flow === flow, `its flow is ${shown(scene.flow)}`);
				expect(scene.state !== "", "its state has no name");
			},
		},
		{
			says: "a caller who is taken back is told of as conversed, and the flow tells nothing more",
			check: async (bench) => {
				const { game, call } = await lentOf(bench);
				game.send({ type: "converse", flow: null });
				await expectConversed(bench, game, call, "taken back");
				await game.barrier();
			},
		},
		{
			says: "of a caller who is lent anew the first flow is replaced, and the second begins",
			check: async (bench) => {
				const { game, call } = await lentOf(bench);
				lend(bench, game, call);
				await expectConversed(bench, game, call, "replaced");
				await game.event("scene");
			},
		},
		{
			says: "a flow takes what the game tells it",
			check: async (bench) => {
				const { game, call } = await lentOf(bench);
				const news = { type: "tell", name: "news", id: "news" };
				game.send({ ...news, data: { of: [1, null] } });
				game.send({ ...news, call });
				await expectTaken(game, "news");
			},
		},
		{
			says: "the game hears the keys of a caller whom a flow has",
			check: async (bench) => {
				const { game, caller, call } = await lentOf(bench);
				caller.press("7");
				const key = await game.event("key");
				expect(key.call === call, `its call is ${shown(key.call)}`);
				expect(key.digit === "7", `the key is ${shown(key.digit)}`);
			},
		},
		{
			says: "of a caller who hangs up conversed is told before left",
			check: async (bench) => {
				const { game, caller, call } = await lentOf(bench);
				caller.hangUp();
				await expectConversed(bench, game, call, "call ended");
				await game.event("left");
			},
		},
		{
			says: "the game hangs up also on a caller whom a flow has",
			check: async (bench) => {
				const { game, call } = await lentOf(bench);
				game.send({ type: "hangUp", call });
				await expectConversed(bench, game, call, "call ended");
				const { reason } = await game.event("left");
				expect(reason === "game hung up", `the reason is ${shown(reason)}`);
			},
		},
		{
			says: "of two callers one is lent alone, or each to a conversation of its own",
			check: async (bench) => {
				const game = await bench.join({ callers: 2 });
				const one = await bench.pair(game);
				const other = await bench.pair(game);
				lend(bench, game, one.call);
				const scene = await game.event("scene");
				expect(scene.call === one.call, `its call is ${shown(scene.call)}`);
				game.send({ type: "tell", name: "news", call: other.call, id: "to" });
				await expectRefusal(game, "noConversation", "to");
				lend(bench, game, other.call);
				await game.event("scene", ({ call }) => call === other.call);
				game.send({ type: "converse", flow: null, call: one.call });
				await expectConversed(bench, game, one.call, "taken back");
				const news = { type: "tell", name: "news", id: "news" };
				game.send({ ...news, call: other.call });
				await expectTaken(game, "news");
			},
		},
		{
			says: "a caller who pairs later is not lent by a converse before",
			check: async (bench) => {
				const game = await bench.join({ callers: 2 });
				await bench.pair(game);
				lend(bench, game);
				const { call } = await bench.pair(game);
				game.send({ type: "converse", flow: null, call, id: "back" });
				await expectRefusal(game, "noConversation", "back");
			},
		},
		{
			says: "telling, or taking back, where no flow has a caller gets noConversation",
			check: async (bench) => {
				const { game } = await lentOf(bench);
				game.send({ type: "converse", flow: null });
				await game.event("conversed");
				game.send({ type: "converse", flow: null, id: "back" });
				await expectRefusal(game, "noConversation", "back");
				game.send({ type: "tell", name: "news", id: "news" });
				await expectRefusal(game, "noConversation", "news");
			},
		},
		{
			says: "lending a caller who is not there gets noSuchCall",
			check: async (bench) => {
				const { game } = await pairOf(bench);
				const flow = flowOf(bench);
				game.send({ type: "converse", flow, call: "nobody", id: "lend" });
				await expectRefusal(game, "noSuchCall", "lend");
			},
		},
		{
			says: "what a game has missed of its flow it gets when it is back, in order and once",
			check: async (bench) => {
				const { game, call, seq } = await lentOf(bench);
				game.end.socket.terminate();
				const again = await bench.resume(game, seq - 1);
				const scene = await again.event("scene");
				expect(scene.seq === seq, `its number is ${scene.seq}, not ${seq}`);
				again.send({ type: "converse", flow: null });
				await expectConversed(bench, again, call, "taken back");
			},
		},
	],
};

function flowOf({ subject }: Stage): string {
	if (subject.flow === undefined) throw new Unchecked("no flow was named");
	return subject.flow;
}

async function pairOf(bench: Stage) {
	const game = await bench.join();
	return { game, ...(await bench.pair(game)) };
}

function lend(bench: Stage, game: PlayedTypedGame, call?: string): string {
	const flow = flowOf(bench);
	game.send({ type: "converse", flow, ...(call !== undefined && { call }) });
	return flow;
}

/** A game whose caller a flow has, and the number of its first scene. */
async function lentOf(bench: Stage) {
	const pair = await pairOf(bench);
	lend(bench, pair.game);
	const { seq } = await pair.game.event("scene");
	return { ...pair, seq };
}

async function expectConversed(
	bench: Stage,
	game: PlayedTypedGame,
	call: string,
	reason: string,
): Promise<void> {
	const conversed = await game.event("conversed");
	expect(conversed.call === call, `its call is ${shown(conversed.call)}`);
	expect(
		conversed.flow === flowOf(bench),
		`its flow is ${shown(conversed.flow)}`,
	);
	expect(
		conversed.reason === reason,
		`the reason is ${shown(conversed.reason)}`,
	);
}

async function expectRefusal(
	game: PlayedTypedGame,
	code: string,
	id: string,
): Promise<void> {
	const error = await game.event("error");
	expect(error.code === code, `it was ${shown(error)}`);
	expect(error.id === id, `its id is ${shown(error.id)}`);
}

/** The message of this name has brought no error. */
async function expectTaken(game: PlayedTypedGame, id: string): Promise<void> {
	await game.barrier();
	const error = game.events.all.find(
		(event) => event.type === "error" && event.id === id,
	);
	expect(error === undefined, `there came ${shown(error)}`);
}
