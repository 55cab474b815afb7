import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DeepgramDialler } from "../../../src/adapters/deepgram/dialler.js";
import type { SocketEnding } from "../../../src/adapters/deepgram/wire.js";
import { DeepgramServer } from "../../support/deepgram/deepgram-server.js";
import { Watched } from "../../support/waiting/watched.js";

/** Takes down what happens on a socket. */
class Witness extends Watched {
	readonly seen: (string | Buffer)[] = [];
	requestId: string | undefined;
	end: SocketEnding | undefined;

	opened(requestId: string | undefined): void {
		this.requestId = requestId;
		this.#see("opened");
	}
	heardText(text: string): void {
		this.#see(text);
	}
	heardAudio(audio: Buffer): void {
		this.#see(audio);
	}
	ended(end: SocketEnding): void {
		this.end = end;
		this.#see("ended");
	}
	sawAtLeast(count: number): Promise<void> {
		return this.until(
			() => this.seen.length >= count,
			() => `${count} things; there were ${this.seen.length}`,
		);
	}
	#see(what: string | Buffer): void {
		this.seen.push(what);
		this.changed();
	}
}

const aTurn = () => new Promise((resolve) => setImmediate(resolve));

const nova = (url: string) => ({ url, isFlux: false });

let deepgram: DeepgramServer;
let dialler: DeepgramDialler;
let witness: Witness;

beforeEach(async () => {
	deepgram = await DeepgramServer.start();
	dialler = new DeepgramDialler("key");
	witness = new Witness();
});
afterEach(async () => {
	vi.useRealTimers();
	await deepgram.close();
});

test("the URL is dialled to the letter, with the key, and without compression", async () => {
	const query = "?a=%7E+b%20c&a=B&=&&keyterm=%C3%A4:2&x=1,2;3&A=%zz";
	dialler.listen(nova(`${deepgram.listenUrl}${query}`), witness);
	const listener = await deepgram.nextListener();
	expect(listener.url).toBe(`/v1/listen${query}`);
	expect(listener.headers.authorization).toBe("Token key");
	expect(listener.headers["user-agent"]).toContain("@deepgram/sdk");
	expect(listener.headers["sec-websocket-extensions"]).toBeUndefined();
	await witness.sawAtLeast(1);
	expect(witness.requestId).toMatch(/^[0-9a-f-]{36}$/);
});

test("an http URL is dialled as well", async () => {
	dialler.listen(nova(deepgram.listenUrl.replace("ws:", "http:")), witness);
	await deepgram.nextListener();
	await witness.sawAtLeast(1);
});

test("texts and audio come as they are and in their order", async () => {
	dialler.speak(deepgram.speakUrl, witness);
	const speaker = await deepgram.nextSpeaker();
	const sent: (string | Buffer)[] = [];
	for (let count = 0; count < 50; count++) {
		const audio = Buffer.alloc(count * 100, count);
		const text = ` {"type": "Flushed", "sequence_id" :${count}}\n`;
		speaker.pushAudio(audio);
		speaker.push(text);
		sent.push(audio, text);
	}
	await witness.sawAtLeast(102);
	expect(witness.seen.slice(2)).toEqual(sent);
});

test("of a refused handshake the status and Deepgram's words are known", async () => {
	deepgram.refuseNext(402);
	dialler.listen(nova(deepgram.listenUrl), witness);
	await witness.sawAtLeast(1);
	expect(witness.seen).toEqual(["ended"]);
	expect(witness.end).toMatchObject({
		code: 1006,
		status: 402,
		reason: "ASR_PAYMENT_REQUIRED",
		requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
	});
});

test("of a socket that closes the code and reason are known", async () => {
	dialler.listen(nova(deepgram.listenUrl), witness);
	const listener = await deepgram.nextListener();
	listener.close(1011, "NET-0000");
	await witness.sawAtLeast(2);
	expect(witness.seen).toEqual(["opened", "ended"]);
	expect(witness.end).toMatchObject({
		code: 1011,
		reason: "NET-0000",
		status: undefined,
	});
});

test.each([
	"nonsense",
	"ftp://127.0.0.1/v1/listen",
	"ws://127.0.0.1:1/#fragment",
	"ws://127.0.0.1:1/v1/listen",
	"ws://no such host/",
])(
	"what cannot be dialled, such as %s, ends like any other socket",
	async (url) => {
		vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
		dialler.listen(nova(url), witness);
		await witness.sawAtLeast(1);
		expect(witness.seen).toEqual(["ended"]);
		expect(witness.end).toMatchObject({ code: 1006, status: undefined });
		expect(witness.end?.reason).not.toBe("");
		await aTurn();
		expect(vi.getTimerCount()).toBe(0);
	},
);

test("a key that cannot be sent ends like any other socket", async () => {
	new DeepgramDialler("key\n").listen(nova(deepgram.listenUrl), witness);
	await witness.sawAtLeast(1);
	expect(witness.seen).toEqual(["ended"]);
});

test("what Deepgram may not send ends that socket alone", async () => {
	dialler.listen(nova(deepgram.listenUrl), witness);
	const listener = await deepgram.nextListener();
	listener.push("x".repeat(2 * 1024 * 1024));
	await witness.sawAtLeast(2);
	expect(witness.seen).toEqual(["opened", "ended"]);
	const other = new Witness();
	dialler.listen(nova(deepgram.listenUrl), other);
	(await deepgram.nextListener()).push("fine");
	await other.sawAtLeast(2);
	expect(other.seen).toEqual(["opened", "fine"]);
});

test("nothing can be sent on a socket that is not open, and nothing happens by trying", async () => {
	const socket = dialler.listen(nova(deepgram.listenUrl), witness);
	socket.sendAudio(Buffer.alloc(160));
	socket.keepAlive();
	socket.closeStream();
	await witness.sawAtLeast(1);
	const listener = await deepgram.nextListener();
	socket.sendAudio(Buffer.alloc(8));
	await listener.heardAudio(8);
	listener.drop();
	await witness.sawAtLeast(2);
	socket.sendAudio(Buffer.alloc(160));
	socket.closeStream();
	socket.close();
	socket.terminate();
	expect(listener.audio.length).toBe(8);
	expect(listener.texts).toEqual([]);
	expect(witness.seen).toEqual(["opened", "ended"]);
});

test("who has closed a socket hears no more of it, at whatever moment", async () => {
	for (let turns = 0; turns < 12; turns++) {
		for (const how of ["close", "terminate"] as const) {
			const socket = dialler.listen(nova(deepgram.listenUrl), witness);
			for (let turn = 0; turn < turns; turn++) await aTurn();
			const before = witness.seen.length;
			socket[how]();
			await Promise.all(
				deepgram.listeners.map((listener) => listener.closed()),
			);
			expect(witness.seen.length).toBe(before);
		}
	}
});

test("a handshake that is not answered ends in time", async () => {
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
	deepgram.ignoreNext();
	dialler.listen(nova(deepgram.listenUrl), witness);
	await deepgram.requested(1);
	vi.advanceTimersByTime(5000);
	await witness.sawAtLeast(1);
	expect(witness.seen).toEqual(["ended"]);
	expect(vi.getTimerCount()).toBe(0);
});

test("half a character is sent by its replacement", async () => {
	const listening = dialler.listen(nova(deepgram.listenUrl), witness);
	const listener = await deepgram.nextListener();
	await witness.sawAtLeast(1);
	listening.configure(["dragon \ud83d"]);
	const other = new Witness();
	const speaking = dialler.speak(deepgram.speakUrl, other);
	const speaker = await deepgram.nextSpeaker();
	await other.sawAtLeast(1);
	speaking.speak("Well done \ud83c");
	await listener.heardText("Configure");
	await speaker.heardText("Speak");
	expect(listener.texts).toEqual([
		'{"type":"Configure","keyterms":["dragon \ufffd"]}',
	]);
	expect(speaker.spoken).toEqual(["Well done \ufffd"]);
	listening.close();
	speaking.close();
});
