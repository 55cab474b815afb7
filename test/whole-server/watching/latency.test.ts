/** How long callers wait for an answer, as `/metrics` and the inspector say, over real sockets. */
import { afterEach, describe, expect, test } from "vitest";
import { synthesise } from "../../../src/adapters/local/flite.js";
import { silence } from "../../../src/adapters/sound/mulaw.js";
import { TypedGame } from "../../support/games/typed-game.js";
import { InProcessServer } from "../../support/server/in-process-server.js";
import { ScrapedMetrics } from "../../support/server/scraped-metrics.js";
import { ServerProcess } from "../../support/server/server-process.js";
import { ViewerClient } from "../../support/server/viewer.js";
import { TwilioCaller } from "../../support/twilio/twilio-caller.js";

const stages = [
	"end_of_speech_to_turn_ended",
	"turn_ended_to_first_text",
	"first_text_to_first_sound",
	"sound_to_mark",
];
/** A caller who says something for 300 ms, and then nothing for 100 ms. */
const saying = Buffer.concat([Buffer.alloc(2_400, 0x10), silence(100)]);
/** What is played, is played at once. */
const autoPlay = { autoPlay: "at once" } as const;

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});

async function start(recogniser: "Deepgram" | "Flux") {
	const whole =
		recogniser === "Flux"
			? await InProcessServer.startWithFlux()
			: await InProcessServer.start();
	closing.push(() => whole.close());
	return whole;
}

/** How many turns have come to each stage, and how many gaps were felt. */
async function counts(adminUrl: string | undefined) {
	const metrics = await ScrapedMetrics.from(adminUrl);
	const name = "callsign_latency_seconds_count";
	return {
		stages: stages.map((stage) => metrics.value(name, { stage })),
		gaps: metrics.value("callsign_turn_gap_seconds_count"),
		gapSeconds: metrics.value("callsign_turn_gap_seconds_sum"),
	};
}

/** Waits until so many turns have come to each stage, and so many gaps were felt. */
async function reaches(
	adminUrl: string | undefined,
	expected: { readonly stages: readonly number[]; readonly gaps: number },
) {
	await expect
		.poll(() => counts(adminUrl), { timeout: 5_000 })
		.toMatchObject(expected);
	return counts(adminUrl);
}

const one = { stages: [1, 1, 1, 1], gaps: 1 };

/** The caller and the two who matter to him, paired; he hears that he is. */
async function pairTyped(whole: InProcessServer) {
	const game = await TypedGame.join(whole.socketUrl("/game"));
	const caller = await whole.call(autoPlay);
	caller.press(game.welcome.code);
	const { call } = await game.event("paired");
	await caller.mark();
	return { game, caller, call };
}

describe("a turn and its answer have every stage, and a gap", () => {
	test("with Deepgram", async () => {
		const whole = await start("Deepgram");
		const { game, caller } = await pairTyped(whole);
		const listener = await whole.deepgram.nextListener();
		await caller.speak(saying);
		listener.say("open the door", { startMs: 1_000 });
		while ((await game.event("turn")).state !== "ended");
		game.send({ type: "say", text: "HELLO" });
		await game.event("said");
		const { gapSeconds } = await reaches(whole.server.adminUrl, one);
		expect(gapSeconds).toBeGreaterThan(0.09);
		expect(gapSeconds).toBeLessThan(5);
	});

	test("with Flux, and however many lines the answer has", async () => {
		const whole = await start("Flux");
		const { game, caller } = await pairTyped(whole);
		const flux = await whole.deepgram.nextFluxListener();
		await caller.speak(saying);
		flux.startTurn("open");
		flux.endEagerly("open the door");
		flux.endTurn("open the door");
		while ((await game.event("turn")).state !== "ended");
		for (const text of ["HELLO", "AGAIN"]) game.send({ type: "say", text });
		await game.event("said");
		await game.event("said");
		await reaches(whole.server.adminUrl, one);
	});

	test("with a plain game", async () => {
		const whole = await start("Deepgram");
		const game = await whole.join();
		const { code } = await game.shown();
		const caller = await whole.call(autoPlay);
		const listener = await whole.deepgram.nextListener();
		caller.press(`${code}#`);
		expect(await game.text()).toBe("connected");
		await caller.mark();
		await caller.speak(saying);
		listener.say("open the door", { startMs: 1_000 });
		await game.text();
		game.say("HELLO");
		await caller.mark();
		await reaches(whole.server.adminUrl, one);
	});

	test("in local mode", { timeout: 60_000 }, async () => {
		const server = await ServerProcess.start();
		closing.push(() => server.stop("SIGKILL"));
		const { url } = await server.log.first(({ msg }) =>
			msg.includes("operators"),
		);
		const game = await TypedGame.join(server.socketUrl("/game"));
		const caller = await TwilioCaller.call(
			server.socketUrl("/twilio"),
			autoPlay,
		);
		caller.press(game.welcome.code);
		await game.event("paired");
		await caller.mark();
		await caller.speak(await synthesise("one two three", "slt"));
		await caller.speak(1_500);
		while ((await game.event("turn")).state !== "ended");
		game.send({ type: "say", text: "It is dark here." });
		await game.event("said");
		const { gapSeconds } = await reaches(String(url), one);
		// Local mode waits for so long a pause.
		expect(gapSeconds).toBeGreaterThan(0.7);
	});
});

test("a turn that nobody answers has its end, and a call that ends leaves nothing behind", async () => {
	const whole = await start("Deepgram");
	const { game, caller } = await pairTyped(whole);
	const listener = await whole.deepgram.nextListener();
	await caller.speak(saying);
	listener.say("open the door", { startMs: 1_000 });
	while ((await game.event("turn")).state !== "ended");
	caller.hangUp();
	await game.event("left");
	// Of a call that has left, and of one that is another game's, nothing is taken.
	game.send({ type: "say", text: "HELLO" });
	await game.event("error");
	await reaches(whole.server.adminUrl, { stages: [1, 0, 0, 0], gaps: 0 });
});

test("an answer that the caller stops has no end, and the next turn has an answer of its own", async () => {
	const whole = await start("Flux");
	const game = await TypedGame.join(whole.socketUrl("/game"));
	const caller = await whole.call();
	const flux = await whole.deepgram.nextFluxListener();
	caller.press(game.welcome.code);
	await game.event("paired");
	await caller.mark();
	caller.playAll();
	for (const words of ["open the door", "no the other one"]) {
		await caller.speak(saying);
		flux.startTurn(words);
		flux.endTurn(words);
		while ((await game.event("turn")).state !== "ended");
		game.send({ type: "say", text: "HERE IS A LONG ANSWER" });
		await caller.mark();
		caller.play(200);
		// More frames come, and the answer is heard.
		await caller.speak(40);
	}
	flux.startTurn("stop it");
	expect(await game.event("said")).toMatchObject({ outcome: "interrupted" });
	await reaches(whole.server.adminUrl, { stages: [2, 2, 2, 0], gaps: 2 });
});

test("a game cannot answer for the callers of another", async () => {
	const whole = await start("Deepgram");
	const { game, caller, call } = await pairTyped(whole);
	const listener = await whole.deepgram.nextListener();
	const stranger = await TypedGame.join(whole.socketUrl("/game"));
	await caller.speak(saying);
	listener.say("open the door", { startMs: 1_000 });
	while ((await game.event("turn")).state !== "ended");
	stranger.send({ type: "say", call, text: "HELLO" });
	await stranger.event("error");
	await reaches(whole.server.adminUrl, { stages: [1, 0, 0, 0], gaps: 0 });
});

test("who watches the call is told the same of each turn", async () => {
	const whole = await start("Deepgram");
	const { game, caller, call } = await pairTyped(whole);
	const viewer = await ViewerClient.look(whole.server.adminUrl);
	closing.unshift(async () => viewer.close());
	viewer.tell({ do: "watch", id: call });
	await viewer.heard("watching");
	const listener = await whole.deepgram.nextListener();
	await caller.speak(saying);
	listener.say("open the door", { startMs: 1_000 });
	while ((await game.event("turn")).state !== "ended");
	game.send({ type: "say", text: "HELLO" });
	await game.event("said");
	await caller.speak(40);
	const { turns } = await viewer.heard(
		"turns",
		({ turns }) => "sound_to_mark" in timesOf(turns).stagesMs,
	);
	expect(turns).toHaveLength(1);
	const { gapMs, stagesMs } = timesOf(turns);
	expect(Object.keys(stagesMs)).toEqual(stages);
	expect(gapMs).toBeGreaterThan(90);
	expect(viewer.text).not.toMatch(/door|HELLO/);
});

function timesOf(turns: unknown) {
	const [{ times }] = turns as [
		{ times: { gapMs: number; stagesMs: Record<string, number> } },
	];
	return times;
}
