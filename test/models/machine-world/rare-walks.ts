/** What the models leave out: walks that only the machines can be taken on, since no socket brings them about. */

import { expect } from "vitest";
import { turnPauseMs } from "../../../src/machines/recogniser/recogniser-setup.js";
import { defaultPrompts } from "../../../src/machines/speaking/prompts.js";
import type { SpeakingEvent } from "../../../src/machines/speaking/speaking-guards.js";
import { nothingToSay } from "../../../src/machines/speaking/speech-queue.js";
import { heard } from "../../support/codes/spoken.js";
import { closed, hears, lineTexts, type VoiceState } from "../cast.js";
import { policyTimes } from "../policy.js";
import type { MachineWorld } from "./machine-world.js";

/** One walk, and what it shows. */
export interface RareWalk {
	readonly shows: string;
	walk(world: MachineWorld): Promise<void>;
}

/** Ann has said a code of the game's, and the coordinator has not answered yet. */
async function askFor(
	world: MachineWorld,
	by: "speech" | "interim" = "speech",
) {
	await world.games.join("Maze");
	await world.callers.dial("Ann");
	await world.callers.start("Ann");
	world.server.door.keepCodesBack();
	await world.callers.giveCode("Ann", "Maze", by);
	expectState(world, "lookingUp");
}

function expectState(world: MachineWorld, state: string): void {
	const { value } = world.callers.actor("Ann").getSnapshot();
	expect(JSON.stringify(value)).toContain(state);
}

function expectTurn(world: MachineWorld, state: string): void {
	const { recogniser } = world.callers.actor("Ann").getSnapshot().children;
	const value = recogniser?.getSnapshot().value;
	expect(JSON.stringify(value)).toContain(state);
}

/** How long a goodbye may take until it sounds. */
const goodbyeMs = 15_000;

/** Ann is with a game, and has been on the line for so long. */
async function pairFor(world: MachineWorld, ms: number) {
	await world.games.join("Maze");
	await world.callers.dial("Ann");
	await world.callers.start("Ann");
	await world.callers.giveCode("Ann", "Maze", "speech");
	await world.callers.listen("Ann");
	await world.pass(ms);
}

/** Ann is with a game, and her call has lasted as long as it may. */
async function runOutOfTime(world: MachineWorld, voice?: VoiceState) {
	await pairFor(world, policyTimes.maxCallMs - 60_000);
	await world.sightings.expectSights("Ann", [
		hears(defaultPrompts.connected),
		hears(defaultPrompts.lastMinute),
	]);
	await world.callers.listen("Ann");
	if (voice) await world.setVoice(voice);
	await world.pass(60_000);
	expectState(world, "sayingGoodbye");
}

/** Ann is with the game, has heard all that was said so far, and the voice makes no sound of the game's line yet. */
async function holdLineAtVoice(world: MachineWorld): Promise<string> {
	await askFor(world);
	world.server.door.lookUpWhatWasKept();
	await world.callers.listen("Ann");
	await world.setVoice("waits");
	await world.games.say("Maze", "story", "all");
	return linesOf(world).atVoice?.lineId ?? "";
}

function linesOf(world: MachineWorld) {
	const { speaking } = world.callers.actor("Ann").getSnapshot().context;
	return speaking?.getSnapshot().context.lines ?? nothingToSay;
}

/** The game stops its line in the middle, and the voice is asked which words of it were heard. */
async function askForWords(world: MachineWorld): Promise<string> {
	const lineId = await holdLineAtVoice(world);
	world.callers.double("Ann").beginLineWithWords(lineId);
	await world.pass(200);
	const call = world.callers.actor("Ann");
	const gameId = call.getSnapshot().context.game?.id ?? "";
	call.send({ type: "stop.speaking", gameId });
	expect(isAskedForWords(world)).toBe(true);
	return lineId;
}

function isAskedForWords(world: MachineWorld): boolean {
	const { speaking } = world.callers.actor("Ann").getSnapshot().context;
	return speaking?.getSnapshot().context.wordsAsked !== undefined;
}

/** The game has something said that no step of the models says. */
function say(world: MachineWorld, more: object): void {
	const call = world.callers.actor("Ann");
	const gameId = call.getSnapshot().context.game?.id ?? "";
	const line = {
		lineId: "l",
		text: "Hello.",
		interruptible: "never" as const,
	};
	call.send({ type: "say", gameId, ...line, ...more });
}

/** The game begins a line of which more is to come. */
function begin(world: MachineWorld, lineId: string, text: string): void {
	const line = { lineId, text, interruptible: "never", more: true } as const;
	world.games.double("Maze").tell({ type: "say", ...line });
}

function goOn(
	world: MachineWorld,
	lineId: string,
	text: string,
	more = true,
): void {
	const append = { type: "append", lineId, text, more } as const;
	world.games.double("Maze").tell(append);
}

/** So much waits for Ann that nothing more has room. */
function fillRoom(world: MachineWorld): void {
	const gameId =
		world.callers.actor("Ann").getSnapshot().context.game?.id ?? "";
	for (let line = 0; line < 5; line++)
		world.callers.actor("Ann").send({
			type: "say",
			gameId,
			lineId: `${line}`,
			text: "x".repeat(9_990),
			interruptible: "never",
		});
}

/** What is said to the caller is told this. */
function tellSpeaking(
	world: MachineWorld,
	...events: readonly SpeakingEvent[]
): void {
	const { speaking } = world.callers.actor("Ann").getSnapshot().context;
	for (const event of events) speaking?.send(event);
}

const sound = {
	type: "speech.started",
	atMs: 0,
	verbatim: undefined,
} as const;

export const rareWalks: readonly RareWalk[] = [
	{
		shows:
			"a line that comes bit by bit is made by clauses, and then as it may",
		async walk(world) {
			await pairFor(world, 0);
			begin(world, "a", "Hel");
			expect(linesOf(world).atVoice?.hasSound).toBe(false);
			goOn(world, "a", "lo there, ");
			goOn(world, "a", "my dear friend, ");
			await world.callers.talk("Ann", "hello");
			expect(linesOf(world).atVoice?.toSay).toHaveLength(1);
			await world.pass(1_000);
			expect(linesOf(world).atVoice?.toSay).toEqual([]);
			goOn(world, "a", "these are words. ".repeat(60));
			goOn(world, "a", "The end.", false);
			expect(linesOf(world).atVoice?.toSay.length).toBeGreaterThan(2);
			for (let second = 0; second < 60; second++) await world.pass(1_000);
			expect(linesOf(world).atVoice).toBeUndefined();
		},
	},
	{
		shows:
			"sounds pause a line three seconds at most, and then not at once again",
		async walk(world) {
			await pairFor(world, 0);
			say(world, { interruptible: "pause" });
			tellSpeaking(world, sound);
			for (let time = 0; time < 3; time++) {
				await world.pass(1_000);
				tellSpeaking(world, sound);
			}
			await world.pass(2_000);
			tellSpeaking(world, sound, heard("mhm"));
			expect(linesOf(world).atPhone).toHaveLength(1);
		},
	},
	{
		shows:
			"a line that comes while the voice is busy takes more, to its bounds",
		async walk(world) {
			await pairFor(world, 0);
			await world.setVoice("waits");
			begin(world, "a", "Hello there, ");
			goOn(world, "a", "my dear friend. ");
			begin(world, "b", "And then, ");
			goOn(world, "b", "one day, ");
			expect(linesOf(world).waiting[0]?.text).toBe("And then, one day, ");
			fillRoom(world);
			goOn(world, "b", "x".repeat(100));
			expect(linesOf(world).waiting[0]?.openSinceMs).toBeUndefined();
			goOn(world, "a", "x".repeat(9_990));
			expect(linesOf(world).atVoice?.openSinceMs).toBeUndefined();
			expect(linesOf(world).atVoice?.text).toBe(
				"Hello there, my dear friend. ",
			);
		},
	},
	{
		shows:
			"a line that waits takes no more than has room, while another is open",
		async walk(world) {
			await pairFor(world, 0);
			begin(world, "a", "Hello there, ");
			begin(world, "b", "And then, ");
			fillRoom(world);
			goOn(world, "b", "x".repeat(100));
			expect(linesOf(world).waiting[0]?.text).toBe("And then, ");
			await world.pass(10_000);
			expect(linesOf(world).atVoice?.owner?.lineId).not.toBe("a");
		},
	},
	{
		shows: "a game that goes on with a line while nobody is there is refused",
		async walk(world) {
			await world.games.join("Maze");
			await world.games.goOn("Maze", "all", true);
			await world.games.goOn("Maze", "stranger", true);
			await world.sightings.expectSights("Maze", [
				"code",
				"refused line over",
				"refused no such call",
			]);
		},
	},
	{
		shows:
			"a paused line that cannot be made, or whose stream is replaced, is paused no longer",
		async walk(world) {
			const lineId = await holdLineAtVoice(world);
			await world.games.stop("Maze", "all");
			say(world, { interruptible: "pause" });
			tellSpeaking(world, sound, { type: "go.on" }, sound);
			const { atVoice } = linesOf(world);
			expect(atVoice?.lineId).not.toBe(lineId);
			world.callers.double("Ann").failLine(atVoice?.lineId ?? "", 0);
			expect(linesOf(world)).toEqual(nothingToSay);
		},
	},
	{
		shows:
			"any sound stops a line that is to be stopped by it, and an echo none",
		async walk(world) {
			await pairFor(world, 0);
			say(world, { interruptible: "sound" });
			tellSpeaking(world, sound);
			expect(linesOf(world)).toEqual(nothingToSay);
			say(world, { interruptible: "pause", text: "Who goes there?" });
			tellSpeaking(world, sound, heard("who goes"));
			expect(linesOf(world).atPhone).toHaveLength(1);
		},
	},
	{
		shows: "what answers an older turn is not spoken",
		async walk(world) {
			await pairFor(world, 0);
			const { callId } = world.callers.actor("Ann").getSnapshot().context;
			const begin = (turn: number) =>
				world.games.double("Maze").tell({ type: "turn.began", callId, turn });
			begin(1);
			await world.setVoice("waits");
			say(world, { turn: 1 });
			say(world, { turn: 1 });
			begin(2);
			expect(linesOf(world)).toEqual(nothingToSay);
			say(world, { turn: 1 });
			say(world, { turn: 2 });
			say(world, { turn: 1 });
			expect(linesOf(world).waiting).toEqual([]);
			tellSpeaking(world, { type: "turn.ended" });
			await world.setVoice("works");
			tellSpeaking(world, heard("mhm"));
			begin(3);
			tellSpeaking(world, heard("mhm, but where"));
			say(world, { turn: 3 });
			tellSpeaking(world, { type: "hold" });
			say(world, { turn: 3 });
			begin(4);
			say(world, { turn: 3 });
			expect(linesOf(world).waiting).toEqual([]);
		},
	},
	{
		shows: "a long line is made piece by piece, and the next one in its time",
		async walk(world) {
			await pairFor(world, 0);
			say(world, { text: "These are words. ".repeat(60) });
			say(world, { text: "The end." });
			expect(linesOf(world).atVoice?.toSay.length).toBeGreaterThan(2);
			for (let second = 0; second < 30; second++) await world.pass(1_000);
			expect(linesOf(world).atVoice).toBeUndefined();
			expect(linesOf(world).waiting).toHaveLength(1);
			await world.pass(10_000);
			expect(linesOf(world).waiting).toEqual([]);
		},
	},
	{
		shows: "a line that waits for its time is stopped like any other",
		async walk(world) {
			await pairFor(world, 0);
			for (const _ of "123") say(world, { text: "x".repeat(160).repeat(3) });
			for (let second = 0; second < 3; second++) await world.pass(1_000);
			expect(linesOf(world).waiting).toHaveLength(2);
			await world.games.stop("Maze", "all");
			expect(linesOf(world)).toEqual(nothingToSay);
		},
	},
	{
		shows:
			"a line that waits for its time is made as soon as the phone is done",
		async walk(world) {
			await pairFor(world, 0);
			for (const _ of "12") say(world, { text: "x".repeat(160).repeat(3) });
			expect(linesOf(world).waiting).toHaveLength(1);
			await world.callers.listen("Ann");
			expect(linesOf(world).waiting).toEqual([]);
		},
	},
	{
		shows: "a line in a sixth voice is refused when its turn has come",
		async walk(world) {
			await pairFor(world, 0);
			const refused: string[] = [];
			world.callers
				.actor("Ann")
				.on("line.refused", ({ bound }) => refused.push(bound));
			for (const voice of ["a", "b", "c", "d", "e", "f"]) say(world, { voice });
			expect(refused).toEqual(["voices"]);
			expect(linesOf(world).atPhone).toHaveLength(5);
		},
	},
	{
		shows: "a voice in this process that cannot make a line is not asked again",
		async walk(world) {
			const lineId = await holdLineAtVoice(world);
			world.callers.double("Ann").failLine(lineId, 0);
			expect(linesOf(world)).toEqual(nothingToSay);
		},
	},
	{
		shows: "a voice that was lost, and then refuses, is not asked again",
		async walk(world) {
			await holdLineAtVoice(world);
			await world.setVoice("fails");
			expect(linesOf(world).atVoice?.text).toBe(lineTexts.story);
			await world.setVoice("refuses");
			expect(linesOf(world)).toEqual(nothingToSay);
		},
	},
	{
		shows: "a voice that pauses in the middle of a line goes on with it",
		async walk(world) {
			const lineId = await holdLineAtVoice(world);
			const double = world.callers.double("Ann");
			double.beginLine(lineId);
			double.pauseLine(lineId, 100);
			expect(linesOf(world).atVoice?.audioMs).toBe(100);
			double.resumeLine(lineId);
			expect(linesOf(world).atVoice?.audioMs).toBeUndefined();
		},
	},
	{
		shows: "a line that breaks off while another is played is heard after it",
		async walk(world) {
			await holdLineAtVoice(world);
			await world.setVoice("works");
			await world.setVoice("breaks off");
			await world.games.say("Maze", "story", "all");
			const isBroken = linesOf(world).atPhone.map((line) => line.isBroken);
			expect(isBroken).toEqual([false, true]);
			await world.callers.listen("Ann");
			expect(linesOf(world)).toEqual(nothingToSay);
		},
	},
	{
		shows:
			"a line that sounds when another stream takes over is lost with the older one",
		async walk(world) {
			const lineId = await holdLineAtVoice(world);
			world.callers.double("Ann").beginLine(lineId);
			await world.callers.callAgain("Ann");
			expect(linesOf(world)).toEqual(nothingToSay);
		},
	},
	{
		shows:
			"a text of a plain game that is too long is spoken as far as there is room",
		async walk(world) {
			await askFor(world);
			world.server.door.lookUpWhatWasKept();
			await world.callers.listen("Ann");
			await world.setVoice("waits");
			const refused: string[] = [];
			const call = world.callers.actor("Ann");
			call.on("line.refused", ({ bound }) => refused.push(bound));
			say(world, { text: "These are words. ".repeat(4_000), joins: true });
			expect(refused).toEqual(["waiting_characters"]);
			expect(linesOf(world).waiting.length).toBeGreaterThan(20);
		},
	},
	{
		shows: "a stream that is not believed ends its call",
		async walk(world) {
			await world.callers.dial("Ann");
			world.callers.refuseStream("Ann");
			await world.sightings.expectSights("Ann", [closed(1000)]);
			await world.expectSessions({ calls: 0, games: 0 });
		},
	},
	{
		shows:
			"a stream without a token does not take over a call that came with one",
		async walk(world) {
			await world.callers.dial("Ann");
			await world.callers.start("Ann", true);
			const known = world.callers.actor("Ann");
			await world.callers.callAgain("Ann");
			await world.sightings.expectSights("Ann", [closed(1008)]);
			expect(JSON.stringify(known.getSnapshot().value)).toContain("gathering");
			expect(world.server.switchboard.size.calls).toBe(1);
		},
	},
	{
		shows: "a code that comes while another is looked up is looked up next",
		async walk(world) {
			await world.games.join("Maze");
			await world.callers.dial("Ann");
			await world.callers.start("Ann");
			world.server.door.keepCodesBack();
			await world.callers.giveCode("Ann", "nobody", "speech");
			await world.callers.giveCode("Ann", "Maze", "speech");
			expectState(world, "lookingUp");
			world.server.door.lookUpWhatWasKept();
			expectState(world, "paired");
			expect(world.callers.actor("Ann").getSnapshot().context.tries).toBe(1);
		},
	},
	{
		shows: "a code that is keyed while another is looked up is looked up next",
		async walk(world) {
			await world.games.join("Maze");
			await world.callers.dial("Ann");
			await world.callers.start("Ann");
			world.server.door.keepCodesBack();
			await world.callers.giveCode("Ann", "nobody", "speech");
			await world.callers.giveCode("Ann", "Maze", "keys");
			world.server.door.lookUpWhatWasKept();
			expectState(world, "paired");
		},
	},
	{
		shows: "the same code again is no further try",
		async walk(world) {
			await world.callers.dial("Ann");
			await world.callers.start("Ann");
			world.server.door.keepCodesBack();
			await world.callers.giveCode("Ann", "nobody", "speech");
			await world.callers.giveCode("Ann", "nobody", "speech");
			world.server.door.lookUpWhatWasKept();
			expectState(world, "gathering");
			expect(world.callers.actor("Ann").getSnapshot().context.tries).toBe(1);
		},
	},
	{
		shows:
			"the final result of a code that is looked up already is passed over",
		async walk(world) {
			await askFor(world, "interim");
			await world.callers.finish("Ann");
			world.server.door.lookUpWhatWasKept();
			expectState(world, "paired");
		},
	},
	{
		shows:
			"a reminder that comes back as an echo while a code is looked up is no code",
		async walk(world) {
			await askFor(world);
			const [firstReminderMs = 0] = policyTimes.codeRemindersMs;
			await world.pass(firstReminderMs);
			await world.callers.talk("Ann", defaultPrompts.firstReminder);
			expectState(world, "lookingUp");
			world.server.door.lookUpWhatWasKept();
			expectState(world, "paired");
		},
	},
	{
		shows:
			"a code that may still grow is not looked up, and the call goes on gathering",
		async walk(world) {
			await askFor(world);
			world.callers.actor("Ann").send({ type: "code.incomplete" });
			expectState(world, "gathering");
		},
	},
	{
		shows: "a caller who hangs up while a code is looked up is with no game",
		async walk(world) {
			await askFor(world);
			await world.callers.hangUp("Ann", "with a word");
			world.server.door.lookUpWhatWasKept();
			await world.expectSessions({ calls: 0, games: 1 });
		},
	},
	{
		shows: "a game that leaves while its code is looked up is found no more",
		async walk(world) {
			await askFor(world);
			await world.games.leave("Maze");
			world.server.door.lookUpWhatWasKept();
			expectState(world, "gathering");
		},
	},
	{
		shows:
			"a code that was given in time pairs though the answer comes during the goodbye",
		async walk(world) {
			await askFor(world);
			await world.setVoice("waits");
			await world.pass(policyTimes.codeWaitMs);
			expectState(world, "sayingGoodbye");
			world.server.door.lookUpWhatWasKept();
			expectState(world, "paired");
		},
	},
	{
		shows: "a line too many is refused, and the game is told",
		async walk(world) {
			await askFor(world);
			world.server.door.lookUpWhatWasKept();
			await world.setVoice("waits");
			const refused: string[] = [];
			world.callers
				.actor("Ann")
				.on("line.refused", ({ bound }) => refused.push(bound));
			for (let lines = 0; lines < 110; lines++)
				await world.games.say("Maze", "notice", "all");
			expect(new Set(refused)).toEqual(new Set(["waiting_lines"]));
		},
	},
	{
		shows: "a line too many is refused, too, once the caller has hung up",
		async walk(world) {
			await askFor(world);
			world.server.door.lookUpWhatWasKept();
			const refused: string[] = [];
			const call = world.callers.actor("Ann");
			call.on("line.refused", ({ bound }) => refused.push(bound));
			await world.callers.hangUp("Ann", "results late");
			for (let lines = 0; lines < 101; lines++)
				await world.games.say("Maze", "notice", "all");
			expect(refused).toEqual(["waiting_lines"]);
		},
	},
	{
		shows: "a call is told in its last minute, and ends when its time is up",
		async walk(world) {
			await runOutOfTime(world);
			await world.callers.pause("Ann");
			await world.games.say("Maze", "notice", "all");
			await world.games.stop("Maze", "all");
			await world.callers.talk("Ann", "oh no");
			await world.expectSessions({ calls: 0, games: 1 });
		},
	},
	{
		shows: "a code that is still heard when time is up is not told its game",
		async walk(world) {
			await askFor(world, "interim");
			world.server.door.lookUpWhatWasKept();
			await world.pass(policyTimes.maxCallMs);
			expectState(world, "sayingGoodbye");
			await world.callers.finish("Ann");
			expectState(world, "sayingGoodbye");
		},
	},
	{
		shows: "a game hangs up on a call whose time is up",
		async walk(world) {
			await runOutOfTime(world);
			await world.games.sendAway("Maze", "all");
			await world.expectSessions({ calls: 0, games: 1 });
		},
	},
	{
		shows: "a game leaves a call whose time is up",
		async walk(world) {
			await runOutOfTime(world);
			await world.games.leave("Maze");
			expectState(world, "listeningForCode");
			await world.callers.listen("Ann");
			await world.expectSessions({ calls: 0, games: 0 });
		},
	},
	{
		shows: "a goodbye that sounds is waited for, and one that does not is not",
		async walk(world) {
			await runOutOfTime(world, "waits");
			const { lineId = "" } = linesOf(world).atVoice ?? {};
			world.callers.double("Ann").beginLine(lineId);
			await world.pass(goodbyeMs);
			expectState(world, "sayingGoodbye");
			await world.games.leave("Maze");
			await world.pass(goodbyeMs);
			expectState(world, "sayingGoodbye");
			await world.setVoice("works");
			await world.callers.listen("Ann");
			await world.expectSessions({ calls: 0, games: 0 });
		},
	},
	{
		shows:
			"a turn that goes on while its caller is told that time is up is told as ever",
		async walk(world) {
			await pairFor(world, policyTimes.maxCallMs - 1);
			const { tellByEar } = world.callers.double("Ann");
			tellByEar(heard("not yet", { isFinal: false }));
			await world.pass(1);
			tellByEar({ type: "turn.eager", verbatim: undefined });
			tellByEar({ type: "turn.resumed", verbatim: undefined });
			expectTurn(world, "talking");
			tellByEar(heard(""));
			expectTurn(world, "quiet");
			expectState(world, "sayingGoodbye");
		},
	},
	{
		shows:
			"a gap ends a turn, unless words have come since; words that come to nothing do not",
		async walk(world) {
			await pairFor(world, 0);
			const { tellByEar } = world.callers.double("Ann");
			const gap = { type: "utterance.ended", verbatim: undefined } as const;
			const open = { isFinal: false, endsSpeech: false };
			tellByEar(heard("go north", { endsSpeech: false, startMs: 20_000 }));
			tellByEar(heard("", open));
			tellByEar({ ...gap, lastWordEndMs: 0 });
			expectTurn(world, "speaking");
			tellByEar({ ...gap, lastWordEndMs: 20_000 });
			expectTurn(world, "quiet");
			tellByEar(heard("go", open));
			await world.pass(turnPauseMs.usual);
			tellByEar(heard("", open));
			expectTurn(world, "pausing");
		},
	},
	{
		shows: "a goodbye that never sounds ends with the call",
		async walk(world) {
			await runOutOfTime(world, "waits");
			await world.pass(goodbyeMs);
			await world.expectSessions({ calls: 0, games: 1 });
		},
	},
	{
		shows: "a call whose caller has hung up ends when its time is up",
		async walk(world) {
			await pairFor(world, policyTimes.maxCallMs - 1);
			await world.callers.hangUp("Ann", "results late");
			await world.pass(1);
			await world.expectSessions({ calls: 0, games: 1 });
		},
	},
	{
		shows: "a call that hears its last game out ends when its time is up",
		async walk(world) {
			await pairFor(world, 0);
			await world.setVoice("waits");
			await world.games.say("Maze", "notice", "all");
			await world.games.leave("Maze");
			await world.pass(policyTimes.maxCallMs - 60_000);
			expectState(world, "hearingGameOut");
			await world.pass(60_000);
			expectState(world, "sayingGoodbye");
		},
	},
	{
		shows: "another game's code cuts what the last one said before it left",
		async walk(world) {
			await pairFor(world, 0);
			await world.games.join("Quiz");
			await world.games.say("Maze", "notice", "all");
			await world.games.leave("Maze");
			expectState(world, "hearingGameOut");
			await world.callers.giveCode("Ann", "Quiz", "speech");
			expectState(world, "paired");
		},
	},
	{
		shows:
			"a caller whose code may still grow is told that the last game has left",
		async walk(world) {
			await pairFor(world, 0);
			await world.games.say("Maze", "story", "all");
			await world.games.leave("Maze");
			world.server.door.keepCodesBack();
			await world.callers.giveCode("Ann", "nobody", "speech");
			expectState(world, "hearingGameOut");
			world.callers.actor("Ann").send({ type: "code.incomplete" });
			expectState(world, "waitingForCode");
		},
	},
	{
		shows: "a caller who is not understood at all hangs up",
		async walk(world) {
			await pairFor(world, 0);
			await world.setDeepgram("refuses");
			await world.callers.hangUp("Ann", "with a word");
			await world.expectSessions({ calls: 0, games: 1 });
		},
	},
	{
		shows: "mere noise is enough to show that a recogniser hears",
		async walk(world) {
			await world.callers.dial("Ann");
			await world.callers.start("Ann");
			await world.callers.makeNoise("Ann");
			expectState(world, "gathering");
		},
	},
	{
		shows: "a game that comes while the server drains is sent away",
		async walk(world) {
			await world.drain();
			await world.games.join("Maze");
			await world.expectSessions({ calls: 0, games: 0 });
		},
	},
	{
		shows: "a voice tells which words of a line were heard",
		async walk(world) {
			const lineId = await askForWords(world);
			world.callers.double("Ann").tellWords(lineId, "");
			expect(isAskedForWords(world)).toBe(false);
		},
	},
	{
		shows: "a voice that does not tell the words in time is not waited for",
		async walk(world) {
			await askForWords(world);
			await world.pass(300);
			expect(isAskedForWords(world)).toBe(false);
		},
	},
	{
		shows: "a game that leaves is told what was heard before the voice says it",
		async walk(world) {
			await askForWords(world);
			await world.games.leave("Maze");
			expect(isAskedForWords(world)).toBe(false);
		},
	},
];
