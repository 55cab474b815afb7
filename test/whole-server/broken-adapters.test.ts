/** A throw in a timer or in a socket's handler ends the session that it belongs to, or is got over; never is a session left half alive. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { ListenSocket } from "../../src/adapters/deepgram/dialler.js";
import { DeepgramWire } from "../../src/adapters/deepgram/wire.js";
import { plainDialect } from "../../src/adapters/games/plain-dialect.js";
import { RelayMeter } from "../../src/adapters/relay-meter.js";
import { AudioRing } from "../../src/adapters/sound/audio-ring.js";
import { PhoneOutlet } from "../../src/adapters/twilio/outlet.js";
import {
	type GameAndCall,
	InProcessServer,
} from "../support/server/in-process-server.js";

const fault = () => {
	throw new Error("fault");
};

let whole: InProcessServer;
let sick: GameAndCall;
let well: GameAndCall;

beforeEach(async () => {
	vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
	whole = await InProcessServer.start({ GAME_PING_SECONDS: "20" });
	sick = await whole.pair();
	well = await whole.pair();
});

afterEach(async () => {
	vi.useRealTimers();
	vi.restoreAllMocks();
	await whole.close();
});

/** The other session goes on, and the log has the fault. */
async function onlyTheSickEnded(message: string): Promise<void> {
	const text = well.listener.say("all is well here");
	expect(await well.game.text()).toBe(text);
	expect(whole.log).toContainEqual(
		expect.objectContaining({
			msg: message,
			err: expect.objectContaining({ message: "fault" }),
		}),
	);
}

describe("a call ends, and its game is told", () => {
	test.each<[string, () => void | Promise<void>]>([
		[
			"a message of Twilio",
			() => {
				vi.spyOn(AudioRing.prototype, "push").mockImplementationOnce(fault);
				sick.caller.sendAudio(20);
			},
		],
		[
			"the probe of Twilio's socket",
			() => {
				// After the pings of the games, and before the next ones.
				vi.advanceTimersByTime(20_000);
				vi.spyOn(WebSocket.prototype, "ping").mockImplementationOnce(fault);
				vi.advanceTimersByTime(10_000);
			},
		],
		[
			"the batch of its ear",
			() => {
				vi.spyOn(AudioRing.prototype, "take").mockImplementationOnce(fault);
				sick.caller.sendAudio(20);
			},
		],
		[
			"the pulse of its ear",
			async () => {
				vi.spyOn(ListenSocket.prototype, "keepAlive").mockImplementationOnce(
					fault,
				);
				sick.caller.sendAudio(20);
				await sick.listener.heardAudio(160);
				vi.advanceTimersByTime(5_000);
			},
		],
		[
			"a result",
			() => {
				vi.spyOn(RelayMeter.prototype, "handleResult").mockImplementationOnce(
					fault,
				);
				sick.listener.say("open the door");
			},
		],
		[
			"the sound of its voice",
			async () => {
				await sick.caller.mark();
				sick.caller.playAll();
				vi.spyOn(PhoneOutlet.prototype, "play").mockImplementationOnce(fault);
				sick.game.say("You are in a cave.");
			},
		],
	])("when %s meets a fault", async (_, provoke) => {
		await provoke();
		expect(await sick.game.text()).toBe("disconnected");
		await sick.caller.closed();
		await sick.listener.closed();
		await onlyTheSickEnded("call failed");
		expect(whole.server.actors.calls.size).toBe(1);
	});
});

describe("a game ends, and its caller may pair anew", () => {
	test.each<[string, () => void | Promise<void>]>([
		[
			"a message of it",
			() => {
				vi.spyOn(plainDialect, "read").mockImplementationOnce(fault);
				sick.game.say("You are in a cave.");
			},
		],
		[
			"the ping of its socket",
			() => {
				vi.spyOn(WebSocket.prototype, "ping").mockImplementationOnce(fault);
				vi.advanceTimersByTime(20_000);
			},
		],
	])("when %s meets a fault", async (_, provoke) => {
		await provoke();
		expect(await sick.game.closed()).toMatchObject({ code: 1011 });
		await onlyTheSickEnded("game failed");
		const next = await whole.join();
		const { code } = await next.shown();
		sick.caller.press(`${code}#`);
		expect(await next.text()).toBe("connected");
	});
});

test("a dial at which the SDK fails is tried again, with all that was said", async () => {
	const { onOpen } = DeepgramWire.prototype;
	vi.spyOn(DeepgramWire.prototype, "onOpen").mockImplementationOnce(function (
		this: DeepgramWire,
	) {
		onOpen.call(this, fault);
	});
	const { caller, listener: first } = await whole.ring();
	const voice = Buffer.alloc(800, 0x55);
	caller.sendAudio(voice);
	await first.closed();
	const second = await whole.deepgram.nextListener();
	await second.heardAudio(voice.length);
	expect(second.audio).toEqual(voice);
	expect(whole.server.actors.calls.size).toBe(3);
});
