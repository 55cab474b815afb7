/** What the flow is told in a talk, and what comes of what it asks for. */
import {
	asksMind,
	type CallerName,
	callers,
	filler,
	mindIsStopped,
	mindWords,
	porterLines,
} from "../../cast.js";
import {
	addToReply,
	closeReply,
	isOutstanding,
	speak,
	stopWaiting,
} from "../lines.js";
import {
	type Door,
	doors,
	type LineOfTalk,
	type Talk,
	type Thought,
} from "../memory.js";
import type { Scene } from "../scene.js";
import {
	movesOf,
	mustBeHeard,
	newPorter,
	type ToldToPorter,
	upon,
	type Wish,
} from "./porter.js";

/** So often at most the mind is asked in a turn that has ended. */
const maxThoughts = 3;
/** So often before it has ended. */
const maxSpeculations = 2;

/** A talk as a place where something can be changed. */
export interface Place {
	readonly scene: Scene;
	readonly caller: CallerName;
	readonly door: Door;
}

/** The talk there; an error if there is none. */
export function talkAt({ scene, caller, door }: Place): Talk {
	const talk = scene.caller(caller).talks[door];
	if (!talk) throw new Error(`Nobody talks to ${caller}.`);
	return talk;
}

/** The flow that has the caller, if any. */
export function whoTalksTo(
	scene: Scene,
	caller: CallerName,
): Place | undefined {
	const { phase, talks } = scene.caller(caller);
	const door = talks.lent ? "lent" : "front";
	const talk = talks[door];
	if (!talk || talk.is === "over") return undefined;
	const has = phase === "answered" || (phase === "paired" && door === "lent");
	return has ? { scene, caller, door } : undefined;
}

export function change(place: Place, part: Partial<Talk>): void {
	const { scene, caller, door } = place;
	scene.caller(caller).talks[door] = { ...talkAt(place), ...part };
}

const noTurn = {
	thoughts: 0,
	speculations: 0,
	wasRefused: false,
	hasFiller: false,
} as const;

/** The flow begins, and says hello. */
export function beginTalk(place: Place): void {
	const { scene, caller, door } = place;
	scene.caller(caller).talks[door] = {
		porter: newPorter,
		is: "on",
		turn: null,
		said: "",
		...noTurn,
		thought: null,
		waits: [],
		heard: "",
	};
	grant(place, { wish: "say", line: "hello" });
	tellOfScene(place);
}

/** The flow is told this as soon as the caller's turn is over. */
export function tellInTurn(place: Place, event: ToldToPorter): void {
	const { turn, waits, is } = talkAt(place);
	if (is === "on" && turn !== null) change(place, { waits: [...waits, event] });
	else tellPorter(place, event);
}

/** The flow is told this now; in a farewell nothing but what became of lines, and when the caller is away, no more. */
export function tellPorter(place: Place, event: ToldToPorter): void {
	const { porter: before, is } = talkAt(place);
	const isReceipt = event.told === "heard" || event.told === "cut";
	if (is === "over" || (is !== "on" && !isReceipt)) return;
	const { porter, wishes } = upon(before, event);
	change(place, { porter });
	for (const wish of wishes) grant(place, wish);
	if (porter.at !== before.at) tellOfScene(place);
	if (porter.at === "admitted") endTalk(place, "ended");
}

function tellOfScene(place: Place): void {
	const { scene, caller, door } = place;
	const state = talkAt(place).porter.at;
	if (door === "lent")
		scene.tellGameOf(caller, { sees: "scene", caller, state });
}

function grant(place: Place, wish: Wish): void {
	const { scene, caller, door } = place;
	switch (wish.wish) {
		case "say":
			say(place, wish.line, porterLines[wish.line]);
			break;
		case "tell":
			if (door === "lent")
				scene.tellGameOf(caller, { sees: "told", caller, name: wish.name });
			break;
		case "think":
			think(place);
			break;
		case "hangUp":
			dropThought(place);
			// Nothing of all this matters any more.
			change(place, { is: "farewell", turn: null, waits: [], heard: "" });
			change(place, { porter: { ...talkAt(place).porter, hasWaited: false } });
			break;
		case "askForCode":
			change(place, { is: "away" });
			scene.outcomes.push({ caller, door, outcome: "asks for code" });
	}
}

function say(place: Place, line: LineOfTalk["line"], text: string): void {
	const { scene, caller, door } = place;
	const of = { door, line };
	speak(scene, caller, { text, isStoppable: !mustBeHeard(line), of });
}

/** The talk is over; its lines go on. */
export function endTalk(place: Place, outcome: "ended" | "hung up"): void {
	const { scene, caller, door } = place;
	dropThought(place);
	change(place, { is: "over" });
	scene.outcomes.push({ caller, door, outcome });
}

/** Nobody wants to know any more what the mind makes of it. */
export function dropThought(place: Place): void {
	const { scene, caller, door } = place;
	const { thought } = talkAt(place);
	if (!thought) return;
	if (!thought.isOver) scene.seeAsMind(mindIsStopped);
	closeReply(scene, caller, door);
	change(place, { thought: null });
}

/** The turn has ended: what was thought before is used if it was thought about the same words. */
function think(place: Place): void {
	const { thought } = talkAt(place);
	if (!thought?.isSpeculative) {
		ask(place, false);
		return;
	}
	change(place, { thoughts: 1, heard: "" });
	const { said, move, isOver } = thought;
	const nothing = { said: "", move: null, isOver: false };
	change(place, { thought: { ...thought, ...nothing, isSpeculative: false } });
	// As if it had been given only now.
	if (said !== "") takeWords(place, said);
	if (move) takeMove(place, move);
	else if (isOver) takeEnd(place);
}

function ask(place: Place, isSpeculative: boolean): void {
	const { scene } = place;
	dropThought(place);
	const { thoughts, speculations, said, turn, heard } = talkAt(place);
	// What the flow is told before the turn is known already.
	const { porter } = talkAt(place).waits.reduce(
		(before, event) => upon(before.porter, event),
		{ porter: talkAt(place).porter },
	);
	const thought = {
		isSpeculative,
		said: "",
		move: null,
		isOver: false,
	};
	change(
		place,
		isSpeculative
			? { thought, speculations: speculations + 1 }
			: // Once it was asked after that, it is asked after more.
				{ thought, thoughts: thoughts + 1, heard: "" },
	);
	scene.seeAsMind(asksMind(turn ?? said, heard, movesOf(porter)));
}

/** The caller's turn has probably ended: an answer is thought of, unless that was done often enough. */
export function speculate(place: Place): void {
	const { thought, speculations, is, waits } = talkAt(place);
	// What the flow has still to hear may make it ask for something else.
	const wouldThink = waits.every(({ told }) => told !== "game left");
	const mayThink = is === "on" && !thought && wouldThink;
	if (mayThink && speculations < maxSpeculations) ask(place, true);
}

/** Once more in the same turn, if that was not done often enough. */
function askAgain(place: Place): void {
	if (talkAt(place).thoughts < maxThoughts) ask(place, false);
	else fail(place);
}

/** The mind itself has no more to say. */
export function endThinking(place: Place): void {
	changeThought(place, { isOver: true });
}

/** The thought has come to nothing, and the flow has a line for that. */
export function fail(place: Place): void {
	const { thought } = talkAt(place);
	dropThought(place);
	if (!thought?.isSpeculative) tellPorter(place, { told: "failure" });
}

function changeThought(place: Place, part: Partial<Thought>): void {
	const { thought } = talkAt(place);
	if (thought) change(place, { thought: { ...thought, ...part } });
}

/** The mind says something. */
export function takeWords(place: Place, words = mindWords): void {
	const { scene, caller, door } = place;
	const { thought } = talkAt(place);
	if (!thought) return;
	changeThought(place, { said: thought.said + words });
	if (thought.isSpeculative) return;
	if (thought.said !== "") addToReply(scene, caller, door, words);
	else
		speak(scene, caller, {
			text: words,
			isStoppable: true,
			isOpen: true,
			of: { door, line: "reply" },
		});
}

/** That was all. */
export function takeEnd(place: Place): void {
	const { scene, caller, door } = place;
	changeThought(place, { isOver: true });
	if (!talkAt(place).thought?.isSpeculative) closeReply(scene, caller, door);
	goOn(place);
}

/** The mind asks for a move, and that was all. */
export function takeMove(place: Place, move: Thought["move"]): void {
	changeThought(place, { move });
	takeEnd(place);
}

/** All was given: what was said is heard before a move is made, and before the flow is told of it. */
export function goOn(place: Place, wasCut = false): void {
	const { scene, caller, door } = place;
	const { thought } = talkAt(place);
	if (!thought?.isOver || thought.isSpeculative) return;
	const isUnheard = isOutstanding(scene, caller, door, "reply");
	if (isUnheard) return;
	if (thought.move) make(place, thought.move, wasCut);
	else {
		change(place, { thought: null });
		tellInTurn(place, { told: "reply", wasCut: false });
	}
}

function make(
	place: Place,
	move: NonNullable<Thought["move"]>,
	wasCut: boolean,
): void {
	const { thought, porter, wasRefused } = talkAt(place);
	if (!movesOf(porter).includes(move)) {
		change(place, { wasRefused: true, thought: null });
		if (wasRefused) tellPorter(place, { told: "failure" });
		else askAgain(place);
		return;
	}
	change(place, { thought: null });
	tellPorter(place, { told: "move", move });
	if (move !== "announce") return;
	if (thought?.said !== "") tellPorter(place, { told: "reply", wasCut });
	else askAgain(place);
}

/** The mind takes long. */
export function sayFiller(place: Place): void {
	change(place, { hasFiller: true });
	say(place, "filler", filler);
}

/** What was of this turn is of no account when nobody thinks about it any more. */
export function forgetTurns(scene: Scene): void {
	for (const caller of callers)
		for (const door of doors) {
			const talk = scene.caller(caller).talks[door];
			if (!talk || talk.turn !== null) continue;
			const place = { scene, caller, door };
			change(place, { speculations: 0 });
			if (!talk.thought) change(place, { ...noTurn, said: "" });
		}
}

/** The caller begins to say something, or presses a key: his turn comes before what is said and thought. */
export function yieldToCaller(place: Place): void {
	const { scene, caller, door } = place;
	const reply = scene.receipts.find(
		({ of, caller: whose }) =>
			whose === caller && of.door === door && of.line === "reply",
	);
	const { thought, waits } = talkAt(place);
	stopWaiting(scene, caller, door);
	dropThought(place);
	if (thought && reply && reply.heard !== "")
		change(place, { waits: [...waits, { told: "reply", wasCut: true }] });
	change(place, noTurn);
}
