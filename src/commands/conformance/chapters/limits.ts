import { closings } from "../../../protocol/game-errors.js";
import { Unchecked } from "../inbox.js";
import type { SeenClosing } from "../played-game.js";
import type { PlayedTypedGame } from "../played-typed-game.js";
import { shown } from "../report.js";
import { type Chapter, expect } from "../statement.js";

/** As long as a message may be by the usual settings, and as long as it may be by any. */
const lengths = [65_536, 16_777_216];
/** More than any settings allow in one burst. */
const maxMessages = 25_000;

/** What is too much. */
export const limits: Chapter = {
	title: "Limits",
	statements: [
		{
			says: "a message that is too long closes the socket with 1009, and the session can be resumed",
			check: async (bench) => {
				const game = await bench.join();
				const { code } = await closedByLength(game);
				expect(code === closings.tooBig.code, `it was closed with ${code}`);
				await bench.resume(game);
			},
		},
		{
			says: "a flood of messages closes the socket with 4429, and the session can be resumed",
			check: async (bench) => {
				const game = await bench.join();
				const { socket } = game.end;
				for (let sent = 0; sent < maxMessages; sent += 1) {
					if (socket.readyState !== socket.OPEN) break;
					game.send({ type: "flood" });
					if (sent % 500 === 0) await new Promise(setImmediate);
				}
				const { code } = await game.end.closed();
				expect(code === closings.tooMany.code, `it was closed with ${code}`);
				const again = await bench.resume(game);
				await again.barrier();
			},
		},
		{
			says: "a WebSocket ping is answered",
			check: async (bench) => {
				const game = await bench.openTyped();
				const answer = await game.pong("hello");
				expect(answer === "hello", `the answer was ${shown(answer)}`);
			},
		},
		...[
			["1001", "the server goes away"],
			["1008", "a game does not read what it is sent"],
			["1011", "a game fails on the server"],
			["1013", "there is no room"],
		].map(([code, when]) => ({
			says: `close code ${code}: ${when}`,
			check: () => {
				throw new Unchecked("cannot be brought about from outside");
			},
		})),
	],
};

/** Sends what is too long by the usual settings, and if that is answered, what is too long by any. */
async function closedByLength(game: PlayedTypedGame): Promise<SeenClosing> {
	for (const length of lengths) {
		game.send("x".repeat(length + 1));
		const isAnswered = await game.event("error").then(
			() => true,
			() => false,
		);
		if (!isAnswered) break;
	}
	return game.end.closed();
}
