import { get as request } from "node:http";
import { connect, type Socket } from "node:net";
import { WebSocket } from "ws";
import { callsignProtocol } from "../../../../src/protocol/callsign-v1.js";
import { Watched } from "../../waiting/watched.js";
import type { Run, Target } from "../attack.js";

/** Where the honest come from. */
const sharedAddress = "127.0.0.1";

/** Where a stranger comes from: host 0 is where the honest are too, all others are in a network of the attack's own. */
export function strangersAddress({ network }: Run, host: number): string {
	if (host === 0) return sharedAddress;
	return `127.${network}.${Math.floor(host / 250)}.${(host % 250) + 1}`;
}

const openDeadlineMs = 15_000;

/** An open socket, or with which status or code it was refused; 0 if it was not answered. */
export type Opening =
	| { readonly socket: WebSocket }
	| { readonly refusedWith: number };

/** Opens a WebSocket from there. Never rejects. */
export function open(
	{ url }: Pick<Target, "url">,
	path: string,
	from: string,
	{
		protocols = [],
		headers = {},
		attend = () => {},
	}: {
		readonly protocols?: readonly string[];
		readonly headers?: Readonly<Record<string, string>>;
		/** Is given the socket before it opens: the first message may come with the answer. */
		readonly attend?: (socket: WebSocket) => void;
	} = {},
): Promise<Opening> {
	const socket = new WebSocket(
		url.replace(/^http/, "ws") + path,
		[...protocols],
		{
			localAddress: from,
			headers,
			perMessageDeflate: false,
			handshakeTimeout: openDeadlineMs,
		},
	);
	attend(socket);
	return new Promise((resolve) => {
		socket.once("open", () => resolve({ socket }));
		socket.once("unexpected-response", (asked, response) => {
			asked.destroy();
			resolve({ refusedWith: response.statusCode ?? 0 });
		});
		socket.on("error", () => resolve({ refusedWith: 0 }));
	});
}

/** A game of a stranger's: it counts what it is told, and answers nothing. */
export class StrangersGame extends Watched {
	code = "";
	/** How many messages of each type came; `code` too, in plain as one. */
	readonly told: Record<string, number> = {};
	closedWith: number | undefined;

	/** Joins; undefined when it is not let in, or has no code in time. */
	static async join(
		target: Pick<Target, "url">,
		from: string,
		isTyped = true,
	): Promise<StrangersGame | undefined> {
		const protocols = isTyped ? [callsignProtocol] : [];
		const games: StrangersGame[] = [];
		const attend = (socket: WebSocket) =>
			void games.push(new StrangersGame(socket, isTyped));
		await open(target, "/game", from, { protocols, attend });
		for (const game of games) if (await game.#shown) return game;
		return undefined;
	}

	readonly #shown: Promise<boolean>;

	private constructor(
		readonly socket: WebSocket,
		isTyped: boolean,
	) {
		super();
		this.#shown = new Promise((resolve) => {
			socket.on("message", (data) => {
				const text = data.toString();
				if (isTyped) this.#readTyped(text);
				else this.#readPlain(text);
				if (this.code !== "") resolve(true);
			});
			socket.once("close", (code) => {
				this.closedWith = code;
				resolve(false);
			});
			setTimeout(resolve, openDeadlineMs, false).unref();
		});
	}

	/** Resolves when it was told so; rejects after a while. */
	hasBeenTold(what: string): Promise<void> {
		return this.until(
			() => this.told[what] !== undefined,
			() => `"${what}" for a stranger's game`,
			openDeadlineMs,
		);
	}

	/** Sends a message unless what was sent before is still on its way. */
	send(message: object | string): void {
		if (this.closedWith !== undefined || this.socket.bufferedAmount > 1e6)
			return;
		this.socket.send(
			typeof message === "string" ? message : JSON.stringify(message),
		);
	}

	leave(): void {
		this.socket.close(1000);
	}

	#readPlain(text: string): void {
		this.#count(text.startsWith("{") ? "result" : text);
		if (this.code === "" && !text.startsWith("+")) this.code = text;
	}

	#readTyped(text: string): void {
		const message = JSON.parse(text) as Readonly<Record<string, unknown>>;
		this.#count(String(message.type));
		if (message.type === "welcome" || message.type === "code")
			this.code = String(message.code);
	}

	#count(what: string): void {
		this.told[what] = (this.told[what] ?? 0) + 1;
		this.changed();
	}
}

/** Asks for a page from there; resolves with its status and text, or with 0. */
export function page(
	url: string,
	from: string,
	headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly text: string }> {
	return new Promise((resolve) => {
		const asked = request(url, {
			localAddress: from,
			headers,
			agent: false,
			timeout: openDeadlineMs,
		});
		asked.once("response", (response) => {
			const parts: Buffer[] = [];
			response.on("data", (part: Buffer) => parts.push(part));
			response.once("close", () =>
				resolve({
					status: response.statusCode ?? 0,
					text: Buffer.concat(parts).toString(),
				}),
			);
		});
		asked.once("timeout", () => asked.destroy());
		asked.once("error", () => resolve({ status: 0, text: "" }));
	});
}

/** A bare connection from there, which says nothing by itself. */
export function connection({ url }: Pick<Target, "url">, from: string): Socket {
	const { hostname: host, port } = new URL(url);
	const socket = connect({ host, port: Number(port), localAddress: from });
	socket.on("error", () => {});
	return socket;
}
