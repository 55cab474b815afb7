/** Where nothing is signed: what whoever reaches the server can send, and what that leaves to others. */
import { afterEach, describe, expect, test } from "vitest";
import { timersOf } from "../../support/actors/timers-of.js";
import type { GameClient } from "../../support/games/game-client.js";
import { InProcessServer } from "../../support/server/in-process-server.js";
import { ScrapedMetrics } from "../../support/server/scraped-metrics.js";
import type { TwilioCaller } from "../../support/twilio/twilio-caller.js";
import { within } from "../../support/waiting/within.js";

let whole: InProcessServer;

afterEach(() => whole.close());

const start = async (environment: Record<string, string> = {}) => {
	whole = await InProcessServer.start({
		TRUSTED_PROXIES: "loopback",
		...environment,
	});
};

/** Somebody at another address, as the proxy tells it. */
const from = (address: string) => ({
	headers: { "X-Forwarded-For": address },
});
const attacker = "192.0.2.66";
const stranger = "198.51.100.7";

const metric = async (name: string, labels: Record<string, string>) =>
	(await ScrapedMetrics.from(whole.server.adminUrl)).value(name, labels);

/** A code that this game does not show. */
function otherThan(code: string): string {
	return code === "9876" ? "9875" : "9876";
}

/** Keys this code, and returns once the caller is answered. */
async function tryCode(caller: TwilioCaller, code: string): Promise<void> {
	caller.press(`${code}#`);
	await caller.mark();
	caller.playAll();
}

async function shownCode(game: GameClient): Promise<string> {
	return (await game.shown()).code;
}

test("half an hour of audio that comes at once is no half an hour at Deepgram; another caller is heard", async () => {
	await start();
	const game = await whole.join();
	const code = await shownCode(game);
	const { caller, listener } = await whole.ring(from(attacker));
	const began = performance.now();
	for (let minute = 0; minute < 30; minute++) caller.sendAudio(60_000);
	caller.press(`${code}#`);
	expect(await game.text()).toBe("connected");
	const allowedMs = 10_000 + 2 * (performance.now() - began);
	expect(listener.audio.length / 8).toBeLessThanOrEqual(allowedMs);
	expect(listener.audio.length / 8).toBeGreaterThan(5_000);
	const bound = { bound: "phone_pace" };
	const dropped = await metric("callsign_dropped_audio_seconds_total", bound);
	expect(dropped).toBeGreaterThan(1_600);
	const lines = whole.log.filter(({ msg }) => /more audio/.test(String(msg)));
	expect(lines).toHaveLength(1);
	const other = await whole.ring(from(stranger));
	other.caller.sendAudio(1_000);
	await other.listener.heardAudio(8_000);
});

test("two hundred streams that guess from one address leave the tries of others, and touch no call with a game", async () => {
	await start();
	const busy = await whole.join();
	const paired = await whole.call(from(attacker));
	paired.press(`${await shownCode(busy)}#`);
	expect(await busy.text()).toBe("connected");
	const game = await whole.join();
	const code = await shownCode(game);
	const guesses = async (at: number) => {
		const caller = await whole.call({
			...from(attacker),
			parameters: { caller: `made up ${at}` },
			autoPlay: "at once",
		});
		for (let tries = 0; tries < 3; tries++) caller.press(`${otherThan(code)}#`);
		return caller.closed();
	};
	const all = Array.from({ length: 200 }, (_, at) => guesses(at));
	await within(Promise.all(all), () => "the end of all guesses", 30_000);
	const tries = "callsign_code_tries_total";
	expect(await metric(tries, { outcome: "unknown" })).toBe(150);
	const caller = await whole.call(from(stranger));
	caller.press(`${code}#`);
	expect(await game.text()).toBe("connected");
	expect(busy.texts).not.toContain("disconnected");
	paired.press("5");
	const last = await whole.call(from(attacker));
	await last.mark();
	last.playAll();
	expect(await last.closed()).toMatchObject({ code: 1000 });
}, 60_000);

test("nobody uses up the tries of a number whose key he has asked for", async () => {
	await start({ CODE_TRIES_PER_CALLER: "1" });
	const code = await shownCode(await whole.join());
	const ring = async (address: string) => {
		const response = await fetch(`${whole.server.url}/voice`, {
			method: "POST",
			body: new URLSearchParams({ CallSid: "CA1", From: "+15551230001" }),
			...from(address),
		});
		return response.text();
	};
	const [, key = ""] =
		/name="caller" value="(\w+)"/.exec(await ring(attacker)) ?? [];
	expect(key).not.toBe("");
	const parameters = { caller: key };
	const guessing = await whole.call({ ...from(attacker), parameters });
	await tryCode(guessing, otherThan(code));
	expect(await ring(attacker)).toContain("<Hangup/>");
	expect(await ring(stranger)).toContain("<Stream");
	const victim = await whole.call({ ...from(stranger), parameters });
	await tryCode(victim, otherThan(code));
	expect(await ring(stranger)).toContain("<Hangup/>");
});

test("one address does not fill the server", async () => {
	await start({ MAX_CALLS: "10" });
	const game = await whole.join();
	const code = await shownCode(game);
	for (let calls = 0; calls < 9; calls++) await whole.call(from(attacker));
	await expect(whole.call(from(attacker))).rejects.toThrow("503");
	const refusals = "callsign_refusals_total";
	const address = { who: "call", reason: "address" };
	expect(await metric(refusals, address)).toBe(1);
	const caller = await whole.call(from(stranger));
	caller.press(`${code}#`);
	expect(await game.text()).toBe("connected");
});

describe("marks that nobody asked for", () => {
	/** How XState names the alarms of all calls, whatever states they are in. */
	const timers = () =>
		[...whole.server.actors.calls.values()].flatMap((call) => timersOf(call));
	const forge = (caller: TwilioCaller, name: string) =>
		caller.send(
			JSON.stringify({
				event: "mark",
				streamSid: caller.sids.streamSid,
				mark: { name },
			}),
		);

	test("keep no timer of the call's from letting the caller go", async () => {
		await start({ CODE_WAIT_SECONDS: "1", CODE_REMINDER_SECONDS: "30" });
		const { caller } = await whole.ring();
		expect(timers().join()).toContain("xstate.after.codeWait");
		const forging = setInterval(() => {
			for (const name of timers()) forge(caller, name);
		}, 20);
		try {
			await caller.mark();
			caller.playAll();
			expect(await caller.closed()).toMatchObject({ code: 1000 });
		} finally {
			clearInterval(forging);
		}
	});

	test("end no line: one that was not asked for yet is not heard early, and one that came back is not heard again", async () => {
		await start();
		const { game, caller } = await whole.pair();
		const name = await caller.mark();
		caller.playAll();
		for (const forged of [name, name, "line-2", "line-3", "__proto__"])
			forge(caller, forged);
		game.send("You are in a cave.");
		const next = await caller.mark();
		expect(next).not.toBe(name);
		caller.playAll();
		caller.press("5");
		game.send("It is dark.");
		expect(await caller.mark()).not.toBe(next);
		expect(whole.server.actors.calls.size).toBe(1);
	});
});
