import { beginningOf } from "../../../protocol/whole-characters.js";
import { Unchecked } from "../inbox.js";
import type { PlayedCaller } from "../played-caller.js";
import type { PlayedGame } from "../played-game.js";
import { shown } from "../report.js";
import type { Stage } from "../stage.js";
import { type Chapter, expect } from "../statement.js";

/** The dialect without a subprotocol. */
export const plainGames: Chapter = {
	title: "Plain games",
	statements: [
		{
			says: "the phone number comes first and the code second, and no subprotocol is agreed on",
			check: async (bench) => {
				const { game, code } = await join(bench);
				expect(code !== "", "the code is empty");
				expect(!code.startsWith("{"), `the code is ${shown(code)}`);
				const { protocol } = game.socket;
				expect(protocol === "", `the subprotocol is ${shown(protocol)}`);
			},
		},
		{
			says: "binary messages, and texts while nobody is there, are passed over",
			check: async (bench) => {
				const { game } = await join(bench);
				game.sendBinary(Buffer.from("ping"));
				game.send("Is anybody there?");
				await game.pong();
				const more = game.texts.all.slice(2);
				expect(more.length === 0, `there came ${shown(more)}`);
			},
		},
		{
			says: "callers=17 means nothing to a plain game",
			check: async (bench) => {
				const game = await bench.open([], { callers: 17 });
				await game.texts.next("the phone number");
			},
		},
		{
			says: "pairing is told by connected, and the end by disconnected; then the same code pairs again",
			check: async (bench) => {
				const { game, caller, code } = await pair(bench);
				caller.hangUp();
				await expectText(game, "disconnected");
				(await bench.call()).press(`${code}#`);
				await expectText(game, "connected");
			},
		},
		{
			says: "any text is spoken to the caller",
			check: async (bench) => {
				const { game, caller } = await pair(bench);
				await caller.untilQuiet();
				game.send("You are in a cave.");
				await caller.heard.next("sound", (event) => event === "media");
			},
		},
		{
			says: "what the caller says comes as Deepgram's messages, with the code left out",
			check: async (bench) => {
				const { game, caller } = await pair(bench);
				await caller.untilQuiet();
				try {
					caller.speak(await bench.subject.voice("open the door"));
				} catch (error) {
					throw new Unchecked(
						`no voice for the caller: ${(error as Error).message}`,
					);
				}
				const text = await game.texts.next("a Deepgram result", (each) =>
					each.startsWith("{"),
				);
				const { type } = JSON.parse(text) as { type?: unknown };
				expect(typeof type === "string", `it is ${beginningOf(text, 200)}`);
			},
		},
		{
			says: "the caller of a game that has left is told so, and may pair with another",
			check: async (bench) => {
				const { game, caller } = await pair(bench);
				const other = await join(bench);
				await caller.untilQuiet();
				await game.leave();
				await caller.heard.next("a word of it", (event) => event === "media");
				caller.press(`${other.code}#`);
				await expectText(other.game, "connected");
			},
		},
	],
};

async function join(bench: Stage): Promise<{ game: PlayedGame; code: string }> {
	const game = await bench.open();
	await game.texts.next("the phone number");
	return { game, code: await game.texts.next("the code") };
}

async function pair(
	bench: Stage,
): Promise<{ game: PlayedGame; caller: PlayedCaller; code: string }> {
	const { game, code } = await join(bench);
	const caller = await bench.call();
	caller.press(`${code}#`);
	await expectText(game, "connected");
	return { game, caller, code };
}

async function expectText(game: PlayedGame, text: string): Promise<void> {
	const came = await game.texts.next(`the text "${text}"`);
	expect(came === text, `${shown(came)} came, not "${text}"`);
}
