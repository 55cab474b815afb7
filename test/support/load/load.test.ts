import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { mediaFrames, resultFrames } from "./call-audio.js";
import { median } from "./delays.js";
import { LoadDeepgram } from "./load-deepgram.js";
import { LoadPhone } from "./load-phone.js";

test("the load's Deepgram counts the bytes of binary messages of any length, and of nothing else", async () => {
	const deepgram = await LoadDeepgram.start();
	onTestFinished(() => deepgram.close());
	const client = new WebSocket(`${deepgram.url}/listen`);
	onTestFinished(() => client.terminate());
	const ear = await deepgram.nextEar();
	await once(client, "open");
	const lengths = [0, 1, 125, 126, 160, 65_535, 65_536, 200_000];
	const total = lengths.reduce((sum, length) => sum + length, 0);
	const counted = new Promise<number>((resolve) => {
		ear.onAudio = (bytes) => bytes >= total && resolve(bytes);
	});
	for (const length of lengths) {
		client.send('{"type":"KeepAlive"}');
		client.send(Buffer.alloc(length, 0x82));
	}
	expect(await counted).toBe(total);
});

test("what the load's Deepgram says is a text of about 800 bytes to any client", async () => {
	const deepgram = await LoadDeepgram.start();
	onTestFinished(() => deepgram.close());
	const client = new WebSocket(`${deepgram.url}/listen`);
	onTestFinished(() => client.terminate());
	const ear = await deepgram.nextEar();
	await once(client, "open");
	ear.write(resultFrames[4] as Buffer);
	const [data, isBinary] = await once(client, "message");
	expect(isBinary).toBe(false);
	expect(data.length).toBeGreaterThan(600);
	expect(JSON.parse(String(data))).toMatchObject({
		type: "Results",
		is_final: true,
	});
});

test("what the load's phone writes is a media message of 160 bytes to any server", async () => {
	const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
	onTestFinished(() => server.close());
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const texts: string[] = [];
	const media = new Promise<void>((resolve) => {
		server.on("connection", (socket) =>
			socket.on("message", (text) => texts.push(String(text)) > 2 && resolve()),
		);
	});
	const phone = await LoadPhone.dial(`ws://127.0.0.1:${port}/twilio`);
	onTestFinished(() => phone.drop());
	phone.write(mediaFrames[0] as Buffer);
	await media;
	const messages = texts.map((text) => JSON.parse(text));
	expect(messages.map(({ event }) => event)).toEqual([
		"connected",
		"start",
		"media",
	]);
	expect(Buffer.from(messages[2].media.payload, "base64")).toHaveLength(160);
});

test.each([
	[[], 0],
	[[3], 3],
	[[5, 1, 2], 2],
	[[4, 1, 2, 9], 3],
])("the median of %j is %d", (numbers, middle) => {
	expect(median(numbers)).toBe(middle);
});
