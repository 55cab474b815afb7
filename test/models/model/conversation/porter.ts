/** The flow of `steered/flows/porter.json`, as its author means it, in other words. */
import { type MoveName, type PorterLine, voucher } from "../../cast.js";

/** Where the flow is, and what it remembers. */
export interface Porter {
	readonly at: "gate" | "admitted" | "dismissed";
	readonly isVouchedFor: boolean;
	readonly hasWaited: boolean;
}

/** What a flow can be told, as far as this one cares. */
export type ToldToPorter =
	| { readonly told: "said" | "silence" | "failure" | "game left" | "return" }
	| { readonly told: "heard" | "cut"; readonly line: PorterLine }
	| { readonly told: "reply"; readonly wasCut: boolean }
	| { readonly told: "key"; readonly key: string }
	| { readonly told: "news"; readonly name: string }
	| { readonly told: "move"; readonly move: MoveName };

/** What it asks for. */
export type Wish =
	| { readonly wish: "say"; readonly line: PorterLine }
	| { readonly wish: "tell"; readonly name: string }
	| { readonly wish: "think" | "askForCode" | "hangUp" };

interface Step {
	readonly porter: Porter;
	readonly wishes: readonly Wish[];
}

const bye: readonly Wish[] = [{ wish: "say", line: "bye" }, { wish: "hangUp" }];

/** The porter at his gate. */
export const newPorter: Porter = {
	at: "gate",
	isVouchedFor: false,
	hasWaited: false,
};

/** What only he who has been heard out may stop. */
export function mustBeHeard(line: string): boolean {
	return line === "wind" || line === "bye";
}

/** The moves that he would make now. */
export function movesOf({ at, isVouchedFor }: Porter): readonly MoveName[] {
	if (at !== "gate") return [];
	const free: readonly MoveName[] = ["announce", "direct", "dismiss"];
	return isVouchedFor ? ["admit", ...free] : free;
}

/** What he makes of something. */
export function upon(porter: Porter, event: ToldToPorter): Step {
	if (porter.at === "admitted") return { porter, wishes: [] };
	switch (event.told) {
		case "said":
			return { porter, wishes: [{ wish: "think" }] };
		case "key":
			return event.key === "#" ? admitted(porter) : say(porter, "bell");
		case "silence":
			return porter.hasWaited
				? dismissed(porter)
				: say({ ...porter, hasWaited: true }, "waiting");
		case "failure":
			return say(porter, "wind");
		case "cut":
			return tell(porter, "cut");
		case "heard":
			return { porter, wishes: [] };
		case "reply":
			return tell(porter, event.wasCut ? "cut" : "answered");
		case "news": {
			const isVouchedFor = porter.isVouchedFor || event.name === voucher;
			return { porter: { ...porter, isVouchedFor }, wishes: [] };
		}
		case "game left":
			return dismissed(porter);
		case "return":
			return say(porter, "again");
		case "move":
			return make(porter, event.move);
	}
}

function make(porter: Porter, move: MoveName): Step {
	switch (move) {
		case "admit":
			return admitted(porter);
		case "announce":
			return tell(porter, "announced");
		case "dismiss":
			return dismissed(porter);
		case "direct":
			return { porter, wishes: [{ wish: "askForCode" }] };
	}
}

function admitted(porter: Porter): Step {
	return tell({ ...porter, at: "admitted" }, "admitted");
}

function dismissed(porter: Porter): Step {
	return { porter: { ...porter, at: "dismissed" }, wishes: bye };
}

function say(porter: Porter, line: PorterLine): Step {
	return { porter, wishes: [{ wish: "say", line }] };
}

function tell(porter: Porter, name: string): Step {
	return { porter, wishes: [{ wish: "tell", name }] };
}
