import { onTestFinished } from "vitest";
import type { FluxListener } from "../deepgram/flux-listener.js";
import { spokenAudio } from "../deepgram/speaker-end.js";
import type { CallOptions, TwilioCaller } from "../twilio/twilio-caller.js";
import { Arrivals } from "../waiting/arrivals.js";
import type { InProcessServer } from "./in-process-server.js";

/**
 * A call of somebody who talks with a character: Flux understands him, and he hears at once what is said to him. Of a server that has
 * one call at a time, since what is spoken is read at Deepgram's end; so it ends with its test.
 */
export class CallToCharacter {
	readonly #causes = new Arrivals<string>("step of a flow");
	/** How much of what was spoken he has heard, or is not for him. */
	#passed = 0;
	static async ring(
		whole: InProcessServer,
		{ to, ...options }: CallOptions & { readonly to?: string } = {},
	): Promise<CallToCharacter> {
		const textsBefore = textsSpoken(whole).length;
		const parameters = { ...options.parameters, ...(to && { to }) };
		const { caller, flux } = await whole.ringWithFlux({
			autoPlay: "at once",
			...options,
			parameters,
		});
		onTestFinished(() => caller.hangUp());
		const call = new CallToCharacter(whole, caller, flux, textsBefore);
		const actor = [...whole.server.actors.calls.values()].at(-1);
		actor?.on("flow.stepped", ({ cause }) => call.#causes.push(cause));
		return call;
	}

	private constructor(
		private readonly whole: InProcessServer,
		readonly caller: TwilioCaller,
		readonly flux: FluxListener,
		private readonly textsBefore: number,
	) {}

	/** All that he was to hear, with nothing of how it was divided. */
	get spoken(): string {
		return this.#texts.join(" ").replace(/\s+/g, " ");
	}

	get #texts(): readonly string[] {
		return textsSpoken(this.whole).slice(this.textsBefore);
	}

	/** Resolves when these were spoken one after the other, and the caller has heard all that was spoken. */
	async hears(...texts: readonly string[]): Promise<void> {
		for (const text of texts) {
			while (this.spoken.indexOf(text, this.#passed) < 0)
				await this.#hearsMore(text);
			this.#passed = this.spoken.indexOf(text, this.#passed) + text.length;
		}
		await this.caller.heardAudio(spokenAudio(this.#texts.join("")).length);
	}

	async #hearsMore(text: string): Promise<void> {
		try {
			await this.caller.heardAudio(this.caller.audio.length + 1);
		} catch (cause) {
			const why = `"${text}" was not spoken after the first ${this.#passed} characters of "${this.spoken}"`;
			throw new Error(why, { cause });
		}
	}

	/** Resolves when the flow was told this: a move, `caller.said` … Each is waited for once. */
	async told(cause: string): Promise<void> {
		await this.#causes.first((each) => each === cause);
	}

	/** Says something, as a turn of his own. */
	async says(text: string): Promise<void> {
		const ms = 100 * text.split(" ").length;
		const before = this.flux.audio.length;
		this.caller.sendAudio(Buffer.alloc(ms * 8, 7));
		await this.flux.heardAudio(before + ms * 8);
		this.flux.startTurn(text.split(" ")[0]);
		this.flux.endTurn(text);
	}
}

function textsSpoken({ deepgram }: InProcessServer): readonly string[] {
	return deepgram.speakers.flatMap(({ spoken }) => spoken);
}
