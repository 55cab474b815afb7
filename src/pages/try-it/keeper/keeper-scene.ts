import { element, setText } from "../page-elements.js";
import type { Ending, Place } from "./ending.js";

/** Where Marrow stands, and what a person who does not see the picture is told. */
const places: Readonly<Record<Place, readonly [number, number, string]>> = {
	kitchen: [240, 295, "in the kitchen, at the telephone"],
	stairs: [320, 196, "on the stairs"],
	lamp: [320, 90, "in the lamp room"],
};
const lamps: Readonly<Record<Ending, string>> = {
	open: "The lamp is out, and a ship is near.",
	won: "The lamp is burning, and the ship passes.",
	lost: "The lamp is out, and the ship is on the rock.",
	left: "The lamp is out, and a ship is near.",
};

/** Draws the same lighthouse as the game does, with the keeper in it. */
export function drawKeeperScene(place: Place, ending: Ending): void {
	const scene = element<SVGElement>("scene");
	const [x, y, where] = places[place];
	scene.classList.toggle("lit", ending === "won");
	scene.classList.toggle("wrecked", ending === "lost");
	element<SVGElement>("wren").style.transform = `translate(${x}px, ${y}px)`;
	for (const each of scene.querySelectorAll<SVGElement>("[data-room]"))
		each.classList.toggle("here", each.dataset.room === place);
	setText(
		element<SVGElement>("scene-text"),
		`A lighthouse at night. Marrow is ${where}. ${lamps[ending]}`,
	);
}
