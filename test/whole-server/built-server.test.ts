/** The built server, in plain Node: tests otherwise run XState's development build. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { DeepgramServer } from "../support/deepgram/deepgram-server.js";
import { GameClient } from "../support/games/game-client.js";
import { ServerProcess } from "../support/server/server-process.js";
import { TwilioCaller } from "../support/twilio/twilio-caller.js";

let deepgram: DeepgramServer;
let server: ServerProcess | undefined;

beforeEach(async () => {
	deepgram = await DeepgramServer.start();
});

afterEach(async () => {
	await server?.stop("SIGKILL");
	server = undefined;
	await deepgram.close();
});

const withDeepgram = () => ({
	DEEPGRAM_API_KEY: "a-secret-key",
	DEEPGRAM_URL: `${deepgram.listenUrl}?encoding=mulaw&sample_rate=8000`,
	DEEPGRAM_SPEAK_URL: `${deepgram.speakUrl}?encoding=mulaw&sample_rate=8000`,
	TWILIO_PHONE_NUMBER: "+15005550006",
});

test("it pairs, transcribes, speaks, drains on SIGTERM and exits with 0", async () => {
	server = await ServerProcess.start(withDeepgram());
	const game = await GameClient.join(server.socketUrl("/game"));
	const { code } = await game.shown();
	const caller = await TwilioCaller.call(server.socketUrl("/twilio"));
	const listener = await deepgram.nextListener();
	caller.sendAudio(200);
	await listener.heardAudio(1_600);
	listener.say([...code].join(" "));
	expect(await game.text()).toBe("connected");
	const text = listener.say("open the door", { startMs: 3_000 });
	expect(await game.text()).toBe(text);
	game.say("It is locked.");
	while (!(await caller.mark()).startsWith("line-")) caller.playAll();
	server.child.kill("SIGTERM");
	await server.log.first(({ msg }) => msg === "draining");
	caller.hangUp();
	expect(await game.text()).toBe("disconnected");
	expect(await server.exited()).toEqual({ code: 0, signal: null });
	expect(JSON.stringify(server.log.all)).not.toMatch(/secret|\+1500/);
});

test("it ends with exit code 2 and every problem at once when settings are wrong", async () => {
	server = ServerProcess.spawn({
		DEEPGRAM_API_KEY: "a-secret-key",
		PROXY_URL: "nonsense",
		AUDIO_BATCH_MS: "7",
	});
	expect(await server.exited()).toMatchObject({ code: 2 });
	const said = server.otherLines.join("\n");
	for (const name of ["TWILIO_PHONE_NUMBER", "PROXY_URL", "AUDIO_BATCH_MS"]) {
		expect(said).toContain(name);
	}
	expect(said).not.toContain("a-secret-key");
});
