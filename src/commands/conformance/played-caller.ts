import type { WebSocket } from "ws";
import { frameMs, silence } from "../../adapters/sound/mulaw.js";
import { EmulatedStream, randomSids } from "../phone/emulated-stream.js";
import type { FromServer } from "../phone/from-server.js";
import { everyFrame } from "../phone/pace.js";
import { cuesOf } from "../phone/script.js";
import { Broken, Inbox } from "./inbox.js";

/**
 * A caller as Twilio brings one: it sends sound all the time, mostly silence, and hears what is played to it
 * at once, or not at all while it is `deaf`.
 */
export class PlayedCaller {
	readonly heard: Inbox<Exclude<FromServer["event"], "refused">>;
	/** What the server has sent that Twilio would not take. */
	readonly faults: string[] = [];
	/** The code with which the server has closed the call. */
	closedWith: number | undefined;
	readonly #stream: EmulatedStream;
	readonly #closed: Inbox<number>;
	#toSpeak: Buffer[] = [];
	#isDeaf = false;

	/** Takes an open socket and starts the call. */
	constructor(
		readonly socket: WebSocket,
		patienceMs: number,
	) {
		this.heard = new Inbox(patienceMs);
		this.#closed = new Inbox(patienceMs);
		this.#stream = new EmulatedStream(randomSids(), (text) =>
			socket.send(text),
		);
		socket.on("message", (data, isBinary) =>
			this.#receive(data as Buffer, isBinary),
		);
		const stopFrames = everyFrame(() => this.#speakFrame());
		socket.on("close", (code) => {
			stopFrames();
			this.heard.end(new Broken(`the call was closed with ${code}`));
			this.closedWith = code;
			this.#closed.push(code);
		});
		this.#stream.connect();
		this.#stream.start();
	}

	/** Presses these keys, one after the other. */
	press(keys: string): void {
		for (const key of keys) this.#stream.press(key);
	}

	/** Says this, at the pace of speech: mulaw at 8000 Hz. */
	speak(audio: Buffer): void {
		const sound = [{ do: "sound", audio, report: "" }] as const;
		for (const { frame } of cuesOf(sound, { pauseMs: 0, stayMs: 0 }))
			this.#toSpeak.push(frame);
	}

	/** What came so far is forgotten; sound that comes from now on stays unheard: it waits in the play buffer. */
	beDeaf(): void {
		this.#isDeaf = true;
		this.heard.forget();
	}

	/** Hears what waits, and what comes from now on. */
	hear(): void {
		this.#isDeaf = false;
		this.#stream.play(this.#stream.bufferedMs);
	}

	/** Resolves when nothing has come for a second; what came until then is forgotten. */
	async untilQuiet(): Promise<void> {
		for (;;) {
			this.heard.forget();
			const next = this.heard.next("more", undefined, 1_000);
			if (
				await next.then(
					() => false,
					() => true,
				)
			)
				return;
		}
	}

	/** Hangs up, as Twilio tells it. */
	hangUp(): void {
		this.#stream.stop();
		this.socket.close(1000);
	}

	/** Resolves when the server has ended the call. */
	async ended(): Promise<void> {
		await this.#closed.next("the end of the call");
	}

	#speakFrame(): void {
		this.#stream.sendFrame(this.#toSpeak.shift() ?? silentFrame);
	}

	#receive(message: Buffer, isBinary: boolean): void {
		const taken = this.#stream.receive(message, isBinary);
		if (taken.event === "refused")
			this.faults.push(
				`Twilio would refuse what the caller was sent: ${taken.why}`,
			);
		else this.heard.push(taken.event);
		if (!this.#isDeaf) this.#stream.play(this.#stream.bufferedMs);
	}
}

const silentFrame = silence(frameMs);
