/** How a rare walk comes to talk with the puppet, and what is done and looked at there. */
import { expect } from "vitest";
import type { ConversableFlow } from "../../../src/machines/conversation/conversation-input.js";
import { nothingToSay } from "../../../src/machines/speaking/speech-queue.js";
import { heard } from "../../support/codes/spoken.js";
import type { Setting } from "../model/memory.js";
import { frontDoorScope, lentScope } from "../scopes.js";
import type { MachineWorld } from "./machine-world.js";
import { order, type PuppetInput, puppet } from "./puppet.js";

/** One walk in which the puppet talks, and what it shows. */
export interface RareTalk {
	readonly shows: string;
	readonly setting: Setting;
	readonly flow: ConversableFlow;
	walk(world: MachineWorld): Promise<void>;
}

type Walk = RareTalk["walk"];

/** A game lends its caller to the puppet. */
export function lent(
	shows: string,
	walk: Walk,
	input: PuppetInput = {},
	setting: Partial<Setting> = {},
): RareTalk {
	return {
		shows,
		setting: { ...lentScope.setting, ...setting },
		flow: puppet(input),
		walk,
	};
}

/** The puppet answers the call. */
export function answered(
	shows: string,
	walk: Walk,
	input: PuppetInput = {},
	setting: Partial<Setting> = {},
): RareTalk {
	return {
		shows,
		setting: { ...frontDoorScope.setting, ...setting },
		flow: puppet(input),
		walk,
	};
}

export async function ring(world: MachineWorld): Promise<void> {
	await world.callers.dial("Ann");
	await world.callers.start("Ann");
}

/** Ann is with a game that has lent her to the puppet. */
export async function lend(
	world: MachineWorld,
	by: "keys" | "interim" = "keys",
): Promise<void> {
	await world.games.join("Maze");
	await ring(world);
	await world.callers.giveCode("Ann", "Maze", by);
	await world.callers.listen("Ann");
	await world.games.lend("Maze");
	expectState(world, '"lent"');
}

/** The puppet has answered the call, has sent Ann to a game, and has not been heard to its end. */
export async function sendToGame(world: MachineWorld): Promise<void> {
	await world.games.join("Maze");
	await ring(world);
	await world.setVoice("waits");
	await press(world, order.askForCode);
	await world.callers.giveCode("Ann", "Maze", "keys");
	expectState(world, "paired");
}

export async function press(
	world: MachineWorld,
	...keys: readonly string[]
): Promise<void> {
	for (const key of keys) await world.callers.press("Ann", key);
}

/** The game tells the puppet what to do. */
export function command(
	world: MachineWorld,
	...names: readonly string[]
): void {
	for (const name of names)
		world.games.double("Maze").tell({ type: "tell.flow", name });
}

/** So much is heard of what Ann says, and she may go on. */
export function hearSome(world: MachineWorld, words: string): void {
	const speech = { isFinal: false, endsSpeech: false };
	world.callers.double("Ann").tellByEar(heard(words, speech));
}

/** That was all of what Ann says. */
export function hear(world: MachineWorld, words: string): void {
	world.callers.double("Ann").tellByEar(heard(words));
}

export function seemToEnd(world: MachineWorld): void {
	world.callers
		.double("Ann")
		.tellByEar({ type: "turn.eager", verbatim: undefined });
}

export function goOn(world: MachineWorld): void {
	world.callers
		.double("Ann")
		.tellByEar({ type: "turn.resumed", verbatim: undefined });
}

/** The phone, the ear, the voice and the mind of Ann's call. */
export function mind(world: MachineWorld) {
	return world.callers.double("Ann").mind;
}

export function linesOf(world: MachineWorld) {
	const { speaking } = world.callers.actor("Ann").getSnapshot().context;
	return speaking?.getSnapshot().context.lines ?? nothingToSay;
}

/** The puppet tells its story, and the voice can say which words of it were heard. */
export async function tellStoryWithWords(world: MachineWorld): Promise<void> {
	await world.setVoice("waits");
	command(world, order.tellStory);
	const lineId = linesOf(world).atVoice?.lineId ?? "";
	world.callers.double("Ann").beginLineWithWords(lineId);
	await world.pass(200);
}

/** The game that Ann is with. */
export function gameIdOf(world: MachineWorld): string {
	return world.callers.actor("Ann").getSnapshot().context.game?.id ?? "";
}

export function expectState(world: MachineWorld, state: string): void {
	const { value } = world.callers.actor("Ann").getSnapshot();
	expect(JSON.stringify(value)).toContain(state);
}

/** Where the conversation is that has Ann. */
export function expectTalk(world: MachineWorld, ...states: string[]): void {
	const { lent, frontDoor } = world.callers.actor("Ann").getSnapshot().context;
	const snapshot = (lent ?? frontDoor)?.ref.getSnapshot();
	const value = JSON.stringify((snapshot as { value?: unknown })?.value);
	for (const state of states) expect(value).toContain(state);
}

export async function expectOver(world: MachineWorld): Promise<void> {
	const { calls } = world.server.actors;
	expect(calls.size, "calls").toBe(0);
}
