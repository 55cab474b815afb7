import { setTimeout as pass } from "node:timers/promises";
import type { AnyStateNode } from "xstate";
import { frameMs, silence } from "../../../../src/adapters/sound/mulaw.js";
import { callMachine } from "../../../../src/machines/call/call.js";
import { recogniserMachine } from "../../../../src/machines/recogniser/recogniser.js";
import { speakingMachine } from "../../../../src/machines/speaking/speaking.js";
import type { Attack, Performed, Run, Target } from "../attack.js";
import { heardAs } from "../ground/heard-as.js";
import { againAndAgain, perSecond, several } from "./pace.js";
import { strangersAddress } from "./strangers.js";
import { charactersHeard, StrangersPhone } from "./strangers-phone.js";

const quiet = silence(frameMs);
const framesPerSecond = 1000 / frameMs;

function performed(
	phones: readonly StrangersPhone[],
	counts: Record<string, number>,
): Performed {
	return {
		counts: { ...counts, charactersPlayed: charactersHeard(phones) },
		leave: () => {
			for (const phone of phones) phone.leave();
		},
	};
}

const timesRealTime = 176;
const floodingStreams = 3;

async function floodWithSound(target: Target, run: Run): Promise<Performed> {
	const phones = await several(floodingStreams, (at) =>
		StrangersPhone.call(target, strangersAddress(run, at)),
	);
	await perSecond(timesRealTime * framesPerSecond, run, () => {
		for (const { socket, stream } of phones)
			if (socket.bufferedAmount < 1e6) stream.sendFrame(quiet);
	});
	return performed(phones, { calls: phones.length });
}

const wrongStreams = 200;
const wrongCodes = ["2000", "3000", "90001", "80001"];

/** Each stream tries codes until it is let go; there are as many at once as there is time for. */
async function tryWrongCodes(target: Target, run: Run): Promise<Performed> {
	let opened = 0;
	const phones: StrangersPhone[] = [];
	// The auditor's pace: 200 in twelve seconds; in a shorter run as many at once.
	const atOnce = Math.max(
		8,
		Math.ceil(wrongStreams / Math.max(1, run.seconds) / 4),
	);
	const tryOne = async () => {
		const phone = await StrangersPhone.call(target, strangersAddress(run, 1));
		if (!phone) return;
		opened += 1;
		phones.push(phone);
		for (const code of wrongCodes) {
			phone.press(`${code}#`);
			await pass(40);
		}
		await phone.isClosedWithin(200);
		phone.leave();
	};
	await Promise.all(
		Array.from({ length: atOnce }, () => againAndAgain(run, tryOne)),
	);
	return performed(phones, { opened });
}

/** Streams that stay, as many as there may be, from one address. */
async function fillCalls(target: Target, run: Run): Promise<Performed> {
	const phones: StrangersPhone[] = [];
	let refused = 0;
	const ringOne = async () => {
		const phone = await StrangersPhone.call(target, strangersAddress(run, 1));
		if (phone) phones.push(phone);
		else {
			refused += 1;
			await pass(20);
		}
	};
	await Promise.all(
		Array.from({ length: 8 }, () => againAndAgain(run, ringOne)),
	);
	return performed(phones, { opened: phones.length, refused });
}

const forgers = 6;
const forgedPerSecond = 200;
/** Long after the server of this attack lets go of callers who give no code. */
const letGoWithinMs = 15_000;

/** The names of XState's own timers in the machines of a call. */
function timersOf({ states, after }: AnyStateNode): string[] {
	return [
		...after.map(({ eventType }) => eventType),
		...Object.values(states).flatMap(timersOf),
	];
}

/** Calls that give no code, and answer with marks that the server never set, of the names of its own timers. */
async function forgeMarks(target: Target, run: Run): Promise<Performed> {
	const phones = await several(forgers, (at) =>
		StrangersPhone.call(target, strangersAddress(run, at)),
	);
	let sent = 0;
	const names = [callMachine, speakingMachine, recogniserMachine].flatMap(
		({ root }) => timersOf(root),
	);
	const stop = setInterval(() => {
		const name = names[sent++ % names.length] ?? "";
		for (const { socket, stream } of phones)
			if (socket.readyState === socket.OPEN)
				stream.send(
					JSON.stringify({
						event: "mark",
						streamSid: stream.sids.streamSid,
						mark: { name },
					}),
				);
	}, 1000 / forgedPerSecond);
	const letGo = await Promise.all(
		phones.map((phone) =>
			phone.isClosedWithin(Math.max(run.seconds * 1000, letGoWithinMs)),
		),
	);
	clearInterval(stop);
	return performed(phones, {
		calls: phones.length,
		neverLetGo: letGo.filter((isClosed) => !isClosed).length,
	});
}

const chanters = 5;
const resultsPerSecond = 1;
const letters = 1_200;

/** Callers who say "o" again and again before they give a code: each could be a digit. */
async function chant(target: Target, run: Run): Promise<Performed> {
	let opened = 0;
	const phones: StrangersPhone[] = [];
	const chantOn = async (at: number) => {
		const phone = await StrangersPhone.call(target, strangersAddress(run, at));
		if (!phone) return pass(200);
		opened += 1;
		phones.push(phone);
		for (let said = 0; said < 3 && phone.closedWith === undefined; said++) {
			phone.stream.sendFrame(heardAs("o", letters));
			for (let frame = 0; frame < 3; frame++) phone.stream.sendFrame(quiet);
			await pass(1_000 / resultsPerSecond);
		}
		phone.leave();
		return undefined;
	};
	await Promise.all(
		Array.from({ length: chanters }, (_, at) =>
			againAndAgain(run, () => chantOn(at)),
		),
	);
	return performed(phones, { opened });
}

/** A stream may be a little ahead when it begins, and sound that was kept is sent again. */
const maxBeyondTwiceMs = 15_000;

/** Unsigned streams, and what is said on them. */
export const streams: readonly Attack[] = [
	{
		name: "sound beyond real time",
		what: `Three streams send sound at ${timesRealTime} times real time.`,
		setting: "unsigned",
		games: 0,
		perform: floodWithSound,
		bounds: ({ spending }) => [
			{
				what: "sound of one stream at Deepgram beyond twice real time, ms",
				measured: spending.beyondTwiceMs,
				atMost: maxBeyondTwiceMs,
			},
		],
	},
	{
		name: "wrong codes",
		what: "Streams from one address try wrong codes, as many as they are let, over and over.",
		setting: "unsigned",
		games: 0,
		perform: tryWrongCodes,
		bounds: () => [],
	},
	{
		name: "all calls",
		what: "One address opens streams that stay, as many as it is let.",
		setting: "small",
		games: 0,
		perform: fillCalls,
		bounds: () => [],
	},
	{
		name: "forged marks",
		what: "Callers who give no code send marks that have the names of XState's own timers.",
		setting: "small",
		games: 0,
		perform: forgeMarks,
		bounds: ({ counts }) => [
			{
				what: "callers who were never let go",
				measured: counts.neverLetGo ?? Number.NaN,
				atMost: 0,
			},
			{
				what: "calls of the strangers that are missing",
				measured: forgers - (counts.calls ?? 0),
				atMost: 0,
			},
		],
	},
	{
		name: "o o o",
		what: `Five callers say "o" ${letters} times in each result of the recogniser, one a second.`,
		setting: "unsigned",
		games: 0,
		perform: chant,
		bounds: () => [],
	},
];
