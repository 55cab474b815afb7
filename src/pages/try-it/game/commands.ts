export type Direction = "north" | "south" | "east" | "west" | "up" | "down";
export type Thing = "key" | "matches";

export type Command =
	| { readonly do: "go"; readonly to: Direction }
	| { readonly do: "take"; readonly what: Thing }
	| { readonly do: "open" | "light" | "look" | "help" | "restart" };

/** What the server is told to expect: with these an offline recogniser hears well. */
export const keyterms: readonly string[] = [
	"go north",
	"go south",
	"go east",
	"go west",
	"go up",
	"go down",
	"take the key",
	"take the matches",
	"open the door",
	"light the lamp",
	"look around",
	"help me",
	"start again",
];

const directions: Readonly<Record<string, Direction>> = {
	north: "north",
	south: "south",
	east: "east",
	west: "west",
	up: "up",
	upstairs: "up",
	climb: "up",
	down: "down",
	downstairs: "down",
};

/** One after the other, so that "light the lamp" is no search for a lamp, and "start again" no start. */
const wordings: readonly (readonly [RegExp, (found: string) => Command])[] = [
	[/start (?:again|over)|restart/, () => ({ do: "restart" })],
	[/light|lamp/, () => ({ do: "light" })],
	[/open|unlock|door/, () => ({ do: "open" })],
	[/key/, () => ({ do: "take", what: "key" })],
	[/match(?:es)?/, () => ({ do: "take", what: "matches" })],
	[
		/north|south|east|west|upstairs|downstairs|climb|up|down/,
		(found) => ({ do: "go", to: directions[found] ?? "up" }),
	],
	[/look|where|describe/, () => ({ do: "look" })],
	[/help|what can/, () => ({ do: "help" })],
];

/** The commands in what was said, in the order in which they were said; none if it was something else. */
export function commandsIn(text: string): readonly Command[] {
	const clauses = text.toLowerCase().split(/\b(?:and|then)\b|[,.;!?]/);
	return clauses.map(commandIn).filter((command) => command !== undefined);
}

/** What a key of the phone stands for: the arrows of a keypad, and 0 for help. */
export function commandOfKey(digit: string): Command | undefined {
	switch (digit) {
		case "2":
			return { do: "go", to: "north" };
		case "4":
			return { do: "go", to: "west" };
		case "6":
			return { do: "go", to: "east" };
		case "8":
			return { do: "go", to: "south" };
		case "0":
			return { do: "help" };
		default:
			return undefined;
	}
}

function commandIn(clause: string): Command | undefined {
	for (const [pattern, command] of wordings) {
		const found = new RegExp(`\\b(?:${pattern.source})\\b`).exec(clause);
		if (found) return command(found[0]);
	}
	return undefined;
}
