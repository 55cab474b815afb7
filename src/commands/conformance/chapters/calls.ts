import type { PlayedTypedGame } from "../played-typed-game.js";
import { shown } from "../report.js";
import type { Stage } from "../stage.js";
import { type Chapter, expect } from "../statement.js";

/** Callers come, and go, one or many. */
export const calls: Chapter = {
	title: "Calls",
	statements: [
		{
			says: "a caller who keys the code and # is paired, and the keys after them are told in order",
			check: async (bench) => {
				const game = await bench.join();
				const caller = await bench.call();
				caller.press(`${game.welcome.code}#`);
				const { call, callers } = await game.event("paired");
				expect(callers === 1, `callers is ${callers}`);
				caller.press("1*0");
				let digits = "";
				while (digits.length < 3) {
					const key = await game.event("key");
					expect(key.call === call, `the key has the call ${shown(key.call)}`);
					digits += key.digit;
				}
				expect(digits === "1*0", `the keys came as ${shown(digits)}`);
			},
		},
		{
			says: "a caller who hangs up has left, and the code is valid again",
			check: async (bench) => {
				const game = await bench.join();
				const { caller, call } = await bench.pair(game);
				caller.hangUp();
				const left = await game.event("left");
				expect(left.call === call, `the call is ${shown(left.call)}`);
				expect(
					left.reason === "caller hung up",
					`the reason is ${shown(left.reason)}`,
				);
				const again = await bench.pair(game);
				expect(
					again.call !== call,
					"the second call has the name of the first",
				);
			},
		},
		{
			says: "hangUp ends the call",
			check: async (bench) => {
				const game = await bench.join();
				const { caller, call } = await bench.pair(game);
				game.send({ type: "hangUp", call });
				const left = await game.event("left");
				expect(
					left.reason === "game hung up",
					`the reason is ${shown(left.reason)}`,
				);
				await caller.ended();
			},
		},
		{
			says: "newCode shows another code, and only that one pairs",
			check: async (bench) => {
				const game = await bench.join();
				game.send({ type: "newCode" });
				const { code } = await game.event("code");
				const before = game.welcome.code;
				expect(code !== before, "the code is the same one");
				const caller = await bench.call();
				caller.press(`${before}#${code}#`);
				await game.event("paired");
				const { length } = pairings(game.events.all);
				expect(length === 1, `there were ${length} pairings`);
			},
		},
		{
			says: "with callers=2 two callers are paired, each with a call of its own, and a third hears that there is no room",
			check: async (bench) => {
				const game = await bench.join({ callers: 2 });
				const one = await bench.pair(game);
				const two = await bench.pair(game);
				expect(one.call !== two.call, "both calls have one name");
				const third = await bench.call();
				third.press(`${game.welcome.code}#`);
				await third.heard.next(
					"a spoken refusal",
					(event) => event === "media",
				);
				await game.barrier();
				const { length } = pairings(game.events.all);
				expect(length === 2, `there were ${length} pairings`);
			},
		},
		{
			says: "of two callers one leaves, and the other stays as it was",
			check: async (bench) => {
				const game = await bench.join({ callers: 2 });
				const one = await bench.pair(game);
				const two = await bench.pair(game);
				one.caller.hangUp();
				await game.event("left", ({ call }) => call === one.call);
				two.caller.press("5");
				await game.event("key", ({ call }) => call === two.call);
			},
		},
		{
			says: "hangUp without a call ends them all",
			check: async (bench) => {
				const game = await bench.join({ callers: 2 });
				const { caller: one } = await bench.pair(game);
				const { caller: two } = await bench.pair(game);
				game.send({ type: "hangUp" });
				await game.event("left");
				await game.event("left");
				await Promise.all([one.ended(), two.ended()]);
			},
		},
		{
			says: "while the game is away its call stays paired, and what happens is told when it comes back",
			check: async (bench) => {
				const game = await bench.join();
				const { caller, call } = await bench.pair(game);
				await game.end.vanish();
				caller.press("7");
				const again = await bench.resume(game);
				caller.press("8");
				const first = await again.event("key");
				const second = await again.event("key");
				const digits = first.digit + second.digit;
				expect(digits === "78", `the keys came as ${shown(digits)}`);
				expect(first.call === call, "the call has another name");
			},
		},
		{
			says: "the welcome names the calls that are paired: none at first, and on coming back those that are there then",
			check: async (bench) => {
				const game = await bench.join({ callers: 2 });
				expectCalls(game, []);
				const one = await bench.pair(game);
				const two = await bench.pair(game);
				await game.end.vanish();
				const again = await bench.resume(game);
				expectCalls(again, [one.call, two.call]);
				one.caller.hangUp();
				await again.event("left");
				await again.end.vanish();
				expectCalls(await bench.resume(again), [two.call]);
			},
		},
		{
			says: "a caller can pair while the game is away",
			check: async (bench) => {
				const game = await bench.join();
				await game.end.vanish();
				const caller = await bench.call();
				caller.press(`${game.welcome.code}#`);
				const again = await bench.resume(game);
				await again.event("paired");
			},
		},
		{
			says: "two games and their callers know nothing of each other",
			check: twoGames,
		},
	],
};

async function twoGames(bench: Stage): Promise<void> {
	const one = await bench.join();
	const other = await bench.join();
	const { caller } = await bench.pair(one);
	const { call } = await bench.pair(other);
	caller.press("3");
	await one.event("key");
	await other.barrier();
	const keys = other.events.all.filter(({ type }) => type === "key");
	expect(keys.length === 0, `the other game was told ${shown(keys)}`);
	one.send({ type: "stop", id: "theirs", call });
	const error = await one.event("error");
	expect(error.code === "noSuchCall", `it was ${shown(error)}`);
}

function expectCalls(
	{ welcome }: PlayedTypedGame,
	calls: readonly string[],
): void {
	const named = [...welcome.calls].sort();
	expect(
		shown(named) === shown([...calls].sort()),
		`it names ${shown(named)}, and ${shown(calls)} are paired`,
	);
}

function pairings(events: readonly { readonly type: string }[]) {
	return events.filter(({ type }) => type === "paired");
}
