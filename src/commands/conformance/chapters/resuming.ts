import { closings } from "../../../protocol/game-errors.js";
import { Unchecked } from "../inbox.js";
import type { PlayedTypedGame } from "../played-typed-game.js";
import { shown } from "../report.js";
import type { Stage } from "../stage.js";
import { type Chapter, expect } from "../statement.js";

/** Messages in one burst that any server takes: it is at least twice the number per second. */
const burst = 40;
/** Events after which a server that still keeps all of them is believed to keep more. */
const maxEvents = 2_400;

/** A session that outlives its socket. */
export const resuming: Chapter = {
	title: "Resuming",
	statements: [
		{
			says: "a lost session is taken up: the same session and code, a new token, no event lost",
			check: async (bench) => {
				const game = await joinWithEvents(bench, 5);
				await game.end.vanish();
				const again = await bench.resume(game, 2);
				const { welcome } = again;
				const { session, code } = game.welcome;
				expect(welcome.resumed, "the welcome says that it is not resumed");
				expect(welcome.session === session, "it is another session");
				expect(welcome.code === code, `the code is now ${welcome.code}`);
				expect(welcome.lastSeq === 5, `lastSeq is ${welcome.lastSeq}, not 5`);
				expect(
					welcome.resumeToken !== game.welcome.resumeToken,
					"the token is the old one",
				);
				await again.barrier();
				expectEvents(again, [3, 4, 5, 6]);
			},
		},
		{
			says: "what is sent again is what was sent before, to the letter",
			check: async (bench) => {
				const game = await joinWithEvents(bench, 5);
				await game.end.vanish();
				const again = await bench.resume(game, 0);
				await again.barrier();
				const before = game.end.texts.all.slice(1);
				const now = again.end.texts.all.slice(1, 6);
				expect(
					shown(before) === shown(now),
					`${shown(now)} is not ${shown(before)}`,
				);
			},
		},
		{
			says: "each welcome brings the next token, ten times over, and nothing comes twice",
			check: async (bench) => {
				let game = await joinWithEvents(bench, 1);
				for (let time = 1; time <= 10; time += 1) {
					await game.end.vanish();
					game = await bench.resume(game);
					game.send({ type: "newCode" });
					const { seq } = await game.event("code");
					expect(seq === time + 1, `event ${time + 1} has the seq ${seq}`);
				}
			},
		},
		{
			says: "a token works once",
			check: async (bench) => {
				const game = await bench.join();
				await game.end.vanish();
				const again = await bench.resume(game);
				await again.barrier();
				await expectNothingToResume(bench, game);
				await again.barrier();
			},
		},
		{
			says: "a socket that breaks before its welcome does not use the token up",
			check: async (bench) => {
				const game = await bench.join();
				await game.end.vanish();
				const { resumeToken: resume } = game.welcome;
				const end = await bench.openTyped({ resume, after: 0 }, true);
				await end.vanish();
				await bench.resume(game);
			},
		},
		{
			says: "a session that is resumed while its socket is open moves: the first one is closed with 4408",
			check: async (bench) => {
				const game = await bench.join();
				const again = await bench.resume(game);
				const { code } = await game.end.closed();
				expect(
					code === closings.resumedElsewhere.code,
					`it was closed with ${code}`,
				);
				await again.barrier();
			},
		},
		{
			says: "of two sockets with one token one wins, and the other is closed with 4408 or 4404",
			check: async (bench) => {
				const game = await bench.join();
				await game.end.vanish();
				const { resumeToken: resume } = game.welcome;
				const ends = await Promise.all([
					bench.openTyped({ resume, after: 0 }),
					bench.openTyped({ resume, after: 0 }),
				]);
				const { code } = await Promise.race(ends.map((end) => end.closed()));
				const codes: number[] = [
					closings.resumedElsewhere.code,
					closings.nothingToResume.code,
				];
				expect(codes.includes(code), `one was closed with ${code}`);
				const open = ends.filter(({ socket }) => socket.readyState === 1);
				expect(open.length === 1, `${open.length} of them are open`);
			},
		},
		{
			says: "a token that was never given is answered with 4404",
			check: async (bench) => {
				for (const resume of ["", "nonsense", "a.b"]) {
					const end = await bench.openTyped({ resume, after: 0 });
					const { code } = await end.closed();
					expect(
						code === closings.nothingToResume.code,
						`${shown(resume)} was answered with ${code}`,
					);
				}
			},
		},
		{
			says: "an after that is no number, or beyond the newest event, is refused with 1008 and uses no more than its token",
			check: async (bench) => {
				for (const after of ["x", "-1", "99"]) {
					const game = await bench.join();
					const { resumeToken: resume } = game.welcome;
					const { code } = await (
						await bench.openTyped({ resume, after })
					).closed();
					expect(
						code === closings.policy.code,
						`after=${after} was answered with ${code}`,
					);
					await game.barrier();
				}
			},
		},
		{
			says: "a game that closes with 1000 is done: there is nothing to resume",
			check: async (bench) => {
				const game = await bench.join();
				await game.end.leave(1000);
				await expectNothingToResume(bench, game);
			},
		},
		{
			says: "a game that closes with any other code can come back",
			check: async (bench) => {
				for (const code of [1001, 3000, 4999]) {
					const game = await bench.join();
					await game.end.leave(code);
					await bench.resume(game);
				}
			},
		},
		{
			says: "events that are gone are told by a gap, and the others follow it",
			check: async (bench) => {
				let game = await bench.join();
				while (game.lastSeq < maxEvents) {
					for (let sent = 0; sent < burst; sent += 1) game.send("x");
					await game.barrier();
					await game.end.vanish();
					const all = await bench.resume(game, 0);
					await all.barrier();
					if (all.events.all.some(({ type }) => type === "gap")) return;
					game = all;
				}
				throw new Unchecked(`the server keeps more than ${maxEvents} events`);
			},
		},
	],
};

/** A game that has been told so many events. */
async function joinWithEvents(
	bench: Stage,
	count: number,
): Promise<PlayedTypedGame> {
	const game = await bench.join();
	for (let seq = 1; seq <= count; seq += 1) {
		game.send("no JSON");
		await game.event("error");
	}
	return game;
}

function expectEvents(game: PlayedTypedGame, seqs: readonly number[]): void {
	const came = game.events.all.map(({ seq }) => seq);
	expect(
		shown(came) === shown(seqs),
		`${shown(came)} came, not ${shown(seqs)}`,
	);
}

async function expectNothingToResume(
	bench: Stage,
	{ welcome, lastSeq }: PlayedTypedGame,
): Promise<void> {
	const { resumeToken: resume } = welcome;
	const end = await bench.openTyped({ resume, after: lastSeq });
	const { code } = await end.closed();
	expect(
		code === closings.nothingToResume.code,
		`the second time it was answered with ${code}`,
	);
}
