/** What it costs all other calls that an operator watches one of them. */
import { afterAll, expect, test } from "vitest";
import {
	type Bar,
	barsTable,
	holds,
	round,
	table,
	writeSection,
} from "../support/bench/results-page.js";
import { median } from "../support/load/delays.js";
import { Subject } from "../support/load/subject.js";
import { measure, type Window } from "../support/load/window.js";
import { ViewerClient } from "../support/server/viewer.js";

const calls = 50;
const warmUpWindows = 3;
const roundsWanted = 10;
const maxRounds = 40;

/** Three windows one after the other: the control twice, so that the noise is known. */
interface Round {
	readonly watched: Window;
	readonly unwatched: Window;
	readonly unwatchedAgain: Window;
}

const rounds: Round[] = [];
let spoiled = 0;
let happenings = 0;

test("one call is watched while all talk", async () => {
	const subject = await Subject.start("server");
	const { log } = subject.program.server;
	const line = await log.first(({ msg }) => msg.includes("operators"));
	await subject.load.openUntil(calls);
	await subject.load.speakOnce();
	for (let count = 0; count < warmUpWindows; count++) await measure(subject);
	while (rounds.length < roundsWanted && rounds.length + spoiled < maxRounds) {
		const each = await measureRound(subject, String(line.url));
		if (Object.values(each).every(({ isClean }) => isClean)) rounds.push(each);
		else spoiled += 1;
	}
	await subject.end();
	expect(rounds.length, "the machine was too busy").toBeGreaterThanOrEqual(
		roundsWanted / 2,
	);
	expect(happenings, "nothing was watched").toBeGreaterThan(0);
});

test("every bar holds", () => {
	expect(bars().filter((bar) => !holds(bar))).toEqual([]);
});

async function measureRound(
	subject: Subject,
	adminUrl: string,
): Promise<Round> {
	const unwatched = await measure(subject);
	const watched = await measureWatched(subject, adminUrl);
	const unwatchedAgain = await measure(subject);
	return { watched, unwatched, unwatchedAgain };
}

async function measureWatched(
	subject: Subject,
	adminUrl: string,
): Promise<Window> {
	const viewer = await ViewerClient.look(adminUrl);
	const { live } = await viewer.heard("sessions");
	const [call] = (live as { kind: string; id: string }[]).filter(
		({ kind }) => kind === "call",
	);
	viewer.tell({ do: "watch", id: call?.id });
	await viewer.heard("watching");
	const window = await measure(subject);
	for (const { type, ...rest } of viewer.messages.all)
		if (type === "happened") happenings += (rest.happenings as []).length;
	viewer.close();
	return window;
}

const figures = [
	["CPU for a second of a call, ms", ({ cpuUs }: Window) => cpuUs / 1000],
	["frame to Deepgram, p50, ms", ({ frames }: Window) => frames.p50],
	["frame to Deepgram, p99, ms", ({ frames }: Window) => frames.p99],
	["result to game, p50, ms", ({ texts }: Window) => texts.p50],
	["result to game, p99, ms", ({ texts }: Window) => texts.p99],
] as const;

/** A figure while one call is watched, divided by what it is before and after; and how far those two differ by themselves. */
function ratios(of: (window: Window) => number) {
	const watched = rounds.map(
		(each) =>
			(2 * of(each.watched)) / (of(each.unwatched) + of(each.unwatchedAgain)),
	);
	const noise = rounds.map((each) =>
		Math.abs(Math.log(of(each.unwatchedAgain) / of(each.unwatched))),
	);
	return { watched: median(watched), noise: Math.exp(median(noise)) - 1 };
}

function bars(): readonly Bar[] {
	return figures
		.filter(([what]) => !what.includes("p99"))
		.map(([what, of]) => ({
			what: `${what}: while one of ${calls} calls is watched, divided by while none is`,
			value: ratios(of).watched,
			atMost: 1.05,
		}));
}

afterAll(() => {
	const text = [
		`${calls} paired calls talk, as in the section on the relay. An operator's page watches one of them for a window of 2 s; windows before and after, of the same process, are the control. **Noise** is how far the two control windows of a round differ from each other, median of the rounds. The watched session itself pays: each event of it costs about twice as much.`,
		barsTable(bars()),
		table(
			["", "none watched", "one watched", "ratio", "noise"],
			figures.map(([what, of]) => [
				what,
				round(median(rounds.map((each) => of(each.unwatched)))),
				round(median(rounds.map((each) => of(each.watched)))),
				round(ratios(of).watched),
				`${round(100 * ratios(of).noise)} %`,
			]),
		),
		`${rounds.length} rounds; ${happenings} happenings came to the page. Rounds left out because other work on the machine kept the load from its pace: ${spoiled}.`,
	];
	writeSection("Inspector: what the other calls notice", text);
	process.stdout.write(`\n${text.join("\n\n")}\n`);
});
