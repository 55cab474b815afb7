/** Where a talk is typed and shown: a terminal with somebody at it, or a script on stdin. */
import {
	clearLine,
	createInterface,
	cursorTo,
	emitKeypressEvents,
	type Interface,
} from "node:readline";

type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };
type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

const prompt = "> ";

/** Reads lines one by one, and writes above the line that is being typed. */
export class Terminal {
	/** Somebody sits at it; otherwise what comes is a script. */
	readonly isLive: boolean;
	readonly hasColours: boolean;
	readonly #lines: string[] = [];
	readonly #reader: Interface;
	#isClosed = false;
	#wake: (() => void) | undefined;

	constructor(
		private readonly input: Input,
		private readonly output: Output,
		environment: Readonly<Record<string, string | undefined>>,
	) {
		this.isLive = input.isTTY === true && output.isTTY === true;
		this.hasColours = output.isTTY === true && !environment.NO_COLOR;
		this.#reader = createInterface({
			input,
			...(this.isLive ? { output } : {}),
			terminal: this.isLive,
			prompt,
		});
		this.#reader.on("line", (line) => {
			this.#lines.push(line);
			this.#wake?.();
		});
		this.#reader.once("close", () => {
			this.#isClosed = true;
			this.#wake?.();
		});
		if (this.isLive) this.#reader.prompt();
	}

	/** The next line; undefined when no more comes. */
	async next(): Promise<string | undefined> {
		while (this.#lines.length === 0 && !this.#isClosed)
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		return this.#lines.shift();
	}

	print(text: string): void {
		if (!this.isLive || this.#isClosed) {
			this.output.write(text);
			return;
		}
		cursorTo(this.output, 0);
		clearLine(this.output, 0);
		this.output.write(text);
		this.#reader.prompt(true);
	}

	/** Told of every key that is touched, where somebody types. */
	onTyping(listener: () => void): void {
		if (!this.isLive) return;
		emitKeypressEvents(this.input);
		this.input.on("keypress", listener);
	}

	/** Reads no more; what was typed and not read is lost. */
	close(): void {
		if (this.isLive && !this.#isClosed) {
			cursorTo(this.output, 0);
			clearLine(this.output, 0);
		}
		this.#reader.close();
		// Else an open pipe keeps the process alive.
		this.input.pause();
	}
}
