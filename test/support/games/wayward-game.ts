import { WebSocket } from "ws";

/** What a game knows when it connects. */
export interface Known {
	/** The newest token and the first one; none before the first welcome. */
	readonly newest: string | undefined;
	readonly first: string | undefined;
	readonly seq: number;
}

type Message = Readonly<Record<string, unknown>>;

/** How a game behaves otherwise than a good one. */
export interface Habits {
	readonly protocols?: readonly string[];
	/** The query of its address. */
	readonly query?: (known: Known) => string;
	/** How long it waits after this close code before it comes back; `undefined` is for good. */
	readonly waitMs?: (code: number) => number | undefined;
	readonly takes?: (message: Message, socket: WebSocket) => void;
	readonly takesText?: (text: string, socket: WebSocket) => void;
	readonly answersNoPing?: boolean;
}

const usualQuery = ({ newest, seq }: Known) =>
	newest === undefined ? "" : `?resume=${newest}&after=${seq}`;
const usualWaitMs = (code: number) =>
	[1000, 1008, 4401, 4408].includes(code) ? undefined : 80;

/** A good game in few lines, of which each habit can be spoilt. It greets its callers, and answers them. */
export class WaywardGame {
	#known: Known = { newest: undefined, first: undefined, seq: 0 };
	#socket: WebSocket | undefined;
	#timer: NodeJS.Timeout | undefined;
	#isOver = false;

	constructor(
		readonly url: string,
		readonly habits: Habits = {},
	) {
		this.#connect();
	}

	close(): void {
		this.#isOver = true;
		clearTimeout(this.#timer);
		this.#socket?.terminate();
	}

	#connect(): void {
		const { query = usualQuery, protocols = ["callsign.v1"] } = this.habits;
		const socket = new WebSocket(
			this.url + query(this.#known),
			[...protocols],
			{
				autoPong: !this.habits.answersNoPing,
			},
		);
		this.#socket = socket;
		socket.on("error", () => {});
		socket.on("message", (data) => this.#receive(`${data}`, socket));
		socket.on("close", (code) => this.#comeBack(code));
	}

	#receive(text: string, socket: WebSocket): void {
		this.habits.takesText?.(text, socket);
		if (!text.startsWith("{")) return;
		const message = JSON.parse(text) as Message;
		const { newest, first, seq } = this.#known;
		if (message.type === "welcome") {
			const token = String(message.resumeToken);
			const at = message.resumed ? seq : 0;
			this.#known = { newest: token, first: first ?? token, seq: at };
		} else if (message.seq !== undefined) {
			this.#known = { newest, first, seq: Number(message.seq) };
		}
		const isToAnswer =
			message.type === "paired" || message.type === "utterance";
		if (isToAnswer && !this.habits.takes)
			socket.send(JSON.stringify({ type: "say", text: "Hello." }));
		this.habits.takes?.(message, socket);
	}

	#comeBack(code: number): void {
		if (code === 4404)
			this.#known = { newest: undefined, first: undefined, seq: 0 };
		const waitMs = (this.habits.waitMs ?? usualWaitMs)(code);
		if (waitMs === undefined || this.#isOver) return;
		this.#timer = setTimeout(() => this.#connect(), waitMs);
	}
}
