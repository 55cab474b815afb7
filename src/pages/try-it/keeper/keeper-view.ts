import type { KeeperFacts, LegalMove } from "../keeper-news.js";
import { created, element, setText } from "../page-elements.js";
import { joinTabs } from "../tabs.js";
import type { Ending } from "./ending.js";
import { FlowChart } from "./flow-chart.js";
import type { Keeper } from "./keeper.js";

/** What the keeper's side of the page needs to know of the phone on it. */
export interface KeeperPhone {
	/** Whether the phone is on the line with him. */
	readonly isOnLine: boolean;
	/** Has the phone say this. */
	say(text: string): void;
}

const endings: Readonly<Record<Exclude<Ending, "open">, string>> = {
	won: "The lamp burns, and the ship sees it. You have won.",
	lost: "He has hung up, and the lamp stays dark. You have lost.",
	left: "Marrow thinks that nobody is there. Ring again, and talk to him.",
};

const noSource =
	"The operator of this server has a keeper of his own, whose source he keeps.";

/** Shows the keeper: how the talk stands, what would move him, and what is behind it. */
export class KeeperView {
	readonly #chart = new FlowChart();
	readonly #hints = element("hints");
	#shownMoves = "";
	#shownFacts: KeeperFacts | undefined;

	constructor(
		private readonly keeper: Keeper,
		private readonly phone: KeeperPhone,
	) {
		joinTabs(element("behind-tabs"), (panel) => {
			if (panel === "panel-chart") this.#chart.follow();
		});
		this.#hints.addEventListener("click", () => {
			const areShown = this.#hints.getAttribute("aria-pressed") !== "true";
			this.#hints.setAttribute("aria-pressed", String(areShown));
			element("moves").classList.toggle("without-hints", !areShown);
		});
	}

	/** Brings what is seen up to date; to be called only while the keeper is shown. */
	show(): void {
		const { facts, scene, before, trouble, ending } = this.keeper;
		this.#showFacts(facts);
		const status = element("keeper-status");
		setText(status, this.#status());
		status.classList.toggle("trouble", trouble !== "" || ending === "lost");
		status.classList.toggle("won", ending === "won");
		this.#chart.show(scene, before);
		setText(
			element("keeper-state"),
			scene ? `${scene.state}: ${scene.means}` : "He waits for a call.",
		);
		this.#showMoves();
	}

	#status(): string {
		const { trouble, ending, isTalking } = this.keeper;
		if (trouble) return trouble;
		if (ending !== "open") return endings[ending];
		if (isTalking) return "Marrow is on the line. Have him light the lamp.";
		return this.phone.isOnLine
			? "Marrow picks up."
			: "The lamp is dark, and a ship is out. Ring the keeper.";
	}

	#showMoves(): void {
		const { scene, isTalking } = this.keeper;
		const moves = (isTalking && scene?.moves) || [];
		const shown = JSON.stringify([isTalking, moves]);
		if (shown === this.#shownMoves) return;
		this.#shownMoves = shown;
		element("moves").replaceChildren(
			...(moves.length > 0
				? moves.map((move) => this.#move(move))
				: [created("li", noMoves(isTalking), "no-move")]),
		);
	}

	#move({ name, means, heardAs }: LegalMove): HTMLElement {
		const item = created("li");
		const phrases = created("p", "", "phrases");
		phrases.append(...heardAs.map((phrase) => this.#phrase(phrase)));
		item.append(
			created("code", name.replace(/^move\./, "")),
			created("span", means, "means"),
			phrases,
		);
		return item;
	}

	#phrase(phrase: string): HTMLButtonElement {
		const button = created("button", `“${phrase}”`);
		button.type = "button";
		button.addEventListener("click", () => this.phone.say(phrase));
		return button;
	}

	#showFacts(facts: KeeperFacts | undefined): void {
		if (!facts || facts === this.#shownFacts) return;
		this.#shownFacts = facts;
		setText(element("keeper-number"), facts.phoneNumber);
		setText(element("keeper-source"), facts.source ?? noSource);
		const { states, edges, walks, longest, tookMs, laws } = facts.proof;
		const kept = laws.filter(({ holds }) => holds).length;
		setText(
			element("proof-sentence"),
			`${kept} of ${laws.length} laws hold. This server walked everything that can come in a call with him before it took the first: ${inWords(edges)} edges between ${inWords(states)} states, the farthest ${longest} events from the beginning; and ${inWords(walks)} walks for the laws of his own. It took ${(tookMs / 1000).toFixed(1)} s.`,
		);
		element("laws").replaceChildren(
			...laws.map(({ name, holds }) => {
				const item = created("li", "", holds ? "holds" : "broken");
				item.append(created("b", holds ? "✓ " : "✗ "), name);
				return item;
			}),
		);
	}
}

function noMoves(isTalking: boolean): string {
	return isTalking
		? "None: he is speaking. Hear him out."
		: "Ring him, and see what would move him.";
}

const inWords = (count: number) => count.toLocaleString("en");
