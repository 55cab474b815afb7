/**
 * The game on the page: Wren is in a dark lighthouse and the player, on the phone, tells her where
 * to go. Pure: a state and a command give another state and what is said about it.
 */
import type { Command, Direction, Thing } from "./commands.js";

export type Room = "jetty" | "hall" | "kitchen" | "store" | "stairs" | "lamp";

/** How the game stands. Never changed in place. */
export interface Lighthouse {
	readonly room: Room;
	readonly has: readonly Thing[];
	readonly isDoorOpen: boolean;
	readonly isLampLit: boolean;
	readonly moves: number;
}

export interface Outcome {
	readonly lighthouse: Lighthouse;
	/** For the player's ear: short, since it takes time to be spoken. */
	readonly spoken: string;
}

export const darkLighthouse: Lighthouse = {
	room: "jetty",
	has: [],
	isDoorOpen: false,
	isLampLit: false,
	moves: 0,
};

/** What is said when a player comes to the phone. */
export function greeting(lighthouse: Lighthouse): string {
	return lighthouse === darkLighthouse
		? "Hello! This is Wren. The lamp is out, and a ship is coming. I am on the jetty. Tell me: go north."
		: `You are back! ${lookAround(lighthouse)}`;
}

export function obey(lighthouse: Lighthouse, command: Command): Outcome {
	switch (command.do) {
		case "go":
			return counted(go(lighthouse, command.to));
		case "take":
			return counted(take(lighthouse, command.what));
		case "open":
			return counted(openDoor(lighthouse));
		case "light":
			return counted(lightLamp(lighthouse));
		case "look":
			return { lighthouse, spoken: lookAround(lighthouse) };
		case "help":
			return { lighthouse, spoken: help(lighthouse) };
		case "restart":
			return {
				lighthouse: darkLighthouse,
				spoken: "All right. I am back on the jetty. The door is to the north.",
			};
	}
}

/** What is useful to say now: for the buttons under the game, and for the key 5. */
export function suggestions(lighthouse: Lighthouse): readonly string[] {
	if (lighthouse.isLampLit) return ["start again"];
	const exits = Object.keys(exitsOf(lighthouse)) as Direction[];
	return [...deedsIn(lighthouse), ...exits.map((exit) => `go ${exit}`)];
}

/** Where one can go from each room. The way up from the hall is behind the iron door. */
const map: Readonly<Record<Room, Partial<Record<Direction, Room>>>> = {
	jetty: { north: "hall" },
	hall: { up: "stairs", west: "kitchen", east: "store", south: "jetty" },
	kitchen: { east: "hall" },
	store: { west: "hall" },
	stairs: { up: "lamp", down: "hall" },
	lamp: { down: "stairs" },
};

const things: Readonly<Partial<Record<Room, Thing>>> = {
	kitchen: "matches",
	store: "key",
};

function counted({ lighthouse, spoken }: Outcome): Outcome {
	return { lighthouse: { ...lighthouse, moves: lighthouse.moves + 1 }, spoken };
}

function go(lighthouse: Lighthouse, to: Direction): Outcome {
	const direction = inTheTower(lighthouse.room, to);
	const room = map[lighthouse.room][direction];
	if (!room)
		return { lighthouse, spoken: `I cannot go ${to}. ${wayOut(lighthouse)}` };
	if (room === "stairs" && lighthouse.room === "hall" && !lighthouse.isDoorOpen)
		return { lighthouse, spoken: closedDoor(lighthouse) };
	const moved = { ...lighthouse, room };
	return { lighthouse: moved, spoken: lookAround(moved) };
}

/** "Go north" is what people say to go on through the iron door; the way back is south. */
function inTheTower(room: Room, to: Direction): Direction {
	if (to === "north" && room !== "jetty") return "up";
	return to === "south" && (room === "stairs" || room === "lamp") ? "down" : to;
}

function closedDoor({ has }: Lighthouse): string {
	return has.includes("key")
		? "The iron door is in the way. I have the key. Shall I open the door?"
		: "The iron door is locked. There must be a key.";
}

function take(lighthouse: Lighthouse, what: Thing): Outcome {
	const { has, room } = lighthouse;
	if (has.includes(what))
		return { lighthouse, spoken: `I have the ${what} already.` };
	if (things[room] !== what)
		return { lighthouse, spoken: `I see no ${what} here.` };
	return {
		lighthouse: { ...lighthouse, has: [...has, what] },
		spoken:
			what === "key"
				? "Got the key. It is heavy and cold."
				: "Got the matches. They are dry.",
	};
}

function openDoor(lighthouse: Lighthouse): Outcome {
	const { has, room, isDoorOpen } = lighthouse;
	if (room !== "hall")
		return { lighthouse, spoken: "The iron door is in the hall." };
	if (isDoorOpen) return { lighthouse, spoken: "It is open. I can go up." };
	if (!has.includes("key"))
		return { lighthouse, spoken: "It is locked. I need a key." };
	return {
		lighthouse: { ...lighthouse, isDoorOpen: true },
		spoken: "The key turns. The door is open! I see stairs going up.",
	};
}

function lightLamp(lighthouse: Lighthouse): Outcome {
	const { has, room, isLampLit } = lighthouse;
	if (room !== "lamp")
		return { lighthouse, spoken: "The lamp is at the top of the stairs." };
	if (isLampLit) return { lighthouse, spoken: "It is burning brightly." };
	if (!has.includes("matches"))
		return { lighthouse, spoken: "I have nothing to light it with." };
	return {
		lighthouse: { ...lighthouse, isLampLit: true },
		spoken:
			"It burns! The ship turns away from the rocks. You saved them all. Thank you!",
	};
}

function lookAround(lighthouse: Lighthouse): string {
	const { room, has, isDoorOpen, isLampLit } = lighthouse;
	const thing = things[room];
	const isThere = thing !== undefined && !has.includes(thing);
	switch (room) {
		case "jetty":
			return "I am on the jetty, in the rain. The door is to the north.";
		case "hall":
			return `I am in the hall. The kitchen is west, the store is east. ${isDoorOpen ? "The stairs go up." : "There is an iron door."}`;
		case "kitchen":
			return isThere
				? "The kitchen. There are matches on the shelf."
				: "The kitchen. The hall is to the east.";
		case "store":
			return isThere
				? "The store. A key hangs on the wall."
				: "The store. The hall is to the west.";
		case "stairs":
			return "I am on the stairs. The wind is loud. I can go up, or down.";
		case "lamp":
			return isLampLit
				? "The lamp is burning. The ship is safe."
				: "I am at the top. Here is the lamp. It is out.";
	}
}

function wayOut(lighthouse: Lighthouse): string {
	const exits = Object.keys(exitsOf(lighthouse));
	return `I can go ${exits.join(", or ")}.`;
}

function help(lighthouse: Lighthouse): string {
	return `You can say: ${suggestions(lighthouse).join(", or ")}.`;
}

function exitsOf({ room, isDoorOpen }: Lighthouse) {
	if (room !== "hall" || isDoorOpen) return map[room];
	const { up: _, ...others } = map.hall;
	return others;
}

function deedsIn({ room, has, isDoorOpen }: Lighthouse): readonly string[] {
	const thing = things[room];
	if (thing !== undefined && !has.includes(thing)) return [`take the ${thing}`];
	if (room === "hall" && !isDoorOpen && has.includes("key"))
		return ["open the door"];
	if (room === "lamp" && has.includes("matches")) return ["light the lamp"];
	return [];
}
