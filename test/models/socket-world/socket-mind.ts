import type {
	ModelExchange,
	ModelMessage,
} from "../../support/minds/model-exchange.js";
import {
	asksMind,
	type CallerName,
	type MoveName,
	mindIsStopped,
	mindWords,
	turnWords,
} from "../cast.js";
import type { Sightings } from "../sightings.js";
import type { SteeredServer } from "../steered/steered-servers.js";
import type { WorldMind } from "../world.js";
import { untilSo } from "./patience.js";

/** What the mind of a flow tells, as `mindFacts` of the steering counts it. */
type Told = "mind.text" | "mind.moved" | "mind.ended" | "mind.failed";

/** The model that thinks for the flows of a world's calls: one flow has a caller at a time. */
export class SocketMind implements WorldMind {
	#asked: ModelExchange | undefined;
	/** It has said all, so that it shows nowhere whether it is stopped. */
	#isOver = false;
	readonly #server: SteeredServer;
	readonly #sightings: Sightings;

	constructor(server: SteeredServer, sightings: Sightings) {
		this.#server = server;
		this.#sightings = sightings;
		if (server.model) server.model.answers = (asked) => this.#take(asked);
	}

	async say(_: CallerName): Promise<void> {
		await this.#untilTold("mind.text", () => this.#now.say(mindWords));
	}

	async end(_: CallerName): Promise<void> {
		await this.#untilTold("mind.ended", () => this.#finish("stop"));
	}

	async move(_: CallerName, move: MoveName): Promise<void> {
		const name = `move_${move}`;
		const call = { id: "call_1", name, arguments: "{}" };
		const isOffered = this.#now.tools.includes(name);
		const make = () => {
			this.#now.call(call);
			this.#finish("tool_calls");
		};
		// What it is not offered is refused by whoever has asked it, and it is asked again.
		if (isOffered) await this.#untilTold("mind.moved", make);
		else make();
	}

	async fail(_: CallerName): Promise<void> {
		await this.#untilTold("mind.failed", () => {
			this.#isOver = true;
			this.#now.breakOff("server_error");
		});
	}

	/** Nobody asks it any more. */
	vanish(): void {
		if (this.#server.model) this.#server.model.answers = () => {};
	}

	get #now(): ModelExchange {
		if (!this.#asked) throw new Error("The mind is not asked anything.");
		return this.#asked;
	}

	#finish(reason: "stop" | "tool_calls"): void {
		this.#isOver = true;
		this.#now.finish(reason);
	}

	async #untilTold(type: Told, act: () => void): Promise<void> {
		const before = await this.#server.steer("mindFacts", type);
		act();
		await untilSo(
			async () => (await this.#server.steer("mindFacts", type)) > before,
			`that a flow has heard ${type}`,
		);
	}

	#take(asked: ModelExchange): void {
		this.#asked = asked;
		this.#isOver = false;
		const { messages } = asked.body;
		const offered = asked.tools.map((name) => name.replace("move_", "")).sort();
		this.#sightings.see(
			"Mind",
			asksMind(saidIn(asked.lastWords), heardIn(messages), offered),
		);
		void asked.aborts.next().then(
			() => {
				const isStopped = this.#asked === asked && !this.#isOver;
				if (isStopped) this.#sightings.see("Mind", mindIsStopped);
			},
			() => {},
		);
	}
}

/** The caller's words in what is asked; notes of what happened may stand around them. */
function saidIn(asked: string): string {
	const all: readonly string[] = Object.values(turnWords);
	return asked.split("\n").findLast((line) => all.includes(line)) ?? asked;
}

/** What the caller heard just before he spoke, if it was cut. */
function heardIn(messages: readonly ModelMessage[]): string {
	const [last, before] = messages.toReversed();
	const isOnlySaid = last?.role === "user" && !last.content?.includes("\n");
	if (!isOnlySaid || before?.role !== "assistant") return "";
	const heard = before.content?.split("\n").at(-1) ?? "";
	return heard.endsWith(" —") ? heard : "";
}
