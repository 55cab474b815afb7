import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { queryObjects, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { WebSocket } from "ws";
import { Actor } from "xstate";
import { AudioRing } from "../../../src/adapters/audio-ring.js";
import { CallLine } from "../../../src/adapters/call-line.js";
import { DeepgramWire } from "../../../src/adapters/deepgram-wire.js";
import { TwilioStream } from "../../../src/adapters/twilio-stream.js";
import type { RunningServer } from "../../../src/main.js";

/** What is there once everything that is garbage was collected. */
export interface Census {
	/** How many there are of each kind of thing that one session has, anywhere in this process. */
	readonly things: Readonly<Record<string, number>>;
	readonly heapBytes: number;
}

const timer = setTimeout(() => {}, 0);
clearTimeout(timer);

/** Each call or game has at least one of each. Timers count whether or not they keep the process up. */
const kinds = {
	CallLine,
	TwilioStream,
	AudioRing,
	DeepgramWire,
	Actor,
	WebSocket,
	Socket,
	IncomingMessage,
	Timeout: timer.constructor,
};

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** Counts what is there. The garbage of what has just been closed needs a few turns to be found. */
export async function takeCensus(server: RunningServer): Promise<Census> {
	for (let turn = 0; turn < 5; turn++) {
		await new Promise((resolve) => setImmediate(resolve));
		collectGarbage();
	}
	const heapBytes = process.memoryUsage().heapUsed;
	const { actors, switchboard } = server;
	return {
		heapBytes,
		things: {
			"calls of the server": actors.calls.size,
			"games of the server": actors.games.size,
			"calls of the coordinator": switchboard.size.calls,
			"games of the coordinator": switchboard.size.games,
			"listeners of the process": listenersOfTheProcess(),
			...activeResources(),
			...objects(),
		},
	};
}

function objects(): Record<string, number> {
	return Object.fromEntries(
		Object.entries(kinds).map(([name, kind]) => [
			`objects: ${name}`,
			Number(queryObjects(kind, { format: "count" })),
		]),
	);
}

function activeResources(): Record<string, number> {
	const found: Record<string, number> = {};
	for (const kind of process.getActiveResourcesInfo()) {
		const name = `active: ${kind}`;
		found[name] = (found[name] ?? 0) + 1;
	}
	return found;
}

function listenersOfTheProcess(): number {
	return process
		.eventNames()
		.reduce((sum, name) => sum + process.listenerCount(name), 0);
}
