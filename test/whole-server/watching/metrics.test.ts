/** What `/metrics` says of what happened, over real sockets. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { GameClient } from "../../support/games/game-client.js";
import { TypedGame } from "../../support/games/typed-game.js";
import { InProcessServer } from "../../support/server/in-process-server.js";
import { ScrapedMetrics } from "../../support/server/scraped-metrics.js";

let whole: InProcessServer;

afterEach(async () => {
	await whole.close();
});

const scrape = () => ScrapedMetrics.from(whole.server.adminUrl);

/** Waits until the metric has this value. */
function reaches(
	name: string,
	labels: Readonly<Record<string, string>>,
	value: number,
): Promise<void> {
	return expect
		.poll(async () => (await scrape()).value(name, labels), { timeout: 5_000 })
		.toBe(value);
}

describe("with the usual settings", () => {
	beforeEach(async () => {
		whole = await InProcessServer.start({ GAME_KEYS: "a-secret-key" });
	});

	const key = { headers: { Authorization: "Bearer a-secret-key" } };

	test("sessions are counted by the state that they are in", async () => {
		const game = await whole.join(key);
		const { code } = await game.shown();
		await reaches("callsign_games", { state: "issuedCode" }, 1);
		const caller = await whole.call();
		await reaches("callsign_calls", { state: "listeningForCode" }, 1);
		caller.press(`${code}#`);
		await reaches("callsign_calls", { state: "paired" }, 1);
		await reaches("callsign_games", { state: "paired" }, 1);
		caller.hangUp();
		await reaches("callsign_calls", {}, 0);
		const metrics = await scrape();
		expect(metrics.value("callsign_calls_begun_total")).toBe(1);
		expect(
			metrics.value("callsign_calls_ended_total", {
				reason: "caller hung up",
			}),
		).toBe(1);
		game.leave();
		await reaches("callsign_games_closed_total", { reason: "game left" }, 1);
	});

	test("codes are counted by what came of them, and the time to the first pairing is taken", async () => {
		const game = await whole.join(key);
		const { code } = await game.shown();
		const caller = await whole.call();
		caller.press(`${code === "9999" ? "8888" : "9999"}#`);
		await reaches("callsign_code_tries_total", { outcome: "unknown" }, 1);
		caller.press(`${code}#`);
		await reaches("callsign_code_tries_total", { outcome: "matched" }, 1);
		const metrics = await scrape();
		expect(metrics.value("callsign_code_tries_total")).toBe(2);
		expect(metrics.value("callsign_pairing_seconds_count")).toBe(1);
		expect(metrics.value("callsign_pairing_seconds_sum")).toBeGreaterThan(0);
	});

	test("those who are not let in are counted by the reason", async () => {
		const game = await whole.join();
		await game.closed();
		await reaches("callsign_refusals_total", { who: "game", reason: "key" }, 1);
	});

	test("nothing private stands in it", async () => {
		const game = await whole.join(key);
		const { code } = await game.shown();
		const caller = await whole.call({
			callSid: "CAsecret",
			parameters: { caller: "+15551234567" },
		});
		const listener = await whole.deepgram.nextListener();
		caller.press(`${code}#`);
		expect(await game.text()).toBe("connected");
		listener.say("a secret door", { startMs: 2_000 });
		await game.text();
		const { text } = await scrape();
		// What is left without the figures: names, labels and what they mean.
		const words = text.replace(/ [\d.e+-]+$/gm, "");
		expect(words).not.toMatch(/secret|1555|1500/);
		expect(words).not.toContain(code);
	});
});

describe("of the relay", () => {
	test("bytes are counted for each party, and delays taken", async () => {
		whole = await InProcessServer.start();
		const { game, caller, listener } = await whole.pair();
		const before = await scrape();
		caller.sendAudio(1_000);
		await listener.heardAudio(listener.audio.length + 8_000);
		const text = listener.say("open the door", { startMs: 2_000 });
		expect(await game.text()).toBe(text);
		game.say("It is locked.");
		const speaker = await whole.deepgram.nextSpeaker();
		await speaker.heardText("Flush");
		const after = await scrape();
		const grown = (name: string, labels = {}) =>
			after.value(name, labels) - before.value(name, labels);
		const received = "callsign_received_bytes_total";
		const sent = "callsign_sent_bytes_total";
		expect(grown(received, { peer: "phone" })).toBeGreaterThan(8_000);
		expect(grown(sent, { peer: "recogniser" })).toBeGreaterThanOrEqual(8_000);
		expect(grown(received, { peer: "recogniser" })).toBe(
			Buffer.byteLength(text),
		);
		expect(grown(sent, { peer: "game" })).toBe(Buffer.byteLength(text));
		expect(grown(received, { peer: "game" })).toBe("It is locked.".length);
		expect(grown("callsign_frame_to_recogniser_seconds_count")).toBeGreaterThan(
			3,
		);
		expect(grown("callsign_result_to_game_seconds_count")).toBe(1);
		expect(after.value("callsign_result_to_game_seconds_sum")).toBeGreaterThan(
			0,
		);
	});

	test("audio that had to be dropped and dials that had to be repeated are counted", async () => {
		whole = await InProcessServer.start({ AUDIO_KEEP_SECONDS: "1" });
		const { caller, listener } = await whole.pair();
		whole.deepgram.refuseNext(503);
		listener.drop();
		await whole.deepgram.requested(2);
		caller.sendAudio(3_000);
		await reaches(
			"callsign_dropped_audio_seconds_total",
			{ bound: "audio_keep" },
			2,
		);
		await whole.deepgram.nextListener();
		const metrics = await scrape();
		const reconnects = "callsign_reconnects_total";
		expect(metrics.value(reconnects, { peer: "recogniser" })).toBe(2);
	});

	test("games that are closed for what they did are counted by the bound", async () => {
		whole = await InProcessServer.start({ GAME_MESSAGES_PER_SECOND: "1" });
		const game = await whole.join();
		await game.shown();
		for (let message = 0; message < 5; message++) game.say("again");
		expect((await game.closed()).code).toBe(4429);
		await reaches(
			"callsign_games_turned_out_total",
			{ bound: "game_messages" },
			1,
		);
	});
});

test("a game whose message is too long is counted by that bound", async () => {
	whole = await InProcessServer.start({ GAME_MESSAGE_BYTES: "1024" });
	const game = await whole.join();
	await game.shown();
	game.say("x".repeat(1_025));
	expect((await game.closed()).code).toBe(1009);
	await reaches(
		"callsign_games_turned_out_total",
		{ bound: "game_message_bytes" },
		1,
	);
});

test("lines beyond what may wait are counted by the bound", async () => {
	whole = await InProcessServer.start({ GAME_MESSAGES_PER_SECOND: "1000" });
	const game = await TypedGame.join(whole.socketUrl("/game"));
	const { caller } = await whole.ring();
	caller.press(`${game.welcome.code}#`);
	await game.event("paired");
	for (let line = 0; line < 200; line++)
		game.send({ type: "say", text: "again" });
	const refused = "callsign_refused_lines_total";
	await expect
		.poll(
			async () => (await scrape()).value(refused, { bound: "waiting_lines" }),
			{ timeout: 5_000 },
		)
		// What does not wait is being spoken, or was.
		.toBeGreaterThan(50);
	const metrics = await scrape();
	expect(metrics.value("callsign_lines_total", { outcome: "failed" })).toBe(
		metrics.value(refused),
	);
});

test("codes that are not looked up any more are counted as tries", async () => {
	whole = await InProcessServer.start({ CODE_TRIES_PER_CALLER: "1" });
	const game = await whole.join();
	const { code } = await game.shown();
	const parameters = { caller: "+15551234567" };
	const caller = await whole.call({ parameters });
	for (let time = 0; time < 2; time++)
		caller.press(`${code === "9999" ? "8888" : "9999"}#`);
	await reaches("callsign_code_tries_total", { outcome: "exhausted" }, 1);
});

test("a game that comes back is counted, and so is what it has missed", async () => {
	whole = await InProcessServer.start({ GAME_LOG_EVENTS: "1" });
	const url = whole.socketUrl("/game");
	const typed = { protocols: ["callsign.v1"] };
	const game = await GameClient.join(url, typed);
	const { resumeToken } = JSON.parse(await game.text());
	for (let event = 0; event < 3; event++) game.say('{"type":"newCode"}');
	for (let event = 0; event < 3; event++) await game.text();
	game.vanish();
	const again = await GameClient.join(
		`${url}?resume=${resumeToken}&after=0`,
		typed,
	);
	await again.text();
	await reaches("callsign_reconnects_total", { peer: "game" }, 1);
	await reaches("callsign_dropped_messages_total", { bound: "game_log" }, 2);
});

test("two servers of one process count for themselves", async () => {
	whole = await InProcessServer.start();
	const other = await InProcessServer.start();
	try {
		await (await whole.join()).shown();
		const [own, others] = [
			await scrape(),
			await ScrapedMetrics.from(other.server.adminUrl),
		];
		expect(own.value("callsign_games_begun_total")).toBe(1);
		expect(others.value("callsign_games_begun_total")).toBe(0);
	} finally {
		await other.close();
	}
});

test("names, types and labels are as Prometheus has them", async () => {
	whole = await InProcessServer.start();
	const { types, helps, samples } = await scrape();
	for (const [name, type] of types) {
		expect(name).toMatch(/^(callsign|process|nodejs)(_[a-z]+)+$/);
		expect(helps.get(name)).toMatch(/\.$/);
		expect(name.endsWith("_total")).toBe(type === "counter");
		expect(name).not.toMatch(/_(ms|milliseconds|minutes|kb|mb|percent)\b/);
	}
	const labels = new Set(samples.flatMap((each) => Object.keys(each.labels)));
	expect([...labels].sort()).toEqual([
		"bound",
		"direction",
		"kind",
		"le",
		"outcome",
		"peer",
		"quantile",
		"reason",
		"stage",
		"state",
		"who",
	]);
});

test("it says whether calls are taken, and how late the event loop is", async () => {
	whole = await InProcessServer.start();
	await reaches("callsign_ready", {}, 1);
	const metrics = await scrape();
	const delay = "callsign_event_loop_delay_seconds";
	for (const quantile of ["0.5", "0.9", "0.99", "1"]) {
		expect(metrics.samples).toContainEqual({
			name: delay,
			labels: { quantile },
			value: expect.any(Number),
		});
	}
	expect(metrics.value("process_resident_memory_bytes")).toBeGreaterThan(1e6);
});
