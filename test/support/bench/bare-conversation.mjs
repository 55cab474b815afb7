/**
 * The control of the benchmark of conversations: the least that stands between a phone, Flux, a model and a voice. What Flux
 * says that a caller has said goes to the model, the first sentence of its answer to the voice, and the voice's sound to the
 * phone, each as it comes. Words of a caller's over an answer clear the phone and close the request. There is no character, no
 * memory and no scene; nothing is checked, bounded, logged or tried again.
 */
import { request } from "node:http";
import { WebSocket, WebSocketServer } from "ws";

const {
	DEEPGRAM_URL = "",
	DEEPGRAM_SPEAK_URL = "",
	MIND_URL = "",
	MIND_MODEL = "",
} = process.env;
const uncompressed = { perMessageDeflate: false };
const options = {
	method: "POST",
	headers: { "content-type": "application/json" },
};
const stream_options = { include_usage: true };

const server = new WebSocketServer({
	host: "127.0.0.1",
	port: 0,
	...uncompressed,
});
server.on("connection", converse);
server.on("listening", () => {
	const url = `http://127.0.0.1:${server.address().port}`;
	console.log(JSON.stringify({ level: 30, msg: "listening", url }));
});

function converse(phone) {
	const flux = new WebSocket(DEEPGRAM_URL, uncompressed);
	const voice = new WebSocket(DEEPGRAM_SPEAK_URL, uncompressed);
	let streamSid = "";
	let asked;
	phone.on("message", (text) => {
		const message = JSON.parse(text);
		if (message.event === "start") streamSid = message.streamSid;
		if (message.event === "media" && flux.readyState === WebSocket.OPEN)
			flux.send(Buffer.from(message.media.payload, "base64"));
	});
	flux.on("message", (text) => {
		const { event, transcript } = JSON.parse(text);
		if (event === "StartOfTurn" && asked) {
			asked.destroy();
			phone.send(JSON.stringify({ event: "clear", streamSid }));
		}
		if (event === "EndOfTurn") asked = ask(transcript, voice);
	});
	voice.on("message", (audio, isBinary) => {
		if (!isBinary) return;
		const media = { payload: audio.toString("base64") };
		phone.send(JSON.stringify({ event: "media", streamSid, media }));
	});
}

function ask(content, voice) {
	const messages = [{ role: "user", content }];
	const body = { model: MIND_MODEL, messages, stream: true, stream_options };
	const asked = request(`${MIND_URL}/chat/completions`, options);
	let text = "";
	let isSaid = false;
	asked.on("error", () => {});
	asked.on("response", (response) => {
		response.on("error", () => {});
		response.on("data", (chunk) => {
			for (const [, json] of String(chunk).matchAll(/^data: (\{.*)$/gm))
				text += JSON.parse(json).choices[0]?.delta.content ?? "";
			const [sentence] = /^.+?[.!?]/.exec(text) ?? [];
			if (isSaid || sentence === undefined) return;
			isSaid = true;
			voice.send(JSON.stringify({ type: "Speak", text: sentence }));
			voice.send('{"type":"Flush"}');
		});
	});
	asked.end(JSON.stringify(body));
	return asked;
}
