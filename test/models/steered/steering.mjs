/** What a test does to a server and asks of it where no socket reaches; in its process or, by messages, in another. */

/** Where a recogniser waits for its next dial, and what ends that: the clock would move all others, too. */
const down = { working: { link: "down" } };
const waiting = { working: { link: { down: "waiting" } } };
/** The same once its caller has hung up. */
const lostAtLast = { working: { link: { finishing: "lost" } } };
const waitingAtLast = {
	working: { link: { finishing: { lost: "waiting" } } },
};
/** Where a call waits for the last words of a caller who has hung up. */
const hungUp = { paired: "hearingLastWords" };
const backOff = (state) => ({
	type: `xstate.after.backOff.recogniser.working.link.${state}.waiting`,
});

/** Where a call's speaking leaves a voice alone that was lost, and what ends that. */
const voiceLost = {
	delivery: { speaking: { voice: { synthesising: { lost: "waiting" } } } },
};
const voiceBackOff = {
	type: "xstate.after.backOff.speaking.delivery.speaking.voice.synthesising.lost.waiting",
};

/** @param {import("../../../src/machines/call/call.js").CallActor} call */
export function isVoiceLost(call) {
	const { speaking } = call.getSnapshot().context;
	return speaking?.getSnapshot().matches(voiceLost) ?? false;
}

/** @param {import("../../../src/machines/call/call.js").CallActor} call */
function isSpeaking(call) {
	const { speaking } = call.getSnapshot().context;
	return !(speaking?.getSnapshot().matches({ delivery: "silent" }) ?? true);
}

/** Where a line of which more is to come is, when all that can be made of it was made. */
const waitsForMore = {
	delivery: { speaking: { voice: { synthesising: "waitingForMore" } } },
};

/** @param {import("../../../src/machines/call/call.js").CallActor} call */
function isOpenAtVoice(call) {
	const { speaking } = call.getSnapshot().context;
	const { atVoice } = speaking?.getSnapshot().context.lines ?? {};
	return atVoice?.openSinceMs !== undefined;
}

/**
 * Lets the voice of this call be asked at once, where it is left alone.
 * @param {import("../../../src/machines/call/call.js").CallActor} call
 */
export function askVoiceAgain(call) {
	if (!isVoiceLost(call)) return;
	// The machine's own event of a wait that is over.
	const event = /** @type {never} */ (voiceBackOff);
	call.getSnapshot().context.speaking?.send(event);
}

/** @returns {import("./steering.mjs").FactCount} */
export function factCount() {
	/** @type {Map<string, number>} */
	const counts = new Map();
	const of = (/** @type {string} */ type) => counts.get(type) ?? 0;
	return {
		of,
		inspect: (event) => {
			if (event.type !== "@xstate.event") return;
			const { type } = event.event;
			if (type.startsWith("mind.")) counts.set(type, of(type) + 1);
		},
	};
}

/**
 * @param {import("./steering.mjs").Steered} steered
 * @returns {import("./steering.mjs").Steering}
 */
export function steering({ server, clock, gamesAway, facts }) {
	const { calls, games } = server.actors;
	const newestOf = (actors) => [...actors.keys()].at(-1) ?? "";
	const childrenOf = (id) =>
		(calls.get(id) ?? games.get(id))?.getSnapshot().children ?? {};
	return {
		pass: (ms) => clock.increment(ms),
		gamesAway,
		newestCall: () => newestOf(calls),
		newestGame: () => newestOf(games),
		isThere: (id) => calls.has(id) || games.has(id),
		isOnTheLine: (id) => {
			const call = calls.get(id)?.getSnapshot();
			return call !== undefined && !call.matches(hungUp);
		},
		hasEar: (id) => childrenOf(id).recogniser !== undefined,
		recognition: (id) =>
			childrenOf(id).recogniser?.getSnapshot().hasTag("down") ? "down" : "up",
		redial(id) {
			const { recogniser } = childrenOf(id);
			if (recogniser?.getSnapshot().matches(waiting))
				recogniser.send(backOff("down"));
			if (recogniser?.getSnapshot().matches(waitingAtLast))
				recogniser.send(backOff("finishing.lost"));
			const now = recogniser?.getSnapshot();
			return (now?.matches(down) || now?.matches(lostAtLast)) ?? false;
		},
		linesAtVoice: () =>
			[...calls.values()].filter(
				(call) =>
					call.getSnapshot().context.speaking?.getSnapshot().context.lines
						.atVoice,
			).length,
		openLines: () => [...calls.values()].filter(isOpenAtVoice).length,
		openLinesHeard: () =>
			[...calls.values()].filter(
				(call) =>
					isOpenAtVoice(call) &&
					call
						.getSnapshot()
						.context.speaking?.getSnapshot()
						.matches(waitsForMore),
			).length,
		callsSpeaking: () => [...calls.values()].filter(isSpeaking).length,
		voicesLost: () => [...calls.values()].filter(isVoiceLost).length,
		askVoicesAgain: () => [...calls.values()].forEach(askVoiceAgain),
		mindFacts: facts.of,
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
