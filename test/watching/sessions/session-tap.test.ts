/** Tapping calls and games in a whole server, over real sockets. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RootActors } from "../../../src/root-actors.js";
import {
	type Happening,
	Recording,
} from "../../../src/watching/sessions/recording.js";
import { safeName } from "../../../src/watching/sessions/safe-name.js";
import {
	type Session,
	SessionBook,
} from "../../../src/watching/sessions/session-book.js";
import { tap } from "../../../src/watching/sessions/session-tap.js";
import { InProcessServer } from "../../support/server/in-process-server.js";

let whole: InProcessServer;
let book: SessionBook;

beforeEach(async () => {
	whole = await InProcessServer.start();
	book = new SessionBook();
});

afterEach(async () => {
	await whole.close();
});

/** A session that is here already, as somebody finds it who comes later. */
function found(kind: "call" | "game"): Session {
	const { calls, games }: RootActors = whole.server.actors;
	for (const [id, call] of kind === "call" ? calls : [])
		call.subscribe(book.callBegins(id, call));
	for (const [id, game] of kind === "game" ? games : [])
		game.subscribe(book.gameBegins(id, game));
	const session = book.live.find((each) => each.kind === kind);
	if (!session) throw new Error(`There is no ${kind}.`);
	return session;
}

function messagesOf(recording: Recording): string[] {
	return recording.happenings
		.filter((each) => each.kind === "message")
		.map(({ from, to, type }) => `${from} > ${to}: ${type}`);
}

/** Resolves when something like this has happened. */
function happens(
	recording: Recording,
	isIt: (happening: Happening) => boolean,
): Promise<void> {
	return expect
		.poll(() => recording.happenings.some(isIt), { timeout: 5_000 })
		.toBe(true);
}

test("a call is seen with all that it says and hears, from whom and to whom", async () => {
	const { game, code, caller, listener } = await whole.joinAndRing();
	const session = found("call");
	const recording = new Recording();
	tap(session, recording);
	caller.press(`${code}#`);
	expect(await game.text()).toBe("connected");
	listener.say("open the door", { startMs: 2_000 });
	await game.text();
	game.say("It is locked.");
	caller.hangUp();
	await happens(
		recording,
		({ kind, type }) => kind === "message" && type === "call.left",
	);
	expect(messagesOf(recording)).toEqual(
		expect.arrayContaining([
			"phone > call: key.pressed",
			"call > coordinator: code.heard",
			"coordinator > call: code.matched",
			"call > recogniser: expect.words",
			"recogniser > call: speech.heard",
			"call > game: caller.heard",
			"game > call: say",
			"call > speaking: speak",
			"speaking > voice: synthesise",
			"phone > call: phone.hung.up",
			"call > coordinator: call.left",
		]),
	);
	expect(recording.happenings).toContainEqual(
		expect.objectContaining({
			kind: "step",
			type: "code.matched",
			from: "call.listeningForCode.listening.code.lookingUp",
			state: "paired.talking",
		}),
	);
	const names = recording.parties.map(({ name }) => name);
	expect(names.toSorted()).toEqual(
		[
			...["call", "phone", "recogniser", "ear", "speaking", "voice"],
			...["coordinator", "game"],
		].sort(),
	);
});

test("a game is seen with its calls and its socket", async () => {
	const { game, code, caller } = await whole.joinAndRing();
	const recording = new Recording();
	tap(found("game"), recording);
	caller.press(`${code}#`);
	expect(await game.text()).toBe("connected");
	game.say("Hello.");
	await happens(recording, ({ type }) => type === "say");
	expect(messagesOf(recording)).toEqual(
		expect.arrayContaining([
			"call > game: call.joined",
			"game > socket: call.joined",
			"socket > game: say",
			"game > presence: call.joined",
			"game > call: say",
		]),
	);
	expect(recording.parties).toEqual(
		expect.arrayContaining([
			{ name: "socket", isOutside: false },
			{ name: "presence", isOutside: false },
			{ name: "call", isOutside: true },
		]),
	);
});

test("of all that was said, keyed and shown nothing is recorded", async () => {
	const { game, code, caller, listener } = await whole.joinAndRing();
	const recordings = [new Recording(), new Recording()] as const;
	tap(found("call"), recordings[0]);
	tap(found("game"), recordings[1]);
	caller.press(`${code}#`);
	await game.text();
	listener.say("the password is swordfish", { startMs: 2_000 });
	await game.text();
	game.say("A secret line");
	await happens(recordings[0], ({ type }) => type === "say");
	const all = JSON.stringify(
		recordings.map(({ happenings, parties }) => [happenings, parties]),
	);
	const names = all.replace(/"(?:at|tookMs)":[\d.e-]+/g, "");
	expect(names).not.toMatch(/swordfish|secret|1500/);
	expect(names).not.toContain(code);
});

test("an untapped session is not inspected any more", async () => {
	const { code, game, caller } = await whole.joinAndRing();
	const recording = new Recording();
	tap(found("call"), recording)();
	caller.press(`${code}#`);
	await game.text();
	expect(recording.happenings).toEqual([]);
});

test("an observer that cannot record harms nobody", async () => {
	const { code, game, caller } = await whole.joinAndRing();
	const recording = new Recording();
	recording.add = () => {
		throw new Error("no room");
	};
	tap(found("call"), recording);
	caller.press(`${code}#`);
	expect(await game.text()).toBe("connected");
});

test.each([
	["code.matched", "code.matched"],
	["xstate.error.actor.*", "xstate.error.actor.*"],
	["4271", "unnamed"],
	["code4271", "unnamed"],
	["open the door", "unnamed"],
	["a".repeat(102), "unnamed"],
	["", "unnamed"],
])("the name %s gets out as %s", (name, safe) => {
	expect(safeName(name)).toBe(safe);
});
