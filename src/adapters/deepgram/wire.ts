import type {
	DeepgramTransport,
	DeepgramTransportCloseEvent,
	DeepgramTransportMessage,
} from "@deepgram/sdk";
import { type ClientOptions, WebSocket } from "ws";
import { beginningOf } from "../../protocol/whole-characters.js";
import { attend, orFail, type SocketHandlers } from "../guarding.js";

/** How a socket ended, or why it never opened. */
export interface SocketEnding {
	/** The WebSocket close code; 1006 where the socket ended without one. */
	readonly code: number;
	/** Deepgram's words for it, or the network's; cut to a length that fits a log. */
	readonly reason: string;
	/** The HTTP status with which Deepgram refused the handshake. */
	readonly status: number | undefined;
	/** Deepgram's name for this request, for its support. */
	readonly requestId: string | undefined;
}

/**
 * Whether dialling again would be of no use: a bad key or a bad request. A 1000 that we did not ask for is
 * none: Deepgram's own reconnect example dials again, too, while there is audio left.
 */
export function isFinal({ code, status }: SocketEnding): boolean {
	if (status !== undefined)
		return status >= 400 && status < 500 && status !== 429;
	return [1002, 1003, 1007, 1008].includes(code);
}

/** How a socket ended, in words for operators. */
export function describeEnding({ code, reason, status }: SocketEnding): string {
	return `${status === undefined ? `close ${code}` : `HTTP ${status}`} ${reason}`;
}

/** Is told what happens on a socket that it dialled, until it lets go of it. */
export interface SocketOwner {
	opened(requestId: string | undefined): void;
	/** A text, unchanged. */
	heardText(text: string): void;
	heardAudio(audio: Buffer): void;
	/** Called once, and last; also for a socket that never opened. */
	ended(end: SocketEnding): void;
}

/** The same owner, but an error of its own goes to `fail` instead of ending the process. */
export function guarded(
	owner: SocketOwner,
	fail: (error: unknown) => void,
): SocketOwner {
	return new GuardedOwner(owner, fail);
}

class GuardedOwner implements SocketOwner {
	constructor(
		private readonly owner: SocketOwner,
		private readonly fail: (error: unknown) => void,
	) {}

	opened(requestId: string | undefined): void {
		this.#guard(() => this.owner.opened(requestId));
	}

	heardText(text: string): void {
		this.#guard(() => this.owner.heardText(text));
	}

	heardAudio(audio: Buffer): void {
		this.#guard(() => this.owner.heardAudio(audio));
	}

	ended(end: SocketEnding): void {
		this.#guard(() => this.owner.ended(end));
	}

	#guard(tell: () => void): void {
		try {
			tell();
		} catch (error) {
			this.fail(error);
		}
	}
}

export const handshakeMs = 5000;

// `closeTimeout` is missing in the types of ws 8.18: it bounds the wait for the other end's close frame.
const socketOptions: ClientOptions & { closeTimeout: number } = {
	// Compressing 160-byte frames costs 20 times the sending (measured), and 280 kB per socket.
	perMessageDeflate: false,
	handshakeTimeout: handshakeMs,
	maxPayload: 1024 * 1024,
	closeTimeout: 1000,
};

const ignore = () => {};
const nobody: SocketOwner = {
	opened: ignore,
	heardText: ignore,
	heardAudio: ignore,
	ended: ignore,
};

/**
 * The WebSocket under a connection of Deepgram's SDK: the transport that the SDK asks for, over the server's
 * own `ws`. What arrives goes straight to the owner, since the SDK would first parse every text and turn audio
 * into Blobs, which lose their order. The SDK makes the request, and is let go once that is answered.
 */
export class DeepgramWire implements DeepgramTransport {
	#socket: WebSocket | undefined;
	#owner: SocketOwner;
	#tellOpened: () => void = ignore;
	#tellClosed: (event: DeepgramTransportCloseEvent) => void = ignore;
	#trouble = "";
	#status: number | undefined;
	#requestId: string | undefined;

	constructor(
		private readonly url: string,
		owner: SocketOwner,
	) {
		this.#owner = owner;
	}

	/** Bytes that were sent but have not left this process. */
	get bufferedBytes(): number {
		return this.#socket?.bufferedAmount ?? 0;
	}

	/** Dials exactly this URL, with the headers that the SDK made. Never throws: see `ended`. */
	dial(headers: Record<string, string>): void {
		try {
			this.#socket = new WebSocket(this.url, { ...socketOptions, headers });
			this.#attend(this.#socket);
		} catch (error) {
			this.fail(error);
		}
	}

	/** Ends a socket that could not even be dialled. */
	fail(error: unknown): void {
		this.#trouble = error instanceof Error ? error.message : String(error);
		this.#end(1006, "");
	}

	/** After this the owner is told nothing more. */
	letGo(): void {
		this.#owner = nobody;
	}

	/** Cuts the connection at once. */
	terminate(): void {
		this.#socket?.terminate();
	}

	send(data: DeepgramTransportMessage): void {
		if (this.isOpen()) this.#socket?.send(data);
	}

	ping(): void {
		if (this.isOpen()) this.#socket?.ping();
	}

	isOpen(): boolean {
		return this.#socket?.readyState === WebSocket.OPEN;
	}

	close(): void {
		this.#socket?.close(1000);
	}

	onOpen(listener: () => void): void {
		this.#tellOpened = listener;
	}

	onClose(listener: (event: DeepgramTransportCloseEvent) => void): void {
		this.#tellClosed = listener;
	}

	onMessage(): void {}

	/** A close follows every error, and is all that the SDK needs to know. */
	onError(): void {}

	#attend(socket: WebSocket): void {
		const handlers: SocketHandlers = {
			error: (error) => {
				this.#trouble ||= error.message;
			},
			upgrade: ({ headers }) => {
				this.#requestId = oneLine(headers["dg-request-id"]);
			},
			"unexpected-response": (_request, response) => {
				this.#status = response.statusCode;
				this.#requestId = oneLine(response.headers["dg-request-id"]);
				this.#trouble =
					oneLine(response.headers["dg-error"]) ?? "handshake refused";
				socket.terminate();
			},
			open: () => {
				this.#tellOpened();
				this.#tellOpened = ignore;
				this.#tellClosed = ignore;
				this.#owner.opened(this.#requestId);
			},
			message: (data, isBinary) => {
				if (isBinary) this.#owner.heardAudio(data as Buffer);
				else this.#owner.heardText(data.toString());
			},
			close: (code, reason) => this.#end(code, reason.toString()),
		};
		attend(socket, handlers, (error) => this.#break(error));
	}

	/** A socket at which something of ours or of the SDK's fails counts as lost, so that its owner may dial again. */
	#break(error: unknown): void {
		this.terminate();
		this.fail(error);
	}

	#end(code: number, reason: string): void {
		const owner = this.#owner;
		this.letGo();
		// The SDK's own trouble with it is nobody's any more.
		orFail(this.#tellClosed, ignore)({ code, reason });
		owner.ended({
			code,
			reason: oneLine(reason || this.#trouble) ?? "",
			status: this.#status,
			requestId: this.#requestId,
		});
	}
}

function oneLine(text: string | string[] | undefined): string | undefined {
	return text && beginningOf(text.toString().replace(/\s+/g, " "), 200);
}
