/** What a test does to a server and asks of it where no socket reaches; in its process or, by messages, in another. */

/**
 * @param {import("./steering.mjs").Steered} steered
 * @returns {import("./steering.mjs").Steering}
 */
export function steering({ server, clock, gamesAway }) {
	const { calls, games } = server.actors;
	const newestOf = (actors) => [...actors.keys()].at(-1) ?? "";
	const childrenOf = (id) =>
		(calls.get(id) ?? games.get(id))?.getSnapshot().children ?? {};
	return {
		pass: (ms) => clock.increment(ms),
		gamesAway,
		newestCall: () => newestOf(calls),
		newestGame: () => newestOf(games),
		hasEar: (id) => childrenOf(id).recogniser !== undefined,
		recognition: (id) =>
			childrenOf(id).recogniser?.getSnapshot().hasTag("down") ? "down" : "up",
		linesAtVoice: () =>
			[...calls.values()].filter(
				(call) =>
					call.getSnapshot().context.speaking?.getSnapshot().context.lines
						.atVoice,
			).length,
		sessions: () => ({ calls: calls.size, games: games.size }),
		failAdapter(id) {
			const { phone, socket } = childrenOf(id);
			const error = new Error("made to fail by the test");
			(phone ?? socket)?.send({ type: "adapter.failed", error });
		},
		drain: () => void server.drain(),
		endAll: () => server.actors.endAll("server going away"),
	};
}
