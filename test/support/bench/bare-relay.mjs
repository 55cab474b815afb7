/**
 * The control of the benchmark: the least that stands between Twilio, Deepgram and a game. For each
 * message of a call: JSON.parse, base64 to bytes, one `send` to Deepgram. Each message from Deepgram goes
 * to the game as it came. No codes: call and game name the same `pair` in their query. Nothing is checked,
 * bounded, timed, logged or tried again. With `BATCH_MS` it gathers that much audio for each message. With
 * `SPEAK_URL` a game's `say` goes to a voice of that call, and the voice's audio to the phone, both at once.
 */
import { WebSocket, WebSocketServer } from "ws";

const { DEEPGRAM_URL = "", BATCH_MS = "0", SPEAK_URL = "" } = process.env;
const batchBytes = Number(BATCH_MS) * 8;
const uncompressed = { perMessageDeflate: false };
const games = new Map();

const server = new WebSocketServer({
	host: "127.0.0.1",
	port: 0,
	...uncompressed,
});
server.on("connection", (socket, { url }) => {
	const { pathname, searchParams } = new URL(url, "ws://relay");
	const pair = searchParams.get("pair");
	if (pathname === "/game") games.set(pair, socket);
	else relay(socket, games.get(pair));
});
server.on("listening", () => {
	const url = `http://127.0.0.1:${server.address().port}`;
	console.log(JSON.stringify({ level: 30, msg: "listening", url }));
});

function relay(phone, game) {
	const deepgram = new WebSocket(DEEPGRAM_URL, uncompressed);
	const forward = batchBytes > 0 ? batched(deepgram) : each(deepgram);
	phone.on("message", (text) => {
		const { event, media } = JSON.parse(text);
		if (event === "media" && deepgram.readyState === WebSocket.OPEN)
			forward(Buffer.from(media.payload, "base64"));
	});
	deepgram.on("message", (message, isBinary) =>
		game.send(message, { binary: isBinary }),
	);
	if (SPEAK_URL !== "") speak(phone, game);
}

function speak(phone, game) {
	const voice = new WebSocket(SPEAK_URL, uncompressed);
	let streamSid = "";
	phone.on("message", (message) => {
		if (streamSid === "") streamSid = JSON.parse(message).streamSid ?? "";
	});
	game.on("message", (message) => {
		const { text } = JSON.parse(message);
		voice.send(JSON.stringify({ type: "Speak", text }));
		voice.send('{"type":"Flush"}');
	});
	voice.on("message", (audio, isBinary) => {
		if (!isBinary) return;
		const media = { payload: audio.toString("base64") };
		phone.send(JSON.stringify({ event: "media", streamSid, media }));
	});
}

function each(deepgram) {
	return (frame) => deepgram.send(frame);
}

function batched(deepgram) {
	let frames = [];
	let bytes = 0;
	return (frame) => {
		frames.push(frame);
		bytes += frame.length;
		if (bytes < batchBytes) return;
		deepgram.send(Buffer.concat(frames));
		frames = [];
		bytes = 0;
	};
}
