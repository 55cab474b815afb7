import { clock } from "./durations.js";
import type { Story } from "./story.js";

type Find = <Kind extends HTMLElement>(id: string) => Kind;

const stepMs = 50;

/** The slider over the last minutes: which moment of a session is shown. */
export class Replay {
	/** The moment, in milliseconds since 1970; while live, now. */
	#moment: number | undefined;
	#story: Story | undefined;
	#playing: number | undefined;
	readonly #slider: HTMLInputElement;

	constructor(
		private readonly find: Find,
		private readonly now: () => number,
		private readonly changed: () => void,
	) {
		this.#slider = find("moment");
		this.#slider.addEventListener("input", () => {
			this.#stop();
			this.#go(Number(this.#slider.value));
		});
		find("live-again").addEventListener("click", () => {
			this.#stop();
			this.#go(undefined);
		});
		find("back").addEventListener("click", () => this.#goBy(-1));
		find("forth").addEventListener("click", () => this.#goBy(1));
		find("sequence-frame").addEventListener("keydown", (event) => {
			if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
			event.preventDefault();
			this.#goBy(event.key === "ArrowUp" ? -1 : 1);
		});
		find("play").addEventListener("click", () => this.#playOrStop());
	}

	get moment(): number {
		return this.#moment ?? this.now();
	}

	get isLive(): boolean {
		return this.#moment === undefined;
	}

	begin(story: Story): void {
		this.#stop();
		this.#story = story;
		this.#moment = undefined;
	}

	goTo(at: number): void {
		this.#stop();
		this.#go(at);
	}

	draw(story: Story): void {
		const to = Math.max(this.now(), story.from + 1);
		this.#slider.min = String(story.from);
		this.#slider.max = String(to);
		this.#slider.value = String(this.#moment ?? to);
		const words = this.isLive
			? story.end
				? `${clock(to - story.begunAt)}, the end`
				: "live"
			: clock(this.moment - story.begunAt);
		this.find("shown").textContent = words;
		this.#slider.setAttribute(
			"aria-valuetext",
			`${words}, ${story.stateAt(this.moment)}`,
		);
		this.find("live-again").setAttribute("aria-pressed", String(this.isLive));
		this.find("live-again").textContent = story.end ? "End" : "Live";
		this.#drawStrip(story, to);
	}

	/** The states one after the other, each as long as it lasted. */
	#drawStrip(story: Story, to: number): void {
		const strip = this.find("strip");
		const whole = to - story.from;
		const parts = story.changes.map(({ at, state }, index) => {
			const until = story.changes[index + 1]?.at ?? to;
			return { state, share: Math.max(0, until - at) / whole };
		});
		while (strip.children.length > parts.length) strip.lastChild?.remove();
		while (strip.children.length < parts.length)
			strip.append(document.createElement("span"));
		for (const [at, { state, share }] of parts.entries()) {
			const part = strip.children[at] as HTMLElement;
			const outer = state.split(".")[0] ?? "";
			part.className = `part ${outer}`;
			part.style.flexGrow = String(share);
			part.title = state;
			part.textContent = share > 0.12 ? state : "";
		}
	}

	#go(at: number | undefined): void {
		this.#moment = at;
		this.changed();
	}

	#goBy(rows: number): void {
		const story = this.#story;
		if (!story) return;
		this.#stop();
		const at = this.isLive ? story.rows.length : story.rowsAt(this.moment);
		const next = story.rows[at - 1 + rows];
		if (next) this.#go(next.message.at);
		else if (rows > 0) this.#go(undefined);
	}

	#playOrStop(): void {
		if (this.#playing !== undefined) {
			this.#stop();
			return;
		}
		const story = this.#story;
		if (!story) return;
		if (this.isLive) this.#go(story.from);
		this.find("play").setAttribute("aria-pressed", "true");
		this.find("play").textContent = "Pause";
		this.#playing = setInterval(() => {
			const next = this.moment + stepMs;
			if (next < this.now()) this.#go(next);
			else {
				this.#stop();
				this.#go(undefined);
			}
		}, stepMs);
	}

	#stop(): void {
		clearInterval(this.#playing);
		this.#playing = undefined;
		this.find("play").setAttribute("aria-pressed", "false");
		this.find("play").textContent = "Play";
	}
}
