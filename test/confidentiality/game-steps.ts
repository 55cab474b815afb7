/** What games do: join, say lines, want codes, lose their sockets and come back, leave. */
import fc from "fast-check";
import type { FromGame } from "../../src/protocol/callsign-v1.js";
import { policyTimes } from "../models/policy.js";
import { welcomedBack } from "./game-news.js";
import {
	type GameTitle,
	gameTitles,
	kinds,
	type PhoneOwner,
	phoneOwners,
	typedTitles,
} from "./parties.js";
import { Step, type Walk } from "./steps.js";
import type { WhoIsWithWhom } from "./who-is-with-whom.js";

/** Whom a game means: all of its callers, or one, who may be another game's. */
type Meant = "all" | PhoneOwner;

/** So few that Deepgram makes them without a pause, within a minute. */
const maxLines = 12;

const title = fc.constantFrom(...gameTitles);
const typedTitle = fc.constantFrom(...typedTitles);
const meant = fc.constantFrom<Meant>("all", ...phoneOwners);

function callersMeant(
	model: WhoIsWithWhom,
	of: GameTitle,
	to: Meant,
): readonly PhoneOwner[] {
	return model.callersOf(of).filter((who) => to === "all" || who === to);
}

/** How a game names the call that it means. */
function callNamed({ around }: Walk, to: Meant): { call?: string } {
	return to === "all" ? {} : { call: around.phones.callOf(to) };
}

/** A typed game asks something of callers, of whom there is none. */
function refuse({ around }: Walk, of: GameTitle, id: string): void {
	if (!kinds[of].isTyped) return;
	const { receipts, games } = around;
	receipts.expect(games.partyOf(of), `error noSuchCall about ${id}`);
}

const joins = title.map(
	(of) =>
		new Step(
			"joins",
			[of],
			(model) => !model.games.has(of),
			async ({ model, around }) => {
				model.games.set(of, {
					callers: new Set(),
					lostAtMs: undefined,
					expects: undefined,
				});
				await around.games.join(of);
			},
		),
);

const leaves = title.map(
	(of) =>
		new Step(
			"leaves",
			[of],
			(model) => model.isHere(of),
			async (walk) => {
				walk.endGame(of);
				await walk.around.games.leave(of);
			},
		),
);

const losesItsSocket = title.map(
	(of) =>
		new Step(
			"losesItsSocket",
			[of],
			(model) => model.isHere(of),
			async (walk) => {
				const { model, around } = walk;
				const game = model.games.get(of);
				if (kinds[of].isTyped) {
					if (game) game.lostAtMs = model.nowMs;
					around.receipts.isAway(around.games.partyOf(of), true);
				} else walk.endGame(of);
				await around.games.loseSocket(of);
			},
		),
);

const comesBack = typedTitle.map(
	(of) =>
		new Step(
			"comesBack",
			[of],
			(model) => model.games.has(of),
			async ({ model, around: { receipts, games } }) => {
				const party = games.partyOf(of);
				const game = model.games.get(of);
				if (game) game.lostAtMs = undefined;
				receipts.isAway(party, false);
				receipts.expect(party, welcomedBack(model.callersOf(of)));
				await games.resume(of);
			},
		),
);

const nobodyComesBack = fc.constant(
	new Step(
		"nobodyComesBack",
		[],
		(model) => model.mayPass(policyTimes.resumeMs),
		(walk) => walk.pass(policyTimes.resumeMs),
	),
);

const says = fc.tuple(title, meant, fc.boolean()).map(
	([of, to, isInBits]) =>
		new Step(
			"says",
			[of, `to ${to}`, isInBits ? "in bits" : "at once"],
			(model) =>
				model.isHere(of) &&
				(to === "all" || kinds[of].isTyped) &&
				model
					.callersOf(of)
					.every((who) => (model.calls.get(who)?.lines ?? 0) < maxLines),
			async (walk) => {
				const { model, around } = walk;
				const { words, receipts, phones, games } = around;
				const callers = callersMeant(model, of, to);
				const word = words.next();
				const own = games.partyOf(of);
				const phonesMeant = callers.map((who) => phones.partyOf(who));
				const whose = `${of}'s line to ${callers.join(" and ") || "nobody"}`;
				receipts.keep(word, whose, own, ...phonesMeant);
				for (const who of callers) {
					receipts.expect(phones.partyOf(who), `line ${word}`);
					walk.tell(of, { news: "said", owner: who, line: word });
					const call = model.calls.get(who);
					if (call) call.lines += 1;
				}
				if (callers.length === 0) refuse(walk, of, word);
				const isWhole = !isInBits || !kinds[of].isTyped || callers.length === 0;
				const line = { id: word, ...callNamed(walk, to) };
				const [bit, rest] = [word.slice(0, 2), word.slice(2)];
				if (isWhole) await games.send(of, { type: "say", text: word, ...line });
				else {
					await games.send(of, { type: "say", text: bit, more: true, ...line });
					await games.send(of, { type: "append", text: rest, ...line });
				}
			},
		),
);

/** A typed game asks something of callers: a step that is refused where it means none of its own. */
function asks(
	name: string,
	type: "stop" | "hangUp",
	follows: (walk: Walk, who: PhoneOwner) => void,
) {
	return fc.tuple(typedTitle, meant).map(
		([of, to]) =>
			new Step(
				name,
				[of, `to ${to}`],
				(model) => model.isHere(of),
				async (walk) => {
					const callers = callersMeant(walk.model, of, to);
					const message: FromGame = {
						type,
						id: name,
						...callNamed(walk, to),
					};
					for (const who of callers) follows(walk, who);
					if (callers.length === 0) refuse(walk, of, name);
					await walk.around.games.send(of, message);
				},
			),
	);
}

const stops = asks("stops", "stop", () => {});

const sendsAway = asks("sendsAway", "hangUp", (walk, who) => {
	walk.around.phones.expectEnd(who);
	walk.leave(who, "game hung up");
	walk.model.endCall(who);
});

const wantsCode = typedTitle.map(
	(of) =>
		new Step(
			"wantsCode",
			[of],
			(model) => model.isHere(of),
			async ({ model, around: { receipts, games } }) => {
				const id = "wantsCode";
				model.withOldCode.add(of);
				receipts.expect(
					games.partyOf(of),
					"another code",
					`error noCodeFree about ${id}`,
				);
				await games.send(of, { type: "newCode", id });
			},
		),
);

const expectsWords = typedTitle.map(
	(of) =>
		new Step(
			"expectsWords",
			[of],
			(model) => model.isHere(of),
			async (walk) => {
				const { words, receipts, games } = walk.around;
				const word = words.next();
				receipts.keep(word, `a word that ${of} expects`);
				walk.expectWords(of, word);
				await games.send(of, { type: "listen", keyterms: [word] });
			},
		),
);

/** All that games do, the more often the more there is to see of it. */
export const gameSteps = [
	joins,
	joins,
	joins,
	says,
	says,
	says,
	says,
	stops,
	wantsCode,
	expectsWords,
	losesItsSocket,
	comesBack,
	comesBack,
	leaves,
	sendsAway,
	nobodyComesBack,
];
