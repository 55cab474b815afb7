// node first-transcript.js ws://127.0.0.1:5000/game
import { CallsignClient } from "@callsign/client";

const [, , url = "ws://127.0.0.1:5000/game"] = process.argv;
const game = new CallsignClient(url);

game.on("show", ({ phoneNumber, code }) =>
	console.log(`Ring ${phoneNumber} and say ${code}`),
);
game.on("paired", () => game.say("Hello! What do you do?"));
game.on("utterance", ({ text }) => console.log(text));
