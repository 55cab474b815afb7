/** How soon a caller who speaks over a line is heard: from Deepgram's word of it to the order to stop playing. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import {
	type Bar,
	barsTable,
	holds,
	round,
	table,
	writeSection,
} from "../support/bench/results-page.js";
import { TypedGame } from "../support/games/typed-game.js";
import { Delays } from "../support/load/delays.js";
import { InProcessServer } from "../support/server/in-process-server.js";

/** Lines of less than 20 characters count as 20, of 2,400 that a call is spoken to in a minute. */
const samplesOfCall = 40;
const calls = 8;
const samples = calls * samplesOfCall;
/** The first ones compile what they run through. */
const warmUps = 10;

const delays = {
	"`SpeechStarted`": new Delays(),
	"a first interim result": new Delays(),
	"two sockets, one after the other": new Delays(),
};

test("through the server", async () => {
	const whole = await InProcessServer.start({
		GAME_MESSAGES_PER_SECOND: "10000",
	});
	for (let call = 0; call < calls; call++)
		await speakOverLines(whole, call === 0 ? warmUps : 0);
	await whole.close();
}, 120_000);

/** A caller speaks over as many lines as a call is spoken to in a minute, and then hangs up. */
async function speakOverLines(
	whole: InProcessServer,
	warmUps: number,
): Promise<void> {
	const game = await TypedGame.join(whole.socketUrl("/game"));
	const { caller, listener } = await whole.ring();
	caller.press(`${game.welcome.code}#`);
	await game.event("paired");
	await caller.mark();
	caller.playAll();
	for (let at = 0; at < warmUps + samplesOfCall; at++) {
		for (const what of ["`SpeechStarted`", "a first interim result"] as const) {
			game.send({ type: "say", text: "Listen." });
			await caller.mark();
			const startMs = 1_000 * (at + 5);
			const begun = performance.now();
			if (what === "`SpeechStarted`") listener.startSpeech(startMs);
			else listener.say("wait", { startMs, final: false });
			await caller.cleared();
			if (at >= warmUps) delays[what].add(performance.now() - begun);
			// A mere sound has paused the line; words end it.
			if (what === "`SpeechStarted`")
				listener.say("wait", { startMs, final: false });
			caller.playAll();
			await game.event("said");
		}
	}
	caller.hangUp();
	game.client.leave();
}

test("the control", async () => {
	const [first, second] = [await Hop.open(), await Hop.open()];
	for (let at = 0; at < warmUps + samples; at++) {
		const begun = performance.now();
		const arrived = once(second.far, "message");
		first.far.once("message", (data) => second.near.send(data));
		first.near.send(JSON.stringify({ type: "SpeechStarted", timestamp: at }));
		await arrived;
		if (at >= warmUps)
			delays["two sockets, one after the other"].add(performance.now() - begun);
	}
	first.close();
	second.close();
});

test("every bar holds", () => {
	expect(bars().filter((bar) => !holds(bar))).toEqual([]);
});

afterAll(() => {
	const text = [
		`From the moment in which Deepgram sends its word of a caller who speaks over an interruptible line until Twilio has the order to \`clear\`: over two real sockets, in one process with both ends, ${samples} times each, in ms. The control is what two sockets alone take for such a message.`,
		barsTable(bars()),
		table(
			["", "p50", "p90", "p99"],
			Object.entries(delays).map(([what, each]) => [
				what,
				...[50, 90, 99].map((percent) => round(each.percentile(percent))),
			]),
		),
	];
	writeSection("Barge-in: how soon a line stops", text);
	process.stdout.write(`\n${text.join("\n\n")}\n`);
});

function bars(): readonly Bar[] {
	const control = delays["two sockets, one after the other"];
	return (["`SpeechStarted`", "a first interim result"] as const).map(
		(what) => ({
			what: `p90 from ${what} to the clear, without the control's, in ms`,
			value: delays[what].percentile(90) - control.percentile(90),
			atMost: 5,
		}),
	);
}

/** One socket with both its ends. */
class Hop {
	static async open(): Promise<Hop> {
		const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
		await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		const near = new WebSocket(`ws://127.0.0.1:${port}`);
		const [far] = (await once(server, "connection")) as [WebSocket];
		await once(near, "open");
		return new Hop(server, near, far);
	}

	private constructor(
		private readonly server: WebSocketServer,
		readonly near: WebSocket,
		readonly far: WebSocket,
	) {}

	close(): void {
		this.near.terminate();
		this.server.close();
	}
}
