/** The last socket that was made here, and whether the way to the server is shut. */
let newest: WebSocket | undefined;
let isShut = false;

/** A WebSocket that a button of the page can cut. */
export class CuttableSocket extends WebSocket {
	constructor(url: string, protocols: string) {
		// There is nothing at that address: the attempt fails as it does without a network.
		super(isShut ? new URL("/try-it/cut-off", url).href : url, protocols);
		newest = this;
	}
}

/** Cuts the socket, and lets none through for a while. */
export function cutSocket(forMs: number): void {
	isShut = true;
	setTimeout(() => {
		isShut = false;
	}, forMs);
	// Any code but those of a good end: the server then keeps the session.
	newest?.close(4000, "cut off");
}
