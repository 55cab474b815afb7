import { CallsignClient, type SayOptions, type Turn } from "@callsign/client";
import type { Story } from "../story.js";
import {
	type Command,
	commandOfKey,
	commandsIn,
	keyterms,
} from "./commands.js";
import { CuttableSocket, cutSocket } from "./cuttable-socket.js";
import {
	darkLighthouse,
	greeting,
	type Lighthouse,
	obey,
	suggestions,
} from "./lighthouse.js";

/** How the game stands, apart from what is said in it. */
export interface GameState {
	/** Whether the server is reached; `closed` is for good, with a sentence for people. */
	connection: "connecting" | "online" | "offline" | { closed: string };
	phoneNumber: string;
	code: string;
	/** Who is on the line. */
	calls: readonly string[];
	/** The recogniser is down: no speech is understood. */
	isDeaf: boolean;
	lighthouse: Lighthouse;
}

export interface GameListener {
	/** Called after each change of what can be seen. */
	changed(): void;
}

const notUnderstood =
	"I did not get that. Say, for example: look around, or help me.";
const closings: Readonly<Record<number, string>> = {
	4401: "This server asks games for a key: add #key=YOUR-KEY to the address of this page, and load it again.",
	4408: "This game was taken up elsewhere.",
};

/** The game on the page: a client like any other, which shows a code and is played by voice. */
export class Game {
	readonly state: GameState = {
		connection: "connecting",
		phoneNumber: "",
		code: "",
		calls: [],
		isDeaf: false,
		lighthouse: darkLighthouse,
	};
	readonly #client: CallsignClient;
	/** Noise makes words too: Wren asks back once, and then only shows that she did not understand. */
	#hasAskedBack = false;

	constructor(
		private readonly story: Story,
		private readonly listener: GameListener,
		key: string | undefined,
	) {
		const client = new CallsignClient("/game", {
			key,
			WebSocket: CuttableSocket,
			reconnect: { longestMs: 2_000 },
		});
		this.#client = client;
		client.listen(keyterms);
		client.on("show", (shown) => this.#become(shown));
		client.on("online", ({ resumed }) => this.#goOnline(resumed));
		client.on("offline", () => this.#goOffline());
		client.on("closed", ({ code, reason }) => this.#close(code, reason));
		client.on("paired", () => this.#welcomeCaller());
		client.on("left", ({ reason }) => this.#loseCaller(reason));
		client.on("transcript", ({ text }) => story.hear(text));
		client.on("turn", (turn) => this.#takeTurn(turn));
		client.on("key", ({ digit }) => this.#press(digit));
		client.on("recognition", ({ state, missedMs }) =>
			this.#changeHearing(state, missedMs ?? 0),
		);
		client.on("gap", ({ from, to }) => {
			story.note(`${to - from + 1} events are gone for good.`);
			this.#become({ calls: [...client.calls] });
		});
	}

	/** Says this to the caller on the line, and shows how far it was heard. */
	async say(text: string, options: SayOptions = {}): Promise<void> {
		const line = this.story.say(text);
		line.ended(await this.#client.say(text, options));
	}

	/** Cuts the game's own socket for a while. */
	cutSocket(forMs: number): void {
		cutSocket(forMs);
	}

	#become(change: Partial<GameState>): void {
		Object.assign(this.state, change);
		this.listener.changed();
	}

	#goOnline(resumed: boolean): void {
		if (this.state.connection === "offline")
			this.story.note(
				resumed
					? "The game is back, and nothing was lost."
					: "The game is back, with another code.",
			);
		this.#become({ connection: "online", calls: [...this.#client.calls] });
	}

	#goOffline(): void {
		if (this.state.connection === "online")
			this.story.note("The game's socket is lost.");
		this.#become({ connection: "offline" });
	}

	#close(code: number, reason: string): void {
		const closed =
			closings[code] ?? `The server has ended the game: ${reason}.`;
		this.#become({ connection: { closed }, calls: [] });
	}

	#welcomeCaller(): void {
		this.#become({ calls: [...this.#client.calls], isDeaf: false });
		void this.say(greeting(this.state.lighthouse));
	}

	#loseCaller(reason: string): void {
		this.story.hear("");
		this.story.note(`The call is over: ${reason}.`);
		this.#become({ calls: [...this.#client.calls], isDeaf: false });
	}

	/** Whoever goes on speaking is not talked to: what answers a turn that is over is not spoken. */
	#takeTurn({ call, turn, state, text }: Turn): void {
		if (state !== "ended") return;
		this.story.hear("");
		if (text) this.#hear(text, { call, turn });
	}

	#hear(text: string, answering: SayOptions): void {
		this.story.heard(text);
		const commands = commandsIn(text);
		if (commands.length > 0) this.#obey(commands, answering);
		else if (this.#hasAskedBack) this.story.note("Wren did not get that.");
		else void this.say(notUnderstood, answering);
		this.#hasAskedBack = commands.length === 0;
	}

	#press(digit: string): void {
		this.story.heard(`key ${digit}`);
		const deed = digit === "5" ? suggestions(this.state.lighthouse)[0] : "";
		const command = commandOfKey(digit) ?? commandsIn(deed ?? "")[0];
		if (command) this.#obey([command]);
	}

	/** Carries out one after the other; only what the last one brings is spoken. */
	#obey(commands: readonly Command[], answering: SayOptions = {}): void {
		let spoken = "";
		for (const command of commands) {
			const outcome = obey(this.state.lighthouse, command);
			this.state.lighthouse = outcome.lighthouse;
			spoken = outcome.spoken;
		}
		this.listener.changed();
		void this.say(spoken, answering);
	}

	#changeHearing(state: "down" | "up", missedMs: number): void {
		const missed =
			missedMs > 0
				? `${(missedMs / 1000).toFixed(1)} s of speech were missed.`
				: "nothing was missed.";
		this.story.note(
			state === "down"
				? "The recogniser is gone."
				: `The recogniser is back: ${missed}`,
		);
		this.#become({ isDeaf: state === "down" });
	}
}
