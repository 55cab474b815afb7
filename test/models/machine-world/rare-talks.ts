/** What the models leave out of talks with flows: walks that odd flows, odd minds and odd turns make. */
import { expect } from "vitest";
import { maxTurnCharacters } from "../../../src/machines/conversation/turn-text.js";
import { order } from "./puppet.js";
import {
	answered,
	command,
	expectState,
	expectTalk,
	goOn,
	hear,
	hearSome,
	lend,
	lent,
	linesOf,
	mind,
	press,
	type RareTalk,
	ring,
	seemToEnd,
	tellStoryWithWords,
} from "./talk-stage.js";

const longSpeech = "so ".repeat(maxTurnCharacters / 3 + 1);

/** In words that no line has. */
const words = "where am I";

const stuckTurnMs = 10_000;

/** A character goes on, or is given up, after so long without a word about its lines. */
const overdueMs = 200_000;

/** The mind says something, and asks for this move; it may have more to say. */
function sayAndMove(world: Parameters<RareTalk["walk"]>[0], name: string) {
	mind(world).say("Well, well. ");
	askForMove(world, name);
}

function askForMove(world: Parameters<RareTalk["walk"]>[0], name: string) {
	mind(world).tell({
		type: "mind.moved",
		name: name as `move.${string}`,
		data: undefined,
	});
}

const turns: readonly RareTalk[] = [
	lent("a sign of listening is no turn, however it ends", async (world) => {
		await lend(world);
		command(world, order.tellStory);
		hearSome(world, "mhm");
		expectTalk(world, '"ear":"aside"');
		hearSome(world, "mhm yeah");
		hear(world, "mhm yeah");
		expectTalk(world, '"ear":"quiet"', '"mouth":{"speaking"');
		hearSome(world, "mhm");
		await world.pass(stuckTurnMs);
		expectTalk(world, '"ear":"quiet"', '"mouth":{"speaking"');
		expect(mind(world).timesAsked).toBe(0);
	}),
	lent(
		"a sign of listening becomes a turn when more is said",
		async (world) => {
			await lend(world);
			command(world, order.tellStory);
			hearSome(world, "mhm");
			hearSome(world, "mhm but where");
			expectTalk(world, '"ear":"speaking"');
			expect(linesOf(world).atPhone).toEqual([]);
			hear(world, "mhm but where");
			expect(mind(world).timesAsked).toBe(1);
		},
	),
	lent(
		"a flow says goodbye while its caller shows that he listens",
		async (world) => {
			await lend(world);
			command(world, order.tellStory);
			hearSome(world, "mhm");
			command(world, order.sayGoodbye);
			expectTalk(world, '"ear":"quiet"', '"mouth":"goodbye"');
		},
	),
	lent("a turn that is too long ends there", async (world) => {
		await lend(world);
		hear(world, longSpeech);
		expect(mind(world).timesAsked).toBe(1);
		hearSome(world, "and");
		hearSome(world, longSpeech);
		expectTalk(world, '"ear":"quiet"');
		expect(mind(world).timesAsked).toBe(2);
		hear(world, "");
		hearSome(world, "and");
		seemToEnd(world);
		expect(mind(world).timesAsked).toBe(3);
		hearSome(world, longSpeech);
		expectTalk(world, '"ear":"quiet"');
		expect(mind(world).timesAsked).toBe(4);
	}),
	lent("words that are taken back are no turn", async (world) => {
		await lend(world);
		const takeBack = () => {
			hearSome(world, words);
			hearSome(world, "");
		};
		takeBack();
		expectTalk(world, '"ear":"speaking"');
		hear(world, "");
		expectTalk(world, '"ear":"quiet"');
		takeBack();
		await world.pass(stuckTurnMs);
		expectTalk(world, '"ear":"quiet"');
		takeBack();
		seemToEnd(world);
		expectTalk(world, '"ear":"endedEagerly"');
		hear(world, "");
		expectTalk(world, '"ear":"quiet"');
		takeBack();
		seemToEnd(world);
		await world.pass(stuckTurnMs);
		expectTalk(world, '"ear":"quiet"');
		expect(mind(world).timesAsked).toBe(0);
	}),
	lent("a turn that nobody ends is over after a while", async (world) => {
		await lend(world);
		hearSome(world, words);
		await world.pass(stuckTurnMs);
		expectTalk(world, '"ear":"quiet"');
		expect(mind(world).timesAsked).toBe(1);
		hear(world, "");
		hearSome(world, words);
		seemToEnd(world);
		await world.pass(stuckTurnMs);
		expectTalk(world, '"ear":"quiet"');
	}),
	lent("a caller goes on though nobody says that he does", async (world) => {
		await lend(world);
		hearSome(world, words);
		seemToEnd(world);
		hearSome(world, `${words} now`);
		expectTalk(world, '"ear":"speaking"', '"mind":"idle"');
	}),
	answered("a key ends the call amid a turn", async (world) => {
		await ring(world);
		hearSome(world, words);
		await press(world, order.sayGoodbye);
		expectTalk(world, '"ear":"quiet"', '"mouth":"goodbye"');
	}),
	answered(
		"a key ends the call while a turn has probably ended",
		async (world) => {
			await ring(world);
			hearSome(world, words);
			seemToEnd(world);
			await press(world, order.sayGoodbye);
			expectTalk(world, '"ear":"quiet"', '"mouth":"goodbye"');
		},
	),
	lent(
		"a caller goes on while the voice is asked which words he heard",
		async (world) => {
			await lend(world);
			await tellStoryWithWords(world);
			hear(world, words);
			expectTalk(world, '"ear":"settling"');
			hearSome(world, "mhm");
			expectTalk(world, '"ear":"settling"');
			hearSome(world, "who are you");
			expectTalk(world, '"ear":"speaking"');
			hear(world, "who are you");
			await world.pass(1_000);
			expectTalk(world, '"ear":"quiet"');
			expect(mind(world).timesAsked).toBe(1);
		},
	),
	lent(
		"a second key waits for what the first has stopped, and is nothing to a flow that has said goodbye",
		async (world) => {
			await lend(world);
			await tellStoryWithWords(world);
			await press(world, order.sayGoodbye, order.tellStory);
			expectTalk(world, "pressed");
			await world.pass(1_000);
			expectTalk(world, '"keys":"none"', '"mouth":"goodbye"');
		},
	),
];

const lines: readonly RareTalk[] = [
	lent("a line that never sounds is given up", async (world) => {
		await lend(world);
		await world.setVoice("waits");
		command(world, order.tellStory);
		await world.pass(overdueMs);
		expectTalk(world, '"mouth":"quiet"');
		expect(linesOf(world).atVoice).toBeUndefined();
	}),
	lent(
		"a filler that never sounds is given up, and silence is one beside it",
		async (world) => {
			await lend(world);
			await world.setVoice("waits");
			hear(world, words);
			await world.pass(700);
			expectTalk(world, '"mouth":"filler"');
			command(world, order.sayNothing);
			expectTalk(world, '"mouth":"filler"');
			await world.pass(overdueMs);
			expectTalk(world, '"mouth":"quiet"');
		},
	),
	lent(
		"a flow that answers each failed line by another is slowed",
		async (world) => {
			await lend(world);
			await world.setVoice("refuses");
			command(world, order.repeatItself);
			expectTalk(world, '"speaking":"failing"');
			await world.pass(1_000);
			expectTalk(world, '"speaking":"failing"');
			await world.setVoice("works");
			await world.pass(1_000);
			await world.pass(1_000);
			expectTalk(world, '"speaking":"wellHeard"');
		},
	),
	lent("a goodbye that never sounds ends in time", async (world) => {
		await lend(world);
		await world.setVoice("waits");
		command(world, order.sayGoodbye);
		await world.pass(20_000);
		expect(world.server.actors.calls.size).toBe(0);
	}),
	lent("a line at the voice is stopped by a turn", async (world) => {
		await lend(world);
		await world.setVoice("waits");
		command(world, order.tellStory);
		hearSome(world, words);
		expect(linesOf(world).atVoice).toBeUndefined();
	}),
	lent("a line at the voice is stopped with its flow", async (world) => {
		await lend(world);
		await world.setVoice("waits");
		command(world, order.tellStory);
		await world.games.takeBack("Maze");
		expect(linesOf(world).atVoice).toBeUndefined();
	}),
	lent(
		"a line that waits for a phone is stopped by last words",
		async (world) => {
			await lend(world);
			await world.callers.hangUp("Ann", "results late");
			command(world, order.tellStory);
			expect(linesOf(world).waiting).toHaveLength(1);
			hear(world, words);
			expect(linesOf(world).waiting).toEqual([]);
		},
	),
	lent(
		"a line that waits for a phone is stopped with its flow",
		async (world) => {
			await lend(world);
			await world.callers.hangUp("Ann", "results late");
			command(world, order.tellStory);
			await world.games.takeBack("Maze");
			expect(linesOf(world).waiting).toEqual([]);
			expectState(world, '"paired":"hearingLastWords"');
		},
	),
];

const thoughts: readonly RareTalk[] = [
	lent("an answer that stalls is closed as it stands", async (world) => {
		await lend(world);
		hear(world, words);
		mind(world).say("Well, ");
		await world.pass(10_000);
		expectTalk(world, '"mind":"idle"');
	}),
	lent("an answer that goes on and on is cut", async (world) => {
		await lend(world);
		hear(world, words);
		for (let second = 0; second < 12; second++) {
			mind(world).say("Well, ");
			await world.pass(1_000);
		}
		expectTalk(world, '"mind":"idle"');
	}),
	lent("what a mind adds behind its move comes after it", async (world) => {
		await lend(world);
		hear(world, words);
		sayAndMove(world, "move.nod");
		expectTalk(world, '"mind":"moving"');
		mind(world).say("Or not. ");
		askForMove(world, "move.nod");
		mind(world).tell({ type: "mind.used", inputTokens: 1, outputTokens: 1 });
		await world.callers.listen("Ann");
		mind(world).end();
		expectTalk(world, '"mind":"idle"');
	}),
	lent("a mind fails behind a move that waits", async (world) => {
		await lend(world);
		hear(world, words);
		sayAndMove(world, "move.nod");
		mind(world).fail();
		expectTalk(world, '"mind":"idle"');
	}),
	lent("a move waits five seconds, and then no longer", async (world) => {
		await lend(world);
		hear(world, words);
		await world.pass(3_000);
		sayAndMove(world, "move.nod");
		await world.pass(4_999);
		expectTalk(world, '"mind":"moving"');
		await world.pass(1);
		expectTalk(world, '"mind":{"thinking"');
		sayAndMove(world, "move.nod");
		expectTalk(world, '"mind":"moving"');
		await world.pass(4_000);
		expectTalk(world, '"mind":"idle"');
	}),
	lent("a mind is told once of a move that it may not make", async (world) => {
		await lend(world);
		hear(world, words);
		askForMove(world, "move.never");
		expect(mind(world).timesAsked).toBe(2);
		askForMove(world, "move.never");
		expect(mind(world).timesAsked).toBe(2);
		expectTalk(world, '"mind":"idle"');
	}),
	lent("a flow that insists on an answer is slowed", async (world) => {
		await lend(world);
		command(world, order.insist);
		for (const _ of "123") mind(world).fail();
		expectTalk(world, '"mind":"givingUp"');
		await world.pass(1_000);
		expectTalk(world, '"mind":"givingUp"');
		await press(world, order.askForCode);
		expect(mind(world).timesAsked).toBe(3);
	}),
	lent(
		"what was thought before a turn had ended is dropped where the game moves the flow on",
		async (world) => {
			await lend(world);
			hearSome(world, words);
			seemToEnd(world);
			expectTalk(world, '"mind":"speculating"');
			command(world, order.moveOn);
			hear(world, words);
			expect(mind(world).timesAsked).toBe(2);
			expectTalk(world, '"mind":{"thinking"');
		},
	),
	lent(
		"a mind is asked twice at most before a turn has surely ended",
		async (world) => {
			await lend(world);
			hearSome(world, words);
			for (const _ of "123") {
				seemToEnd(world);
				goOn(world);
			}
			expect(mind(world).timesAsked).toBe(2);
			hear(world, words);
			expect(mind(world).timesAsked).toBe(3);
			// The next turn has its own.
			hearSome(world, "what is that");
			seemToEnd(world);
			expect(mind(world).timesAsked).toBe(4);
		},
	),
	lent(
		"a mind that breaks down fails its conversation alone",
		async (world) => {
			await lend(world);
			mind(world).breakDown(new Error("made to fail by the test"));
			expectState(world, '"paired":"talking"');
		},
	),
	lent(
		"a flow that breaks down fails its conversation alone",
		async (world) => {
			await lend(world);
			command(world, order.breakDown);
			expectState(world, '"paired":"talking"');
		},
	),
	lent(
		"a scene that cannot be read fails its conversation alone",
		async (world) => {
			await lend(world);
			command(world, order.beUnreadable);
			expectState(world, '"paired":"talking"');
		},
	),
];

export const rareTalks: readonly RareTalk[] = [...turns, ...lines, ...thoughts];
