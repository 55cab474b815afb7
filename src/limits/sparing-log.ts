import { SlidingWindow } from "./sliding-window.js";

/** What lines are written with, such as a logger of pino. */
export interface LineWriter {
	info(fields: object, text: string): void;
	warn(fields: object, text: string): void;
}

type Level = keyof LineWriter;

/** The lines of one kind. */
interface Kind {
	readonly written: SlidingWindow;
	leftOut: number;
}

const minuteMs = 60_000;

/**
 * Writes lines that strangers can cause as often as they like: of each kind the first few in any minute, and of the rest,
 * once the minute is over, how many they were.
 */
export class SparingLog {
	readonly #kinds = new Map<string, Kind>();

	constructor(
		private readonly log: LineWriter,
		private readonly maxPerMinute = 10,
		private readonly now: () => number = () => performance.now(),
	) {}

	/** `reason` is of a closed set: it tells lines apart that have the same text. */
	info(fields: object, text: string, reason = ""): void {
		this.#write("info", fields, text, reason);
	}

	/** The same, as a warning. */
	warn(fields: object, text: string, reason = ""): void {
		this.#write("warn", fields, text, reason);
	}

	#write(level: Level, fields: object, text: string, reason: string): void {
		const kind = this.#kindOf(`${level} ${text} ${reason}`);
		if (kind.written.hasRoom(this.now())) {
			kind.written.spend(this.now());
			this.log[level](fields, text);
			return;
		}
		if (kind.leftOut === 0)
			// Must not keep the process up by itself.
			setTimeout(
				() => this.#sumUp(kind, level, text, reason),
				minuteMs,
			).unref();
		kind.leftOut += 1;
	}

	#kindOf(name: string): Kind {
		const known = this.#kinds.get(name);
		if (known) return known;
		const written = new SlidingWindow(this.maxPerMinute, minuteMs);
		const kind = { written, leftOut: 0 };
		this.#kinds.set(name, kind);
		return kind;
	}

	#sumUp(kind: Kind, level: Level, text: string, reason: string): void {
		const { leftOut } = kind;
		kind.leftOut = 0;
		const fields = reason === "" ? { leftOut } : { leftOut, reason };
		this.log[level](fields, `${text}: more than are written, in a minute`);
	}
}
