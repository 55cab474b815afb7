/** The clients for Godot in the plain dialect, against the real server. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
	afterAll,
	afterEach,
	beforeEach,
	expect,
	onTestFinished,
	test,
} from "vitest";
import {
	describeIn,
	projectWith,
	startDeadlineMs,
	testGame,
} from "../support/godot/engine.js";
import { godot3 } from "../support/godot/godot3.js";
import { closeGodot4, godot4 } from "../support/godot/godot4.js";
import { playIn } from "../support/godot/play-in.js";
import { RemoteGame } from "../support/godot/remote-game.js";
import { CutLine } from "../support/network/cut-line.js";
import { LittleServer } from "../support/network/little-server.js";
import { selfSignedCertificate } from "../support/network/self-signed-certificate.js";
import { InProcessServer } from "../support/server/in-process-server.js";
import { keyedCall } from "../support/server/keyed-call.js";

let whole: InProcessServer;
let game: RemoteGame;

afterAll(closeGodot4);

async function serve(
	environment?: Readonly<Record<string, string>>,
	query?: string,
): Promise<void> {
	whole = await InProcessServer.start(environment, query);
}

beforeEach(() => serve());

afterEach(() => whole.close());

const serveAnew: typeof serve = async (...how) => {
	await whole.close();
	await serve(...how);
};

async function littleServer(): Promise<LittleServer> {
	const server = await LittleServer.start();
	onTestFinished(() => server.stop());
	return server;
}

const gameUrl = () => whole.socketUrl("/game");

async function connected(options: object = {}): Promise<string> {
	await game.do("connect_to", gameUrl(), { dialect: "plain", ...options });
	expect(await game.signal("connection_made")).toEqual([false]);
	const [, code] = await game.signal("code_issued");
	return code as string;
}

async function paired(options?: object) {
	const code = await connected(options);
	const call = await keyedCall(whole, code);
	expect(await game.signal("paired")).toEqual([""]);
	return { code, ...call };
}

/** A game with a server that does nothing but to show it a number and a code. */
async function welcomed(options: object = {}) {
	const server = await littleServer();
	await game.do("connect_to", server.url, { dialect: "plain", ...options });
	const socket = await server.sockets.next();
	for (const text of ["+1555", "4271"]) socket.socket.send(text);
	await game.signal("connection_made");
	await game.signal("code_issued");
	return socket;
}

for (const engine of [godot3, godot4])
	describeIn(engine, "the client in the plain dialect", () => {
		playIn(engine, (started) => {
			game = started;
		});

		test("number and code are told, and kept for later", async () => {
			const code = await connected();
			expect(code).toMatch(/^\d{4}$/);
			expect(await game.get("phone_number")).toBe("+15005550006");
			expect(await game.get("code")).toBe(code);
			expect(await game.do("is_open")).toBe(true);
		});

		test("interim and final results are told apart, and finals joined to utterances", async () => {
			await serveAnew(
				{},
				"?encoding=mulaw&sample_rate=8000&interim_results=true&vad_events=true&utterance_end_ms=1000",
			);
			const { listener } = await paired();
			listener.say("", { speechFinal: false });
			listener.startSpeech(2_000);
			expect(await game.signal("speech_started")).toEqual([""]);
			listener.say("open", { final: false, startMs: 2_000 });
			const interim = await game.signal("transcript");
			expect(interim.slice(0, 3)).toEqual(["open", false, ""]);
			listener.say("open the door", {
				startMs: 2_000,
				speechFinal: false,
				durationMs: 1_000,
			});
			const final = await game.signal("transcript");
			expect(final.slice(0, 3)).toEqual(["open the door", true, ""]);
			expect(final[3]).toMatchObject({ start: 2, end: 3, confidence: 0.98 });
			expect((final[3] as { words: unknown[] }).words).toHaveLength(3);
			listener.say("please", { startMs: 3_000, durationMs: 500 });
			await game.signal("transcript");
			expect(await game.signal("utterance")).toEqual([
				"open the door please",
				"",
				{ start: 2, end: 3.5 },
			]);
			listener.say("now", { startMs: 4_000, speechFinal: false });
			await game.signal("transcript");
			listener.endUtterance(4_400);
			expect((await game.signal("utterance"))[0]).toBe("now");
		});

		test("a gap that was told late ends nothing that was said after it", async () => {
			await serveAnew(undefined, "?utterance_end_ms=1000");
			const { listener } = await paired();
			const saying = { durationMs: 800, speechFinal: false };
			listener.say("open the", { startMs: 19_200, ...saying });
			listener.endUtterance(18_200);
			listener.say("red door", { startMs: 20_200, ...saying });
			listener.endUtterance(21_000);
			await game.signal("transcript");
			await game.signal("transcript");
			expect(await game.signal("utterance")).toEqual([
				"open the red door",
				"",
				{ start: 19.2, end: 21 },
			]);
		});

		test("what the game says is spoken", async () => {
			await paired();
			expect(await game.do("say", "Es ist verschlossen: größer.")).toBe("");
			const speaker = await whole.deepgram.nextSpeaker();
			await speaker.heardText("Flush");
			await speaker.until(
				() => speaker.spoken.includes("Es ist verschlossen: größer."),
				() => "the line",
			);
		});

		test("when the caller hangs up the game is told, and the code is valid again", async () => {
			const { code, caller } = await paired();
			expect(await game.get("calls")).toEqual([""]);
			caller.hangUp();
			expect(await game.signal("left")).toEqual(["", "disconnected"]);
			expect(await game.get("calls")).toEqual([]);
			await keyedCall(whole, code);
			await game.signal("paired");
		});

		test("a key lets the game in", async () => {
			await serveAnew({ GAME_KEYS: "one,another" });
			await connected({ key: "another" });
		});

		test("a wrong key ends it, and is not tried again", async () => {
			await serveAnew({ GAME_KEYS: "one,another" });
			await game.do("connect_to", gameUrl(), {
				dialect: "plain",
				key: "wrong",
			});
			const [code] = await game.signal("closed");
			expect(code).toBe(4401);
			expect(await game.do("is_open")).toBe(false);
		});

		test("a lost connection is made again, with a new code", async () => {
			const line = await CutLine.to(Number(new URL(whole.server.url).port));
			onTestFinished(() => line.close());
			await game.do("connect_to", `ws://127.0.0.1:${line.port}/game`, {
				dialect: "plain",
			});
			await game.signal("connection_made");
			const [, code] = await game.signal("code_issued");
			await keyedCall(whole, code as string);
			await game.signal("paired");
			line.isDown = true;
			line.cut();
			expect(await game.signal("left")).toEqual(["", "connection lost"]);
			await game.signal("connection_lost");
			const [, secondWait] = await game.signal("connection_lost");
			line.isDown = false;
			expect(secondWait).toBeGreaterThan(0.5);
			await game.signal("connection_made");
			const [number, next] = await game.signal("code_issued");
			expect(number).toBe("+15005550006");
			expect(next).not.toBe(code);
		});

		test("what the plain dialect cannot do is refused, and nothing is sent", async () => {
			await connected();
			for (const [method, ...values] of [
				["stop"],
				["hang_up"],
				["new_code"],
				["listen", ["door"]],
				["begin_line"],
				["converse", "keeper"],
				["take_back"],
				["tell", "storm"],
			]) {
				await game.do(method as string, ...values);
				expect(await game.signal("error")).toMatchObject([
					"unsupported",
					expect.any(String),
					"",
				]);
			}
		});

		test("a line that is said while the connection is away is refused", async () => {
			const server = await littleServer();
			await game.do("connect_to", server.url, { dialect: "plain" });
			await game.do("say", "Is anybody there?");
			expect(await game.signal("error")).toMatchObject([
				"away",
				expect.any(String),
				"",
			]);
		});

		test("binary pings keep the connection alive, also while the game is paused", async () => {
			const socket = await welcomed({ keep_alive_seconds: 0.02 });
			expect(socket.request.headers["sec-websocket-protocol"]).toBeUndefined();
			await game.pause(true);
			const pings = await socket.binaries.take(3);
			expect(pings.map(String)).toEqual(["ping", "ping", "ping"]);
			expect(socket.texts.all).toEqual([]);
		});

		test("close ends it with 1000, and nothing is tried again", async () => {
			const socket = await welcomed();
			await game.do("close");
			expect(await game.signal("closed")).toEqual([1000, "closed by the game"]);
			expect(await socket.closings.next()).toBe(1000);
		});

		test("a game that is quit says goodbye", {
			timeout: startDeadlineMs,
		}, async () => {
			const quitting = await RemoteGame.start(engine);
			onTestFinished(() => quitting.stop());
			game = quitting;
			const socket = await welcomed();
			await quitting.quit();
			expect(await socket.closings.next()).toBe(1000);
		});
	});

// A browser asks nobody but itself about certificates.
describeIn(godot3, "the client and a certificate of the server's own", () => {
	playIn(godot3, (started) => {
		game = started;
	});

	test("it is refused, unless the game says otherwise", async () => {
		const folder = mkdtempSync(join(tmpdir(), "callsign-certificate-"));
		onTestFinished(() => rmSync(folder, { recursive: true }));
		const { cert, key } = selfSignedCertificate();
		writeFileSync(join(folder, "cert.pem"), cert);
		writeFileSync(join(folder, "key.pem"), key);
		await serveAnew({
			CERT_PEM: join(folder, "cert.pem"),
			KEY_PEM: join(folder, "key.pem"),
		});
		expect(gameUrl()).toMatch(/^wss:/);
		await game.do("connect_to", gameUrl(), { dialect: "plain" });
		await game.signal("connection_lost");
		await game.running.complaintOf("TLS");
		await game.beginAnew();
		expect(await connected({ verify_tls: false })).toMatch(/^\d{4}$/);
	});
});

describeIn(godot3, "a game that was written by hand", () => {
	test("works with its binary pings, its counting of texts and its test for is_final", {
		timeout: startDeadlineMs,
	}, async () => {
		const files = projectWith(godot3, testGame(godot3, "phonecall.gd"));
		const running = await godot3.start(files, gameUrl());
		onTestFinished(() => running.stop());
		const code = await running.line("number +15005550006 code ");
		const { listener } = await keyedCall(whole, code);
		await running.line("connected");
		const speaker = await whole.deepgram.nextSpeaker();
		await speaker.until(
			() => speaker.spoken.includes("You have woken up."),
			() => "the line",
		);
		for (let pings = 0; pings < 3; pings++) await running.line("ping");
		listener.say("wake up", { startMs: 4_000 });
		expect(await running.line("heard ")).toBe("wake up");
	});
});
