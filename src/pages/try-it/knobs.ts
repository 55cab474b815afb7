import type { Game } from "./game/game.js";
import { element, setText } from "./page-elements.js";
import type { Phone } from "./phone/phone.js";

const knobIds = ["recogniser", "socket", "stream", "loss"] as const;
const awayMs = 3_000;

/** The buttons that make things go wrong. */
export class Knobs {
	readonly #status = element("knob-status");

	constructor(
		private readonly phone: Phone,
		private readonly game: Game,
	) {
		this.#on("recogniser", () => this.#cutRecogniser());
		this.#on("socket", () => this.#dropSocket());
		this.#on("stream", () => this.#sendSecondStream());
		this.#on("loss", () => this.#loseFrames());
		this.show();
	}

	/** Brings what is seen up to date. */
	show(): void {
		const { line } = this.phone;
		const isOnLine = line?.isOpen ?? false;
		for (const id of knobIds)
			button(id).disabled = !isOnLine && id !== "socket";
		button("loss").setAttribute("aria-pressed", String(line?.isBad ?? false));
	}

	#on(id: (typeof knobIds)[number], turn: () => void | Promise<void>): void {
		button(id).addEventListener("click", async () => {
			try {
				await turn();
			} catch (error) {
				this.#tell((error as Error).message);
			}
		});
	}

	async #cutRecogniser(): Promise<void> {
		const { callSid } = this.phone;
		if (callSid === undefined) return;
		const response = await fetch(`/try-it/cut?sid=${callSid}`, {
			method: "POST",
		});
		if (!response.ok) throw new Error((await response.text()).trim());
		this.#tell("The recogniser is cut off for 3 s. Go on talking.");
	}

	#dropSocket(): void {
		this.game.cutSocket(awayMs);
		this.#tell("The game's socket is gone for 3 s. The phone stays connected.");
	}

	async #sendSecondStream(): Promise<void> {
		await this.phone.line?.openStream();
		this.#tell(
			"A second stream of the same call took over, and the first was closed.",
		);
	}

	#loseFrames(): void {
		const { line } = this.phone;
		if (!line) return;
		line.isBad = !line.isBad;
		const { sent, lost } = line.frames;
		this.#tell(
			line.isBad
				? "The line is bad: 5 % of what you say is lost on the way."
				: `The line is good again: ${lost} of ${sent} frames were lost.`,
		);
		this.show();
	}

	#tell(text: string): void {
		setText(this.#status, text);
	}
}

function button(id: (typeof knobIds)[number]): HTMLButtonElement {
	return element<HTMLButtonElement>(`knob-${id}`);
}
