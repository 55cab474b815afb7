import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { WebSocket } from "ws";
import { Actor } from "xstate";
import { DeepgramListening } from "../../../src/adapters/deepgram/listen-socket.js";
import { DeepgramSpeaking } from "../../../src/adapters/deepgram/speak-socket.js";
import { DeepgramWire } from "../../../src/adapters/deepgram/wire.js";
import { MessageAllowance } from "../../../src/adapters/games/message-allowance.js";
import { AudioRing } from "../../../src/adapters/sound/audio-ring.js";
import { SoundPath } from "../../../src/adapters/sound/sound-path.js";
import { PhoneOutlet } from "../../../src/adapters/twilio/outlet.js";
import { TwilioStream } from "../../../src/adapters/twilio/stream.js";
import type { RunningServer } from "../../../src/server.js";
import { collectGarbage, heapContents } from "./heap-contents.js";

/** What is there once everything that is garbage was collected. */
export interface Census {
	/** How many there are of each kind of thing that sessions have, anywhere in this process. */
	readonly things: Readonly<Record<string, number>>;
	/** All that the program holds. */
	readonly dataBytes: number;
}

const timer = setTimeout(() => {}, 0);
clearTimeout(timer);

/** Each call or game has at least one of each. Timers count whether or not they keep the process up. */
const classes = [
	SoundPath,
	TwilioStream,
	PhoneOutlet,
	AudioRing,
	DeepgramListening,
	DeepgramSpeaking,
	DeepgramWire,
	MessageAllowance,
	Actor,
	WebSocket,
	Socket,
	IncomingMessage,
	timer.constructor,
];

/** Everything of which there is more than there was, in words. */
export function whatIsMore(now: Census, before: Census): string[] {
	return Object.entries(now.things)
		.map(([name, count]) => ({ name, count, was: before.things[name] ?? 0 }))
		.filter(({ count, was }) => count > was)
		.map(({ name, count, was }) => `${name}: ${count}, before ${was}`);
}

/** Counts what is there. */
export async function takeCensus(server: RunningServer): Promise<Census> {
	// What was closed in this turn is let go of in the next ones, some of it when it is collected.
	for (let turn = 0; turn < 5; turn++) {
		await new Promise((resolve) => setImmediate(resolve));
		collectGarbage();
	}
	const { dataBytes, objects } = await heapContents();
	const { actors, known } = server;
	return {
		dataBytes,
		things: {
			"calls of the server": actors.calls.size,
			"games of the server": actors.games.size,
			"calls of the coordinator": known.calls,
			"games of the coordinator": known.games,
			"listeners of the process": listenersOfTheProcess(),
			...activeResources(),
			...objectsOfClasses(objects),
		},
	};
}

function objectsOfClasses(
	objects: ReadonlyMap<string, number>,
): Record<string, number> {
	return Object.fromEntries(
		classes.map(({ name }) => [`objects: ${name}`, objects.get(name) ?? 0]),
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
