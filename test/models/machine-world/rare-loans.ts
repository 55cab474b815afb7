/** What the models leave out of calls whose caller talks with a flow: what comes late, twice, or while something else goes on. */
import { expect } from "vitest";
import { flowName } from "../cast.js";
import { policyTimes } from "../policy.js";
import type { MachineWorld } from "./machine-world.js";
import { order, puppetLines } from "./puppet.js";
import {
	answered,
	command,
	expectOver,
	expectState,
	expectTalk,
	gameIdOf,
	hear,
	hearSome,
	lend,
	lent,
	linesOf,
	press,
	type RareTalk,
	ring,
	sendToGame,
} from "./talk-stage.js";

const words = "where am I";
const unknownFlow = "nobody's";

/** A goodbye is asked after this whether it still sounds. */
const goodbyeMs = 15_000;
const overdueMs = 200_000;

/** All that waits is said, and heard. */
async function hearAll(world: MachineWorld): Promise<void> {
	await world.setVoice("works");
	for (const _ of "1234") await world.callers.listen("Ann");
}

/** The puppet answers, and its caller is asked for a code while its notice waits at the voice. */
async function askForCode(world: MachineWorld): Promise<void> {
	await ring(world);
	await world.setVoice("waits");
	await press(world, order.askForCode);
	expectState(world, "listeningForCode");
}

/** The game that has lent Ann leaves, and the puppet goes on with her. */
async function outlive(world: MachineWorld): Promise<void> {
	await lend(world);
	await world.games.leave("Maze");
	expectState(world, '"answered":"lent"');
}

/** The caller does whatever may stop a line. */
function interrupt(world: MachineWorld): void {
	const call = world.callers.actor("Ann");
	call.send({ type: "speech.started", atMs: 0, verbatim: undefined });
	hearSome(world, words);
	hear(world, words);
	call.send({ type: "key.pressed", digit: "7" });
}

/** The game lends its caller to a flow that no server has: games are refused that themselves. */
function lendToNobody(world: MachineWorld): void {
	world.callers.actor("Ann").send({
		type: "converse",
		gameId: gameIdOf(world),
		flow: unknownFlow,
	});
}

const whileAway: readonly RareTalk[] = [
	...(["breaks down", "ends", "says goodbye", "moves on"] as const).map(
		(whenHeard) =>
			answered(
				`its line is heard when the caller of a flow is away, and it ${whenHeard}`,
				async (world) => {
					await askForCode(world);
					await hearAll(world);
					const isGone = whenHeard === "breaks down" || whenHeard === "ends";
					const { frontDoor } = world.callers
						.actor("Ann")
						.getSnapshot().context;
					expect(frontDoor === undefined).toBe(isGone);
					if (whenHeard === "moves on")
						expect(frontDoor?.words).toEqual(["elsewhere"]);
					expectState(world, "listeningForCode");
				},
				{ whenHeard },
			),
	),
	answered(
		"its line is heard when the caller of a flow is away, and it hangs up",
		async (world) => {
			await askForCode(world);
			await hearAll(world);
			await world.expectSessions({ calls: 0, games: 0 });
		},
		{ whenHeard: "hangs up" },
	),
	answered(
		"its line is heard when a game has the caller of a flow, and it ends",
		async (world) => {
			await sendToGame(world);
			await hearAll(world);
			expectState(world, '"paired":"talking"');
			const { frontDoor } = world.callers.actor("Ann").getSnapshot().context;
			expect(frontDoor).toBeUndefined();
		},
		{ whenHeard: "ends" },
	),
	lent(
		"a flow gets its caller back though its line never sounds",
		async (world) => {
			await lend(world);
			await world.setVoice("waits");
			command(world, order.askForCode);
			expectTalk(world, '"away":"returning"');
			await world.pass(overdueMs);
			expectTalk(world, "talking");
		},
	),
];

const codesOfNobody: readonly RareTalk[] = [
	answered(
		"the rest of a code that was none is nothing to the flow",
		async (world) => {
			await ring(world);
			await press(world, order.askForCode);
			await hearAll(world);
			await world.callers.giveCode("Ann", "nobody", "interim");
			expectState(world, '"answered":"frontDoor"');
			await world.callers.finish("Ann");
			expectTalk(world, '"ear":"quiet"');
			expect(world.callers.double("Ann").mind.timesAsked).toBe(0);
		},
	),
	answered(
		"the key that ends a code which was none is nothing to the flow",
		async (world) => {
			await ring(world);
			await press(world, order.askForCode);
			await hearAll(world);
			await world.callers.giveCode("Ann", "nobody", "keys");
			expectState(world, '"answered":"frontDoor"');
			await press(world, "#");
			expectTalk(world, '"keys":"none"');
		},
	),
	answered("what is like a code, and none, is a try", async (world) => {
		await ring(world);
		await press(world, order.askForCode);
		await press(world, "1", "2", "#");
		expectState(world, '"answered":"frontDoor"');
	}),
	answered("a code that may be two games' is a try", async (world) => {
		await world.games.join("Maze");
		await world.games.join("Duel");
		await ring(world);
		await press(world, order.askForCode);
		await world.callers.giveCode("Ann", "two games", "speech");
		expectState(world, '"answered":"frontDoor"');
	}),
	answered(
		"a game that is full is a try",
		async (world) => {
			await world.games.join("Maze");
			for (const caller of ["Bob", "Ann"] as const) {
				await world.callers.dial(caller);
				await world.callers.start(caller);
				await world.callers.press(caller, order.askForCode);
				await world.callers.giveCode(caller, "Maze", "keys");
			}
			expectState(world, '"answered":"frontDoor"');
		},
		{},
		{ room: 1 },
	),
	answered(
		"a caller who may try no more is back at the flow",
		async (world) => {
			await world.games.join("Maze");
			await world.games.leave("Maze");
			await ring(world);
			await press(world, order.askForCode);
			await world.callers.giveCode("Ann", "rested", "speech");
			expectState(world, "listeningForCode");
			await world.callers.giveCode("Ann", "nobody", "speech");
			expectState(world, '"answered":"frontDoor"');
		},
		{},
		{ triesPerCall: 3, triesPerCaller: 1 },
	),
	answered("a caller who gives no code is back at the flow", async (world) => {
		await ring(world);
		await press(world, order.askForCode);
		await world.callers.listen("Ann");
		await world.pass(policyTimes.codeWaitMs);
		expectState(world, '"answered":"frontDoor"');
	}),
	answered(
		"a caller whose code is looked up for long is back at the flow if it is none",
		async (world) => {
			await ring(world);
			await press(world, order.askForCode);
			await world.callers.listen("Ann");
			world.server.door.keepCodesBack();
			await world.callers.giveCode("Ann", "nobody", "speech");
			await world.pass(policyTimes.codeWaitMs);
			expectState(world, "awaitingAnswer");
			world.server.door.lookUpWhatWasKept();
			expectState(world, '"answered":"frontDoor"');
		},
		{},
		{ triesPerCall: 3 },
	),
];

const atFrontDoor: readonly RareTalk[] = [
	answered("what a flow says is no turn when it comes back", async (world) => {
		await ring(world);
		await press(world, order.giveNotice);
		hear(world, puppetLines.notice);
		expectTalk(world, '"ear":"quiet"');
		await press(world, order.moveOn);
		const { frontDoor } = world.callers.actor("Ann").getSnapshot().context;
		expect(frontDoor?.words).toEqual(["elsewhere"]);
	}),
	answered(
		"a flow that breaks down is sorry, and its call ends",
		async (world) => {
			await ring(world);
			await press(world, order.breakDown);
			expectState(world, '"listeningForCode":"sayingGoodbye"');
			await world.callers.listen("Ann");
			await world.expectSessions({ calls: 0, games: 0 });
		},
	),
	answered("a scene that cannot be read ends its call", async (world) => {
		await ring(world);
		await press(world, order.beUnreadable);
		expectState(world, '"listeningForCode":"sayingGoodbye"');
	}),
	answered(
		"a call that a flow has lasts no longer than another",
		async (world) => {
			await ring(world);
			await world.pass(policyTimes.maxCallMs - 60_000);
			expect(linesOf(world).atPhone).toHaveLength(1);
			await world.callers.listen("Ann");
			await world.pass(60_000);
			expectState(world, '"listeningForCode":"sayingGoodbye"');
		},
	),
	answered(
		"what a flow said before its end is heard, whatever else is",
		async (world) => {
			await ring(world);
			await press(world, order.giveNotice, order.end);
			expectState(world, '"answered":"sayingGoodbye"');
			interrupt(world);
			expectState(world, '"answered":"sayingGoodbye"');
			world.callers.actor("Ann").send({ type: "last.minute" });
			await world.callers.listen("Ann");
			await world.expectSessions({ calls: 0, games: 0 });
		},
	),
	answered(
		"a last line that sounds is waited for, and one that does not is not",
		async (world) => {
			await ring(world);
			await world.setVoice("waits");
			await press(world, order.giveNotice, order.end);
			world.callers
				.double("Ann")
				.beginLine(linesOf(world).atVoice?.lineId ?? "");
			await world.pass(goodbyeMs);
			expectState(world, '"answered":"sayingGoodbye"');
			await world.callers.hangUp("Ann", "with a word");
			await ring(world);
			await press(world, order.giveNotice, order.end);
			await world.pass(goodbyeMs);
			await world.expectSessions({ calls: 0, games: 0 });
		},
	),
	answered(
		"the caller of a flow hears out the game that has left him",
		async (world) => {
			await sendToGame(world);
			await world.games.say("Maze", "notice", "all");
			await world.games.leave("Maze");
			expectState(world, '"answered":"hearingGameOut"');
			interrupt(world);
			expectState(world, '"answered":"hearingGameOut"');
			await hearAll(world);
			expectState(world, '"answered":"frontDoor"');
		},
	),
	...(["ends", "hangs up"] as const).map((whenHeard) =>
		answered(
			`a flow whose caller hears out a game ${whenHeard}`,
			async (world) => {
				await sendToGame(world);
				await world.games.say("Maze", "notice", "all");
				await world.games.leave("Maze");
				await hearAll(world);
				if (whenHeard === "ends") expectState(world, "listeningForCode");
				else await world.expectSessions({ calls: 0, games: 0 });
			},
			{ whenHeard },
		),
	),
];

const outlived: readonly RareTalk[] = [
	lent(
		"what was under way as a game left does not disturb the flow that goes on",
		async (world) => {
			await lend(world, "interim");
			await world.games.leave("Maze");
			await world.callers.finish("Ann");
			command(world, order.moveOn);
			expectTalk(world, '"ear":"quiet"');
		},
		{ outlivesGame: true },
	),
	lent(
		"a flow that has outlived its game does what its caller says",
		async (world) => {
			await outlive(world);
			await press(world, "#", order.moveOn, order.giveNotice);
			hear(world, puppetLines.notice);
			expectTalk(world, '"ear":"quiet"');
			await world.callers.listen("Ann");
			await press(world, order.askForCode);
			expectState(world, '"answered":"lent"');
			await hearAll(world);
			await press(world, order.end);
			expectState(world, "listeningForCode");
		},
		{ outlivesGame: true },
	),
	lent(
		"what a flow has said that has outlived its game is heard out",
		async (world) => {
			await outlive(world);
			await press(world, order.giveNotice, order.end);
			expectState(world, "hearingGameOut");
		},
		{ outlivesGame: true },
	),
	answered(
		"a flow that has outlived its game gives the caller back to the one before it",
		async (world) => {
			await world.games.join("Maze");
			await ring(world);
			await press(world, order.askForCode);
			await world.callers.giveCode("Ann", "Maze", "keys");
			await hearAll(world);
			await world.games.lend("Maze");
			await world.games.leave("Maze");
			expectState(world, '"answered":"lent"');
			await press(world, order.end);
			expectState(world, '"answered":"frontDoor"');
		},
		{ outlivesGame: true },
	),
	answered(
		"the flow before one that has outlived its game ends",
		async (world) => {
			await sendToGame(world);
			await world.games.lend("Maze");
			await world.games.leave("Maze");
			expectState(world, '"answered":"lent"');
			await hearAll(world);
			const { frontDoor } = world.callers.actor("Ann").getSnapshot().context;
			expect(frontDoor).toBeUndefined();
		},
		{ outlivesGame: true, whenHeard: "ends" },
	),
];

const whileLent: readonly RareTalk[] = [
	lent(
		"the code is nothing to the flow to which its game lends",
		async (world) => {
			await lend(world, "interim");
			await world.callers.finish("Ann");
			expectTalk(world, '"ear":"quiet"');
		},
	),
	lent("a flow and its game have the caller at once", async (world) => {
		await lend(world);
		await press(world, "#");
		expectTalk(world, '"keys":"none"');
		await world.callers.pause("Ann");
		command(world, order.moveOn, order.giveNotice);
		hear(world, puppetLines.notice);
		expectTalk(world, '"ear":"quiet"');
		await world.games.expectWords("Maze");
		lendToNobody(world);
		expectState(world, '"paired":"talking"');
		lendToNobody(world);
		expectState(world, '"paired":"talking"');
	}),
	answered(
		"the flow before one to which a game lends moves on",
		async (world) => {
			await sendToGame(world);
			await world.games.lend("Maze");
			await hearAll(world);
			expectState(world, '"paired":{"lent":"talking"');
			const { frontDoor } = world.callers.actor("Ann").getSnapshot().context;
			expect(frontDoor?.state).toBe("elsewhere");
		},
		{ whenHeard: "moves on" },
	),
	answered(
		"the flow before one to which a game lends ends",
		async (world) => {
			await sendToGame(world);
			await world.games.lend("Maze");
			await hearAll(world);
			expectState(world, '"paired":{"lent":"talking"');
			const { frontDoor } = world.callers.actor("Ann").getSnapshot().context;
			expect(frontDoor).toBeUndefined();
		},
		{ whenHeard: "ends" },
	),
	answered(
		"a game that leaves takes its flow along, and the one before it has the caller",
		async (world) => {
			await sendToGame(world);
			await world.games.lend("Maze");
			await world.games.leave("Maze");
			expectState(world, '"answered":"hearingGameOut"');
			await hearAll(world);
			expectState(world, '"answered":"frontDoor"');
		},
	),
	lent(
		"a game that leaves takes its flow along, and what it said is heard out",
		async (world) => {
			await lend(world);
			command(world, order.giveNotice);
			await world.games.leave("Maze");
			expectState(world, "hearingGameOut");
		},
	),
	lent("a game that leaves takes its flow along", async (world) => {
		await lend(world);
		await world.games.leave("Maze");
		expectState(world, "waitingForCode");
	}),
	lent(
		"a caller who is lent is told of the last minute, and of the end",
		async (world) => {
			await lend(world);
			await world.pass(policyTimes.maxCallMs - 60_000);
			await world.callers.listen("Ann");
			expectState(world, '"lent":"talking"');
			await world.pass(60_000);
			expectState(world, '"paired":"sayingGoodbye"');
			await world.games.lend("Maze");
			expectState(world, '"paired":"sayingGoodbye"');
		},
	),
	lent(
		"a game that is cut off comes back to its lent caller",
		async (world) => {
			await lend(world);
			await world.games.cutOff("Maze");
			await world.pass(5_000);
			await world.callers.listen("Ann");
			hear(world, words);
			world.callers.double("Ann").mind.say("Well, ");
			world.callers.double("Ann").mind.end();
			await world.callers.listen("Ann");
			expectState(world, '"lent":"talking"');
			await world.games.resume("Maze");
			command(world, order.moveOn);
			const { lent } = world.callers.actor("Ann").getSnapshot().context;
			expect(lent?.state).toBe("elsewhere");
		},
	),
];

/** Ann is lent, and has hung up; what she said last is still to come. */
async function hangUp(world: MachineWorld): Promise<void> {
	await world.callers.hangUp("Ann", "results late");
	expectState(world, '"lent":"hearingLastWords"');
}

const lastWords: readonly RareTalk[] = [
	lent(
		"a flow and its game hear last words, and then no more",
		async (world) => {
			await lend(world, "interim");
			await hangUp(world);
			await world.callers.finish("Ann");
			hearSome(world, words);
			hear(world, words);
			await world.games.expectWords("Maze");
			command(world, order.moveOn);
			expectState(world, '"lent":"hearingLastWords"');
			await world.games.takeBack("Maze");
			expectState(world, '"paired":"hearingLastWords"');
			await world.games.lend("Maze");
			expectState(world, '"paired":"hearingLastWords"');
		},
	),
	lent("a caller who has hung up is lent no more", async (world) => {
		await lend(world);
		await hangUp(world);
		await world.games.lend("Maze");
		expectState(world, '"paired":"hearingLastWords"');
	}),
	lent(
		"a call whose caller was lent and has hung up ends when its time is up",
		async (world) => {
			await lend(world);
			await world.pass(policyTimes.maxCallMs - 1);
			await hangUp(world);
			await world.pass(1);
			await expectOver(world);
		},
	),
	...([order.hangUp, order.end, order.breakDown] as const).map((name) =>
		lent(
			`a flow is over whose caller has hung up, upon ${name}`,
			async (world) => {
				await lend(world);
				await hangUp(world);
				command(world, name);
				expectState(world, '"paired":"hearingLastWords"');
			},
		),
	),
	answered(
		"the flow before the one whose caller has hung up breaks down",
		async (world) => {
			await sendToGame(world);
			await world.games.lend("Maze");
			await hangUp(world);
			const { frontDoor } = world.callers.actor("Ann").getSnapshot().context;
			expect(frontDoor).toBeUndefined();
		},
		{ whenHeard: "breaks down" },
	),
	lent(
		"a game hangs up on a caller who was lent and has hung up",
		async (world) => {
			await lend(world);
			await hangUp(world);
			await world.games.sendAway("Maze", "all");
			await expectOver(world);
		},
	),
	lent("a game leaves a caller who was lent and has hung up", async (world) => {
		await lend(world);
		await hangUp(world);
		await world.games.leave("Maze");
		await expectOver(world);
	}),
	lent(
		"another stream takes over from a lent caller who has hung up",
		async (world) => {
			await lend(world);
			await hangUp(world);
			await world.callers.callAgain("Ann");
			await hearAll(world);
			expect(world.server.actors.calls.size).toBe(1);
		},
	),
];

const inVain: readonly RareTalk[] = [
	lent("a game lends nobody, to nobody, and is refused", async (world) => {
		await world.games.join("Maze");
		const maze = world.games.double("Maze");
		const ask = (callId?: string) => {
			const of = callId === undefined ? {} : { callId };
			maze.tell({ type: "converse", flow: flowName, ...of });
			maze.tell({ type: "converse", flow: unknownFlow, ...of });
			maze.tell({ type: "take.back", ...of });
			maze.tell({ type: "tell.flow", name: order.end, ...of });
		};
		ask();
		ask("stranger");
		await ring(world);
		await world.callers.giveCode("Ann", "Maze", "keys");
		ask("stranger");
		maze.tell({ type: "take.back" });
		maze.tell({ type: "tell.flow", name: order.end });
		expectState(world, '"paired":"talking"');
	}),
];

export const rareLoans: readonly RareTalk[] = [
	...whileAway,
	...codesOfNobody,
	...atFrontDoor,
	...outlived,
	...whileLent,
	...lastWords,
	...inVain,
];
