import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createActor } from "xstate";
import type { CodeBookOptions } from "../../../src/machines/codes/code-book.js";
import { createCodeBook } from "../../../src/machines/codes/new-code-book.js";
import {
	type CoordinatorActor,
	coordinatorMachine,
} from "../../../src/machines/coordinator/coordinator.js";
import { NewCodeLimits } from "../../../src/machines/coordinator/new-code-limits.js";
import { Switchboard } from "../../../src/machines/coordinator/switchboard.js";
import { TryLimits } from "../../../src/machines/coordinator/try-limits.js";
import type {
	CallFromCoordinator,
	CallRef,
	GameFromCoordinator,
	GameRef,
} from "../../../src/machines/events.js";

/** Stands for a call or a game, and keeps what it is told. */
class Told<Event> {
	readonly events: Event[] = [];
	send = (event: Event): void => {
		this.events.push(event);
	};
	/** By which XState delivers what a machine sends. */
	_send = this.send;
	get last(): Event | undefined {
		return this.events.at(-1);
	}
}

let nowMs: number;
let switchboard: Switchboard;
let coordinator: CoordinatorActor;
let draws: number[];

function start(options: Partial<CodeBookOptions> = {}): void {
	nowMs = 0;
	draws = [];
	let seed = 1;
	const randomBelow = (bound: number) => {
		seed = (seed * 48_271) % 2_147_483_647;
		return draws.shift() ?? seed % bound;
	};
	switchboard = new Switchboard({
		codes: createCodeBook({
			triesPerCall: 3,
			restMs: 60_000,
			randomBelow,
			...options,
		}),
		tries: new TryLimits({ perCaller: 4, perServer: 1_000 }),
		newCodes: new NewCodeLimits({ perGame: 3, perAddress: 5 }),
		triesPerCall: 3,
		now: () => nowMs,
	});
	coordinator = createActor(coordinatorMachine, {
		input: { switchboard },
	}).start();
}

beforeEach(() => start());

afterEach(() => {
	expect(coordinator.getSnapshot().status).toBe("active");
});

function gameArrives(gameId: string, callers = 1, address = "198.51.100.7") {
	const told = new Told<GameFromCoordinator>();
	const game = told as unknown as GameRef;
	coordinator.send({ type: "game.arrived", gameId, callers, address, game });
	const issued = told.events.find(({ type }) => type === "code.issued");
	const code = issued?.type === "code.issued" ? issued.code : "";
	return { told, code };
}

function callArrives(
	callId: string,
	callSid = `CA-${callId}`,
	callerKey?: string,
	more: {
		readonly addressKey?: string;
		readonly hasToken?: boolean;
		readonly isAnswered?: boolean;
	} = {},
) {
	const told = new Told<CallFromCoordinator>();
	const call = told as unknown as CallRef;
	coordinator.send({
		type: "call.arrived",
		callId,
		callSid,
		callerKey,
		call,
		...more,
	});
	return told;
}

function hear(callId: string, codes: readonly string[], isSettled = true) {
	const candidates = codes.map((code) => ({ code, certainty: 1 }));
	coordinator.send({ type: "code.heard", callId, candidates, isSettled });
}

describe("pairing", () => {
	test("a code that is heard gives the call the game that shows it", () => {
		const game = gameArrives("g");
		const call = callArrives("c");
		expect(call.last).toEqual({ type: "call.admitted" });
		hear("c", [game.code]);
		const { told } = game;
		expect(call.last).toEqual({
			type: "code.matched",
			gameId: "g",
			game: told,
		});
	});

	test("a code that no game shows is unknown", () => {
		const game = gameArrives("g");
		const call = callArrives("c");
		hear("c", [game.code === "9876" ? "9875" : "9876"]);
		expect(call.last).toEqual({ type: "code.unknown" });
		expect(game.told.last?.type).toBe("code.issued");
	});

	test("the reading that a game shows wins over one that none shows", () => {
		const game = gameArrives("g");
		const call = callArrives("c");
		hear("c", ["0000", game.code]);
		expect(call.last).toMatchObject({ type: "code.matched", gameId: "g" });
	});

	test("readings that fit two games are asked about, not guessed", () => {
		const one = gameArrives("g1");
		const other = gameArrives("g2");
		const call = callArrives("c");
		hear("c", [one.code, other.code]);
		expect(call.last).toEqual({ type: "code.ambiguous" });
	});

	test("a game takes as many callers as it asked for, and no more", () => {
		const game = gameArrives("g", 2);
		const calls = ["a", "b", "c"].map((id) => callArrives(id));
		for (const id of ["a", "b", "c"]) hear(id, [game.code]);
		expect(calls.map((call) => call.last?.type)).toEqual([
			"code.matched",
			"code.matched",
			"game.full",
		]);
	});

	test("a paired call cannot pair once more", () => {
		const game = gameArrives("g");
		const other = gameArrives("h");
		const call = callArrives("c");
		hear("c", [game.code]);
		hear("c", [other.code]);
		expect(call.events.map(({ type }) => type)).toEqual([
			"call.admitted",
			"code.matched",
		]);
	});

	test("a shorter code is looked up only when the caller has finished", () => {
		const codes = Array.from({ length: 3 }, (_, at) => gameArrives(`g${at}`));
		const short = codes[0]?.code ?? "";
		expect(short).toHaveLength(4);
		expect(codes[2]?.code).toHaveLength(5);
		const call = callArrives("c");
		hear("c", [short], false);
		expect(call.last).toEqual({ type: "code.incomplete" });
		hear("c", [short], true);
		expect(call.last).toMatchObject({ type: "code.matched", gameId: "g0" });
	});
});

describe("a code of the greatest live length", () => {
	test("is looked up before the caller has finished, also beside a shorter reading", () => {
		const games = ["g0", "g1", "g2"].map((id) => gameArrives(id));
		const longest = games[2]?.code ?? "";
		expect(longest).toHaveLength(5);
		const calls = ["a", "b"].map((id) => callArrives(id));
		hear("a", [longest], false);
		hear("b", ["9876", longest], false);
		expect(calls.map((call) => call.last?.type)).toEqual([
			"code.matched",
			"game.full",
		]);
	});
});

describe("what is known", () => {
	test("is each call by Twilio's name for it, until it ends", () => {
		callArrives("c", "CA1");
		expect(callArrives("d", "CA1").events).toEqual([
			{ type: "stream.given.away" },
		]);
		const reason = "caller hung up";
		coordinator.send({ type: "call.left", callId: "c", reason });
		expect(callArrives("e", "CA1").events).toEqual([{ type: "call.admitted" }]);
	});

	test("is how many calls and games there are", () => {
		gameArrives("g");
		gameArrives("h");
		callArrives("c");
		expect(switchboard.size).toEqual({ calls: 1, games: 2 });
		coordinator.send({
			type: "game.left",
			gameId: "g",
			reason: "game left",
		});
		expect(switchboard.size).toEqual({ calls: 1, games: 1 });
	});

	test("is no call that was refused: what it says is not looked up", () => {
		const game = gameArrives("g");
		coordinator.send({ type: "drain" });
		const call = callArrives("c");
		hear("c", [game.code]);
		hear("nobody", [game.code]);
		expect(call.events.map(({ type }) => type)).toEqual(["call.refused"]);
		expect(switchboard.size).toEqual({ calls: 0, games: 1 });
	});

	test("is whether new calls are taken: open until it drains", () => {
		expect(coordinator.getSnapshot().value).toBe("open");
		coordinator.send({ type: "drain" });
		expect(coordinator.getSnapshot().value).toBe("draining");
	});
});

describe("another code for a game that asks", () => {
	const askAnew = (gameId: string, commandId?: string) =>
		coordinator.send({
			type: "new.code",
			gameId,
			...(commandId !== undefined && { commandId }),
		});

	test("is shown by it at once, and the one before is unknown", () => {
		const { told, code } = gameArrives("g");
		askAnew("g", "mine");
		expect(told.last).toStrictEqual({
			type: "code.issued",
			code: expect.stringMatching(/^\d{4}$/),
		});
		const call = callArrives("c");
		hear("c", [code]);
		expect(call.last).toEqual({ type: "code.unknown" });
		const [, anew] = told.events;
		hear("c", [anew?.type === "code.issued" ? anew.code : ""]);
		expect(call.last).toMatchObject({ type: "code.matched", gameId: "g" });
	});

	test("is refused when none is free, by the name that the game gave its wish", () => {
		start({ words: ["banana"] });
		const { told } = gameArrives("g");
		askAnew("g", "mine");
		askAnew("g");
		expect(told.events.slice(1)).toStrictEqual([
			{ type: "code.kept", commandId: "mine" },
			{ type: "code.kept" },
		]);
	});

	test("is withheld from a game that has taken as many as it may in a minute, by name", () => {
		const { told } = gameArrives("g");
		for (let asked = 0; asked < 3; asked++) askAnew("g");
		askAnew("g", "mine");
		askAnew("g");
		expect(told.events.slice(1).map(({ type }) => type)).toEqual([
			"code.issued",
			"code.issued",
			"code.issued",
			"code.withheld",
			"code.withheld",
		]);
		expect(told.events.slice(-2)).toStrictEqual([
			{ type: "code.withheld", bound: "game", commandId: "mine" },
			{ type: "code.withheld", bound: "game" },
		]);
		nowMs = 60_000;
		askAnew("g");
		expect(told.last?.type).toBe("code.issued");
	});

	test("is withheld from all games of an address that have taken many together, from no other", () => {
		const told = [1, 2, 3].map((at) => gameArrives(`g${at}`).told);
		const { told: stranger } = gameArrives("h", 1, "203.0.113.9");
		for (const game of ["g1", "g1", "g1", "g2", "g2", "g2", "g3", "h"])
			askAnew(game);
		expect(told.map(({ last }) => last)).toStrictEqual([
			{ type: "code.issued", code: expect.any(String) },
			{ type: "code.withheld", bound: "address" },
			{ type: "code.withheld", bound: "address" },
		]);
		expect(stranger.last?.type).toBe("code.issued");
	});

	test("does not count where none is free", () => {
		start({ words: ["banana", "tiger"] });
		const { told } = gameArrives("g");
		gameArrives("h");
		for (let asked = 0; asked < 10; asked++) askAnew("g");
		coordinator.send({ type: "game.left", gameId: "h", reason: "game left" });
		askAnew("g");
		expect(told.last?.type).toBe("code.issued");
	});

	test("is none for a game that is not known", () => {
		expect(() => askAnew("nobody")).not.toThrow();
		expect(switchboard.size).toEqual({ calls: 0, games: 0 });
	});

	test("is none for a game that comes when all codes are shown", () => {
		start({ words: ["banana"] });
		gameArrives("g");
		expect(gameArrives("h").told.events).toEqual([{ type: "code.refused" }]);
		expect(switchboard.size.games).toBe(1);
	});
});

describe("guessing", () => {
	/** Codes of four digits that no game shows. */
	function wrong(...shown: readonly string[]): string[] {
		const some = ["9876", "8765", "7654", "6543", "5432", "4329", "3298"];
		return some.filter((code) => !shown.includes(code));
	}

	test("further readings are looked up while the call stays below the promise, the best one always", () => {
		const shown = [gameArrives("g1").code, gameArrives("g2").code];
		const [first = "", second = "", third = ""] = wrong(...shown);
		const [code = ""] = shown;
		const readings = [
			[first, second, code],
			[first, code],
			[first, second],
		];
		const call = callArrives("c");
		for (const each of readings) hear("c", each);
		expect(call.events.map(({ type }) => type)).toEqual([
			"call.admitted",
			"code.unknown",
			"code.unknown",
			"code.unknown",
		]);
		const another = callArrives("d");
		hear("d", [first]);
		hear("d", [third, code]);
		expect(another.last?.type).toBe("code.matched");
	});

	test("with one game there is room for three readings a try", () => {
		const { code } = gameArrives("g");
		const [first = "", second = ""] = wrong(code);
		const call = callArrives("c");
		for (const readings of [wrong(code).slice(0, 3), wrong(code).slice(3, 6)])
			hear("c", readings);
		expect(call.last?.type).toBe("code.unknown");
		hear("c", [first, second, code]);
		expect(call.last?.type).toBe("code.matched");
	});

	test("a reading beyond the allowance still makes a match doubtful", () => {
		const shown = [gameArrives("g1").code, gameArrives("g2").code];
		const [first = "", second = ""] = wrong(...shown);
		const call = callArrives("c");
		hear("c", [first, second]);
		hear("c", shown);
		expect(call.last?.type).toBe("code.ambiguous");
	});

	test("a caller who has tried too many codes of late is refused, in this call and the next", () => {
		const game = gameArrives("g");
		const call = callArrives("c", "CA1", "caller");
		const wrong = game.code === "9876" ? "9875" : "9876";
		for (let tries = 0; tries < 4; tries++) hear("c", [wrong]);
		expect(call.last).toEqual({ type: "code.unknown" });
		hear("c", [game.code]);
		expect(call.last).toEqual({ type: "tries.exhausted" });
		const again = callArrives("d", "CA2", "caller");
		const reason = "too many tries";
		expect(again.last).toEqual({ type: "call.refused", reason });
		expect(callArrives("e", "CA3", "another").last?.type).toBe("call.admitted");
		nowMs = 600_000;
		expect(callArrives("f", "CA4", "caller").last?.type).toBe("call.admitted");
	});

	test("a caller who may try no code is let in to a character that answers, and tries none there", () => {
		const game = gameArrives("g");
		const wrong = game.code === "9876" ? "9875" : "9876";
		callArrives("c", "CA1", "caller");
		for (let tries = 0; tries < 4; tries++) hear("c", [wrong]);
		const call = callArrives("d", "CA2", "caller", { isAnswered: true });
		expect(call.last).toEqual({ type: "call.admitted" });
		hear("d", [game.code]);
		expect(call.last).toEqual({ type: "tries.exhausted" });
		coordinator.send({ type: "drain" });
		const late = callArrives("e", "CA3", "caller", { isAnswered: true });
		const reason = "server going away";
		expect(late.last).toEqual({ type: "call.refused", reason });
	});

	test("codes that pair do not count as tries", () => {
		const game = gameArrives("g");
		for (let calls = 0; calls < 10; calls++) {
			const call = callArrives(`c${calls}`, `CA${calls}`, "caller");
			hear(`c${calls}`, [game.code]);
			expect(call.last?.type).toBe("code.matched");
			const reason = "caller hung up";
			coordinator.send({ type: "call.left", callId: `c${calls}`, reason });
		}
	});
});

describe("parting", () => {
	test("when a call ends its game is told, and the same code is valid again", () => {
		const game = gameArrives("g");
		callArrives("c");
		hear("c", [game.code]);
		const reason = "caller hung up";
		coordinator.send({ type: "call.left", callId: "c", reason });
		expect(game.told.last).toEqual({ type: "call.left", callId: "c", reason });
		const next = callArrives("d");
		hear("d", [game.code]);
		expect(next.last).toMatchObject({ type: "code.matched", gameId: "g" });
	});

	test("a call that ends leaves its place in the game to another", () => {
		const game = gameArrives("g");
		callArrives("a");
		hear("a", [game.code]);
		const next = callArrives("b");
		hear("b", [game.code]);
		expect(next.last).toEqual({ type: "game.full" });
		const reason = "caller hung up";
		coordinator.send({ type: "call.left", callId: "a", reason });
		hear("b", [game.code]);
		expect(next.last).toMatchObject({ type: "code.matched" });
	});

	test("a game that leaves tells only its own calls, and those that are still there", () => {
		const game = gameArrives("g", 2);
		const calls = ["a", "b", "c"].map((id) => callArrives(id));
		for (const id of ["a", "b"]) hear(id, [game.code]);
		const reason = "caller hung up";
		coordinator.send({ type: "call.left", callId: "a", reason });
		coordinator.send({
			type: "game.left",
			gameId: "g",
			reason: "game left",
		});
		expect(calls.map((call) => call.last?.type)).toEqual([
			"code.matched",
			"game.left",
			"call.admitted",
		]);
	});

	test("when a game leaves its calls are told, and may pair anew", () => {
		const game = gameArrives("g");
		const call = callArrives("c");
		hear("c", [game.code]);
		coordinator.send({
			type: "game.left",
			gameId: "g",
			reason: "game left",
		});
		expect(call.last).toEqual({ type: "game.left", gameId: "g" });
		const other = gameArrives("h");
		hear("c", [other.code]);
		expect(call.last).toMatchObject({ type: "code.matched", gameId: "h" });
	});

	test("the code of a game that left rests: it is unknown, and issued to nobody", () => {
		const { code } = gameArrives("g");
		coordinator.send({
			type: "game.left",
			gameId: "g",
			reason: "game left",
		});
		const call = callArrives("c");
		hear("c", [code]);
		expect(call.last).toEqual({ type: "code.unknown" });
		draws = [Number(code)];
		expect(gameArrives("h").code).not.toBe(code);
	});

	test("an end that is reported twice, or of nobody, changes nothing", () => {
		const reason = "failed";
		coordinator.send({ type: "call.left", callId: "x", reason });
		coordinator.send({ type: "game.left", gameId: "x", reason });
		expect(switchboard.size).toEqual({ calls: 0, games: 0 });
	});
});

describe("a second stream of the same phone call", () => {
	test("is taken over by the call that there is, which keeps its game", () => {
		const game = gameArrives("g");
		const older = callArrives("c", "CA1");
		hear("c", [game.code]);
		const newer = callArrives("d", "CA1");
		expect(older.last).toEqual({ type: "stream.replaced", fromCallId: "d" });
		expect(newer.events).toEqual([{ type: "stream.given.away" }]);
		const reason = "handed over";
		coordinator.send({ type: "call.left", callId: "d", reason });
		expect(game.told.last?.type).toBe("code.issued");
		expect(switchboard.size).toEqual({ calls: 1, games: 1 });
	});

	const withToken = { hasToken: true };

	test.each(["open", "draining"])(
		"is not taken over without a token where the call came with one, %s",
		(state) => {
			const game = gameArrives("g");
			const older = callArrives("c", "CA1", "anna", withToken);
			hear("c", [game.code]);
			if (state === "draining") coordinator.send({ type: "drain" });
			const newer = callArrives("d", "CA1");
			expect(newer.events).toEqual([{ type: "stream.mistrusted" }]);
			expect(older.last?.type).toBe("code.matched");
			const reason = "never started";
			coordinator.send({ type: "call.left", callId: "d", reason });
			expect(older.last?.type).toBe("code.matched");
			const again = callArrives("e", "CA1", "anna", withToken);
			expect(older.last).toEqual({
				type: "stream.replaced",
				fromCallId: "e",
			});
			expect(again.events).toEqual([{ type: "stream.given.away" }]);
		},
	);

	test("that brings a token makes the call one that goes on with tokens alone, and its caller known", () => {
		callArrives("c", "CA1");
		const known = callArrives("d", "CA1", "anna", withToken);
		expect(known.events).toEqual([{ type: "stream.given.away" }]);
		expect(callArrives("e", "CA1").events).toEqual([
			{ type: "stream.mistrusted" },
		]);
		for (let tries = 0; tries < 4; tries++) hear("c", ["0000"]);
		expect(callArrives("f", "CA2", "anna").events).toEqual([
			{ type: "call.refused", reason: "too many tries" },
		]);
	});
});

describe("tries from one address", () => {
	test("leave most to the others, whatever callers that address makes up", () => {
		const game = gameArrives("g");
		const wrong = game.code === "9876" ? "9875" : "9876";
		for (let calls = 0; calls < 334; calls++) {
			const callId = `attack ${calls}`;
			callArrives(callId, `CA${calls}`, `made up ${calls}`, {
				addressKey: "there",
			});
			for (let tries = 0; tries < 3; tries++) hear(callId, [wrong]);
		}
		const refused = { type: "call.refused", reason: "too many tries" };
		const another = { addressKey: "there" };
		expect(callArrives("x", "CAx", "new", another).events).toEqual([refused]);
		const here = callArrives("c", "CAc", "anna", { addressKey: "here" });
		const signed = callArrives("d", "CAd", "bob");
		hear("c", [game.code]);
		hear("d", [wrong]);
		expect(here.last?.type).toBe("code.matched");
		expect(signed.last?.type).toBe("code.unknown");
	});

	test("touch no call that is with its game", () => {
		const game = gameArrives("g");
		const paired = callArrives("c", "CAc", "anna", { addressKey: "there" });
		hear("c", [game.code]);
		for (let calls = 0; calls < 100; calls++) {
			callArrives(`a${calls}`, `CA${calls}`, undefined, {
				addressKey: "there",
			});
			for (let tries = 0; tries < 3; tries++) hear(`a${calls}`, ["0000"]);
		}
		expect(paired.last?.type).toBe("code.matched");
	});
});

describe("draining", () => {
	test("sends idle games away at once, and a paired one after its call", () => {
		const idle = gameArrives("g");
		const busy = gameArrives("h");
		callArrives("c");
		hear("c", [busy.code]);
		coordinator.send({ type: "drain" });
		const end = { type: "end", reason: "server going away" };
		expect(idle.told.last).toEqual(end);
		expect(busy.told.last?.type).toBe("code.issued");
		const reason = "caller hung up";
		coordinator.send({ type: "call.left", callId: "c", reason });
		expect(busy.told.last).toEqual(end);
	});

	test("takes no new call and no new game, but a new stream of a call that it has", () => {
		callArrives("c", "CA1");
		coordinator.send({ type: "drain" });
		const reason = "server going away";
		expect(callArrives("d").events).toEqual([{ type: "call.refused", reason }]);
		expect(gameArrives("g").told.events).toEqual([{ type: "code.refused" }]);
		const again = callArrives("e", "CA1");
		expect(again.events).toEqual([{ type: "stream.given.away" }]);
	});
});
