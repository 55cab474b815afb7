import type { WebSocket } from "ws";
import { frameMs } from "../../../../src/adapters/sound/mulaw.js";
import {
	EmulatedStream,
	randomSids,
} from "../../../../src/commands/phone/emulated-stream.js";
import { everyFrame } from "../../../../src/commands/phone/pace.js";
import { answered } from "../../waiting/answered.js";
import type { Target } from "../attack.js";
import { HeardSpeech } from "../company/heard-speech.js";
import { open } from "./strangers.js";

/** How a stranger's phone plays: as a phone does, or as if sound took no time, or not at all. */
export type Playing = "in real time" | "at once" | "never";

/** How a stranger's call comes in. */
export interface StrangersCall {
	readonly playing?: Playing;
	readonly callSid?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly parameters?: Readonly<Record<string, string>>;
}

/** A call of a stranger's. */
export class StrangersPhone {
	readonly heard = new HeardSpeech();
	readonly stream: EmulatedStream;
	/** What it sent last, in order; a forger reads it. */
	readonly marks: string[] = [];
	closedWith: number | undefined;

	/** Opens a stream and starts it; undefined when it is not let in. */
	static async call(
		target: Pick<Target, "url">,
		from: string,
		call: StrangersCall = {},
	): Promise<StrangersPhone | undefined> {
		const { headers = {} } = call;
		const opening = await open(target, "/twilio", from, { headers });
		return "socket" in opening
			? new StrangersPhone(opening.socket, call)
			: undefined;
	}

	private constructor(
		readonly socket: WebSocket,
		{ playing = "at once", callSid, parameters = {} }: StrangersCall,
	) {
		this.stream = new EmulatedStream(
			{ ...randomSids(), ...(callSid !== undefined && { callSid }) },
			(text) => socket.readyState === socket.OPEN && socket.send(text),
		);
		const stop =
			playing === "in real time"
				? everyFrame(() => this.#play(frameMs))
				: () => {};
		socket.on("message", (data: Buffer, isBinary) => {
			this.stream.receive(data, isBinary);
			if (playing === "at once") this.#play(this.stream.bufferedMs);
		});
		socket.once("close", (code) => {
			this.closedWith = code;
			stop();
		});
		this.stream.connect();
		this.stream.start(parameters);
	}

	press(keys: string): void {
		for (const key of keys) this.stream.press(key);
	}

	/** Resolves with whether it was let go of in time. */
	isClosedWithin(ms: number): Promise<boolean> {
		if (this.closedWith !== undefined) return Promise.resolve(true);
		return new Promise((resolve) => {
			this.socket.once("close", () => resolve(true));
			setTimeout(resolve, ms, false);
		});
	}

	/** Resolves with whether the server let go of it as soon as it had read all that it was sent. */
	async isRefused(): Promise<boolean> {
		await answered(this.socket);
		await answered(this.socket);
		return this.socket.readyState !== this.socket.OPEN;
	}

	leave(): void {
		this.socket.terminate();
	}

	#play(ms: number): void {
		this.heard.take(this.stream.play(ms));
	}
}

/** How much all of them have heard. */
export function charactersHeard(phones: readonly StrangersPhone[]): number {
	return phones.reduce((sum, { heard }) => sum + heard.characters, 0);
}
