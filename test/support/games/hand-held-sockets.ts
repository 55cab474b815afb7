import type { Welcome } from "../../../src/protocol/callsign-v1.js";
import { usualWelcome } from "./game-server-end.js";

/** A WebSocket without a network: it does what its test says, at once. */
export class HandHeldSocket {
	readonly protocol = "callsign.v1";
	readyState = 0;
	onopen: (() => void) | null = null;
	onmessage: ((event: { data: unknown }) => void) | null = null;
	onclose: ((event: { code: number; reason: string }) => void) | null = null;
	onerror: (() => void) | null = null;
	/** What the game has sent, parsed. */
	readonly sent: Record<string, unknown>[] = [];
	/** The codes with which the game has closed. */
	readonly closedWith: (number | undefined)[] = [];

	constructor(readonly url: string) {}

	send(text: string): void {
		this.sent.push(JSON.parse(text));
	}

	close(code?: number): void {
		this.readyState = 2;
		this.closedWith.push(code);
	}

	/** The server welcomes the game. */
	welcome(changes: Partial<Welcome> = {}): void {
		this.readyState = 1;
		this.onopen?.();
		this.tell({ ...usualWelcome, ...changes });
	}

	tell(message: object): void {
		this.onmessage?.({ data: JSON.stringify(message) });
	}

	/** The connection is lost. */
	lose(code = 1006): void {
		this.readyState = 3;
		this.onclose?.({ code, reason: "" });
	}
}

/** The class of WebSockets for a client, and the sockets that the client has made of it, in order. */
export function handHeldSockets() {
	const sockets: HandHeldSocket[] = [];
	class WebSocket extends HandHeldSocket {
		constructor(url: string) {
			super(url);
			sockets.push(this);
		}
	}
	const newest = () => sockets[sockets.length - 1] as HandHeldSocket;
	return { WebSocket, sockets, newest };
}
