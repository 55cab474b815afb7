import { element, setText } from "../page-elements.js";
import type { Lighthouse, Room } from "./lighthouse.js";

/** Where Wren stands in each room, and what a person who does not see the picture is told. */
const rooms: Readonly<Record<Room, readonly [number, number, string]>> = {
	jetty: [320, 340, "on the jetty"],
	hall: [320, 295, "in the hall"],
	kitchen: [240, 295, "in the kitchen"],
	store: [398, 295, "in the store"],
	stairs: [320, 196, "on the stairs"],
	lamp: [320, 90, "in the lamp room"],
};

export function drawScene({ room, has, isDoorOpen, isLampLit }: Lighthouse) {
	const scene = element<SVGElement>("scene");
	const [x, y, where] = rooms[room];
	scene.classList.toggle("lit", isLampLit);
	scene.classList.remove("wrecked");
	element<SVGElement>("wren").style.transform = `translate(${x}px, ${y}px)`;
	for (const each of scene.querySelectorAll<SVGElement>("[data-room]"))
		each.classList.toggle("here", each.dataset.room === room);
	for (const each of scene.querySelectorAll<SVGElement>("[data-thing]"))
		each.classList.toggle(
			"taken",
			has.some((thing) => thing === each.dataset.thing),
		);
	scene.querySelector(".iron-door")?.classList.toggle("open", isDoorOpen);
	const lamp = isLampLit ? "The lamp is burning." : "The lamp is out.";
	setText(
		element<SVGElement>("scene-text"),
		`A lighthouse at night. Wren is ${where}. ${lamp}`,
	);
}
