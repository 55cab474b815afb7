import { ConversationStrip, stepsAt } from "./conversation-strip.js";
import { clock, duration } from "./durations.js";
import { Replay } from "./replay.js";
import { Sequence } from "./sequence.js";
import { Statechart } from "./statechart.js";
import type { Story } from "./story.js";
import { TurnTable } from "./turn-table.js";
import type {
	End,
	HappenedMessage,
	SightsMessage,
	TurnsMessage,
} from "./wire.js";

type Find = <Kind extends HTMLElement>(id: string) => Kind;

/** The part of the page that shows one session, live or at a moment of the last minutes. */
export class WatchedSession {
	#story: Story | undefined;
	readonly #chart: Statechart;
	readonly #sequence: Sequence;
	readonly #turns: TurnTable;
	readonly #conversation: ConversationStrip;
	/** Whether the statechart is that of the conversation's flow. */
	#isOfFlow = false;
	readonly #replay: Replay;
	#clockAhead = 0;
	#isDrawing = false;

	constructor(private readonly find: Find) {
		this.#turns = new TurnTable(find("turns"), find("turn-rows"));
		this.#conversation = new ConversationStrip(
			find("conversation"),
			find("conversation-facts"),
		);
		this.#chart = new Statechart(find("chart"), find("size"));
		find("of-flow").addEventListener("click", () => {
			this.#isOfFlow = !this.#isOfFlow;
			this.#draw();
		});
		this.#replay = new Replay(
			find,
			() => this.#now(),
			() => this.#draw(),
		);
		this.#sequence = new Sequence(
			{
				parties: find("parties"),
				lifelines: find("lifelines"),
				list: find("sequence"),
				frame: find("sequence-frame"),
			},
			(at) => this.#replay.goTo(at),
		);
		setInterval(() => this.#draw(), 500);
	}

	/** The server's clock, in milliseconds since 1970; this machine's may differ. */
	set serverTime(at: number) {
		this.#clockAhead = at - Date.now();
	}

	begin(story: Story): void {
		this.#story = story;
		this.#replay.begin(story);
		this.find("nothing").hidden = true;
		this.find("watched").hidden = false;
		this.find("title").textContent = `${story.kind} ${story.id}`;
		this.#isOfFlow = false;
		this.#chart.forgetFailure();
		this.#draw();
	}

	add(message: HappenedMessage): void {
		this.#story?.add(message);
		this.#draw();
	}

	time({ turns }: TurnsMessage): void {
		if (this.#story) this.#story.turns = turns;
		this.#draw();
	}

	see({ sights }: SightsMessage): void {
		this.#story?.see(sights);
		this.#draw();
	}

	finish(end: End): void {
		if (this.#story) this.#story.end = end;
		this.#draw();
	}

	/** The session is not known to the server any more; what the page already shows of it stays. */
	gone(): void {
		if (this.#story) {
			this.#story.end ??= { at: this.#now(), reason: "forgotten" };
			this.#draw();
		} else {
			this.find("nothing").hidden = false;
		}
	}

	leave(): void {
		this.#story = undefined;
		this.find("nothing").hidden = false;
		this.find("watched").hidden = true;
	}

	#now(): number {
		return this.#story?.end?.at ?? Date.now() + this.#clockAhead;
	}

	/** However much happens, the page is drawn once a frame. */
	#draw(): void {
		if (this.#isDrawing) return;
		this.#isDrawing = true;
		requestAnimationFrame(() => {
			this.#isDrawing = false;
			if (this.#story) this.#drawNow(this.#story);
		});
	}

	#drawNow(story: Story): void {
		this.#replay.draw(story);
		const { moment, isLive } = this.#replay;
		const count = isLive ? story.rows.length : story.rowsAt(moment);
		const state = story.stateAfter(count, moment);
		this.#drawChart(story, state, count);
		this.#sequence.show(story, count, isLive);
		this.#turns.show(story, moment);
		this.#conversation.show(story, moment);
		this.find("state").textContent = state === "" ? "" : `State: ${state}`;
		this.find("facts").textContent = factsOf(story, this.#now());
		this.find("timings").textContent = timingsOf(story);
	}

	/** The statechart of the session's machine, or of the flow that has its caller. */
	#drawChart(story: Story, state: string, count: number): void {
		const steps = stepsAt(story.sights, this.#replay.moment);
		const button = this.find("of-flow");
		button.hidden = !steps;
		button.textContent = steps ? `Flow: ${steps.now.flow}` : "";
		button.setAttribute("aria-pressed", String(this.#isOfFlow));
		if (steps && this.#isOfFlow) {
			const { now, before = now } = steps;
			const type = now.cause;
			void this.#chart.showFlow(now.flow);
			this.#chart.lightStates(
				now.activeStates,
				before.activeStates.map((from) => ({ from, type })),
			);
		} else {
			void this.#chart.show(story.kind);
			this.#chart.light(state, story.stepsBefore(count));
		}
	}
}

function factsOf(story: Story, now: number): string {
	const begun = new Date(story.begunAt).toLocaleTimeString();
	const { end } = story;
	if (end)
		return `began ${begun}, ended after ${clock(end.at - story.begunAt)}: ${end.reason}`;
	const since = story.changes.at(-1)?.at ?? story.begunAt;
	return `began ${begun}, ${duration(now - story.begunAt)} ago; in this state for ${duration(now - since)}`;
}

function timingsOf(story: Story): string {
	const { times, rows, missing } = story;
	const middle = times[Math.floor(times.length / 2)];
	const longest = times.at(-1);
	const parts = [`${rows.length} messages`];
	if (middle !== undefined && longest !== undefined)
		parts.push(
			`handled in ${duration(middle)} (median), ${duration(longest)} (longest)`,
		);
	if (missing > 0) parts.push(`${missing} not shown`);
	if (rows.length === 0)
		parts.push(
			story.isLive
				? "recorded from now on"
				: "nobody watched it while it lived",
		);
	return parts.join(" · ");
}
