// node lent-caller.js ws://127.0.0.1:5000/game
import { CallsignClient } from "@callsign/client";

const [, , url = "ws://127.0.0.1:5000/game"] = process.argv;
const game = new CallsignClient(url);
let isLit, wreck;

game.on("show", ({ phoneNumber, code }) =>
	console.log(`Ring ${phoneNumber} and say ${code}`),
);
game.on("paired", ({ call }) => {
	isLit = false;
	game.converse("keeper", { call });
	wreck = setTimeout(() => game.tell("ship.struck", { call }), 300_000);
});
game.on("told", ({ name }) => {
	if (name === "lamp.lit") isLit = true;
});
game.on("conversed", ({ reason }) => {
	clearTimeout(wreck);
	console.log(`${isLit ? "The lamp burns" : "It stays dark"}: ${reason}`);
});
game.on("error", ({ message }) => console.log(message));
