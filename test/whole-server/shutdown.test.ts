import { pino } from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type OpenServer, Shutdown } from "../../src/shutdown.js";

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	vi.useRealTimers();
});

const log = pino({ level: "silent" });
const closed = [
	"sessions end: server going away",
	"room",
	"public listener",
	"admin listener",
	"speech",
	"metrics",
	"coordinator",
];

/** A server with one call, which writes down what is done to it. */
function openServer() {
	const done: string[] = [];
	const note = (what: string) => () => void done.push(what);
	const noteSoon = (what: string) => async () => void done.push(what);
	let endCall = () => {};
	const lastCall = new Promise<void>((resolve) => {
		endCall = resolve;
	});
	const server: OpenServer = {
		actors: {
			calls: new Map(),
			games: new Map(),
			untilNoCalls: () => lastCall,
			endAll: (reason) => void done.push(`sessions end: ${reason}`),
		},
		coordinator: {
			send: ({ type }) => void done.push(`coordinator: ${type}`),
			stop: note("coordinator"),
		},
		room: { close: note("room") },
		listeners: {
			public: { close: noteSoon("public listener") },
			admin: { close: noteSoon("admin listener") },
		},
		speech: { close: noteSoon("speech") },
		metrics: { close: note("metrics") },
	};
	return { server, done, endCall: () => endCall() };
}

test("a server that runs takes new calls until it is closed or drained", async () => {
	const [closing, draining] = [new Shutdown(0, log), new Shutdown(0, log)];
	expect(closing.hasBegun || draining.hasBegun).toBe(false);
	void closing.close(openServer().server);
	void draining.drain(openServer().server);
	expect(closing.hasBegun && draining.hasBegun).toBe(true);
});

test("sessions end before that with which they still speak is closed", async () => {
	const { server, done } = openServer();
	await new Shutdown(60_000, log).close(server);
	expect(done).toEqual(closed);
});

test("a draining server closes nothing while a call lasts, and everything at its end", async () => {
	const { server, done, endCall } = openServer();
	const drained = new Shutdown(60_000, log).drain(server);
	await vi.advanceTimersByTimeAsync(59_999);
	expect(done).toEqual(["coordinator: drain"]);
	endCall();
	await drained;
	expect(done).toEqual(["coordinator: drain", ...closed]);
	expect(vi.getTimerCount()).toBe(0);
});

test("a draining server closes at the drain limit, whatever calls there are", async () => {
	const { server, done } = openServer();
	const drained = new Shutdown(60_000, log).drain(server);
	await vi.advanceTimersByTimeAsync(60_000);
	await drained;
	expect(done).toEqual(["coordinator: drain", ...closed]);
});
