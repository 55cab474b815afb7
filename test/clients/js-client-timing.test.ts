/** When the JavaScript client does things, by a moved clock. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
	CallsignClient,
	type LineOutcome,
} from "../../clients/js/callsign-client.js";
import {
	type HandHeldSocket,
	handHeldSockets,
} from "../support/games/hand-held-sockets.js";

beforeEach(() => {
	vi.useFakeTimers();
	vi.spyOn(Math, "random").mockReturnValue(0);
});

afterEach(() => {
	vi.useRealTimers();
});

function connect() {
	const { WebSocket, sockets, newest } = handHeldSockets();
	const client = new CallsignClient("ws://localhost/game", { WebSocket });
	return { client, sockets, newest };
}

/** A client with one call. */
function paired() {
	const all = connect();
	all.newest().welcome();
	pair(all.newest(), 1);
	return all;
}

function pair(socket: HandHeldSocket, seq: number): void {
	socket.tell({ type: "paired", seq, call: "a", callers: 1 });
}

function said(
	socket: HandHeldSocket,
	seq: number,
	id: string,
	outcome = "heard",
): void {
	socket.tell({ type: "said", seq, call: "a", id, outcome, heardMs: 100 });
}

/** The outcome, if it is known by now. */
async function known(
	line: Promise<LineOutcome>,
): Promise<LineOutcome | undefined> {
	let outcome: LineOutcome | undefined;
	void line.then((settled) => {
		outcome = settled;
	});
	await vi.advanceTimersByTimeAsync(0);
	return outcome;
}

describe("coming back", () => {
	test("each attempt is made later than the one before it, up to ten seconds", () => {
		const { client, newest } = connect();
		const waitsMs: number[] = [];
		client.on("offline", ({ retryInMs }) => waitsMs.push(retryInMs));
		for (let attempt = 0; attempt < 8; attempt += 1) {
			newest().lose();
			vi.advanceTimersToNextTimer();
		}
		expect(waitsMs).toEqual([250, 500, 1000, 2000, 4000, 8000, 10000, 10000]);
	});

	test("chance takes up to half of a wait away", () => {
		vi.spyOn(Math, "random").mockReturnValue(0.999_999);
		const { client, newest } = connect();
		const waitsMs: number[] = [];
		client.on("offline", ({ retryInMs }) => waitsMs.push(retryInMs));
		newest().lose();
		expect(waitsMs).toEqual([125]);
	});

	test("a connection that was good for five seconds is the end of long waits, a shorter one is not", () => {
		const { client, newest } = connect();
		const waitsMs: number[] = [];
		client.on("offline", ({ retryInMs }) => waitsMs.push(retryInMs));
		for (const goodMs of [0, 0, 4_999, 5_000]) {
			newest().welcome();
			vi.advanceTimersByTime(goodMs);
			newest().lose();
			vi.advanceTimersToNextTimer();
		}
		expect(waitsMs).toEqual([250, 500, 1000, 250]);
	});

	test("a server that says nothing within ten seconds is given up", () => {
		const { client, sockets, newest } = connect();
		const losses: string[] = [];
		client.on("offline", ({ reason }) => losses.push(reason));
		vi.advanceTimersByTime(9_999);
		expect(losses).toEqual([]);
		vi.advanceTimersByTime(1);
		expect(losses).toEqual(["no welcome came in time"]);
		expect(sockets[0]?.closedWith).toHaveLength(1);
		vi.advanceTimersByTime(250);
		expect(sockets).toHaveLength(2);
		newest().welcome();
		vi.advanceTimersByTime(20_000);
		expect(client.state).toBe("online");
	});

	test("4404 for a token is answered at once, but not without end", () => {
		const { client, sockets, newest } = connect();
		newest().welcome();
		const waitsMs: number[] = [];
		client.on("offline", ({ retryInMs }) => waitsMs.push(retryInMs));
		newest().lose();
		vi.advanceTimersToNextTimer();
		for (const _ of [1, 2]) {
			newest().lose(4404);
			vi.advanceTimersToNextTimer();
		}
		expect(waitsMs).toEqual([250, 0, 500]);
		expect(sockets).toHaveLength(4);
	});
});

describe("closing", () => {
	test("leaves no timer, whenever it comes", () => {
		const connecting = connect();
		const online = paired();
		const offline = paired();
		offline.newest().lose();
		const doubtful = paired();
		void doubtful.client.say("Hello.");
		doubtful.newest().lose();
		vi.advanceTimersToNextTimer();
		doubtful.newest().welcome({ resumed: true });
		for (const { client } of [connecting, online, offline, doubtful])
			client.close();
		expect(vi.getTimerCount()).toBe(0);
	});

	test("nothing is told after it, whatever the socket does", () => {
		const { client, newest } = paired();
		const told: string[] = [];
		for (const name of ["key", "event", "offline", "online", "show"] as const)
			client.on(name, () => told.push(name));
		client.on("closed", ({ code }) => told.push(`closed ${code}`));
		const socket = newest();
		client.close();
		socket.tell({ type: "key", seq: 2, call: "a", digit: "1" });
		socket.lose();
		vi.runAllTimers();
		expect(told).toEqual(["closed 1000"]);
	});

	test("a listener may close in the middle of an event", () => {
		const { client, newest } = connect();
		client.on("online", () => client.close());
		client.on("session", () => expect.unreachable());
		newest().welcome();
		expect(client.state).toBe("closed");
		expect(newest().closedWith).toEqual([1000]);
	});
});

describe("a line whose socket was lost", () => {
	/** The line, and the socket on which its session was taken up. */
	function doubtful() {
		const { client, newest } = paired();
		const line = client.say("Hello.");
		newest().lose();
		vi.advanceTimersByTime(250);
		newest().welcome({ resumed: true, lastSeq: 1 });
		return { client, line, socket: newest() };
	}

	test("has the outcome that the server tells", async () => {
		const { line, socket } = doubtful();
		said(socket, 2, "1");
		expect(await known(line)).toMatchObject({ outcome: "heard" });
		expect(vi.getTimerCount()).toBe(0);
	});

	test("is lost when a later one was heard", async () => {
		const { client, line, socket } = doubtful();
		const later = client.say("Are you there?");
		said(socket, 2, "2");
		expect(await known(line)).toMatchObject({ outcome: "failed", why: "lost" });
		expect(await known(later)).toMatchObject({ outcome: "heard" });
	});

	test("is lost when nothing is heard of it for long", async () => {
		const { line } = doubtful();
		vi.advanceTimersByTime(60_000);
		expect(await known(line)).toBeUndefined();
		vi.advanceTimersByTime(600);
		expect(await known(line)).toMatchObject({ outcome: "failed", why: "lost" });
	});

	test("is not lost because a line that was never in doubt is slow", async () => {
		const { client, newest } = paired();
		const first = client.say("First.");
		const second = client.say("Second.");
		said(newest(), 2, "2");
		expect(await known(second)).toMatchObject({ outcome: "heard" });
		expect(await known(first)).toBeUndefined();
		client.close();
	});
});

describe("a gap", () => {
	test("may have the outcome of a line in it, which then is lost in the end", async () => {
		const { client, newest } = paired();
		const line = client.say("Hello.");
		newest().lose();
		vi.advanceTimersByTime(250);
		newest().welcome({ resumed: true, lastSeq: 4, calls: ["a"] });
		newest().tell({ type: "gap", seq: 4, from: 2, to: 4 });
		expect(await known(line)).toBeUndefined();
		vi.advanceTimersByTime(61_000);
		expect(await known(line)).toMatchObject({ why: "lost" });
		expect(client.calls).toEqual(["a"]);
	});

	test("of which the welcome cannot know changes no calls", () => {
		const { client, newest } = paired();
		newest().tell({ type: "gap", seq: 4, from: 2, to: 4 });
		expect(client.calls).toEqual(["a"]);
	});
});

describe("listeners", () => {
	test("what one throws stops neither the others nor the client", async () => {
		const { client, newest } = paired();
		const thrown: unknown[] = [];
		vi.stubGlobal("queueMicrotask", (run: () => void) => {
			try {
				run();
			} catch (error) {
				thrown.push(error);
			}
		});
		const told: string[] = [];
		client.on("key", () => {
			throw new Error("the game's own");
		});
		client.on("key", ({ digit }) => told.push(digit));
		newest().tell({ type: "key", seq: 2, call: "a", digit: "1" });
		newest().tell({ type: "key", seq: 3, call: "a", digit: "2" });
		vi.unstubAllGlobals();
		expect(told).toEqual(["1", "2"]);
		expect(thrown).toHaveLength(2);
	});

	test("a loop that is too slow is told so", async () => {
		const { client, newest } = paired();
		const events = client[Symbol.asyncIterator]();
		for (let seq = 2; seq < 10_004; seq += 1)
			newest().tell({ type: "key", seq, call: "a", digit: "1" });
		const taking = (async () => {
			for await (const _ of events);
		})();
		await expect(taking).rejects.toThrow("More than 10000 events waited");
	});

	test("a loop that is left takes no more", async () => {
		const { client, newest } = paired();
		const loop = (async () => {
			for await (const { seq } of client) return seq;
			return undefined;
		})();
		newest().tell({ type: "key", seq: 2, call: "a", digit: "1" });
		expect(await loop).toBe(2);
		newest().tell({ type: "key", seq: 3, call: "a", digit: "1" });
	});
});
